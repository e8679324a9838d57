"""Sets the job of a process between Badan Usaha and AKT going, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import asyncpg
import msgspec
from chassis.context import Context
from chassis.jobs_store import insert_job

from kepesertaan.pekerjaan import PROSES_AKT, MasukanProses

# held until the end of the transaction, so that a job about to end sees what this transaction adds
_BERJALAN = "select input from jobs where kind = $1 and subject = $2 and state = 'BERJALAN' for update"
_HIDUP = "select proses_id from proses_akt where badan_usaha_id = $1 and akt_lama = $2 and keadaan in ('BERJALAN', 'TERTAHAN')"
# a new surat kuasa is recorded on its first day; a process that waits for nothing but the day after will have recorded it by then
_DIPERBARUI = """
select exists (select 1 from delegasi where badan_usaha_id = $1 and akt_id = $2 and berlaku_dari > $3)
  or exists (select 1 from proses_akt where badan_usaha_id = $1 and akt_baru = $2 and jenis = 'DELEGASI' and keadaan = 'BERJALAN'
    and mulai <= $4)
"""


async def jalankan(conn: asyncpg.Connection, ctx: Context, proses_id: str, hari: date, akt_id: str | None = None) -> None:
    """A job for what the process can do on this day; one that runs for it already does it along."""
    for b in await conn.fetch(_BERJALAN, PROSES_AKT, proses_id):
        if msgspec.json.decode(b["input"], type=MasukanProses).hari >= hari:
            return
    await insert_job(conn, kind=PROSES_AKT, input=MasukanProses(proses_id, hari), ctx=ctx, subject=proses_id, akt_id=akt_id)


async def proses_hidup(conn: asyncpg.Connection, badan_usaha_id: str, akt_lama: str) -> str | None:
    """The change of AKT that takes this cooperation's end on itself."""
    baris: Mapping[str, Any] | None = await conn.fetchrow(_HIDUP, badan_usaha_id, akt_lama)
    return None if baris is None else str(baris["proses_id"])


async def kuasa_diperbarui(conn: asyncpg.Connection, badan_usaha_id: str, akt_id: str, sampai: date) -> bool:
    """After the surat kuasa that ended on this day the AKT has another, or will have it without a gap."""
    lanjut: bool = await conn.fetchval(_DIPERBARUI, badan_usaha_id, akt_id, sampai, sampai + timedelta(days=1))
    return lanjut
