"""Complaints over HTTP: taken at an office, followed up, their status told to who knows the number and the NIK (R-KEP-30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import asyncpg
from chassis.auth import Principal, requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.crypto import Unreadable, seal, unseal
from chassis.http import After, Limit, Page, command_context, decode_cursor, encode_cursor, if_match, reply
from chassis.models import StrictModel
from chassis.outbox import draw_serials
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.model import Noka
from kepesertaan.domain.pengaduan import Pengaduan, TerimaPengaduan, TindakLanjuti
from kepesertaan.model.layanan_peserta import PENGADUAN
from kepesertaan.sandi import Sandi

JalurNomor = Annotated[str, Path(pattern=r"^PGD-[0-9]{6}-[0-9]{6,}$", description="Nomor kasus")]
Isi = Annotated[str, Field(min_length=3, max_length=4000)]
_DAFTAR = """
select * from pengaduan where ($1::text[] is null or kantor = any($1::text[])) and nomor > $2 and ($4::text is null or keadaan = $4)
order by nomor limit $3
"""
_PERIKSA = """
select g.* from pengaduan g join nik_terdaftar n on n.nomor_kartu = g.nomor_kartu where g.nomor = $1 and n.nik_hash = any($2::bytea[])
"""


class PengaduanIsi(StrictModel):
    nomor_kartu: Noka
    kanal: Literal["LISAN", "TERTULIS"] = Field(description="LISAN juga untuk telepon")
    kategori: Literal["KELUHAN", "SARAN", "PERMINTAAN_INFORMASI"] = "KELUHAN"
    isi: Isi


class TindakIsi(StrictModel):
    keadaan: Literal["DIPROSES", "SELESAI"]
    jawaban: Isi | None = None


class PeriksaIsi(StrictModel):
    """What the Peserta himself knows."""

    nomor: str = Field(pattern=r"^PGD-[0-9]{6}-[0-9]{6,}$")
    nik: str = Field(pattern=r"^[0-9A-Za-z]{5,20}$")


class PengaduanStatus(BaseModel):
    nomor: str
    kanal: str
    kategori: str
    keadaan: Literal["DITERIMA", "DIPROSES", "SELESAI"]
    diterima_pada: date


class PengaduanBaris(PengaduanStatus):
    nomor_kartu: str
    kantor: str


class PengaduanRinci(PengaduanBaris):
    isi: str | None = Field(description="Kosong bila peserta sudah dilupakan")
    jawaban: str | None


class PengaduanPeserta(PengaduanStatus):
    jawaban: str | None


def router(rt: Runtime, sandi: Sandi) -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["pengaduan"])
    baca, tulis = requires("kepesertaan:baca"), requires("kepesertaan:tulis")

    @r.post("/pengaduan", status_code=201, response_model=PengaduanStatus, summary="Catat pengaduan atau saran")
    async def catat(isi: PengaduanIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """Told or written at an office; what was said is sealed under the key of the Peserta."""
        async with rt.db.connection() as conn:
            await akses.peserta(conn, p, isi.nomor_kartu)
            kantor = _kantor(p)
            if (ulang := await rt.commands.replay(ctx)) is not None:
                return reply(ulang)
            hari = akses.hari(ctx)
            nomor = f"PGD-{hari:%Y%m}-{await draw_serials(conn, 'pengaduan'):06d}"
            rahasia = seal(await _kunci(conn, sandi, isi.nomor_kartu), {"isi": isi.isi}, nomor)
        perintah = TerimaPengaduan(nomor, isi.nomor_kartu, isi.kanal, isi.kategori, kantor, rahasia, hari)
        return reply(await rt.commands.execute(PENGADUAN, nomor, perintah, ctx=ctx, respond=_jawab(201)))

    @r.post("/pengaduan/{nomor}/tindak-lanjut", response_model=PengaduanStatus, summary="Tindak lanjuti pengaduan")
    async def tindak(
        nomor: JalurNomor, isi: TindakIsi, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        async with rt.db.connection() as conn:
            baris = await _milik(conn, p, nomor)
            rahasia = None
            if isi.jawaban is not None:
                rahasia = seal(await _kunci(conn, sandi, baris["nomor_kartu"]), {"isi": isi.jawaban}, nomor)
        perintah = TindakLanjuti(isi.keadaan, rahasia, p.sub, akses.hari(ctx))
        return reply(await rt.commands.execute(PENGADUAN, nomor, perintah, ctx=ctx, respond=_jawab(200), expected=expected))

    @r.get("/pengaduan", response_model=Page[PengaduanBaris], summary="Pengaduan pada kantor")
    async def daftar(
        keadaan: Annotated[Literal["DITERIMA", "DIPROSES", "SELESAI"] | None, Query()] = None,
        setelah: After = None,
        batas: Limit = 50,
        p: Principal = baca,
    ) -> Page[PengaduanBaris]:
        """Offices alone: what somebody complains of is not his employer's or insurer's to know."""
        kunci = decode_cursor(setelah, str)
        kantor = [] if p.jenis_kantor is None else akses.argumen_terlihat(p)[2]
        async with rt.db.connection() as conn:
            baris = await conn.fetch(_DAFTAR, kantor, kunci[0] if kunci else "", batas + 1, keadaan)
        data = [PengaduanBaris(**{k: b[k] for k in PengaduanBaris.model_fields}) for b in baris[:batas]]
        return Page(data=data, berikutnya=encode_cursor(data[-1].nomor) if len(baris) > batas else None)

    @r.get("/pengaduan/{nomor}", response_model=PengaduanRinci, summary="Satu pengaduan")
    async def ambil(nomor: JalurNomor, p: Principal = baca) -> PengaduanRinci:
        """The office opens what was said; each opening is noted."""
        async with rt.db.transaction() as conn:
            b = await _milik(conn, p, nomor)
            await conn.execute(
                "insert into catatan_identitas (oleh, tujuan, nomor_kartu) values ($1, $2, $3)",
                p.sub,
                f"PENGADUAN {nomor}",
                [b["nomor_kartu"]],
            )
            isi, jawaban = await _buka(conn, sandi, b)
        return PengaduanRinci(**{k: b[k] for k in PengaduanBaris.model_fields}, isi=isi, jawaban=jawaban)

    @r.post("/pengaduan:periksa", response_model=PengaduanPeserta, summary="Status pengaduan bagi peserta")
    async def periksa(isi: PeriksaIsi, _: Principal = baca) -> PengaduanPeserta:
        """For the Peserta, through whatever desk or application he asks: number and NIK together, or there is nothing."""
        kunci = [sandi.hash_identitas(isi.nik), sandi.hash_identitas(f"PASPOR:{isi.nik.upper()}")]
        async with rt.db.connection() as conn:
            b = await conn.fetchrow(_PERIKSA, isi.nomor, kunci)
            if b is None:
                raise tidak_ditemukan("Pengaduan")
            _isi, jawaban = await _buka(conn, sandi, b)
        return PengaduanPeserta(**{k: b[k] for k in PengaduanStatus.model_fields}, jawaban=jawaban)

    return r


def _kantor(p: Principal) -> str:
    if p.jenis_kantor is None or p.kantor is None:
        raise Ditolak("HANYA_KANTOR", "Pengaduan diterima kantor BPJS Kesehatan.", aturan="R-KEP-30", status=403)
    return p.kantor


async def _milik(conn: asyncpg.Connection, p: Principal, nomor: str) -> Mapping[str, Any]:
    b = await conn.fetchrow("select * from pengaduan where nomor = $1", nomor)
    kantor = [] if p.jenis_kantor is None else akses.argumen_terlihat(p)[2]
    if b is None or (kantor is not None and b["kantor"] not in kantor):
        raise tidak_ditemukan("Pengaduan")
    return dict(b)


async def _kunci(conn: asyncpg.Connection, sandi: Sandi, nomor_kartu: str) -> bytes:
    terbungkus = (await pembaca.kunci_terbungkus(conn, [nomor_kartu])).get(nomor_kartu)
    if terbungkus is None:
        raise Ditolak("PESERTA_DILUPAKAN", "Data pribadi peserta ini sudah dihapus.")
    return sandi.induk.unwrap(terbungkus)


async def _buka(conn: asyncpg.Connection, sandi: Sandi, b: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(what was said, the answer); nothing of one who is forgotten."""
    terbungkus = (await pembaca.kunci_terbungkus(conn, [b["nomor_kartu"]])).get(b["nomor_kartu"])
    if terbungkus is None:
        return None, None
    kunci = sandi.induk.unwrap(terbungkus)
    try:
        jawaban = None if b["jawaban"] is None else unseal(kunci, b["jawaban"], b["nomor"])["isi"]
        return unseal(kunci, b["rahasia"], b["nomor"])["isi"], jawaban
    except Unreadable:
        return None, None


def _jawab(status: int) -> Any:
    def jawab(g: Pengaduan, _: int, __: Sequence[Any]) -> Reply:
        return Reply(status, PengaduanStatus(**{k: getattr(g, k) for k in PengaduanStatus.model_fields}).model_dump(mode="json"))

    return jawab
