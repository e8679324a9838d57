"""Offsets, sequences, parked records and day marks of consumers, on the service's own PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

import asyncpg
import orjson

from chassis.db import Database
from chassis.ports import WAITING, Position, RawRecord, Standing

_ADVANCE = """
update consumer_offsets o set next_offset = m.next, last_id = m.last_id, updated_at = clock_timestamp()
from unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::text[]) as m(topic, part, expected, next, last_id)
where o.consumer = $1 and o.topic = m.topic and o.part = m.part and o.next_offset = m.expected
"""
_POSITIONS = """
with wanted as (select * from unnest($2::text[], $3::int[]) as w(topic, part)),
made as (
  insert into consumer_offsets (consumer, topic, part, next_offset) select $1, topic, part, 0 from wanted
  on conflict do nothing returning topic, part, next_offset, last_id)
select topic, part, next_offset, last_id from made
union all
select o.topic, o.part, o.next_offset, o.last_id from consumer_offsets o join wanted using (topic, part) where o.consumer = $1
"""
# the subjects by their place in what was asked; null: a record of it is parked
_STANDING = """
with w as materialized (select * from unnest($2::text[], $3::text[]) with ordinality as w(topic, subject, o))
select w.o::int - 1, s.last_sequence from w join consumer_sequences s using (topic, subject) where s.consumer = $1
union all
select distinct w.o::int - 1, null::bigint from w join parked_records p using (topic, subject) where p.consumer = $1
"""
_SET_SEQUENCES = """
insert into consumer_sequences (consumer, topic, subject, last_sequence)
select $1, * from unnest($2::text[], $3::text[], $4::bigint[])
on conflict (consumer, topic, subject) do update set last_sequence = excluded.last_sequence
"""
_PARK = """
insert into parked_records (consumer, topic, part, "offset", subject, event_id, reason, key, headers, value, parked_at, attempts, tried_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::timestamptz, $12::int, case when $12 > 0 then $11 end)
on conflict (consumer, topic, part, "offset") do nothing
"""
_MARK = """
insert into day_marks_read as d (consumer, topic, part, tanggal, recorded_at)
select $1, * from unnest($2::text[], $3::int[], $4::date[], $5::timestamptz[])
on conflict (consumer, topic, part) do update set tanggal = excluded.tanggal, recorded_at = excluded.recorded_at
where d.tanggal < excluded.tanggal
"""


class PostgresConsumerTx:
    """One transaction of one consumer; ``conn`` is what projections and reactions write with."""

    def __init__(self, conn: asyncpg.Connection, consumer: str) -> None:
        self.conn = conn
        self.consumer = consumer

    async def advance(self, moves: Mapping[tuple[str, int], tuple[Position, Position]]) -> bool:
        rows = [(t, p, old.next_offset, new.next_offset, new.last_id) for (t, p), (old, new) in moves.items()]
        columns = [list(c) for c in zip(*rows, strict=True)]
        status: str = await self.conn.execute(_ADVANCE, self.consumer, *columns)
        return int(status.split()[-1]) == len(rows)

    async def standing(self, subjects: Sequence[tuple[str, str]]) -> Standing:
        rows = await self.conn.fetch(_STANDING, self.consumer, [t for t, _ in subjects], [s for _, s in subjects])
        return Standing({subjects[n]: last for n, last in rows if last is not None}, {subjects[n] for n, last in rows if last is None})

    async def set_sequences(self, sequences: Mapping[tuple[str, str], int]) -> None:
        # sorted: two consumers of one name (a zombie and its heir) must not deadlock
        rows = sorted((t, s, n) for (t, s), n in sequences.items())
        await self.conn.execute(_SET_SEQUENCES, self.consumer, *[list(c) for c in zip(*rows, strict=True)])

    async def park(self, record: RawRecord, subject: str, event_id: str, reason: str, at: datetime) -> None:
        headers = orjson.dumps([[k, v.decode("latin-1")] for k, v in record.headers])
        await self.conn.execute(
            _PARK, self.consumer, record.topic, record.partition, record.offset, subject, event_id, reason, record.key, headers,
            record.value, at, 0 if reason == WAITING else 1,
        )  # fmt: skip

    async def mark_days(self, marks: Mapping[tuple[str, int], tuple[date, datetime]]) -> None:
        rows = [(t, p, day, at) for (t, p), (day, at) in marks.items()]
        await self.conn.execute(_MARK, self.consumer, *[list(c) for c in zip(*rows, strict=True)])

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self.conn.transaction():
            yield


class PostgresConsumerStore:
    def __init__(self, db: Database, consumer: str) -> None:
        self._db = db
        self.consumer = consumer

    async def positions(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Position]:
        async with self._db.connection() as conn:
            rows = await conn.fetch(_POSITIONS, self.consumer, [t for t, _ in partitions], [p for _, p in partitions])
        return {(r["topic"], r["part"]): Position(r["next_offset"], r["last_id"]) for r in rows}

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[PostgresConsumerTx]:
        async with self._db.transaction() as conn:
            yield PostgresConsumerTx(conn, self.consumer)
