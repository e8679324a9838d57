"""Offsets, sequences, parked records and day marks of consumers in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

from chassis.memory_db import MemorySession, Transaction
from chassis.ports import Position, RawRecord, Standing


class MemoryConsumerTx:
    """``conn``: the transaction projections and reactions write with."""

    def __init__(self, session: MemorySession, conn: Transaction, consumer: str) -> None:
        self._session = session
        self.conn = conn
        self.consumer = consumer

    async def advance(self, moves: Mapping[tuple[str, int], tuple[Position, Position]]) -> bool:
        await self._session.hop()
        moved = True
        for (topic, part), (old, new) in moves.items():
            row = (self.consumer, topic, part)
            await self.conn.lock("consumer_offsets", row)
            found: Position | None = self.conn.get("consumer_offsets", row)
            if found is None or found.next_offset != old.next_offset:
                moved = False
            else:
                await self.conn.put("consumer_offsets", row, new)
        return moved

    async def standing(self, subjects: Sequence[tuple[str, str]]) -> Standing:
        await self._session.hop()
        found = {(t, s): self.conn.get("consumer_sequences", (self.consumer, t, s)) for t, s in subjects}
        parked = {(key[1], row["subject"]) for key, row in self.conn.rows("parked_records").items() if key[0] == self.consumer}
        return Standing({key: last for key, last in found.items() if last is not None}, parked & set(subjects))

    async def set_sequences(self, sequences: Mapping[tuple[str, str], int]) -> None:
        await self._session.hop()
        for (topic, subject), last in sorted(sequences.items()):
            await self.conn.put("consumer_sequences", (self.consumer, topic, subject), last)

    async def park(self, record: RawRecord, subject: str, event_id: str, reason: str, at: datetime) -> None:
        await self._session.hop()
        row = {"subject": subject, "event_id": event_id, "reason": reason, "record": record, "parked_at": at}
        await self.conn.insert("parked_records", (self.consumer, record.topic, record.partition, record.offset), row)

    async def mark_days(self, marks: Mapping[tuple[str, int], tuple[date, datetime]]) -> None:
        await self._session.hop()
        for (topic, part), mark in marks.items():
            row = (self.consumer, topic, part)
            await self.conn.lock("day_marks_read", row)
            known: tuple[date, datetime] | None = self.conn.get("day_marks_read", row)
            if known is None or known[0] < mark[0]:
                await self.conn.put("day_marks_read", row, mark)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        with self.conn.savepoint():
            yield


class MemoryConsumerStore:
    def __init__(self, session: MemorySession, consumer: str) -> None:
        self._session = session
        self.consumer = consumer

    async def positions(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Position]:
        found: dict[tuple[str, int], Position] = {}
        async with self._session.statement() as tx:
            for topic, part in partitions:
                row = (self.consumer, topic, part)
                await tx.insert("consumer_offsets", row, Position(0, None))
                found[topic, part] = tx.get("consumer_offsets", row)
        return found

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryConsumerTx]:
        async with self._session.transaction() as tx:
            yield MemoryConsumerTx(self._session, tx, self.consumer)
