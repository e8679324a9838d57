"""How a service describes one aggregate: pure functions, its codec, its public form and its inline read model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from shared_events.base import PublicEvent

from chassis.codec import Codec, Upcaster

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class PublicForm:
    """What the world hears of a private event. ``akt_id``: the AKT whose webhooks may carry it, None for nobody's."""

    event: PublicEvent
    akt_id: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One data-modifying statement of the inline read model, run inside the append as a CTE.

    It must select ``from head`` (columns stream_id, version: the streams whose append won), so that it does nothing for a
    stream that lost. Placeholders count from $1 and are renumbered. Write arrays and unnest them: the same statement then
    serves one stream and a chunk of a thousand::

        Statement(
            "insert into saldo (va, jumlah, versi) select m.va, m.jumlah, h.version from head h"
            " join unnest($1::text[], $2::text[], $3::bigint[]) as m(stream_id, va, jumlah) using (stream_id)"
            " on conflict (va) do update set jumlah = excluded.jumlah, versi = excluded.versi",
            ([...], [...], [...]),
        )

    One table may be written by one Statement of an append only, each row once: PostgreSQL gives CTEs no order.
    """

    sql: str
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Appended(Generic[S, E]):
    """One stream of an append, as the inline read model sees it: the events and the state after them."""

    stream_id: str
    id: str
    version: int
    state: S
    events: tuple[E, ...]
    event_ids: tuple[UUID, ...]
    now: datetime


def _no_inline(_: Sequence[Appended[Any, Any]]) -> Sequence[Statement]:
    return ()


def _private(_event: Any, _state: Any) -> PublicForm | None:
    return None


@dataclass(frozen=True)
class Aggregate(Generic[C, S, E]):
    """An aggregate of a service.

    category   stream ids (and ``ce_subject``) are ``{category}:{id}``
    decide     (command, state) -> events; refuses by raising dasar's Ditolak; [] when its work is already done
    evolve     (state, event) -> state
    publish    (event, state after it) -> its public form, at most one
    inline     read model of the appended streams, in the same statement as the events
    taken      constraint name of an inline table -> what to raise when somebody else holds the unique value
    waktu      (event) -> when it happened in the world; the command's now if it has no time of its own
    """

    category: str
    initial: S
    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]
    events: tuple[type[Any], ...]
    publish: Callable[[E, S], PublicForm | None] = _private
    inline: Callable[[Sequence[Appended[S, E]]], Sequence[Statement]] = _no_inline
    taken: Mapping[str, Callable[[], Exception]] = field(default_factory=dict)
    waktu: Callable[[E], datetime | None] = lambda _: None
    names: Mapping[type[Any], str] = field(default_factory=dict)
    versions: Mapping[type[Any], int] = field(default_factory=dict)
    upcasters: Mapping[tuple[str, int], Upcaster] = field(default_factory=dict)

    @cached_property
    def codec(self) -> Codec[E]:
        return Codec(self.events, names=self.names, versions=self.versions, upcasters=self.upcasters)

    def stream(self, id: str) -> str:
        return f"{self.category}:{id}"

    def fold(self, events: Sequence[E], state: S | None = None) -> S:
        now = self.initial if state is None else state
        for event in events:
            now = self.evolve(now, event)
        return now
