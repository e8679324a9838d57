"""Administrative sanctions over HTTP: imposed in order, lifted, seen, exported for who denies the services (R-KEP-43 to 45)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import orjson
from chassis.auth import Principal, requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.csv_rows import csv_rows
from chassis.http import After, Limit, Page, command_context, decode_cursor, encode_cursor, if_match, reply
from chassis.models import StrictModel
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field, model_validator
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.model import Id, Noka, Teks
from kepesertaan.domain.sanksi import Cabut, JenisSubjek, Kenakan, Sanksi
from kepesertaan.model.layanan_peserta import SANKSI

JalurSubjek = Annotated[str, Path(min_length=3, max_length=80, pattern=r"^(BU|NOKA)-[A-Za-z0-9._-]+$")]
# $1-$4 of TERLIHAT; who may see a Badan Usaha or a person may see what hangs over them
_DAFTAR = f"""
select s.* from sanksi s where s.subjek > $5 and s.tingkat > 0 and ($7::text is null or s.subjek = $7) and (
  (s.jenis_subjek = 'PEMBERI_KERJA' and s.rujukan in {akses.TERLIHAT})
  or (s.jenis_subjek = 'PERORANGAN' and s.rujukan in (select p.nomor_kartu from peserta p where p.badan_usaha_id in {akses.TERLIHAT})))
order by s.subjek limit $6
"""  # noqa: S608  constant text


class SanksiIsi(StrictModel):
    """Of a Pemberi Kerja or of a person: exactly one of the two."""

    badan_usaha_id: Id | None = None
    nomor_kartu: Noka | None = None
    tingkat: int = Field(ge=1, le=9, description="1 teguran tertulis, 2 denda, 3 tidak mendapat pelayanan publik tertentu")
    pelanggaran: Teks = Field(description="Tanpa data pribadi")
    layanan: Annotated[tuple[Teks, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _satu(self) -> SanksiIsi:
        if (self.badan_usaha_id is None) == (self.nomor_kartu is None):
            raise ValueError("isi tepat satu dari badan_usaha_id, nomor_kartu")
        return self


class PencabutanIsi(StrictModel):
    alasan: Teks


class SanksiJawaban(BaseModel):
    subjek: str = Field(description="BU-… atau NOKA-…")
    jenis_subjek: str
    tingkat: int
    nama_tingkat: str
    layanan: list[str] = Field(description="Pelayanan publik yang tidak diberikan")
    sejak: date


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(prefix="/v1/sanksi", tags=["sanksi"])
    baca, tulis = requires("kepesertaan:baca"), requires("kepesertaan:tulis")

    @r.post("", status_code=201, response_model=SanksiJawaban, summary="Kenakan sanksi administratif")
    async def kenakan(
        isi: SanksiIsi, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """By an office, one level after the other (R-KEP-43)."""
        jenis: JenisSubjek = "PEMBERI_KERJA" if isi.badan_usaha_id is not None else "PERORANGAN"
        await _terlihat(rt, p, jenis, isi.badan_usaha_id or isi.nomor_kartu or "")
        _kantor(p)
        rujukan = isi.badan_usaha_id or isi.nomor_kartu or ""
        subjek = f"BU-{rujukan}" if jenis == "PEMBERI_KERJA" else f"NOKA-{rujukan}"
        perintah = Kenakan(subjek, jenis, rujukan, isi.tingkat, isi.pelanggaran, isi.layanan, akses.hari(ctx))
        return reply(await rt.commands.execute(SANKSI, subjek, perintah, ctx=ctx, respond=_jawab(201), expected=expected))

    @r.post("/{subjek}/pencabutan", response_model=SanksiJawaban, summary="Cabut sanksi")
    async def cabut(
        subjek: JalurSubjek, isi: PencabutanIsi, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        jenis: JenisSubjek = "PEMBERI_KERJA" if subjek.startswith("BU-") else "PERORANGAN"
        await _terlihat(rt, p, jenis, subjek.split("-", 1)[1])
        _kantor(p)
        perintah = Cabut(isi.alasan, akses.hari(ctx))
        return reply(await rt.commands.execute(SANKSI, subjek, perintah, ctx=ctx, respond=_jawab(200), expected=expected))

    @r.get("", response_model=Page[SanksiJawaban], summary="Sanksi yang berlaku")
    async def daftar(
        subjek: Annotated[str | None, Query(max_length=80, description="Hanya subjek ini (BU-… atau NOKA-…)")] = None,
        setelah: After = None,
        batas: Limit = 100,
        p: Principal = baca,
    ) -> Page[SanksiJawaban]:
        kunci = decode_cursor(setelah, str)
        baris = await _baris(rt, p, kunci[0] if kunci else "", batas + 1, subjek)
        return Page(
            data=[_lihat(b) for b in baris[:batas]], berikutnya=encode_cursor(baris[batas - 1]["subjek"]) if len(baris) > batas else None
        )

    @r.get("/{subjek}/ekspor", response_class=Response, summary="Daftar pelayanan publik yang tidak diberikan (CSV)")
    async def ekspor(subjek: JalurSubjek, p: Principal = baca) -> Response:
        """One row a service: for whoever issues the permits (R-KEP-44, R-KEP-45)."""
        jenis: JenisSubjek = "PEMBERI_KERJA" if subjek.startswith("BU-") else "PERORANGAN"
        await _terlihat(rt, p, jenis, subjek.split("-", 1)[1])
        async with rt.db.connection() as conn:
            b = await conn.fetchrow("select * from sanksi where subjek = $1", subjek)
        if b is None:
            raise tidak_ditemukan("Sanksi")
        kepala = ("subjek", "jenis_subjek", "kode_layanan", "sejak")
        isi = csv_rows([kepala, *((b["subjek"], b["jenis_subjek"], kode, b["sejak"].isoformat()) for kode in orjson.loads(b["layanan"]))])
        nama = f'attachment; filename="sanksi-{subjek}.csv"'
        return Response(isi, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": nama})

    return r


async def _terlihat(rt: Runtime, p: Principal, jenis: JenisSubjek, rujukan: str) -> None:
    async with rt.db.connection() as conn:
        if jenis == "PEMBERI_KERJA":
            await akses.badan_usaha(conn, p, rujukan)
        else:
            await akses.peserta(conn, p, rujukan)


def _kantor(p: Principal) -> None:
    if p.jenis_kantor is None:
        raise Ditolak("HANYA_KANTOR", "Sanksi dikenakan kantor BPJS Kesehatan.", aturan="R-KEP-43", status=403)


async def _baris(rt: Runtime, p: Principal, setelah: str, batas: int, subjek: str | None) -> Sequence[Mapping[str, Any]]:
    async with rt.db.connection() as conn:
        baris: Sequence[Mapping[str, Any]] = await conn.fetch(_DAFTAR, *akses.argumen_terlihat(p), setelah, batas, subjek)
    return baris


def _lihat(b: Mapping[str, Any]) -> SanksiJawaban:
    isi = {k: b[k] for k in SanksiJawaban.model_fields if k != "layanan"}
    return SanksiJawaban(**isi, layanan=orjson.loads(b["layanan"]))


def _jawab(status: int) -> Any:
    def jawab(s: Sanksi, _: int, __: Sequence[Any]) -> Reply:
        e = s.terakhir
        if e is None:
            raise AssertionError("a sanction that was imposed or lifted has a last level")
        layanan = list(e.layanan) if s.riwayat else []
        isi = SanksiJawaban(
            subjek=e.subjek, jenis_subjek=e.jenis_subjek, tingkat=s.tingkat, nama_tingkat=e.nama_tingkat, layanan=layanan, sejak=e.pada
        )
        return Reply(status, isi.model_dump(mode="json"))

    return jawab
