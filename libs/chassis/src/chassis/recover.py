"""``python -m iuran pulihkan``: a store that came back from an older backup gets its facts back from its own topic.

What a record brings back: the public event and the private ones right before it, exactly as they stood. What it cannot: private events
after the last public one of a stream, answers to Idempotency-Keys, jobs, and the tables a service names ``beside`` (keys, files).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg
import msgspec
import orjson
from shared_events.envelope import Envelope

from chassis.db import Database
from chassis.ports import RawRecord
from chassis.private_form import HEADER, PrivateEvent, decode_private
from chassis.records import is_mark_type
from chassis.recovery import published
from chassis.topic_reader import reading


class CannotRecover(RuntimeError):
    """The topic and the store tell different stories, or the topic lacks what is needed: a person has to look."""


@dataclass
class Recovered:
    events: int = 0
    streams: set[str] = field(default_factory=set)
    days: int = 0


_EVENT = """
insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada, head, sequence, public_type,
  public_data, akt_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
_HEAD = """
insert into streams (stream_id, version, sequence) values ($1, $2, $3)
on conflict (stream_id) do update set version = excluded.version, sequence = excluded.sequence
"""
# a reaction or timer that did this must not do it again: its row is known to the letter, unlike a client's
_CAUSED = """
insert into commands (client, route, key, request_hash, status, response) values ($1, $2, $3, '', 200, $4) on conflict do nothing
"""
_DAY = "insert into day_marks (tanggal, closed_at) values ($1, $2) on conflict do nothing"


class Recovery:
    def __init__(self, db: Database, bootstrap: str, topic: str) -> None:
        self._db = db
        self._bootstrap = bootstrap
        self._topic = topic
        self.found = Recovered()

    async def run(self) -> Recovered:
        async with reading(self._bootstrap, [self._topic]) as reader:
            while not reader.reached:
                records = await reader.poll(1000)
                if records:
                    async with self._db.transaction() as conn:
                        await self._take(conn, records)
        return self.found

    async def _take(self, conn: asyncpg.Connection, records: Sequence[RawRecord]) -> None:
        read = list(published(records))
        subjects = sorted({e.subject for _, e in read if e.sequence is not None})
        rows = await conn.fetch("select stream_id, version, sequence from streams where stream_id = any($1::text[]) for update", subjects)
        known = {r["stream_id"]: (r["version"], r["sequence"]) for r in rows}
        for raw, envelope in read:
            if envelope.sequence is None:
                if is_mark_type(envelope.type):
                    await self._day(conn, raw, envelope)
                continue
            version, sequence = known.get(envelope.subject, (0, 0))
            if envelope.sequence <= sequence:
                continue
            if envelope.sequence > sequence + 1:
                raise CannotRecover(f"{envelope.subject}: the topic has {envelope.sequence} after {sequence}, between them nothing")
            known[envelope.subject] = await self._bring_back(conn, raw, envelope, version)

    async def _bring_back(self, conn: asyncpg.Connection, raw: RawRecord, envelope: Envelope, version: int) -> tuple[int, int]:
        stream, run = envelope.subject, _private(raw, envelope)
        for event in run:
            last = event is run[-1]
            if event.version <= version:
                there = await conn.fetchval("select event_id from events where stream_id = $1 and version = $2", stream, event.version)
                if there != event.event_id:
                    raise CannotRecover(
                        f"{stream}: version {event.version} is another event here than on the topic: the store went on alone"
                    )
                continue
            if event.version != version + 1:
                raise CannotRecover(f"{stream}: version {version + 1} is neither here nor on the topic")
            public = (envelope.sequence, envelope.type, raw.value, envelope.akt_id) if last else (None, None, None, None)
            await conn.execute(
                _EVENT, stream, event.version, event.event_id, event.type, event.schema_version, event.data, event.metadata, event.waktu,
                event.dicatat_pada, event.head, *public,
            )  # fmt: skip
            await self._remember_cause(conn, event)
            version = event.version
            self.found.events += 1
        await conn.execute(_HEAD, stream, version, envelope.sequence)
        self.found.streams.add(stream)
        return version, envelope.sequence or 0

    async def _remember_cause(self, conn: asyncpg.Connection, event: PrivateEvent) -> None:
        meta = orjson.loads(event.metadata)
        if cause := meta.get("causation_id"):
            await conn.execute(_CAUSED, meta["client"], meta["route"], cause, orjson.dumps({"versi": event.head}))

    async def _day(self, conn: asyncpg.Connection, raw: RawRecord, envelope: Envelope) -> None:
        day = orjson.loads(raw.value)["tanggal"]
        status: str = await conn.execute(_DAY.replace("$1", "$1::text::date"), day, envelope.recorded_time)
        self.found.days += int(status.split()[-1])


def _private(raw: RawRecord, envelope: Envelope) -> list[PrivateEvent]:
    """The run of private events whose last one is this record's."""
    found = next((v for k, v in raw.headers if k == HEADER), None)
    if found is None:
        raise CannotRecover(f"{envelope.subject}: record {envelope.sequence} has no private form")
    try:
        run = decode_private(found)
    except msgspec.DecodeError as broken:
        raise CannotRecover(f"{envelope.subject}: the private form of record {envelope.sequence} is broken") from broken
    if not run or run[-1].event_id != envelope.id:
        raise CannotRecover(f"{envelope.subject}: the private form of record {envelope.sequence} is another event's")
    return run
