"""The small ports behind which store, bus and scheduling stand, so that the same relay, consumer, reaction and idempotency code
runs on PostgreSQL and Kafka and under a simulator."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from shared_events.envelope import Envelope

from chassis.aggregate import Statement

MAX_EVENT_BYTES = 256 * 1024
WAITING = "MENUNGGU_YANG_LEBIH_DULU"
"""Why a record is parked that nobody tried: an earlier one of its subject is."""


class Conflict(Exception):
    """Somebody else appended to the stream first (or expected version is wrong): load and decide again."""


class Remembered(Exception):
    """The idempotency key is already in ``commands``: nothing was written, the stored answer counts."""


class Taken(Exception):
    """A unique value of an inline table belongs to somebody else; ``constraint`` names which."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class EventTooLarge(ValueError):
    """An event over 256 KiB would block the relay for ever: split it into chunk events."""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    version: int
    event_id: UUID
    type: str
    schema_version: int
    data: bytes
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Private form, and the public form that is stored beside it for ever (None: nobody hears of it).

    metadata, recorded_at   who and why, and when this service learned it: the same for all events of one command
    """

    event_id: UUID
    type: str
    schema_version: int
    data: bytes
    occurred_at: datetime
    public_type: str | None
    public_data: bytes | None
    akt_id: str | None
    metadata: bytes
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StreamAppend:
    """Events for one stream. ``expected``: version it must have; 0 = it must not exist."""

    stream_id: str
    expected: int
    events: tuple[NewEvent, ...]


@dataclass(frozen=True, slots=True)
class CommandRow:
    """The idempotency row, written in the same statement as the effect."""

    client: str
    route: str
    key: str
    request_hash: bytes
    status: int
    response: bytes


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    request_hash: bytes
    status: int
    response: bytes


@dataclass(frozen=True, slots=True)
class Append:
    """One atomic write: streams, inline read model, idempotency rows.

    open_day  the day all of it is recorded on, if that must not have been closed meanwhile: else every stream loses its race
    """

    streams: tuple[StreamAppend, ...]
    inline: tuple[Statement, ...] = ()
    commands: tuple[CommandRow, ...] = ()
    open_day: date | None = None


class EventStore(Protocol):
    async def load(self, stream_id: str, after: int = 0) -> list[StoredEvent]: ...

    async def load_beside(self, stream_id: str, sql: str, args: Sequence[Any]) -> tuple[list[StoredEvent], dict[str, Any] | None]:
        """The stream, and the one row that ``sql`` selects from the read models (or None), as of one moment."""
        ...

    async def load_many(self, stream_ids: Sequence[str]) -> Mapping[str, list[StoredEvent]]: ...

    async def append(self, write: Append) -> set[str]:
        """The stream ids that were written; a missing one lost its race and nothing of it was written.

        Raises Remembered, Taken; with either, nothing at all was written."""
        ...

    async def remembered(self, client: str, route: str, key: str) -> StoredAnswer | None: ...

    async def remember(self, answer: CommandRow) -> bool:
        """An answer that nothing was appended for; False if its key has one already, which stays."""
        ...


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A referenced event with its public form, or a day mark (``day``), in the order of reference.

    ``private``: what the producer itself needs to have it back should its database be lost (``chassis.private_form``).
    """

    id: int
    envelope: Envelope | None
    value: bytes
    day: date | None = None
    recorded_at: datetime | None = None
    private: bytes | None = None


class Outbox(Protocol):
    async def pending(self, limit: int, besides: Sequence[int] = ()) -> list[OutboxEntry]:
        """The lowest, without those named: not those above them, for one that was drawn earlier may be seen later, and one that
        follows it in its stream already be there."""
        ...

    async def delete(self, ids: Sequence[int]) -> None: ...


class Lease(Protocol):
    """Names one owner for a time by the wall clock of the database. Losing it is normal, holding it is no proof."""

    async def acquire(self) -> bool:
        """Take or renew; False if another holds it."""
        ...


@dataclass(frozen=True, slots=True)
class RawRecord:
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    timestamp: int = 0
    """When it was sent, in milliseconds: the same event published again is another record of another log."""


class Producer(Protocol):
    async def send(
        self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]], partition: int | None = None
    ) -> Awaitable[Any]:
        """Hand over in order; the returned awaitable is the broker's ack."""
        ...


@dataclass(frozen=True, slots=True)
class Position:
    """Where a consumer stands in a partition: the next offset, and what names the record before it (log identity)."""

    next_offset: int
    last_id: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Of the (topic, subject) asked for: the last sequence of those that were heard of, and which have a record parked."""

    sequences: dict[tuple[str, str], int]
    parked: set[tuple[str, str]]


class Source(Protocol):
    """A polled bus. ``seek`` is to be called before the first poll after an assignment."""

    async def poll(self, max_records: int) -> list[RawRecord]: ...

    def seek(self, topic: str, partition: int, offset: int) -> None: ...

    def take_assignment(self) -> frozenset[tuple[str, int]] | None:
        """The new assignment since the last call, None if it did not change."""
        ...


class ConsumerTx(Protocol):
    """What a consumer needs inside one transaction, beside what its handlers do."""

    async def advance(self, moves: Mapping[tuple[str, int], tuple[Position, Position]]) -> bool:
        """Compare and set all partitions of a poll; False = fenced, roll back."""
        ...

    async def standing(self, subjects: Sequence[tuple[str, str]]) -> Standing:
        """Asked when the positions are ours: what a parked record that is tried again changes does not move them."""
        ...

    async def set_sequences(self, sequences: Mapping[tuple[str, str], int]) -> None: ...

    async def park(self, record: RawRecord, subject: str, event_id: str, reason: str, at: datetime) -> None: ...

    async def mark_days(self, marks: Mapping[tuple[str, int], tuple[date, datetime]]) -> None: ...

    def savepoint(self) -> AbstractAsyncContextManager[None]: ...


class ConsumerStore(Protocol):
    async def positions(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Position]: ...

    def begin(self) -> AbstractAsyncContextManager[ConsumerTx]: ...
