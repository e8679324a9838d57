"""Planted bugs: each makes one part wrong in one way that somebody could write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date
from typing import Any

from chassis.consumer import Consumer, Fenced
from chassis.days import DayCloser, Dependency
from chassis.intake import Intake
from chassis.memory_bus import MemoryBroker, MemoryProducer
from chassis.memory_consumer import MemoryConsumerStore, MemoryConsumerTx
from chassis.memory_db import Hop, MemorySession
from chassis.memory_outbox import MemoryLease, MemoryOutbox
from chassis.memory_store import MemoryStore
from chassis.ports import Append, Conflict, OutboxEntry, Position
from chassis.records import Arrived, Record
from chassis.subscription import Projection

from .accounts import INLINE
from .parts import Parts
from .subscribers import FEED


class OffsetAfterCommit(Parts):
    """The offset is stored in a transaction of its own after the effect's, and compared with nothing."""

    class Tx(MemoryConsumerTx):
        moves: Mapping[tuple[str, int], tuple[Position, Position]] = {}

        async def advance(self, moves: Mapping[tuple[str, int], tuple[Position, Position]]) -> bool:
            self.moves = moves
            return True

    class Store(MemoryConsumerStore):
        @asynccontextmanager
        async def begin(self) -> AsyncIterator[MemoryConsumerTx]:
            async with self._session.transaction() as conn:
                tx = OffsetAfterCommit.Tx(self._session, conn, self.consumer)
                yield tx
            async with self._session.statement() as conn:
                for (topic, part), (_, new) in tx.moves.items():
                    await conn.put("consumer_offsets", (self.consumer, topic, part), new)

    def consumer_store(self, session: MemorySession, name: str) -> Any:
        return self.Store(session, name)


class SequenceUnchecked(Parts):
    """Duplicates on the topic are taken for new."""

    class Believing(Consumer):
        async def _in_transaction(self, tx: Any, segment: Sequence[Arrived], *, isolate: bool) -> Any:
            moves: dict[tuple[str, int], tuple[Position, Position]] = {}
            for raw, _ in segment:
                tp = (raw.topic, raw.partition)
                old = moves[tp][0] if tp in moves else self._positions[tp]
                moves[tp] = (old, Position(raw.offset + 1, dict(raw.headers)["ce_id"].decode()))
            if not await tx.advance(moves):
                raise Fenced
            await SequenceUnchecked.AnyIntake(self, tx, self.handle, isolate).run(segment)
            return {tp: new for tp, (_, new) in moves.items()}

    class AnyIntake(Intake):
        async def _admit(self, one: Arrived, key: tuple[str, str]) -> Record | None:
            return one.found if isinstance(one.found, Record) else None

    def consumer(self, **kwargs: Any) -> Consumer:
        return self.Believing(**kwargs)


class DeletedBeforeAck(Parts):
    """The relay does not wait for the broker: a reference is deleted while its record is on the way."""

    class Hasty(MemoryProducer):
        async def send(
            self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]], partition: int | None = None
        ) -> Awaitable[Any]:
            await super().send(topic, key, value, headers, partition)
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            done.set_result(None)
            return done

    def producer(self, broker: MemoryBroker, hop: Hop, take: Any) -> Any:
        return self.Hasty(broker, hop, take)


class LeaseNotCompared(Parts):
    """Whoever asks gets the lease."""

    class Generous(MemoryLease):
        async def acquire(self) -> bool:
            async with self._session.statement() as tx:
                await tx.put("leases", self._name, (self._owner, tx.db.now() + self._seconds))
            return True

    def lease(self, session: MemorySession, owner: str) -> Any:
        return self.Generous(session, "relay", owner, 6.0)


class DeletedUpTo(Parts):
    """The relay deletes every reference up to the last one sent, and with it one that was drawn earlier and seen later."""

    class Sweeping(MemoryOutbox):
        async def delete(self, ids: Sequence[int]) -> None:
            async with self._session.statement() as tx:
                for id in [i for i in tx.rows("outbox") if i <= max(ids)]:
                    await tx.delete("outbox", id)

    def outbox(self, session: MemorySession, service: str) -> Any:
        return self.Sweeping(session, service)


class ReadAheadByNumber(Parts):
    """What is read while others travel begins after the last of these, and passes over one that was drawn earlier and seen later."""

    class Onward(MemoryOutbox):
        async def pending(self, limit: int, besides: Sequence[int] = ()) -> list[OutboxEntry]:
            found = await super().pending(10**6, besides)
            return [e for e in found if e.id > max(besides, default=0)][:limit]

    def outbox(self, session: MemorySession, service: str) -> Any:
        return self.Onward(session, service)


class TwoPublicOfOne(Parts):
    """One private event is told as two public ones, under its one sequence number."""

    class Talkative(MemoryOutbox):
        async def pending(self, limit: int, besides: Sequence[int] = ()) -> list[OutboxEntry]:
            told: list[OutboxEntry] = []
            for entry in await super().pending(limit, besides):
                told.append(entry)
                if entry.envelope is not None:
                    told.append(OutboxEntry(entry.id, entry.envelope, entry.value.replace(b'"nominal":', b'"nominal":1')))
            return told

    def outbox(self, session: MemorySession, service: str) -> Any:
        return self.Talkative(session, service)


class FeedNumberEarly(Parts):
    """Feed numbers come from a sequence: drawn at once, seen at the commit, lost by a rollback."""

    def feed(self) -> Projection:
        async def feed(conn: Any, records: Sequence[Record]) -> None:
            for record in records:
                if (akt := record.envelope.akt_id) is not None:
                    await conn.put("feed", (akt, conn.db.draw(f"feed {akt}")), record.event_id)

        return replace(FEED, apply=feed)


class KeyAfterEffect(Parts):
    """The idempotency row is written by a statement of its own, after the effect."""

    class Late(MemoryStore):
        async def append(self, write: Append) -> set[str]:
            won = await super().append(replace(write, commands=()))
            if won and write.commands:
                async with self._statement(writes=True) as tx:
                    for row in write.commands:
                        await tx.insert("commands", (row.client, row.route, row.key), row)
            return won

        def within(self, tx: Any) -> MemoryStore:
            return KeyAfterEffect.Late(self._session, self._inline, tx)

    def store(self, session: MemorySession) -> Any:
        return self.Late(session, INLINE)


class VersionNotCompared(Parts):
    """The append goes on from whatever version it finds."""

    class Careless(MemoryStore):
        async def _write(self, tx: Any, write: Append) -> set[str]:
            for stream in write.streams:
                await tx.lock("streams", stream.stream_id)
            found = [(s, (tx.get("streams", s.stream_id) or (0, 0))[0]) for s in write.streams]
            return await super()._write(tx, replace(write, streams=tuple(replace(s, expected=version) for s, version in found)))

        def within(self, tx: Any) -> MemoryStore:
            return VersionNotCompared.Careless(self._session, self._inline, tx)

    def store(self, session: MemorySession) -> Any:
        return self.Careless(session, INLINE)


class MarkBeforeTheLast(Parts):
    """The day is marked without waiting for appends that are still open."""

    class Hasty(DayCloser):
        async def step(self, run: Any) -> None:
            day: date = run.input(None).tanggal
            if await self._may_start(run, day):
                async with run.commit(finish=True) as tx:
                    if (await tx.conn.execute("insert into day_marks ", day, tx.now)).endswith(" 1"):
                        await tx.conn.execute("insert into outbox ", day, tx.now)

    def closer(self, dependencies: list[Dependency]) -> DayCloser:
        return self.Hasty((), dependencies, ())


class RecordedOnAClosedDay(Parts):
    """An append that was decided before midnight is recorded on its day however long ago that was closed."""

    class Careless(MemoryStore):
        async def _write(self, tx: Any, write: Append) -> set[str]:
            return await super()._write(tx, replace(write, open_day=None))

        def within(self, tx: Any) -> MemoryStore:
            return RecordedOnAClosedDay.Careless(self._session, self._inline, tx)

    def store(self, session: MemorySession) -> Any:
        return self.Careless(session, INLINE)


class LostTogether(Parts):
    """Commands of several records that did not all go through are taken for done."""

    def consumer(self, **kwargs: Any) -> Consumer:
        handle = kwargs["handle"]

        async def believing(tx: Any, records: Sequence[Record]) -> None:
            with suppress(Conflict):
                await handle(tx, records)

        return Consumer(**{**kwargs, "handle": believing})


class MarkWithoutItsSources(Parts):
    """A service marks its day without having read the marks of the services it hears."""

    def closer(self, dependencies: list[Dependency]) -> DayCloser:
        return DayCloser((), [], ())


BUGS: tuple[type[Parts], ...] = (
    OffsetAfterCommit, SequenceUnchecked, DeletedBeforeAck, LeaseNotCompared, DeletedUpTo, ReadAheadByNumber, TwoPublicOfOne,
    FeedNumberEarly,
    KeyAfterEffect, VersionNotCompared, MarkBeforeTheLast, RecordedOnAClosedDay, LostTogether, MarkWithoutItsSources,
)  # fmt: skip
