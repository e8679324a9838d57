"""A topic is lost and published again from the store, with everybody stopped: other offsets, no duplicates, perhaps another order."""

from __future__ import annotations

import random

from chassis.ids import derived
from chassis.memory_bus import MemoryBroker
from chassis.memory_db import MemoryDatabase
from chassis.outbox import outbox_entry
from chassis.ports import RawRecord
from shared_events.envelope import Envelope
from shared_events.registry import HARI_DITUTUP

from .days import PARTITIONS, business_time


def publish_again(broker: MemoryBroker, db: MemoryDatabase, service: str, rng: random.Random) -> None:
    """Every subject in its order, the subjects in any; the marks of closed days after it all."""
    for part in range(PARTITIONS):
        broker.logs[service, part].clear()
    streams: dict[str, list[int]] = {}
    for (stream, version), row in sorted(db.tables["events"].items()):
        if row["public_type"] is not None:
            streams.setdefault(stream, []).append(version)
    while streams:
        stream = rng.choice(list(streams))
        version = streams[stream].pop(0)
        if not streams[stream]:
            del streams[stream]
        entry = outbox_entry({**db.tables["events"][stream, version], "id": 0, "day": None}, f"/{service}")
        if entry.envelope is not None:
            part = broker.partition_of(stream.encode())
            _add(broker, service, part, entry.envelope, entry.value)
    for day in sorted(db.tables["day_marks"]):
        mark = HARI_DITUTUP[service](tanggal=day)
        for part in range(PARTITIONS):
            now = business_time(db.now())
            id = derived(service, "HariDitutup", day, part)
            _add(
                broker,
                service,
                part,
                Envelope(id, f"/{service}", mark.ce_type(), day.isoformat(), now, now),
                mark.model_dump_json().encode(),
            )


def _add(broker: MemoryBroker, service: str, part: int, envelope: Envelope, value: bytes) -> None:
    log = broker.logs[service, part]
    log.append(RawRecord(service, part, len(log), envelope.subject.encode(), value, tuple(envelope.headers()), broker.next_moment()))
