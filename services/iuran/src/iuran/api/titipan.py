"""Suspense: money of bank files for accounts nobody knows, and the way out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from chassis.auth import Principal, requires
from chassis.commands import Commands
from chassis.context import Context
from chassis.idempotency import command_context, if_match, reply
from chassis.ids import derived
from chassis.models import Page, StrictModel
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.identitas import va_baku
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from iuran.agregat import TITIPAN
from iuran.api.model import PembayaranTercatat, Rupiah
from iuran.domain.titipan import AlihkanTitipan
from iuran.kasir import Kasir, pinjam, va_tidak_dikenal


class TitipanTercatat(BaseModel):
    """``ke_virtual_account``: where it went, once its account was found."""

    titipan_id: UUID
    virtual_account: str = Field(description="Nomor seperti yang ditulis bank")
    nominal: Rupiah
    waktu_bayar: datetime
    bank: str
    kanal: str
    referensi_bank: str
    alasan: str
    dicatat_pada: datetime
    ke_virtual_account: str | None
    dialihkan_pada: datetime | None


class Pengalihan(StrictModel):
    virtual_account: str = Field(max_length=32)


def router(rt: Runtime) -> APIRouter:
    api = APIRouter(tags=["titipan"])
    operator = requires("operasi")

    @api.get("/v1/titipan", response_model=Page[TitipanTercatat])
    async def daftar(
        menunggu: Annotated[bool, Query(description="Hanya yang belum dialihkan")] = True,
        setelah: After = None,
        batas: Limit = 100,
        _: Principal = operator,
    ) -> Page[TitipanTercatat]:
        kursor = decode_cursor(setelah, str, str)
        async with rt.db.connection() as conn:
            rows = await conn.fetch(
                "select * from titipan where (bank, referensi_bank) > ($1, $2) and (dialihkan_pada is null or not $4)"
                " order by bank, referensi_bank limit $3",
                *(kursor or ("", "")),
                batas + 1,
                menunggu,
            )
        data = [TitipanTercatat.model_validate(dict(r)) for r in rows[:batas]]
        return Page(data=data, berikutnya=encode_cursor(data[-1].bank, data[-1].referensi_bank) if len(rows) > batas else None)

    @api.post("/v1/titipan/{id}/pengalihan", status_code=201, response_model=PembayaranTercatat)
    async def alihkan(
        id: UUID,
        isi: Pengalihan,
        principal: Principal = operator,
        ctx: Context = command_context(money=True),
        expected: int | None = if_match(),
    ) -> Response:
        """Its account is found: out of suspense and onto the account in one transaction, paid when it was paid (R-BYR-05).

        If-Match names a version of this titipan, not of the account the money goes to."""
        tujuan = va_baku(isi.virtual_account)
        if tujuan is None:
            raise va_tidak_dikenal()
        if (ulangan := await rt.commands.replay(ctx)) is not None:
            return reply(ulangan)
        async with rt.db.transaction() as conn:
            commands = Commands(rt.store.within(conn), rt.wake_event.set)
            perintah = AlihkanTitipan(str(id), tujuan, principal.sub, ctx.now)
            hasil = await commands.execute(TITIPAN, str(id), perintah, ctx=replace(ctx, key=None), expected=expected)
            if hasil.state is None:
                raise RuntimeError("a command without a key is never a replay")
            laporan = hasil.state.laporan(tujuan)
            outcome = await Kasir(commands, lambda: pinjam(conn)).catat(laporan, ctx, str(derived("pengalihan", id)))
        return reply(outcome)

    return api
