"""What becomes of the records of a consumer's transaction."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from shared_events.base import HariDitutup

from chassis.clock import wall_now
from chassis.db import INFRASTRUCTURE_ERRORS, TRANSIENT_ERRORS
from chassis.ports import WAITING, ConsumerTx, RawRecord
from chassis.raw_records import event_id, subject_of
from chassis.records import Arrived, Record, Undecodable

log = logging.getLogger(__name__)

Partition = tuple[str, int]
Handle = Callable[[Any, Sequence[Record]], Awaitable[None]]


class Taker(Protocol):
    """The consumer it is for."""

    name: str
    wanted: frozenset[str]

    def count_parked(self, reason: str) -> None: ...


class Intake:
    """What becomes of each record of a transaction: taken, dropped as a duplicate, or parked with all later ones of its subject."""

    def __init__(self, consumer: Taker, tx: ConsumerTx, handle: Handle, isolate: bool) -> None:
        self._consumer = consumer
        self._tx = tx
        self._handle = handle
        self._isolate = isolate
        self._sequences: dict[tuple[str, str], int] = {}
        self._changed: dict[tuple[str, str], int] = {}
        self._parked: set[tuple[str, str]] = set()

    async def run(self, segment: Sequence[Arrived]) -> None:
        keys = [(one.raw.topic, subject_of(one.raw)) for one in segment]
        subjects = sorted(set(keys))
        standing = await self._tx.standing(subjects)
        self._sequences, self._parked = standing.sequences, standing.parked
        marks: dict[Partition, tuple[date, datetime]] = {}
        taken: list[Record] = []
        for one, key in zip(segment, keys, strict=True):
            raw, record = one.raw, await self._admit(one, key)
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

    async def _admit(self, one: Arrived, key: tuple[str, str]) -> Record | None:
        raw, record = one.raw, one.found
        if key in self._parked:
            await self._park(raw, WAITING)
            return None
        if isinstance(record, Undecodable):
            await self._park(raw, f"TIDAK_TERBACA: {record}".replace("\x00", "")[:300])
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
