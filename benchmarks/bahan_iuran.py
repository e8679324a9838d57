"""Paying units with an open bill, put where kepesertaan's events and the month's billing would have put them."""

from __future__ import annotations

from datetime import date, datetime

from chassis.commands import Commands
from chassis.context import Context
from chassis.db import Database
from chassis.ids import derived
from chassis.store import PostgresStore
from dasar.tanggal import WIB
from iuran.agregat import REKENING
from iuran.domain.hitung import Rincian
from iuran.domain.rekening import AWAL, TerbitkanTagihan
from iuran.domain.rekening_peristiwa import Unit

SAAT = datetime(2016, 12, 4, 9, tzinfo=WIB)
_UNIT = """
insert into unit_iuran (virtual_account, jenis_unit, badan_usaha_id, keadaan_va, aktif_sejak)
select va, 'BADAN_USAHA', bu, 'AKTIF', date '2016-01-01' from unnest($1::text[], $2::text[]) as m(va, bu)
"""
_BADAN_USAHA = """
insert into badan_usaha_iuran (badan_usaha_id, akt_id, rute, kabupaten_kota)
select bu, 'akt-sentosa', 'AKT', 'JAKARTA' from unnest($1::text[]) as m(bu)
"""


def virtual_account(nomor: int) -> str:
    return f"88888{nomor:011d}"


async def isi(url: str, banyak: int, nominal: int = 10**9) -> list[str]:
    """So many units, each with one bill that small payments do not exhaust; their virtual accounts."""
    db = Database(url)
    semua = [virtual_account(n + 1) for n in range(banyak)]
    badan = [f"bu-{n + 1}" for n in range(banyak)]
    try:
        async with db.connection() as conn:
            await conn.execute(_UNIT, semua, badan)
            await conn.execute(_BADAN_USAHA, badan)
        commands = Commands(PostgresStore(db))
        ctx = Context("bench", "bench", None, b"", SAAT, "bench", "bench")
        rincian = Rincian(nominal, 0, 0, 1)
        for mulai in range(0, banyak, 1000):
            potong = [
                (va, AWAL, 0, _terbit(Unit(va, bu, None, "akt-sentosa"), rincian))
                for va, bu in zip(semua[mulai : mulai + 1000], badan[mulai : mulai + 1000], strict=True)
            ]
            await commands.append_many(REKENING, potong, ctx=ctx)
        async with db.connection() as conn:
            await conn.execute("vacuum analyze")
    finally:
        await db.close()
    return semua


def _terbit(unit: Unit, rincian: Rincian) -> list[object]:
    perintah = TerbitkanTagihan(unit, str(derived("bench", unit.virtual_account)), "2016-12", date(2016, 12, 10), rincian, SAAT)
    return list(REKENING.decide(perintah, AWAL))
