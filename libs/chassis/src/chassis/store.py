"""The event store on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import asyncpg
import orjson

from chassis.append_one import MOST_EVENTS, append_one
from chassis.append_sql import append_sql
from chassis.db import Database
from chassis.ports import (
    MAX_EVENT_BYTES,
    Append,
    CommandRow,
    Conflict,
    EventTooLarge,
    NewEvent,
    Remembered,
    StoredAnswer,
    StoredEvent,
    Taken,
)  # fmt: skip

_EVENT = "version, event_id, type, schema_version, data, waktu, dicatat_pada"
_LOAD = f"select {_EVENT} from events where stream_id = $1 and version > $2 order by version"  # noqa: S608 - constant columns
_LOAD_MANY = f"select stream_id, {_EVENT} from events where stream_id = any($1::text[]) order by stream_id, version"  # noqa: S608
_REMEMBERED = "select request_hash, status, response from commands where client = $1 and route = $2 and key = $3"


_REMEMBER = """
insert into commands (client, route, key, request_hash, status, response) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing returning true
"""


@lru_cache(maxsize=64)
def _beside(sql: str, args: int) -> str:
    events = ", ".join(f"e.{column}" for column in _EVENT.split(", "))
    return (
        f"select (select row_to_json(x)::text from ({sql}) x) as beside, {events}"  # noqa: S608 - constants and counts
        f" from (select 1) one left join events e on e.stream_id = ${args + 1} order by e.version"
    )


def stored_event(row: Any) -> StoredEvent:
    return StoredEvent(row["version"], row["event_id"], row["type"], row["schema_version"], row["data"], row["waktu"], row["dicatat_pada"])


class PostgresStore:
    """Port ``EventStore``. With ``conn`` it works inside that connection's transaction, else each call takes one from the pool."""

    def __init__(self, db: Database, conn: asyncpg.Connection | None = None) -> None:
        self._db = db
        self._conn = conn

    def within(self, conn: asyncpg.Connection) -> PostgresStore:
        return PostgresStore(self._db, conn)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        if self._conn is not None:
            yield self._conn
            return
        async with self._db.connection() as conn:
            yield conn

    async def load(self, stream_id: str, after: int = 0) -> list[StoredEvent]:
        async with self._connection() as conn:
            return [stored_event(r) for r in await conn.fetch(_LOAD, stream_id, after)]

    async def load_beside(self, stream_id: str, sql: str, args: Sequence[Any]) -> tuple[list[StoredEvent], dict[str, Any] | None]:
        async with self._connection() as conn:
            rows = await conn.fetch(_beside(sql, len(args)), *args, stream_id)
        beside = rows[0]["beside"]
        return [stored_event(r) for r in rows if r["version"] is not None], None if beside is None else orjson.loads(beside)

    async def load_many(self, stream_ids: Sequence[str]) -> Mapping[str, list[StoredEvent]]:
        found: dict[str, list[StoredEvent]] = {s: [] for s in stream_ids}
        async with self._connection() as conn:
            for row in await conn.fetch(_LOAD_MANY, list(found)):
                found[row["stream_id"]].append(stored_event(row))
        return found

    async def remembered(self, client: str, route: str, key: str) -> StoredAnswer | None:
        async with self._connection() as conn:
            row = await conn.fetchrow(_REMEMBERED, client, route, key)
        return None if row is None else StoredAnswer(row["request_hash"], row["status"], row["response"])

    async def remember(self, answer: CommandRow) -> bool:
        async with self._connection() as conn:
            row = (answer.client, answer.route, answer.key, answer.request_hash, answer.status, answer.response)
            return await conn.fetchval(_REMEMBER, *row) is not None

    async def sequences(self, stream_ids: Sequence[str]) -> dict[str, int]:
        """Public sequence of each stream that exists."""
        async with self._connection() as conn:
            rows = await conn.fetch("select stream_id, sequence from streams where stream_id = any($1::text[])", list(stream_ids))
        return {r["stream_id"]: r["sequence"] for r in rows}

    async def append(self, write: Append) -> set[str]:
        check_sizes(write)
        sql, args = statement(write)
        async with self._connection() as conn:
            try:
                if self._conn is not None:
                    async with conn.transaction():  # savepoint: a lost race must not abort the transaction around it
                        rows = await conn.fetch(sql, *args)
                else:
                    rows = await conn.fetch(sql, *args)
            except asyncpg.UniqueViolationError as taken:
                constraint = taken.constraint_name or ""
                if constraint == "commands_pkey":
                    raise Remembered from None
                if constraint == "events_pkey":
                    raise Conflict from None
                raise Taken(constraint) from None
        return {r["stream_id"] for r in rows}


def check_sizes(write: Append) -> None:
    for stream in write.streams:
        for event in stream.events:
            if max(len(event.data), len(event.public_data or b"")) > MAX_EVENT_BYTES:
                raise EventTooLarge(f"{event.type}: over {MAX_EVENT_BYTES} bytes")


def statement(write: Append) -> tuple[str, list[Any]]:
    if len(write.streams) == 1 and len(write.commands) <= 1 and _of_one_command(write.streams[0].events):
        return append_one(write)
    return append_sql(bool(write.commands), tuple((s.sql, len(s.args)) for s in write.inline)), _arguments(write)


def _of_one_command(events: Sequence[NewEvent]) -> bool:
    return 0 < len(events) <= MOST_EVENTS and all(
        (e.metadata, e.recorded_at) == (events[0].metadata, events[0].recorded_at) for e in events
    )


def _arguments(write: Append) -> list[Any]:
    events = [(stream, event) for stream in write.streams for event in stream.events]
    columns: list[Any] = [
        [s.stream_id for s, _ in events],
        [s.expected for s, _ in events],
        [e.event_id for _, e in events],
        [e.type for _, e in events],
        [e.schema_version for _, e in events],
        [e.data for _, e in events],
        [e.occurred_at for _, e in events],
        [e.public_type for _, e in events],
        [e.public_data for _, e in events],
        [e.akt_id for _, e in events],
        [e.metadata for _, e in events],
        [e.recorded_at for _, e in events],
    ]
    commands: list[Any] = []
    if write.commands:
        rows = [(c.client, c.route, c.key, c.request_hash, c.status, c.response) for c in write.commands]
        commands = [list(column) for column in zip(*rows, strict=True)]
    inline = [arg for statement in write.inline for arg in statement.args]
    return [*columns, write.open_day, *commands, *inline]
