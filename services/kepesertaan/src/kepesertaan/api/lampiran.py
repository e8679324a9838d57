"""Files over HTTP: taken in by what is in them, given back to those they belong to."""

from __future__ import annotations

from typing import Annotated

from chassis.auth import Principal, requires
from chassis.http import MIB, business_now
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter, Form, Path, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from kepesertaan.api import akses
from kepesertaan.domain.lampiran import AKHIRAN, LAMPIRAN_TERBESAR, Pemilik, jenis_media, rujukan
from kepesertaan.simpanan import Penglihat, Simpanan, satu

Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 isi berkas, heksadesimal")]


class BerkasTersimpan(BaseModel):
    berkas: str = Field(description="Rujukan untuk formulir dan surat", examples=["sha256:" + "0" * 64])
    sha256: str
    media: str
    besar: int


def penglihat(p: Principal) -> Penglihat:
    return Penglihat(*akses.argumen_terlihat(p), p.kantor if p.jenis_kantor is not None else None)


def pemilik(p: Principal, badan_usaha_id: str = "") -> Pemilik:
    """Whose a file is that this asker hands in."""
    if p.akt_id is None and p.badan_usaha_id is None and (p.jenis_kantor is None or p.kantor is None):
        raise Ditolak("PEMILIK_TIDAK_DIKENAL", "Berkas hanya diterima dari AKT, Badan Usaha, atau kantor BPJS Kesehatan.", status=403)
    kantor = p.kantor if p.akt_id is None and p.badan_usaha_id is None else None
    return Pemilik(badan_usaha_id or p.badan_usaha_id or "", p.akt_id or "", kantor or "")


def router(rt: Runtime, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1/berkas", tags=["berkas"])

    @r.post("", status_code=201, response_model=BerkasTersimpan, max_body_size=LAMPIRAN_TERBESAR + MIB, summary="Unggah berkas",
            responses={200: {"model": BerkasTersimpan}})  # fmt: skip
    async def unggah(
        berkas: UploadFile,
        badan_usaha_id: Annotated[str, Form(max_length=64, description="Untuk Badan Usaha mana; kosong: milik pengirim")] = "",
        p: Principal = requires("kepesertaan:tulis"),
    ) -> Response:
        """PDF, JPEG or PNG of at most 10 MiB. The same file sent again is the same file (200)."""
        milik = pemilik(p, badan_usaha_id)
        if milik.badan_usaha_id:
            async with rt.db.connection() as conn:
                await akses.badan_usaha(conn, p, milik.badan_usaha_id)
        isi = await berkas.read(LAMPIRAN_TERBESAR + 1)
        media = jenis_media(isi)
        async with rt.db.connection() as conn:
            sha256, baru = await simpanan.simpan(conn, isi, media, milik, p.sub, business_now())
        jawab = BerkasTersimpan(berkas=rujukan(sha256), sha256=sha256, media=media, besar=len(isi))
        return JSONResponse(jawab.model_dump(), 201 if baru else 200, {"Location": f"/v1/berkas/{sha256}"})

    @r.get(
        "/{sha256}",
        response_class=Response,
        responses={200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in AKHIRAN}}},
        summary="Ambil berkas",
    )
    async def ambil(sha256: Sha256, p: Principal = requires("kepesertaan:baca")) -> Response:
        """Whose it is not, to him it does not exist."""
        async with rt.db.connection() as conn:
            baris = satu(await simpanan.terlihat(conn, penglihat(p), [sha256]), sha256)
        # never run in the browser as a page of ours
        kepala = {
            "Content-Disposition": f'attachment; filename="{sha256[:16]}.{AKHIRAN[baris["media"]]}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
            "Cache-Control": "no-store",
        }
        return Response(await simpanan.ambil(baris), media_type=baris["media"], headers=kepala)

    return r
