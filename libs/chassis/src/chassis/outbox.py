"""Outbox, lease and serial numbers on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import asyncpg
import orjson
from shared_events.envelope import Envelope

from chassis.db import Database
from chassis.ports import OutboxEntry
from chassis.private_form import COLUMNS, encode_private

_PENDING = """
select o.id, o.day, o.recorded_at,
  e.stream_id, e.event_id, e.public_type, e.public_data, e.sequence, e.waktu, e.dicatat_pada, e.akt_id, e.metadata,
  e.version, e.type, e.schema_version, e.data, e.head, b.stream_id is not null and b.public_type is null as after_private
from (select * from outbox where id <> all($2::bigint[]) order by id limit $1) o
left join events e on e.stream_id = o.stream_id and e.version = o.version
left join events b on b.stream_id = e.stream_id and b.version = e.version - 1
order by o.id
"""
# the private events right before each public one, which nobody but their own service ever reads
_BEFORE = f"""
select m.stream_id, m.version as of, {COLUMNS}
from unnest($1::text[], $2::bigint[]) as m(stream_id, version) cross join lateral (
  select {COLUMNS} from events e where e.stream_id = m.stream_id and e.version < m.version and e.version > coalesce(
    (select max(p.version) from events p where p.stream_id = m.stream_id and p.version < m.version and p.public_type is not null), 0)
  ) e order by m.stream_id, e.version
"""  # noqa: S608 - constant columns


def outbox_entry(row: Any, source: str) -> OutboxEntry:
    """A row of the outbox, with its event's columns if it refers to one."""
    if row["day"] is not None:
        return OutboxEntry(row["id"], None, b"", row["day"], row["recorded_at"])
    meta = orjson.loads(row["metadata"])
    envelope = Envelope(
        id=row["event_id"],
        source=source,
        type=row["public_type"],
        subject=row["stream_id"],
        time=row["waktu"],
        recorded_time=row["dicatat_pada"],
        sequence=row["sequence"],
        akt_id=row["akt_id"],
        correlation_id=meta.get("correlation_id"),
        causation_id=meta.get("causation_id"),
        traceparent=meta.get("traceparent"),
    )
    return OutboxEntry(row["id"], envelope, row["public_data"])


class PostgresOutbox:
    def __init__(self, db: Database, service: str) -> None:
        self._db = db
        self._source = f"/{service}"

    async def pending(self, limit: int, besides: Sequence[int] = ()) -> list[OutboxEntry]:
        # no transaction is held while the broker is awaited: it would stall vacuum
        async with self._db.connection() as conn:
            rows = await conn.fetch(_PENDING, limit, list(besides))
            late = [(r["stream_id"], r["version"]) for r in rows if r["after_private"]]
            before = await conn.fetch(_BEFORE, [s for s, _ in late], [v for _, v in late]) if late else []
        runs: dict[tuple[str, int], list[Any]] = {}
        for row in before:
            runs.setdefault((row["stream_id"], row["of"]), []).append(row)
        return [self._with_private(row, runs.get((row["stream_id"], row["version"]), [])) for row in rows]

    def _with_private(self, row: Any, before: Sequence[Any]) -> OutboxEntry:
        entry = outbox_entry(row, self._source)
        return entry if entry.envelope is None else replace(entry, private=encode_private([*before, row]))

    async def delete(self, ids: Sequence[int]) -> None:
        async with self._db.connection() as conn:
            await conn.execute("delete from outbox where id = any($1::bigint[])", list(ids))

    async def size(self) -> int:
        async with self._db.connection() as conn:
            return int(await conn.fetchval("select count(*) from (select 1 from outbox limit 20000) s"))


class PostgresLease:
    """A row, compared and set by the database's clock: a session lock would stay with a paused holder."""

    def __init__(self, db: Database, name: str, owner: str, seconds: float) -> None:
        self._db = db
        self._args = (name, owner, seconds)

    async def acquire(self) -> bool:
        async with self._db.connection() as conn:
            return bool(
                await conn.fetchval(
                    "insert into leases as l (name, owner, until) values ($1, $2, clock_timestamp() + make_interval(secs => $3))"
                    " on conflict (name) do update set owner = excluded.owner, until = excluded.until, token = l.token + 1"
                    " where l.owner = excluded.owner or l.until < clock_timestamp() returning true",
                    *self._args,
                )
            )

    async def release(self) -> None:
        """Given back by who ends in order, so that nobody has to wait until it runs out."""
        async with self._db.connection() as conn:
            await conn.execute("update leases set until = clock_timestamp() where name = $1 and owner = $2", *self._args[:2])


async def draw_serials(conn: asyncpg.Connection, name: str, count: int = 1) -> int:
    """The first of ``count`` consecutive numbers; the first ever is 1. A rolled-back caller leaves a hole, never a double."""
    last = await conn.fetchval(
        "insert into serials as s (name, value) values ($1, $2)"
        " on conflict (name) do update set value = s.value + excluded.value returning value",
        name,
        count,
    )
    return int(last) - count + 1
