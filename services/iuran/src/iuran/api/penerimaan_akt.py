"""What an AKT took in for a Badan Usaha: four steps, all traceable, and 24 hours to forward it (R-BYR-15 to 17)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from chassis.auth import Principal, forbidden, requires
from chassis.clock import business_now
from chassis.commands import Reply
from chassis.context import Context
from chassis.idempotency import command_context, reply
from chassis.ids import new_id
from chassis.models import Page, StrictModel
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.tanggal import hari_wib
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StrictInt
from starlette.responses import Response

from iuran.agregat import REKENING
from iuran.api.akses import unit_boleh
from iuran.api.model import Rupiah, WaktuRfc3339
from iuran.domain.pembayaran import NOMINAL_TERBESAR
from iuran.domain.rekening import CatatPenerimaanAkt, Rekening
from iuran.pks import bentuk_kerja_sama

Keadaan = Literal["DI_AKT", "DITERUSKAN", "TERLAMBAT_24_JAM"]


class PenerimaanBaru(StrictModel):
    virtual_account: str = Field(max_length=32)
    nominal: StrictInt = Field(gt=0, le=NOMINAL_TERBESAR)
    diterima_pada: WaktuRfc3339


class PenerimaanTercatat(BaseModel):
    penerimaan_id: UUID
    virtual_account: str
    nominal: Rupiah
    batas_penerusan: datetime
    keadaan: Keadaan


class Penerimaan(PenerimaanTercatat):
    akt_id: str
    diterima_pada: datetime
    sisa: Rupiah = Field(description="Belum diteruskan")


def router(rt: Runtime) -> APIRouter:
    api = APIRouter(tags=["penerimaan AKT"])
    penulis = requires("iuran:tulis")
    pembaca = requires("iuran:baca")

    @api.post("/v1/penerimaan-akt", status_code=201, response_model=PenerimaanTercatat)
    async def terima(isi: PenerimaanBaru, principal: Principal = penulis, ctx: Context = command_context(money=True)) -> Response:
        """The Badan Usaha paid its AKT. The AKT forwards it to the account of that Badan Usaha within 24 hours."""
        if principal.akt_id is None:
            raise forbidden("Hanya AKT yang mencatat penerimaan iuran dari Badan Usaha.")
        async with rt.db.connection() as conn:
            unit = await unit_boleh(conn, isi.virtual_account, principal, hari_wib(ctx.now), "Virtual account")
            bentuk = await bentuk_kerja_sama(conn, principal.akt_id, hari_wib(ctx.now))
        id = str(new_id())
        perintah = CatatPenerimaanAkt(unit.pihak, id, principal.akt_id, isi.nominal, isi.diterima_pada, ctx.now, bentuk)

        def jawab(state: Rekening, _version: int, _peristiwa: Any) -> Reply:
            terima = state.penerimaan[id]
            badan = PenerimaanTercatat(
                penerimaan_id=UUID(id),
                virtual_account=unit.virtual_account,
                nominal=terima.nominal,
                batas_penerusan=terima.batas_penerusan,
                keadaan="DI_AKT",
            )
            return Reply(201, badan.model_dump(mode="json"))

        return reply(await rt.commands.execute(REKENING, unit.virtual_account, perintah, ctx=ctx, respond=jawab))

    @api.get("/v1/penerimaan-akt", response_model=Page[Penerimaan])
    async def daftar(
        virtual_account: Annotated[str, Query(max_length=20)], setelah: After = None, batas: Limit = 100, principal: Principal = pembaca
    ) -> Page[Penerimaan]:
        kursor = decode_cursor(setelah, int)
        lewati = max(kursor[0], 0) if kursor else 0
        async with rt.db.connection() as conn:
            unit = await unit_boleh(conn, virtual_account, principal, hari_wib(business_now()), "Virtual account")
            rows = await conn.fetch(
                "select * from penerimaan_akt where virtual_account = $1 order by diterima_pada, penerimaan_id offset $2 limit $3",
                unit.virtual_account,
                lewati,
                batas + 1,
            )
        data = [Penerimaan.model_validate({**dict(r), "keadaan": _keadaan(r["sisa"], r["terlambat"])}) for r in rows[:batas]]
        return Page(data=data, berikutnya=encode_cursor(lewati + batas) if len(rows) > batas else None)

    return api


def _keadaan(sisa: int, terlambat: bool) -> Keadaan:
    if terlambat:
        return "TERLAMBAT_24_JAM"
    return "DI_AKT" if sisa else "DITERUSKAN"
