"""Bills: issue a month, read them, open their lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.clock import business_now
from chassis.context import Context
from chassis.days import closed_day
from chassis.idempotency import command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.keyring import Keyring
from chassis.models import Page, StrictModel
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.service import Runtime
from dasar.identitas import va_baku
from dasar.penolakan import Ditolak, tidak_ditemukan
from dasar.tanggal import Periode, hari_wib, tulis
from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from iuran.api.akses import saringan, unit_boleh
from iuran.api.model import BarisTagihan, Dasar, PeriodeStr, Tagihan
from iuran.baris_tersandi import BarisTersandi, buka
from iuran.nama import KONSUMEN_KEPESERTAAN
from iuran.pekerjaan import TERBITKAN_TAGIHAN, MasukanTerbitkan

HARI_BATAS_DATA = 20
_TAGIHAN = """
select t.*, t.pemberi_kerja + t.pekerja + t.pemerintah as jumlah, t.pemberi_kerja + t.pekerja - t.terbayar as sisa from tagihan t
"""


class Terbitkan(StrictModel):
    periode: PeriodeStr = Field()


def router(rt: Runtime, keyring: Callable[[], Keyring]) -> APIRouter:
    api = APIRouter(tags=["tagihan"])
    operator = requires("operasi")
    pembaca = requires("iuran:baca")

    @api.post("/v1/tagihan:terbitkan", status_code=202, response_model=AcceptedJob)
    async def terbitkan(isi: Terbitkan, _: Principal = operator, ctx: Context = command_context()) -> Response:
        """Bill every unit for a month. Refused until all that kepesertaan knew by its cut-off day was read (R-AKT-32)."""
        periode = Periode.baca(isi.periode)
        batas = periode.geser(-1).hari(HARI_BATAS_DATA)
        async with rt.db.connection() as conn:
            tertutup = await closed_day(conn, KONSUMEN_KEPESERTAAN, rt.topic("kepesertaan"))
        if tertutup is None or tertutup < batas:
            raise Ditolak(
                "DATA_BELUM_LENGKAP",
                f"Tagihan {periode.nama} baru dapat diterbitkan setelah data kepesertaan sampai {tulis(batas)} lengkap.",
                aturan="R-AKT-32",
            )
        return job_reply(await rt.accept_job(ctx, TERBITKAN_TAGIHAN, MasukanTerbitkan(isi.periode)))

    @api.get("/v1/tagihan", response_model=Page[Tagihan])
    async def daftar(
        virtual_account: Annotated[str | None, Query(max_length=20)] = None,
        periode: Annotated[PeriodeStr | None, Query()] = None,
        setelah: After = None,
        batas: Limit = 100,
        principal: Principal = pembaca,
    ) -> Page[Tagihan]:
        """Oldest month first."""
        kursor = decode_cursor(setelah, str, str)
        args: list[object] = [batas + 1]
        syarat = ["true"]
        for kolom, nilai in (
            ("t.virtual_account = ", None if virtual_account is None else va_baku(virtual_account) or "-"),
            ("t.periode = ", periode),
        ):
            if nilai is not None:
                args.append(nilai)
                syarat.append(f"{kolom}${len(args)}")
        if kursor is not None:
            args += kursor
            syarat.append(f"(t.periode, t.virtual_account) > (${len(args) - 1}, ${len(args)})")
        saring = saringan(principal, hari_wib(business_now()), len(args))
        sql = f"{_TAGIHAN} where {' and '.join(syarat)} and {saring.sql} order by t.periode, t.virtual_account limit $1"
        async with rt.db.connection() as conn:
            rows = await conn.fetch(sql, *args, *saring.args)
        penuh = len(rows) > batas
        data = [Tagihan.model_validate(dict(r)) for r in rows[:batas]]
        return Page(data=data, berikutnya=encode_cursor(data[-1].periode, data[-1].virtual_account) if penuh else None)

    async def satu(conn: asyncpg.Connection, id: UUID, principal: Principal) -> Tagihan:
        row = await conn.fetchrow(f"{_TAGIHAN} where t.tagihan_id = $1", id)
        if row is None:
            raise tidak_ditemukan("Tagihan")
        await unit_boleh(conn, row["virtual_account"], principal, hari_wib(business_now()), "Tagihan")
        return Tagihan.model_validate(dict(row))

    @api.get("/v1/tagihan/{id}", response_model=Tagihan)
    async def baca(id: UUID, principal: Principal = pembaca) -> Tagihan:
        async with rt.db.connection() as conn:
            return await satu(conn, id, principal)

    @api.get("/v1/tagihan/{id}/baris", response_model=Page[BarisTagihan])
    async def baris(
        id: UUID, response: Response, setelah: After = None, batas: Limit = 100, principal: Principal = pembaca
    ) -> Page[BarisTagihan]:
        """Who pays what in this bill, with the rule rows used. Opened with the keys of the people for this answer only."""
        kursor = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            await satu(conn, id, principal)
            rows = await conn.fetch(
                "select nomor_kartu, jenis, nomor_kartu_pekerja, rahasia from baris_tagihan"
                " where tagihan_id = $1 and nomor_kartu > $2 order by nomor_kartu limit $3",
                id,
                kursor[0] if kursor else "",
                batas + 1,
            )
        tersandi = [BarisTersandi(**dict(r)) for r in rows[:batas]]
        kunci = await keyring().keys([n for b in tersandi for n in b.kunci])
        response.headers["Cache-Control"] = "no-store"
        return Page(
            data=[_baris(b, str(id), kunci) for b in tersandi],
            berikutnya=encode_cursor(tersandi[-1].nomor_kartu) if len(rows) > batas else None,
        )

    return api


def _baris(tersandi: BarisTersandi, tagihan_id: str, kunci: dict[str, bytes]) -> BarisTagihan:
    isi = buka(tersandi, tagihan_id, kunci)
    if isi is None:
        return BarisTagihan(nomor_kartu=tersandi.nomor_kartu, jenis=tersandi.jenis, terbaca=False)
    return BarisTagihan(
        nomor_kartu=isi.nomor_kartu,
        jenis=isi.jenis,
        terbaca=True,
        dasar_upah=isi.dasar_upah,
        pemberi_kerja=isi.pemberi_kerja,
        pekerja=isi.pekerja,
        pemerintah=isi.pemerintah,
        dasar=[Dasar(aturan=a.aturan, sumber=a.sumber) for a in isi.dasar],
    )
