"""A record as handlers see it: envelope read, event typed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared_events.base import HariDitutup, PublicEvent
from shared_events.envelope import Envelope
from shared_events.registry import EVENTS
from shared_events.versi import name_of, upcast

from chassis.ports import RawRecord

SLICE = 50
"""So many are read before others of the process get a turn: half a millisecond."""


class Undecodable(ValueError):
    """The record cannot be understood by this release; it is parked, never skipped."""


@dataclass(frozen=True, slots=True)
class Record:
    """``event`` is None for a type nobody here knows or handles: it only moves the sequence on."""

    raw: RawRecord
    envelope: Envelope
    event: PublicEvent | None

    @property
    def subject(self) -> str:
        return self.envelope.subject

    @property
    def event_id(self) -> str:
        return str(self.envelope.id)

    @property
    def is_mark(self) -> bool:
        return isinstance(self.event, HariDitutup)


def is_mark_type(ce_type: str) -> bool:
    """In whatever version: a mark that is passed over would leave its day open for ever."""
    return name_of(ce_type).endswith(".HariDitutup")


def read(raw: RawRecord, wanted: frozenset[str]) -> Record:
    """Decode what is wanted, in the newest wanted version; pass over other types without reading their value.

    Raises Undecodable: no CloudEvent of ours, a value off its schema, or a wanted event in a version its reader does not know."""
    try:
        envelope = Envelope.read(raw.headers)
    except (ValueError, UnicodeDecodeError) as broken:
        raise Undecodable(f"no envelope: {broken}") from None
    if envelope.type not in wanted and not is_mark_type(envelope.type):
        # a version of a wanted event that its reader does not name: known to this release or not, it must not be passed over
        if name_of(envelope.type) in {name_of(w) for w in wanted}:
            raise Undecodable(f"version not known here: {envelope.type}")
        return Record(raw, envelope, None)
    if (known := EVENTS.get(envelope.type)) is None:
        raise Undecodable(f"type not known here: {envelope.type}")
    if not issubclass(known, HariDitutup):
        if envelope.sequence is None or envelope.sequence < 1:  # zero would pass for a duplicate
            raise Undecodable("ce_sequence is missing or not positive")
        if raw.key != envelope.subject.encode():  # sequences go by the key, handlers by the subject
            raise Undecodable("ce_subject is not the key")
    try:
        event = known.model_validate_json(raw.value)
        return Record(raw, envelope, upcast(event, wanted))
    except ValueError as broken:
        raise Undecodable(f"value off its schema: {type(broken).__name__}") from None


class Arrived(NamedTuple):
    """A record as it came, and what is to be made of it."""

    raw: RawRecord
    found: Record | Undecodable


async def arrived(raws: Sequence[RawRecord], wanted: frozenset[str]) -> list[Arrived]:
    read_: list[Arrived] = []
    for raw in raws:
        if len(read_) % SLICE == SLICE - 1:
            await asyncio.sleep(0)
        try:
            read_.append(Arrived(raw, read(raw, wanted)))
        except Undecodable as broken:
            read_.append(Arrived(raw, broken))
    return read_
