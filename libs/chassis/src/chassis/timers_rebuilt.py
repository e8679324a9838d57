"""Timers are inline rows that also say whether they fired: that cannot be built from the store and is kept.

A timer that waits must be in the rebuilt set, and each one of the rebuilt set must wait or have fired for that day."""

from __future__ import annotations

import asyncpg

from chassis.difference import Difference
from chassis.shadow import SCHEMA

_MISSING = f"""
from {SCHEMA}.timers b where not exists (
  select 1 from public.timers l where (l.kind, l.key, l.due) = (b.kind, b.key, b.due) and (l.fired_at is not null or l.payload = b.payload))
"""  # noqa: S608 - a constant
_SURPLUS = f"""
from public.timers l where l.fired_at is null and not exists (
  select 1 from {SCHEMA}.timers b where (l.kind, l.key, l.due, l.payload) = (b.kind, b.key, b.due, b.payload))
"""  # noqa: S608 - a constant


async def compare_timers(conn: asyncpg.Connection) -> Difference:
    rows = await conn.fetchval(f"select count(*) from {SCHEMA}.timers")  # noqa: S608
    missing = await conn.fetchval(f"select count(*) {_MISSING}")
    surplus = await conn.fetchval(f"select count(*) {_SURPLUS}")
    example = await conn.fetchval(
        f"(select b.kind || ' ' || b.key {_MISSING} limit 1) union all (select l.kind || ' ' || l.key {_SURPLUS} limit 1)"
    )
    return Difference("timers", rows, missing, surplus, example)


async def put_timers_right(conn: asyncpg.Connection) -> None:
    await conn.execute(
        f"delete from public.timers t using (select l.kind, l.key {_SURPLUS}) d where (t.kind, t.key) = (d.kind, d.key)"  # noqa: S608
    )
    await conn.execute(
        f"insert into public.timers (kind, key, due, payload) select b.kind, b.key, b.due, b.payload {_MISSING}"
        " on conflict (kind, key) do update set due = excluded.due, payload = excluded.payload, fired_at = null"
    )
