"""Row by row: a table in use against the same table built from nothing, and how the one in use is put right."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from chassis.shadow import SCHEMA

_COLUMNS = """
select a.attname, coalesce(a.attnum = any(i.indkey), false) as key
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
left join pg_index i on i.indrelid = c.oid and i.indisprimary
where n.nspname = 'public' and c.relname = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """``missing``: rows the rebuilt table has and the one in use has not; ``surplus``: the other way round. A changed row is both.

    ``example`` is the key of one such row, for whoever looks into it."""

    table: str
    rows: int
    missing: int
    surplus: int
    example: str | None = None

    @property
    def same(self) -> bool:
        return self.missing == 0 and self.surplus == 0


async def _columns(conn: asyncpg.Connection, table: str) -> tuple[str, str]:
    """All columns and the key columns, quoted."""
    rows = await conn.fetch(_COLUMNS, table)
    quoted = [f'"{r["attname"]}"' for r in rows]
    keys = [f'"{r["attname"]}"' for r in rows if r["key"]]
    if not keys:
        raise ValueError(f"table {table} has no primary key")
    return ", ".join(quoted), ", ".join(keys)


async def compare(conn: asyncpg.Connection, table: str) -> Difference:
    columns, keys = await _columns(conn, table)
    live, built = f'select {columns} from public."{table}"', f'select {columns} from {SCHEMA}."{table}"'  # noqa: S608 - names of ours
    missing = await conn.fetchval(f"select count(*) from ({built} except all {live}) d")  # noqa: S608
    surplus = await conn.fetchval(f"select count(*) from ({live} except all {built}) d")  # noqa: S608
    example = None
    if missing or surplus:
        found = await conn.fetchrow(f"select {keys} from (({live} except all {built}) union all ({built} except all {live})) d limit 1")  # noqa: S608
        example = None if found is None else ", ".join(str(v) for v in found.values())
    rows = await conn.fetchval(f'select count(*) from {SCHEMA}."{table}"')  # noqa: S608
    return Difference(table, rows, missing, surplus, example)


async def put_right(conn: asyncpg.Connection, table: str) -> None:
    """Write only what differs, so that readers go on and nothing else is touched. Within the caller's transaction and lock."""
    columns, keys = await _columns(conn, table)
    live, built = f'select {columns} from public."{table}"', f'select {columns} from {SCHEMA}."{table}"'  # noqa: S608 - names of ours
    surplus = f"select {keys} from ({live} except all {built}) d"  # noqa: S608
    if await conn.fetchval(f"select exists ({surplus})"):  # a ledger refuses even a deletion of nothing
        # its trigger lets pass who says so, for this transaction
        await conn.execute("select set_config('selaras.bangun_ulang', 'ya', true)")
        await conn.execute(f'delete from public."{table}" where ({keys}) in ({surplus})')  # noqa: S608
    await conn.execute(
        f'insert into public."{table}" ({columns}) overriding system value select {columns} from ({built} except all {live}) d'  # noqa: S608
    )
