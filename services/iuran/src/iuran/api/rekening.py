"""Accounts: balance, paid-through month, ledger entries, prepayment; and the proof that the books are even."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from chassis.auth import Principal, requires
from chassis.clock import business_now
from chassis.commands import Reply
from chassis.context import Context
from chassis.idempotency import command_context, etag, if_match, reply
from chassis.models import Page, StrictModel
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.tanggal import Periode, hari_wib
from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictInt
from starlette.responses import Response

from iuran.agregat import REKENING
from iuran.api.akses import unit_boleh
from iuran.api.model import PeriodeStr, Rupiah
from iuran.domain.rekening import Rekening, TetapkanBayarDiMuka


class VirtualAccount(BaseModel):
    """``kredit``: paid more than billed; it stays until a Berita Acara or a prepayment uses it (R-KOR-05, R-BYR-10)."""

    virtual_account: str
    jenis_unit: Literal["BADAN_USAHA", "KELUARGA"]
    badan_usaha_id: str | None
    keluarga_id: str | None
    keadaan_va: Literal["MENUNGGU", "AKTIF", "DITUTUP"]
    tunggakan: Rupiah = Field(description="Semua yang belum dibayar")
    tagihan_terbuka: int
    kredit: Rupiah
    lunas_sampai: str | None = Field(description="Bulan terakhir yang lunas bersama semua bulan sebelumnya")


class EntriBuku(BaseModel):
    """Debit is positive, credit negative."""

    versi: int
    baris: int
    peristiwa: str
    akun: str
    rincian: str | None
    nominal: Rupiah
    dicatat_pada: datetime


class SaldoAkun(BaseModel):
    akun: str
    saldo: Rupiah


class Neraca(BaseModel):
    """``seimbang``: all entries sum to zero, and so does every event's."""

    seimbang: bool
    jumlah: Rupiah
    peristiwa_timpang: int
    akun: list[SaldoAkun]


class BayarDiMuka(StrictModel):
    mulai: PeriodeStr
    bulan: StrictInt = Field(description="3, 6 atau 12 (R-BYR-10)")


class BayarDiMukaTercatat(BaseModel):
    virtual_account: str
    mulai: str
    sampai: str


def router(rt: Runtime) -> APIRouter:
    api = APIRouter(tags=["virtual account"])
    pembaca = requires("iuran:baca")
    penulis = requires("iuran:tulis")
    operator = requires("operasi")

    @api.get("/v1/virtual-account/{va}", response_model=VirtualAccount)
    async def baca(va: str, response: Response, principal: Principal = pembaca) -> VirtualAccount:
        async with rt.db.connection() as conn:
            unit = await unit_boleh(conn, va, principal, hari_wib(business_now()), "Virtual account")
            saldo = await conn.fetchrow("select * from saldo_va where virtual_account = $1", unit.virtual_account)
        isi: dict[str, Any] = dict(saldo) if saldo else {"tunggakan": 0, "tagihan_terbuka": 0, "kredit": 0, "lunas_sampai": None}
        response.headers["ETag"] = etag(isi.get("versi", 0))
        return VirtualAccount.model_validate(
            {
                **isi,
                "virtual_account": unit.virtual_account,
                "jenis_unit": unit.jenis_unit,
                "badan_usaha_id": unit.badan_usaha_id,
                "keluarga_id": unit.keluarga_id,
                "keadaan_va": unit.keadaan_va,
            }
        )

    @api.get("/v1/virtual-account/{va}/buku", response_model=Page[EntriBuku])
    async def buku(va: str, setelah: After = None, batas: Limit = 100, principal: Principal = pembaca) -> Page[EntriBuku]:
        """Ledger entries of the account in order."""
        kursor = decode_cursor(setelah, int, int)
        async with rt.db.connection() as conn:
            unit = await unit_boleh(conn, va, principal, hari_wib(business_now()), "Virtual account")
            rows = await conn.fetch(
                "select * from buku_besar where virtual_account = $1 and (versi, baris) > ($2, $3) order by versi, baris limit $4",
                unit.virtual_account,
                *(kursor or (0, 0)),
                batas + 1,
            )
        data = [EntriBuku.model_validate(dict(r)) for r in rows[:batas]]
        return Page(data=data, berikutnya=encode_cursor(data[-1].versi, data[-1].baris) if len(rows) > batas else None)

    @api.post("/v1/virtual-account/{va}/bayar-di-muka", status_code=201, response_model=BayarDiMukaTercatat)
    async def bayar_di_muka(
        va: str,
        isi: BayarDiMuka,
        principal: Principal = penulis,
        ctx: Context = command_context(money=True),
        expected: int | None = if_match(),
    ) -> Response:
        """From now on the account's credit pays the bills of these months as they come (R-BYR-10, R-BYR-11)."""
        async with rt.db.connection() as conn:
            unit = await unit_boleh(conn, va, principal, hari_wib(ctx.now), "Virtual account")
        perintah = TetapkanBayarDiMuka(unit.pihak, isi.mulai, isi.bulan, ctx.now)
        sampai = str(Periode.baca(isi.mulai).geser(isi.bulan - 1)) if 0 < isi.bulan <= 12 else isi.mulai

        def jawab(_state: Rekening, _version: int, _peristiwa: Any) -> Reply:
            return Reply(201, {"virtual_account": unit.virtual_account, "mulai": isi.mulai, "sampai": sampai})

        return reply(await rt.commands.execute(REKENING, unit.virtual_account, perintah, ctx=ctx, respond=jawab, expected=expected))

    @api.get("/v1/neraca", response_model=Neraca)
    async def neraca(_: Principal = operator) -> Neraca:
        """The sum of all entries is zero at every moment; here is the proof."""
        async with rt.db.connection() as conn:
            rows = await conn.fetch("select akun, sum(nominal)::bigint as saldo from buku_besar group by akun order by akun")
            timpang: int = await conn.fetchval(
                "select count(*) from (select 1 from buku_besar group by event_id having sum(nominal) <> 0) x"
            )
        akun = [SaldoAkun.model_validate(dict(r)) for r in rows]
        jumlah = sum(a.saldo for a in akun)
        return Neraca(seimbang=jumlah == 0 and timpang == 0, jumlah=jumlah, peristiwa_timpang=timpang, akun=akun)

    return api
