"""Rows of the work items."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from dasbor.kueri.lingkup import TUGAS_MILIK, Lingkup

SEHALAMAN = 100
_SARING = f"""
from tugas t left join badan_usaha b using (badan_usaha_id) where {TUGAS_MILIK} and t.jenis is not null
"""
_DAFTAR = f"""
select t.*, b.nama, t.hasil is not null as sudah {_SARING}
  and case $5 when 'terbuka' then t.hasil is null when 'lewat' then t.hasil is null and t.jatuh_tempo < $4
    when 'selesai' then t.hasil is not null else true end
  and ($6::text is null or t.jenis = $6) and ($7::text is null or t.peran = $7) and ($8::text is null or t.kantor = $8)
  and ($9::date is null or (t.hasil is not null, t.jatuh_tempo, t.tugas_id) > ($10::boolean, $9::date, $11::text))
order by t.hasil is not null, t.jatuh_tempo, t.tugas_id limit {SEHALAMAN + 1}
"""
_PILIHAN = f"select distinct t.jenis, t.peran, t.kantor {_SARING}"
_HITUNG = f"""
select count(*) filter (where t.hasil is null) as terbuka, count(*) filter (where t.hasil is null and t.jatuh_tempo < $4) as lewat
{_SARING}
"""
_SATU = f"select t.*, b.nama {_SARING} and t.tugas_id = $5"


async def daftar(
    conn: asyncpg.Connection, milik: Lingkup, saring: Mapping[str, str | None], setelah: asyncpg.Record | None
) -> list[asyncpg.Record]:
    """The most urgent first; ``setelah``: the last one of the page before."""
    kunci = (None, None, None) if setelah is None else (setelah["jatuh_tempo"], setelah["hasil"] is not None, setelah["tugas_id"])
    rows: list[asyncpg.Record] = await conn.fetch(
        _DAFTAR, *milik.args, saring["keadaan"], saring["jenis"], saring["peran"], saring["kantor"], *kunci
    )
    return rows


async def pilihan(conn: asyncpg.Connection, milik: Lingkup) -> dict[str, list[str]]:
    """What there is to filter by."""
    rows = await conn.fetch(_PILIHAN, *milik.args)
    return {k: sorted({r[k] for r in rows if r[k]}) for k in ("jenis", "peran", "kantor")}


async def hitung(conn: asyncpg.Connection, milik: Lingkup) -> asyncpg.Record:
    return await conn.fetchrow(_HITUNG, *milik.args)


async def satu(conn: asyncpg.Connection, milik: Lingkup, id: str) -> asyncpg.Record | None:
    return await conn.fetchrow(_SATU, *milik.args, id)
