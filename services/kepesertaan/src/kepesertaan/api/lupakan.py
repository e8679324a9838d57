"""Forgetting a person over HTTP: Kantor Pusat asks, a second person of Kantor Pusat approves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from chassis.auth import Principal, requires
from chassis.commands import Commands, Reply
from chassis.context import Context
from chassis.http import command_context, reply
from chassis.models import StrictModel
from chassis.service import Runtime
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.model import JalurNoka
from kepesertaan.domain.lupakan import AlasanLupakan, BatalkanLupakan, MintaLupakan, SetujuiLupakan
from kepesertaan.domain.peserta import Peserta
from kepesertaan.lupakan import Penghalang, hapus
from kepesertaan.model.peserta import PESERTA
from kepesertaan.sandi import Sandi

JALUR = "/{nomor_kartu}/pelupaan"
_ALIRAN = "select 1 from streams where stream_id = $1 for update"


class PelupaanIsi(StrictModel):
    alasan: AlasanLupakan


class Pelupaan(BaseModel):
    nomor_kartu: str
    keadaan: Literal["TIDAK_DIMINTA", "DIMINTA", "DILUPAKAN"]
    alasan: AlasanLupakan | None = None
    diminta_oleh: str | None = None
    diminta_pada: date | None = None
    dilupakan_pada: date | None = Field(default=None, description="Sejak hari ini tidak seorang pun dapat membaca data pribadinya")


def router(rt: Runtime, sandi: Sandi) -> APIRouter:
    r = APIRouter(prefix="/v1/peserta", tags=["pelupaan"])
    penghalang = Penghalang(rt, sandi)
    tulis = requires("kepesertaan:tulis")
    setuju = requires("persetujuan:tulis")

    async def sebelum(p: Principal, nomor_kartu: str) -> None:
        """A stranger learns nothing of him; of those who may know, Kantor Pusat alone decides."""
        async with rt.db.connection() as conn:
            await akses.peserta(conn, p, nomor_kartu)
        akses.harus_pusat(p, None, "Melupakan peserta")

    @r.get(JALUR, response_model=Pelupaan, summary="Sudah sampai mana pelupaan peserta")
    async def lihat(nomor_kartu: JalurNoka, p: Principal = requires("kepesertaan:baca")) -> Pelupaan:
        await sebelum(p, nomor_kartu)
        orang, _ = await rt.commands.load(PESERTA, nomor_kartu)
        return _pelupaan(orang)

    @r.post(JALUR, status_code=201, response_model=Pelupaan, summary="Minta seorang peserta dilupakan")
    async def minta(nomor_kartu: JalurNoka, isi: PelupaanIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """Refused while anything of his is open, here or with iuran, status and klaim (409, each with its number)."""
        await sebelum(p, nomor_kartu)
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        hari = akses.hari(ctx)
        halangan = await penghalang.semua(nomor_kartu, hari)
        perintah = MintaLupakan(isi.alasan, p.sub, halangan, hari)
        return reply(await rt.commands.execute(PESERTA, nomor_kartu, perintah, ctx=ctx, respond=_jawab(201)))

    @r.post(JALUR + "/persetujuan", response_model=Pelupaan, summary="Setujui: kuncinya dihapus, tidak dapat dibatalkan")
    async def setujui(nomor_kartu: JalurNoka, p: Principal = setuju, ctx: Context = command_context()) -> Response:
        """By somebody else than who asked (403). Everybody is asked again whether something is open."""
        await sebelum(p, nomor_kartu)
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        hari = akses.hari(ctx)
        orang, _ = await rt.commands.load(PESERTA, nomor_kartu)
        halangan = () if orang.dilupakan_pada is not None else await penghalang.semua(nomor_kartu, hari)
        async with rt.db.transaction() as conn:
            # his stream first, then what he is found by, as a move and a rename take them; nobody changes him in between
            await conn.execute(_ALIRAN, PESERTA.stream(nomor_kartu))
            dalam = Commands(rt.store.within(conn))
            orang, _ = await dalam.load(PESERTA, nomor_kartu)
            hasil = await dalam.execute(PESERTA, nomor_kartu, SetujuiLupakan(p.sub, halangan, hari), ctx=ctx, respond=_jawab(200))
            if hasil.events:
                await hapus(conn, sandi, nomor_kartu, orang.rahasia)
        rt.wake_event.set()
        return reply(hasil)

    @r.post(JALUR + "/pembatalan", response_model=Pelupaan, summary="Tarik atau tolak permintaan pelupaan")
    async def batalkan(nomor_kartu: JalurNoka, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        await sebelum(p, nomor_kartu)
        perintah = BatalkanLupakan(p.sub, akses.hari(ctx))
        return reply(await rt.commands.execute(PESERTA, nomor_kartu, perintah, ctx=ctx, respond=_jawab(200)))

    return r


def _pelupaan(p: Peserta) -> Pelupaan:
    minta = p.lupakan_diminta
    return Pelupaan(
        nomor_kartu=p.nomor_kartu,
        keadaan="DILUPAKAN" if p.dilupakan_pada is not None else "TIDAK_DIMINTA" if minta is None else "DIMINTA",
        alasan=None if minta is None else minta.alasan,
        diminta_oleh=None if minta is None else minta.oleh,
        diminta_pada=None if minta is None else minta.pada,
        dilupakan_pada=p.dilupakan_pada,
    )


def _jawab(status: int) -> Any:
    def jawab(p: Peserta, _: int, __: Sequence[Any]) -> Reply:
        return Reply(status, _pelupaan(p).model_dump(mode="json"))

    return jawab
