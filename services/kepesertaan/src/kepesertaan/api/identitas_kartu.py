"""The card of JKN over HTTP: issued once paid for, reported lost, issued again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chassis.auth import Principal, requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.http import command_context, if_match, reply
from chassis.models import StrictModel
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.model import JalurNoka, Tanggal
from kepesertaan.domain.identitas_kartu import KartuJkn, LaporkanHilang, TerbitkanKartuJkn
from kepesertaan.domain.keluarga_mandiri import periksa_kartu
from kepesertaan.model.identitas import KARTU_JKN
from kepesertaan.model.keluarga import KELUARGA
from kepesertaan.status_layanan import StatusPeserta


class HilangIsi(StrictModel):
    hilang_pada: Tanggal


class KartuJknJawaban(BaseModel):
    nomor_kartu: str
    ke: int = Field(description="Kartu keberapa; 0 = belum pernah diterbitkan di sini")
    diterbitkan_pada: date | None
    hilang_pada: date | None


def router(rt: Runtime, status: StatusPeserta) -> APIRouter:
    r = APIRouter(prefix="/v1/peserta", tags=["kartu jkn"])
    tulis = requires("kepesertaan:tulis")

    @r.post("/{nomor_kartu}/kartu-jkn", status_code=201, response_model=KartuJknJawaban, summary="Terbitkan kartu JKN")
    async def terbitkan(
        nomor_kartu: JalurNoka, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """By an office, once the first iuran is paid (R-KEP-27); who has one that is not lost is told of it."""
        pada = akses.hari(ctx)
        async with rt.db.connection() as conn:
            baris = await akses.peserta(conn, p, nomor_kartu)
        _kantor(p)
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        await _sudah_bayar(rt, status, baris, pada)
        perintah = TerbitkanKartuJkn(nomor_kartu, pada)
        return reply(await rt.commands.execute(KARTU_JKN, nomor_kartu, perintah, ctx=ctx, respond=_jawab(201), expected=expected))

    @r.post("/{nomor_kartu}/kartu-jkn/kehilangan", response_model=KartuJknJawaban, summary="Laporkan kartu JKN hilang")
    async def hilang(
        nomor_kartu: JalurNoka, isi: HilangIsi, p: Principal = tulis, ctx: Context = command_context(), expected: int | None = if_match()
    ) -> Response:
        """From then on a faskes that is shown its number is warned (R-KEP-29)."""
        async with rt.db.connection() as conn:
            await akses.peserta(conn, p, nomor_kartu, tulis=True)
        perintah = LaporkanHilang(nomor_kartu, isi.hilang_pada, akses.hari(ctx))
        return reply(await rt.commands.execute(KARTU_JKN, nomor_kartu, perintah, ctx=ctx, respond=_jawab(200), expected=expected))

    return r


def _kantor(p: Principal) -> None:
    if p.jenis_kantor is None:
        raise Ditolak("HANYA_KANTOR", "Kartu JKN diterbitkan kantor BPJS Kesehatan.", aturan="R-KEP-27", status=403)


async def _sudah_bayar(rt: Runtime, status: StatusPeserta, baris: Mapping[str, Any], pada: date) -> None:
    """A family by its own account, as status told us; who is paid for by an employer when status says he is active (R-KEP-01)."""
    if baris["keluarga_id"] is not None:
        keluarga, _ = await rt.commands.load(KELUARGA, baris["keluarga_id"])
        periksa_kartu(keluarga, baris["iuran_mulai"])
    elif not await status.aktif([baris["nomor_kartu"]], pada):
        alasan = "Kartu diterbitkan sesudah iuran pertama dibayar dan kepesertaan aktif."
        raise Ditolak("BELUM_BAYAR", alasan, aturan="R-KEP-27", status=409)


def _jawab(status: int) -> Any:
    def jawab(k: KartuJkn, _: int, __: Sequence[Any]) -> Reply:
        return Reply(status, {n: getattr(k, n) for n in KartuJknJawaban.model_fields})

    return jawab
