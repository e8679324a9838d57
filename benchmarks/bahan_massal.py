"""Families that pay for themselves (PBPU), one person each, as many as wanted: put where kepesertaan's events would have put them."""

from __future__ import annotations

import asyncpg
from chassis.crypto import MasterKeys, new_key
from chassis.settings import Settings

AWAL = 20_000_000_000
"""Account numbers above those of ``bahan_iuran``."""


def nomor_kartu(n: int) -> str:
    return f"9{n:012d}"


_UNIT = f"""
insert into unit_iuran (virtual_account, jenis_unit, keluarga_id, keadaan_va, aktif_sejak)
select '88888' || ({AWAL} + n)::text, 'KELUARGA', 'kel-' || n, 'AKTIF', date '2016-01-01' from generate_series(1, $1::int) n
"""  # noqa: S608 - a constant
_ORANG = f"""
insert into keanggotaan_iuran (nomor_kartu, virtual_account, iuran_mulai, segmen, hubungan, kategori, kelas)
select '9' || lpad(n::text, 12, '0'), '88888' || ({AWAL} + n)::text, '2016-01', 'PBPU', 'KEPALA_KELUARGA', 'PEKERJA', 3
from generate_series(1, $1::int) n
"""  # noqa: S608 - a constant


async def keluarga(conn: asyncpg.Connection, banyak: int) -> None:
    """In iuran's database."""
    await conn.execute(_UNIT, banyak)
    await conn.execute(_ORANG, banyak)
    await conn.execute("analyze")


async def kunci(conn: asyncpg.Connection, banyak: int) -> None:
    """Their keys, in kepesertaan's database."""
    induk = MasterKeys(Settings().master_key(), ())
    await conn.copy_records_to_table(
        "kunci_peserta", records=((nomor_kartu(n), induk.wrap(new_key())) for n in range(1, banyak + 1)), columns=("nomor_kartu", "kunci")
    )
