"""AKT, PKS and UMK over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import orjson
from chassis.auth import Principal, requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.http import After, Limit, Page, command_context, decode_cursor, encode_cursor, etag, if_match, reply
from chassis.models import StrictModel
from chassis.service import Runtime
from dasar.penolakan import tidak_ditemukan
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.akses import MULAI_JKN
from kepesertaan.api.model import Tanggal, Teks
from kepesertaan.domain.akt import Akt, DaftarkanAkt, Rekening, SepakatiPks
from kepesertaan.domain.ketentuan import bentuk_baku
from kepesertaan.domain.umk import TetapkanUmk, Umk, kunci
from kepesertaan.model.akt import AKT, UMK

JalurAkt = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
_DAFTAR = """
select * from akt a where a.akt_id > $1 and ($2::date is null or exists (
  select 1 from pks p where p.akt_id = a.akt_id and p.berlaku_dari <= $2 and $2 <= p.berlaku_sampai))
order by a.akt_id limit $3
"""


class RekeningIsi(StrictModel):
    bank: Annotated[str, Field(min_length=1, max_length=20)]
    nomor: Annotated[str, Field(pattern=r"^[0-9]{5,34}$")]
    nama: Teks


class AktIsi(StrictModel):
    nama: Teks
    rekening: RekeningIsi | None = None
    jenis_produk: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=10)]


class PksIsi(StrictModel):
    nomor: Teks
    berlaku_dari: Tanggal = Field(ge=MULAI_JKN)
    berlaku_sampai: Tanggal = Field(description="Hari terakhir")
    versi_naskah: Teks
    bentuk_kerja_sama: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=10)]
    manfaat: Annotated[tuple[Teks, ...], Field(max_length=200)] = ()


class PksJawaban(BaseModel):
    """The agreement in the words it was sent in."""

    nomor: str
    versi: int
    berlaku_dari: date
    berlaku_sampai: date
    versi_naskah: str
    bentuk_kerja_sama: list[str]
    manfaat: list[str]


class AktJawaban(BaseModel):
    """``rekening`` and ``pks`` are shown to offices and to the AKT itself."""

    akt_id: str
    nama: str
    rekening: RekeningIsi | None = None
    jenis_produk: list[str]
    pks: list[PksJawaban] = []


class UmkIsi(StrictModel):
    tahun: int = Field(ge=2014, le=2100)
    kabupaten_kota: Annotated[str, Field(min_length=1, max_length=100)]
    nilai: int = Field(gt=0, le=1_000_000_000, description="Rupiah sebulan")
    sumber: Teks


class UmkJawaban(UmkIsi):
    pass


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["AKT dan acuan"])
    baca, tulis = requires("kepesertaan:baca"), requires("kepesertaan:tulis")

    @r.put("/akt/{akt_id}", response_model=AktJawaban, responses={201: {"model": AktJawaban}}, summary="Daftarkan atau ubah AKT")
    async def tetapkan(
        akt_id: JalurAkt, isi: AktIsi, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """Kantor Pusat only; products that can take part in koordinasi manfaat (R-AKT-06)."""
        akses.harus_pusat(p, "R-AKT-02", "Pendaftaran AKT")
        rek = None if isi.rekening is None else Rekening(isi.rekening.bank, isi.rekening.nomor, isi.rekening.nama)
        perintah = DaftarkanAkt(akt_id, isi.nama, tuple(p.strip().upper() for p in isi.jenis_produk), rek, akses.hari(ctx))
        return reply(await rt.commands.execute(AKT, akt_id, perintah, ctx=ctx, respond=_jawab, expected=expected))

    @r.post("/akt/{akt_id}/pks", status_code=201, response_model=PksJawaban, summary="Sepakati atau perpanjang PKS")
    async def pks(
        akt_id: JalurAkt, isi: PksIsi, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """Standard draft, at least a year (R-AKT-02 to 04); the same number with a later end is its extension."""
        akses.harus_pusat(p, "R-AKT-02", "PKS")
        bentuk = tuple(dict.fromkeys(bentuk_baku(b) for b in isi.bentuk_kerja_sama))
        tertulis = tuple(isi.bentuk_kerja_sama)
        perintah = SepakatiPks(isi.nomor, isi.berlaku_dari, isi.berlaku_sampai, isi.versi_naskah, bentuk, isi.manfaat, tertulis)

        def jawab(akt: Akt, _: int, __: Sequence[Any]) -> Reply:
            return Reply(201, next(x for x in _pks(akt) if x.nomor == isi.nomor).model_dump(mode="json"))

        return reply(await rt.commands.execute(AKT, akt_id, perintah, ctx=ctx, respond=jawab, expected=expected))

    @r.get("/akt", response_model=Page[AktJawaban], summary="Daftar AKT")
    async def daftar(
        pks_aktif_pada: Annotated[Tanggal | None, Query(description="Hanya yang PKS-nya berlaku pada hari ini")] = None,
        setelah: After = None,
        batas: Limit = 100,
        p: Principal = baca,
    ) -> Page[AktJawaban]:
        """What BPJS tells a Badan Usaha that looks for an AKT (R-AKT-27); agreement and account are shown to offices and the AKT itself."""
        mulai = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            baris = await conn.fetch(_DAFTAR, mulai[0] if mulai else "", pks_aktif_pada, batas + 1)
        terlihat = [AKT.stream(b["akt_id"]) for b in baris[:batas] if p.jenis_kantor is not None or p.akt_id == b["akt_id"]]
        lengkap = {
            stream: AKT.fold([AKT.codec.decode(e.type, e.schema_version, e.data) for e in isi])
            for stream, isi in (await rt.store.load_many(terlihat)).items()
        }
        return Page(
            data=[
                _lihat(lengkap[stream])
                if (stream := AKT.stream(b["akt_id"])) in lengkap
                else AktJawaban(akt_id=b["akt_id"], nama=b["nama"], jenis_produk=orjson.loads(b["jenis_produk"]))
                for b in baris[:batas]
            ],
            berikutnya=encode_cursor(baris[batas - 1]["akt_id"]) if len(baris) > batas else None,
        )

    @r.get("/akt/{akt_id}", response_model=AktJawaban, summary="Satu AKT dengan PKS-nya")
    async def ambil(akt_id: JalurAkt, response: Response, p: Principal = baca) -> AktJawaban:
        akt, versi = await rt.commands.load(AKT, akt_id)
        # the agreement is between the AKT and BPJS; others find the AKT in the list
        if not versi or (p.akt_id != akt_id and p.jenis_kantor is None):
            raise tidak_ditemukan("AKT")
        response.headers["ETag"] = etag(versi)
        return _lihat(akt)

    @r.put("/umk", response_model=UmkJawaban, summary="Tetapkan UMK")
    async def umk(
        isi: UmkIsi, p: Principal = requires("referensi:tulis"), ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """Floor of the base of iuran for a year and a kabupaten/kota (R-IUR-10, R-IUR-12)."""
        akses.harus_pusat(p, "R-IUR-12", "Tabel UMK")
        perintah = TetapkanUmk(isi.tahun, isi.kabupaten_kota, isi.nilai, isi.sumber)

        def jawab(_: Umk, __: int, ___: Sequence[Any]) -> Reply:
            return Reply(200, isi.model_dump(mode="json"))

        id = kunci(isi.tahun, isi.kabupaten_kota)
        return reply(await rt.commands.execute(UMK, id, perintah, ctx=ctx, respond=jawab, expected=expected))

    @r.get("/umk", response_model=list[UmkJawaban], summary="UMK satu tahun")
    async def daftar_umk(tahun: Annotated[int, Query(ge=2014, le=2100)], _: Principal = baca) -> list[UmkJawaban]:
        async with rt.db.connection() as conn:
            baris = await conn.fetch("select tahun, kabupaten_kota, nilai, sumber from umk where tahun = $1 order by kabupaten_kota", tahun)
        return [UmkJawaban(**dict(b)) for b in baris]

    return r


def _pks(akt: Akt) -> list[PksJawaban]:
    return [
        PksJawaban(
            nomor=p.nomor,
            versi=p.versi,
            berlaku_dari=p.berlaku_dari,
            berlaku_sampai=p.berlaku_sampai,
            versi_naskah=p.versi_naskah,
            bentuk_kerja_sama=list(p.bentuk_tertulis),
            manfaat=list(p.manfaat),
        )
        for p in sorted(akt.pks, key=lambda p: (p.berlaku_dari, p.nomor))
    ]


def _lihat(akt: Akt) -> AktJawaban:
    rek = akt.rekening
    return AktJawaban(
        akt_id=akt.akt_id,
        nama=akt.nama,
        rekening=None if rek is None else RekeningIsi(bank=rek.bank, nomor=rek.nomor, nama=rek.nama),
        jenis_produk=list(akt.jenis_produk),
        pks=_pks(akt),
    )


def _jawab(akt: Akt, version: int, peristiwa: Sequence[Any]) -> Reply:
    return Reply(201 if peristiwa and version == len(peristiwa) else 200, _lihat(akt).model_dump(mode="json"))
