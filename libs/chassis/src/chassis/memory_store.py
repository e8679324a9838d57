"""The event store in memory: what ``chassis.store`` does in one statement, step by step on tables that roll back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from chassis.memory_db import MemorySession, Transaction
from chassis.ports import Append, CommandRow, Conflict, Remembered, StoredAnswer, StoredEvent, StreamAppend
from chassis.store import check_sizes, stored_event

InlineModel = Callable[[Transaction, Mapping[str, int], tuple[Any, ...]], Awaitable[None]]
"""(transaction, head: version of each stream that won, the statement's arguments); raises Taken for a unique value of another."""


class MemoryStore:
    """Port ``EventStore``. ``inline``: what each SQL text of the read models does here; a text without one is an error."""

    def __init__(self, session: MemorySession, inline: Mapping[str, InlineModel] | None = None, tx: Transaction | None = None) -> None:
        self._session = session
        self._inline = inline or {}
        self._tx = tx

    def within(self, tx: Transaction) -> MemoryStore:
        return MemoryStore(self._session, self._inline, tx)

    @asynccontextmanager
    async def _statement(self, *, writes: bool) -> AsyncIterator[Transaction]:
        if self._tx is not None:
            await self._session.hop()
            yield self._tx
            return
        async with self._session.statement(writes=writes) as tx:
            yield tx

    async def load(self, stream_id: str, after: int = 0) -> list[StoredEvent]:
        async with self._statement(writes=False) as tx:
            return list(_stream(tx, stream_id, after))

    async def load_beside(self, stream_id: str, sql: str, args: Sequence[Any]) -> tuple[list[StoredEvent], dict[str, Any] | None]:
        raise NotImplementedError("no SQL in memory")

    async def load_many(self, stream_ids: Sequence[str]) -> Mapping[str, list[StoredEvent]]:
        async with self._statement(writes=False) as tx:
            return {s: list(_stream(tx, s, 0)) for s in stream_ids}

    async def remembered(self, client: str, route: str, key: str) -> StoredAnswer | None:
        async with self._statement(writes=False) as tx:
            row: CommandRow | None = tx.get("commands", (client, route, key))
        return None if row is None else StoredAnswer(row.request_hash, row.status, row.response)

    async def remember(self, answer: CommandRow) -> bool:
        async with self._statement(writes=True) as tx:
            return await tx.insert("commands", (answer.client, answer.route, answer.key), answer)

    async def append(self, write: Append) -> set[str]:
        check_sizes(write)
        async with self._statement(writes=True) as tx:
            with tx.savepoint():
                return await self._write(tx, write)

    async def _write(self, tx: Transaction, write: Append) -> set[str]:
        if write.open_day is not None and any(day >= write.open_day for day in tx.rows("day_closings")):
            return set()
        head: dict[str, int] = {}
        for stream in sorted(write.streams, key=lambda s: s.stream_id):
            if await self._take_head(tx, stream):
                head[stream.stream_id] = stream.expected + len(stream.events)
                await self._store_events(tx, stream)
        if not head:
            return set()
        for command in write.commands:
            if not await tx.insert("commands", (command.client, command.route, command.key), command):
                raise Remembered
        for statement in write.inline:
            await self._inline[statement.sql](tx, head, statement.args)
        return set(head)

    async def _take_head(self, tx: Transaction, stream: StreamAppend) -> bool:
        """Move the head from the expected version to the new one; False if it is not where it should be."""
        public = sum(e.public_type is not None for e in stream.events)
        new = stream.expected + len(stream.events)
        if stream.expected == 0:
            return await tx.insert("streams", stream.stream_id, (new, public))
        await tx.lock("streams", stream.stream_id)
        now = tx.get("streams", stream.stream_id)
        if now is None or now[0] != stream.expected:
            return False
        await tx.put("streams", stream.stream_id, (new, now[1] + public))
        return True

    async def _store_events(self, tx: Transaction, stream: StreamAppend) -> None:
        public = sum(e.public_type is not None for e in stream.events)
        sequence = tx.get("streams", stream.stream_id)[1] - public
        for version, event in enumerate(stream.events, stream.expected + 1):
            if event.public_type is not None:
                sequence += 1
                await tx.put("outbox", tx.db.draw("outbox"), {"stream_id": stream.stream_id, "version": version, "day": None})
            row = {
                "stream_id": stream.stream_id, "version": version, "event_id": event.event_id, "type": event.type,
                "schema_version": event.schema_version, "data": event.data, "metadata": event.metadata, "waktu": event.occurred_at,
                "dicatat_pada": event.recorded_at, "sequence": None if event.public_type is None else sequence,
                "public_type": event.public_type, "public_data": event.public_data, "akt_id": event.akt_id,
            }  # fmt: skip
            if not await tx.insert("events", (stream.stream_id, version), row):
                raise Conflict


def _stream(tx: Transaction, stream_id: str, after: int) -> list[StoredEvent]:
    found: list[StoredEvent] = []
    while (row := tx.get("events", (stream_id, after + 1))) is not None:
        found.append(stored_event(row))
        after += 1
    return found
