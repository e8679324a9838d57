"""Payments of banks: one by one, and taking one back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import orjson
from chassis.auth import Principal, forbidden, requires
from chassis.clock import business_now
from chassis.commands import Reply
from chassis.context import Context
from chassis.idempotency import command_context, if_match, reply
from chassis.ids import new_id
from chassis.models import Page, StrictModel
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.penolakan import tidak_ditemukan
from dasar.tanggal import hari_wib
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StrictInt
from starlette.responses import Response

from iuran.agregat import REKENING
from iuran.api.akses import unit_boleh
from iuran.api.model import Pembayaran, PembayaranTercatat, WaktuRfc3339
from iuran.domain.pembayaran import LaporanBayar, periksa
from iuran.domain.rekening import BatalkanPembayaran, Rekening
from iuran.domain.rekening_peristiwa import PembayaranDibatalkan
from iuran.kasir import Kasir
from iuran.unit import satu_unit

_PEMBAYARAN = """
select pembayaran_id, virtual_account, nominal, waktu_bayar, bank, kanal, referensi_bank, dialokasikan::text as dialokasikan, kelebihan,
  dicatat_pada, dibatalkan_pada
from pembayaran
"""


class PembayaranBaru(StrictModel):
    """A payment as the bank reports it. A Mandiri number (89888…) is the same account as 88888…."""

    virtual_account: str = Field(max_length=32, examples=["8888800000012345"])
    nominal: StrictInt = Field(description="Rupiah bulat, lebih dari nol", examples=[48_216_400])
    waktu_bayar: WaktuRfc3339 = Field(description="Saat pembayar membayar, dengan zona; dihitung sejak itu (R-BYR-05)")
    bank: str = Field(max_length=20, examples=["BNI"])
    kanal: str = Field(max_length=30, examples=["TELLER"])
    referensi_bank: str = Field(max_length=64, description="Nomor transaksi di bank: satu perbuatan, lewat jalur mana pun")

    def laporan(self) -> LaporanBayar:
        return LaporanBayar(self.virtual_account, self.nominal, self.waktu_bayar, self.bank, self.kanal, self.referensi_bank)


class Pembatalan(StrictModel):
    alasan: str = Field(min_length=3, max_length=200)


class PembatalanTercatat(BaseModel):
    pembayaran_id: UUID
    keadaan: str = "DIBATALKAN"
    dibuka_kembali: list[str] = Field(description="Bulan yang tadinya lunas")


def router(rt: Runtime) -> APIRouter:
    api = APIRouter(tags=["pembayaran"])
    bank = requires("pembayaran:tulis")
    pembaca = requires("iuran:baca")
    kasir = Kasir(rt.commands, rt.db.connection)

    @api.post("/v1/pembayaran", status_code=201, response_model=PembayaranTercatat)
    async def bayar(isi: PembayaranBaru, principal: Principal = bank, ctx: Context = command_context(money=True)) -> Response:
        """Record a payment: the oldest open month is paid first, what is left over becomes credit of the account."""
        if principal.kode_bank is None or principal.kode_bank != isi.bank.strip().upper():
            raise forbidden("Bank hanya dapat melaporkan pembayarannya sendiri.")
        laporan = periksa(isi.laporan(), ctx.now)
        return reply(await kasir.catat(laporan, ctx, str(new_id())))

    @api.post("/v1/pembayaran/{id}/pembatalan", response_model=PembatalanTercatat)
    async def batalkan(
        id: UUID,
        isi: Pembatalan,
        principal: Principal = bank,
        ctx: Context = command_context(money=True),
        expected: int | None = if_match(),
    ) -> Response:
        """The bank takes a payment back: the months it had paid are open again."""
        async with rt.db.connection() as conn:
            row = await conn.fetchrow("select virtual_account, bank from pembayaran where pembayaran_id = $1", id)
            if row is None or row["bank"] != principal.kode_bank:
                raise tidak_ditemukan("Pembayaran")
            unit = await satu_unit(conn, row["virtual_account"], hari_wib(ctx.now))
        if unit is None:
            raise tidak_ditemukan("Pembayaran")
        perintah = BatalkanPembayaran(unit.pihak, str(id), isi.alasan, ctx.now)
        jawab = _jawaban_batal(str(id))
        return reply(await rt.commands.execute(REKENING, unit.virtual_account, perintah, ctx=ctx, respond=jawab, expected=expected))

    @api.get("/v1/pembayaran", response_model=Page[Pembayaran])
    async def daftar(
        virtual_account: Annotated[str, Query(max_length=20)], setelah: After = None, batas: Limit = 100, principal: Principal = pembaca
    ) -> Page[Pembayaran]:
        """Payments of an account in the order they were recorded."""
        kursor = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            unit = await unit_boleh(conn, virtual_account, principal, hari_wib(business_now()), "Virtual account")
            rows = await conn.fetch(
                f"{_PEMBAYARAN} where virtual_account = $1 and pembayaran_id > $2::uuid order by pembayaran_id limit $3",
                unit.virtual_account,
                _uuid(kursor[0]) if kursor else UUID(int=0),
                batas + 1,
            )
        data = [_lihat(dict(r)) for r in rows[:batas]]
        return Page(data=data, berikutnya=encode_cursor(str(data[-1].pembayaran_id)) if len(rows) > batas else None)

    @api.get("/v1/pembayaran/{id}", response_model=Pembayaran)
    async def baca(id: UUID, principal: Principal = pembaca) -> Pembayaran:
        async with rt.db.connection() as conn:
            row = await conn.fetchrow(f"{_PEMBAYARAN} where pembayaran_id = $1", id)
            if row is None:
                raise tidak_ditemukan("Pembayaran")
            await unit_boleh(conn, row["virtual_account"], principal, hari_wib(business_now()), "Pembayaran")
        return _lihat(dict(row))

    return api


def _uuid(teks: str) -> UUID:
    try:
        return UUID(teks)
    except ValueError:
        return UUID(int=0)


def _lihat(row: dict[str, Any]) -> Pembayaran:
    return Pembayaran.model_validate({**row, "dialokasikan": orjson.loads(row["dialokasikan"])})


def _jawaban_batal(id: str) -> Any:
    def jawab(_state: Rekening, _version: int, peristiwa: Any) -> Reply:
        dibuka = next((list(e.dibuka_kembali) for e in peristiwa if isinstance(e, PembayaranDibatalkan)), [])
        return Reply(200, {"pembayaran_id": id, "keadaan": "DIBATALKAN", "dibuka_kembali": dibuka})

    return jawab
