"""The consumer: all offsets of a poll compared and set, sequences checked, and the projection or one reaction, in ONE transaction.

The database's offset is the truth; Kafka's group only says who reads what. A paused worker that goes on (zombie) fails the
comparison and changes nothing. Each position keeps the id of the record before it: on assignment that record is read back, and if
it is another one the log was replaced and is read from its start; sequences drop what is known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from shared_events.base import HariDitutup

from chassis.clock import wall_now
from chassis.db import INFRASTRUCTURE_ERRORS, TRANSIENT_ERRORS
from chassis.ports import WAITING, ConsumerStore, ConsumerTx, Position, RawRecord, Source
from chassis.raw_records import event_id, header, identity, subject_of
from chassis.records import Record, Undecodable, read

log = logging.getLogger(__name__)

Partition = tuple[str, int]
Handle = Callable[[Any, Sequence[Record]], Awaitable[None]]
MAX_RECORDS = 500
ATTEMPTS = 5


class Fenced(Exception):
    """Another worker has moved the offsets: what we hold is stale."""


class LogHole(RuntimeError):
    """Records that must exist are gone from the topic (it keeps everything for ever): stop and alert."""


class Consumer:
    """One subscription of one worker. ``step`` is one poll, so that a simulator can decide when it happens.

    handle       what to do with records of wanted types, in the transaction given
    one_by_one   a transaction per wanted record (reactions) instead of one per poll (projections)
    committed    called after each commit: what a reaction appended can be sent only now
    """

    def __init__(
        self,
        *,
        name: str,
        wanted: frozenset[str],
        source: Source,
        store: ConsumerStore,
        handle: Handle,
        one_by_one: bool,
        on_parked: Callable[[str], None] = lambda _: None,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.wanted = wanted
        self._source = source
        self._store = store
        self.handle = handle
        self._one_by_one = one_by_one
        self._on_parked = on_parked
        self._committed = committed
        self._positions: dict[Partition, Position] = {}
        self._verify: set[Partition] = set()
        self._jumped: set[Partition] = set()
        self.processed = 0
        self.parked = 0

    async def step(self) -> int:
        """One poll and what it brings; the number of records done."""
        await self._take_assignment()
        fresh: list[RawRecord] = []
        expected = {tp: p.next_offset for tp, p in self._positions.items()}
        for raw in await self._source.poll(MAX_RECORDS):
            if await self._in_place(raw, expected):
                expected[raw.topic, raw.partition] = raw.offset + 1
                fresh.append(raw)
        for segment in self._segments(fresh):
            try:
                await self._process(segment)
            except Fenced:
                log.warning("consumer fenced", extra={"consumer": self.name})
                await self._load(list(self._positions))
                return 0
        return len(fresh)

    async def _take_assignment(self) -> None:
        assignment = self._source.take_assignment()
        if assignment is not None:
            self._positions.clear()
            self._verify.clear()
            await self._load(sorted(assignment))

    async def _load(self, partitions: list[Partition]) -> None:
        if not partitions:
            return
        found = await self._store.positions(partitions)
        self._positions.update(found)
        for (topic, part), position in found.items():
            if position.next_offset > 0:
                self._verify.add((topic, part))
            self._source.seek(topic, part, max(0, position.next_offset - 1))

    async def _in_place(self, raw: RawRecord, expected: dict[Partition, int]) -> bool:
        tp = (raw.topic, raw.partition)
        if tp not in expected:
            return False  # revoked meanwhile
        if tp in self._verify:
            position = self._positions[tp]
            self._verify.discard(tp)
            if raw.offset == position.next_offset - 1 and identity(raw) == position.last_id:
                return False  # the record before ours, unchanged: the log is the one we know
            log.error("topic was replaced, reading it from the start", extra={"consumer": self.name, "topic": raw.topic})
            await self._rewind(tp)
            del expected[tp]
            return False
        if raw.offset < expected[tp]:
            return False
        if raw.offset > expected[tp]:
            if tp in self._jumped:
                raise LogHole(f"{raw.topic}[{raw.partition}]: {expected[tp]} is missing, {raw.offset} is next")
            self._jumped.add(tp)
            self._source.seek(raw.topic, raw.partition, expected[tp])
            del expected[tp]
            return False
        self._jumped.discard(tp)
        return True

    async def _rewind(self, tp: Partition) -> None:
        async with self._store.begin() as tx:
            rewound = await tx.advance({tp: (self._positions[tp], Position(0, None))})
        if not rewound:  # somebody else did, or read on: without asking where it stands the rest would lie until another record comes
            await self._load([tp])
            return
        self._positions[tp] = Position(0, None)
        self._source.seek(*tp, 0)

    def _segments(self, raws: Sequence[RawRecord]) -> Iterator[list[RawRecord]]:
        """Projections: the whole poll. Reactions: each wanted record alone, the unwanted ones between them together."""
        if not self._one_by_one:
            if raws:
                yield list(raws)
            return
        quiet: list[RawRecord] = []
        for raw in raws:
            if header(raw, "ce_type") in self.wanted:
                if quiet:
                    yield quiet
                    quiet = []
                yield [raw]
            else:
                quiet.append(raw)
        if quiet:
            yield quiet

    async def _process(self, raws: list[RawRecord]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._store.begin() as tx:
                    moved = await self._in_transaction(tx, raws, isolate=False)
            except TRANSIENT_ERRORS:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.02 * 2**attempt)
                continue
            except Fenced:
                raise
            except INFRASTRUCTURE_ERRORS:
                raise
            except Exception:  # any other error is the record's: find it, park it, go on with the rest
                log.exception("batch failed, running it record by record", extra={"consumer": self.name})
                async with self._store.begin() as tx:
                    moved = await self._in_transaction(tx, raws, isolate=True)
            self._positions.update(moved)
            self.processed += len(raws)
            self._committed()
            return

    async def _in_transaction(self, tx: ConsumerTx, raws: Sequence[RawRecord], *, isolate: bool) -> dict[Partition, Position]:
        last = {(raw.topic, raw.partition): raw for raw in raws}
        moves = {tp: (self._positions[tp], Position(raw.offset + 1, identity(raw))) for tp, raw in last.items()}
        if not await tx.advance(moves):
            raise Fenced
        await Intake(self, tx, self.handle, isolate).run(raws)
        return {tp: new for tp, (_, new) in moves.items()}

    def count_parked(self, reason: str) -> None:
        self.parked += 1
        self._on_parked(reason)


class Intake:
    """What becomes of each record of a transaction: taken, dropped as a duplicate, or parked with all later ones of its subject."""

    def __init__(self, consumer: Consumer, tx: ConsumerTx, handle: Handle, isolate: bool) -> None:
        self._consumer = consumer
        self._tx = tx
        self._handle = handle
        self._isolate = isolate
        self._sequences: dict[tuple[str, str], int] = {}
        self._changed: dict[tuple[str, str], int] = {}
        self._parked: set[tuple[str, str]] = set()

    async def run(self, raws: Sequence[RawRecord]) -> None:
        keys = [(r.topic, subject_of(r)) for r in raws]
        subjects = sorted(set(keys))
        self._sequences = await self._tx.sequences(subjects)
        self._parked = await self._tx.parked_subjects(subjects)
        marks: dict[Partition, tuple[date, datetime]] = {}
        taken: list[Record] = []
        for raw, key in zip(raws, keys, strict=True):
            record = await self._admit(raw, key)
            if record is None:
                continue
            if isinstance(record.event, HariDitutup):
                known = marks.get((raw.topic, raw.partition))
                if known is None or known[0] < record.event.tanggal:
                    marks[raw.topic, raw.partition] = (record.event.tanggal, record.envelope.recorded_time)
                if record.envelope.type not in self._consumer.wanted:
                    continue
            elif record.event is None:
                continue
            if self._isolate:
                await self._alone(record)
            else:
                taken.append(record)
        if taken:
            await self._handle(self._tx, taken)
        if self._changed:
            await self._tx.set_sequences(self._changed)
        if marks:
            await self._tx.mark_days(marks)

    async def _admit(self, raw: RawRecord, key: tuple[str, str]) -> Record | None:
        if key in self._parked:
            await self._park(raw, WAITING)
            return None
        try:
            record = read(raw, self._consumer.wanted)
        except Undecodable as broken:
            await self._park(raw, f"TIDAK_TERBACA: {broken}".replace("\x00", "")[:300])
            return None
        sequence = record.envelope.sequence
        if sequence is None:
            return record
        last = self._sequences.get(key, 0)
        if sequence <= last:
            return None
        if sequence > last + 1:
            await self._park(raw, f"URUTAN_BERLUBANG: {last + 1} hilang, {sequence} datang")
            return None
        self._sequences[key] = self._changed[key] = sequence
        return record

    async def _alone(self, record: Record) -> None:
        key = (record.raw.topic, record.subject)
        try:
            async with self._tx.savepoint():
                await self._handle(self._tx, [record])
        except TRANSIENT_ERRORS:
            raise
        except INFRASTRUCTURE_ERRORS:
            raise
        except Exception as error:
            log.exception("record parked", extra={"consumer": self._consumer.name, "event_id": record.event_id})
            if record.envelope.sequence is not None:
                self._sequences[key] = record.envelope.sequence - 1
                self._changed[key] = record.envelope.sequence - 1
            await self._park(record.raw, f"GAGAL: {type(error).__name__}")

    async def _park(self, raw: RawRecord, reason: str) -> None:
        self._parked.add((raw.topic, subject_of(raw)))
        await self._tx.park(raw, subject_of(raw), event_id(raw) or "", reason, wall_now())
        self._consumer.count_parked(reason.split(":")[0])
