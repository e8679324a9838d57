"""What must hold of every history once it is quiet, from the data alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from chassis.memory_db import MemoryDatabase
from shared_events.envelope import Envelope

from .accounts import ACCOUNT, COPY, TALLY, Account, Deposited
from .clients import Op
from .days import PARTITIONS
from .subscribers import COPIER, FIRST, MIRROR, SECOND, TALLIER
from .world import THIRD, World


class Broken(AssertionError):
    """An invariant does not hold."""


def violations(world: World) -> list[str]:
    found: list[str] = []
    for name, db in world.dbs.items():
        found += [f"{name}: {text}" for text in _store(db)]
    for name in (FIRST, SECOND):
        found += [f"{name}: {text}" for text in (*_topic(world, name), *_days(world, name), *world.leases[name].doubles)]
    for service, op in world.ops:
        found += [f"{op.reference}: {text}" for text in _command(world.dbs[service], op)]
    found += [*_reactions(world), *_projection(world), *_feed(world), *_consumers(world)]
    return found


def streams(db: MemoryDatabase) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for (stream, _), row in sorted(db.tables["events"].items()):
        found.setdefault(stream, []).append(row)
    return found


def _decoded(row: dict[str, Any]) -> Any:
    return ACCOUNT.codec.decode(row["type"], row["schema_version"], row["data"])


def _fold(rows: list[dict[str, Any]]) -> Account:
    return ACCOUNT.fold([_decoded(r) for r in rows])


def _store(db: MemoryDatabase) -> Iterator[str]:
    """Heads, versions, sequences, inline model and outbox of one database agree."""
    if db.tables["outbox"]:
        yield "outbox is not empty"
    stored = streams(db)
    if db.tables["streams"].keys() != stored.keys():
        yield "heads without events, or the other way round"
    for stream, rows in stored.items():
        public = [r for r in rows if r["public_type"] is not None]
        if [r["version"] for r in rows] != list(range(1, len(rows) + 1)):
            yield f"{stream}: versions {[r['version'] for r in rows]}"
        if [r["sequence"] for r in public] != list(range(1, len(public) + 1)):
            yield f"{stream}: sequences {[r['sequence'] for r in public]}"
        if db.tables["streams"].get(stream) != (len(rows), len(public)):
            yield f"{stream}: head {db.tables['streams'].get(stream)}"
        model = db.tables["account_model"].get(stream.split(":", 1)[1])
        if model != (_fold(rows).balance, len(rows)):
            yield f"{stream}: inline model {model}, store {_fold(rows).balance, len(rows)}"


def _topic(world: World, service: str) -> Iterator[str]:
    """First occurrences are the store's public events, gap-free and in order; anything later is the same record again."""
    first: dict[str, list[tuple[str, str, bytes]]] = {}
    for part in range(PARTITIONS):
        for raw in world.broker.logs[service, part]:
            envelope = Envelope.read(raw.headers)
            if envelope.sequence is None:
                continue
            heard = first.setdefault(envelope.subject, [])
            record = (str(envelope.id), envelope.type, raw.value)
            if envelope.sequence == len(heard) + 1:
                heard.append(record)
            elif envelope.sequence > len(heard) + 1:
                yield f"{envelope.subject}: {envelope.sequence} after {len(heard)} on the topic"
            elif heard[envelope.sequence - 1] != record:
                yield f"{envelope.subject}: two facts with sequence {envelope.sequence}"
    for stream, rows in streams(world.dbs[service]).items():
        told = [(str(r["event_id"]), r["public_type"], r["public_data"]) for r in rows if r["public_type"] is not None]
        if told != first.pop(stream, []):
            yield f"{stream}: store and topic differ"
    if first:
        yield f"facts on the topic that no store has: {sorted(first)}"


def _days(world: World, service: str) -> Iterator[str]:
    """After the mark of a day nothing recorded on it comes for the first time."""
    for part in range(PARTITIONS):
        closed = None
        seen: set[tuple[str, int]] = set()
        for raw in world.broker.logs[service, part]:
            envelope = Envelope.read(raw.headers)
            if envelope.sequence is None:
                day = orjson.loads(raw.value)["tanggal"]
                closed = day if closed is None else max(closed, day)
                continue
            if (envelope.subject, envelope.sequence) not in seen and closed is not None:
                recorded = envelope.recorded_time.date().isoformat()
                if recorded <= closed:
                    yield f"{envelope.subject} {envelope.sequence} of {recorded} after the mark of {closed}"
            seen.add((envelope.subject, envelope.sequence))
    marks = world.dbs[service].tables["day_marks"]
    if world.last_day not in marks:
        yield f"{world.last_day} was never closed"


def _command(db: MemoryDatabase, op: Op) -> Iterator[str]:
    """Acknowledged: exactly once, as told. Refused: not at all. Unknown: at most once, and whole."""
    rows = [r for r in db.tables["events"].values() if _decoded(r).reference == op.reference]
    deeds = Counter(type(_decoded(r)).__name__ for r in rows)
    amount = sum(e.amount for e in map(_decoded, rows) if isinstance(e, Deposited))
    keys = [k for k in db.tables["commands"] if k[2] == op.reference]
    if deeds["Noted"] > 1:
        yield f"took effect {deeds['Noted']} times"
    if rows and (amount != op.amount * deeds["Noted"] or len(keys) != 1):
        yield f"half an effect: {dict(deeds)}, {amount} of {op.amount}, keys {keys}"
    if keys and not rows:
        yield "remembered without an effect"
    for told in op.answers:
        if told[0] == 201:
            if not rows:
                yield "acknowledged without an effect"
            else:
                stream = sorted(
                    (r for r in db.tables["events"].values() if r["stream_id"] == rows[0]["stream_id"]), key=lambda r: r["version"]
                )
                last = max(r["version"] for r in rows)
                truth = {"balance": _fold(stream[:last]).balance, "version": last}
                if told[1] != truth:
                    yield f"told {told[1]}, did {truth}"
        elif told[0] in (412, 422) or told[1] in ("TERLALU_BANYAK", "REFERENSI_DIPAKAI"):
            if rows:
                yield f"refused with {told[1]} and took effect"
        elif told[0] != 503 and told[1] != "SEDANG_DIUBAH":
            yield f"an answer nobody expects: {told}"


def _public(db: MemoryDatabase) -> list[tuple[str, Deposited]]:
    return [(str(r["event_id"]), _decoded(r)) for _, rows in sorted(streams(db).items()) for r in rows if r["public_type"] is not None]


def _reactions(world: World) -> Iterator[str]:
    """Each fact had its effect once at the next service, under its own id."""
    for name, cause, effect, aggregate in ((COPIER.name, FIRST, SECOND, COPY), (TALLIER.name, SECOND, THIRD, TALLY)):
        wanted = {event_id: event.amount for event_id, event in _public(world.dbs[cause])}
        clients = {op.reference for _, op in world.ops}
        done: Counter[str] = Counter()
        for stream, rows in streams(world.dbs[effect]).items():
            if stream.startswith(f"{aggregate.category}:"):
                for event in map(_decoded, rows):
                    if isinstance(event, Deposited) and event.reference not in clients:
                        done[event.reference] += event.amount
        if wanted != dict(done):
            odd = {k: (wanted.get(k), done.get(k)) for k in wanted.keys() | done.keys() if wanted.get(k) != done.get(k)}
            yield f"{name}: wanted and done differ in {len(odd)}: {sorted(odd.values(), key=str)[:3]}"


def _projection(world: World) -> Iterator[str]:
    truth = {}
    for stream, rows in streams(world.dbs[FIRST]).items():
        balance = _fold(rows).balance
        truth[stream] = (balance, balance)
    mirrored = dict(world.dbs[SECOND].tables["mirror"])
    if mirrored != truth:
        yield f"{MIRROR.name}: {mirrored}, store {truth}"


def _feed(world: World) -> Iterator[str]:
    """Every reader got each fact of its AKT once, under numbers without a hole."""
    for akt, heard in world.heard.items():
        facts = {event_id for event_id, e in _public(world.dbs[SECOND]) if (e.amount % 2 == 1) == (akt == "akt-a")}
        if [n for n, _ in heard] != list(range(1, len(heard) + 1)):
            yield f"feed {akt}: numbers {[n for n, _ in heard]}"
        if sorted(e for _, e in heard) != sorted(facts):
            yield f"feed {akt}: heard {len(heard)} ({len({e for _, e in heard})} different) of {len(facts)}"


def _consumers(world: World) -> Iterator[str]:
    for name in (SECOND, THIRD):
        if parked := world.dbs[name].tables["parked_records"]:
            yield f"{name}: parked {sorted({row['reason'] for row in parked.values()})}"
    for name, db in world.dbs.items():
        if db.open or db.locks:
            yield f"{name}: transactions left open"
