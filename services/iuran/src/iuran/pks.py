"""The agreements of the AKT, as a command needs them (R-AKT-10)."""

from __future__ import annotations

from datetime import date

import asyncpg

_BENTUK = """
select bentuk_kerja_sama from pks_iuran where akt_id = $1 and berlaku_dari <= $2 and $2 <= berlaku_sampai
order by berlaku_dari desc limit 1
"""


async def bentuk_kerja_sama(conn: asyncpg.Connection, akt_id: str, pada: date) -> tuple[str, ...] | None:
    """What is agreed with this AKT on a day; None: no agreement in force."""
    isi = await conn.fetchval(_BENTUK, akt_id, pada)
    return None if isi is None else tuple(isi)
