"""The consumer: all offsets of a poll compared and set, sequences checked, and the projection or one reaction, in ONE transaction.

The database's offset is the truth; Kafka's group only says who reads what. A paused worker that goes on (zombie) fails the
comparison and changes nothing. Each position keeps the id of the record before it: on assignment that record is read back, and if
it is another one the log was replaced and is read from its start; sequences drop what is known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence

from chassis.db import INFRASTRUCTURE_ERRORS, TRANSIENT_ERRORS
from chassis.intake import Handle, Intake, Partition
from chassis.ports import ConsumerStore, ConsumerTx, Position, RawRecord, Source
from chassis.raw_records import header, identity
from chassis.records import Arrived, Record, arrived

log = logging.getLogger(__name__)

MAX_RECORDS = 500
ATTEMPTS = 5


class Fenced(Exception):
    """Another worker has moved the offsets: what we hold is stale."""


class LogHole(RuntimeError):
    """Records that must exist are gone from the topic (it keeps everything for ever): stop and alert."""


class Consumer:
    """One subscription of one worker. ``step`` is one poll, so that a simulator can decide when it happens.

    handle       what to do with records of wanted types, in the transaction given
    reacts       what is decided may depend on the days closed: no transaction goes on beyond a mark; one that fails is done again with a
                 transaction for each wanted record
    most         records a poll
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
        reacts: bool,
        most: int = MAX_RECORDS,
        on_parked: Callable[[str], None] = lambda _: None,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.wanted = wanted
        self._source = source
        self._store = store
        self.handle = handle
        self._reacts = reacts
        self._most = most
        self._on_parked = on_parked
        self._committed = committed
        self._positions: dict[Partition, Position] = {}
        self._verify: set[Partition] = set()
        self._jumped: set[Partition] = set()
        self._ahead: asyncio.Task[list[Arrived]] | None = None
        self.processed = 0
        self.parked = 0

    async def step(self) -> int:
        """One poll and what it brings; the number of records done."""
        polled = await self._take_ahead()
        if await self._take_assignment() or polled is None:  # all positions were sought anew: what had been polled comes again
            polled = await self._poll()
        fresh: list[Arrived] = []
        expected = {tp: p.next_offset for tp, p in self._positions.items()}
        for one in polled:
            if await self._in_place(one.raw, expected):
                expected[one.raw.topic, one.raw.partition] = one.raw.offset + 1
                fresh.append(one)
        if len(fresh) == self._most:  # more is waiting: it is taken in while the database works. Nothing is sought from here on
            self._ahead = asyncio.create_task(self._poll())
        for segment in self._segments(fresh):
            try:
                await self._process(segment)
            except Fenced:
                log.warning("consumer fenced", extra={"consumer": self.name})
                await self._take_ahead()
                await self._load(list(self._positions))
                return 0
        return len(fresh)

    async def _poll(self) -> list[Arrived]:
        return await arrived(await self._source.poll(self._most), self.wanted)

    async def _take_ahead(self) -> list[Arrived] | None:
        ahead, self._ahead = self._ahead, None
        return None if ahead is None else await ahead

    def abandon(self) -> None:
        """Nobody will step any more: what is being taken in is nobody's."""
        if self._ahead is not None and not self._ahead.cancel() and not self._ahead.cancelled():
            self._ahead.exception()  # looked at, so that nobody is told that nobody did

    async def _take_assignment(self) -> bool:
        assignment = self._source.take_assignment()
        if assignment is None:
            return False
        self._positions.clear()
        self._verify.clear()
        await self._load(sorted(assignment))
        return True

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

    def _segments(self, fresh: Sequence[Arrived]) -> Iterator[list[Arrived]]:
        """Projections: the whole poll. Reactions: up to a mark."""
        segment: list[Arrived] = []
        for one in fresh:
            segment.append(one)
            if self._reacts and isinstance(one.found, Record) and one.found.is_mark:
                yield segment
                segment = []
        if segment:
            yield segment

    def _apart(self, segment: Sequence[Arrived]) -> Iterator[list[Arrived]]:
        """Each wanted record alone, the unwanted ones between them together."""
        quiet: list[Arrived] = []
        for one in segment:
            if header(one.raw, "ce_type") in self.wanted:
                if quiet:
                    yield quiet
                    quiet = []
                yield [one]
            else:
                quiet.append(one)
        if quiet:
            yield quiet

    async def _process(self, segment: list[Arrived]) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._store.begin() as tx:
                    moved = await self._in_transaction(tx, segment, isolate=False)
            except TRANSIENT_ERRORS:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.02 * 2**attempt)
                continue
            except Fenced:
                raise
            except INFRASTRUCTURE_ERRORS:
                raise
            except Exception as error:  # any other error is the record's: find it, park it, go on with the rest
                log.warning("batch failed, running it record by record", extra={"consumer": self.name}, exc_info=error)
                if self._reacts and len(segment) > 1:
                    for part in self._apart(segment):
                        await self._process(part)
                    return
                async with self._store.begin() as tx:
                    moved = await self._in_transaction(tx, segment, isolate=True)
            self._positions.update(moved)
            self.processed += len(segment)
            self._committed()
            return

    async def _in_transaction(self, tx: ConsumerTx, segment: Sequence[Arrived], *, isolate: bool) -> dict[Partition, Position]:
        last = {(one.raw.topic, one.raw.partition): one.raw for one in segment}
        moves = {tp: (self._positions[tp], Position(raw.offset + 1, identity(raw))) for tp, raw in last.items()}
        if not await tx.advance(moves):
            raise Fenced
        await Intake(self, tx, self.handle, isolate).run(segment)
        return {tp: new for tp, (_, new) in moves.items()}

    def count_parked(self, reason: str) -> None:
        self.parked += 1
        self._on_parked(reason)
