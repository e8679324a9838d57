"""Deadlines of the regulation: rows written with the fact that starts them, fired when their day is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import asyncpg
import msgspec

from chassis.aggregate import Statement
from chassis.tx import Tx

T = TypeVar("T")
CHUNK = 250
FIRING = 5_317_001  # advisory lock of this database: one closing fires at a time


@dataclass(frozen=True, slots=True)
class Timer:
    kind: str
    key: str
    due: date
    payload: bytes

    def read(self, type_: type[T]) -> T:
        return msgspec.json.decode(self.payload, type=type_)


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Fires when the day ``due`` is closed (it ended unmet). Setting the same kind and key again moves it."""

    stream_id: str
    kind: str
    key: str
    due: date
    payload: Any = None


@dataclass(frozen=True, slots=True)
class CancelTimer:
    stream_id: str
    kind: str
    key: str


@dataclass(frozen=True)
class TimerKind:
    """``fire`` decides on the facts of now: a timer that has nothing left to say does nothing. It is given timers of one day, each
    once, up to ``chunk`` in one transaction: with ``chassis.many.execute_many`` a statement serves them all."""

    name: str
    fire: Callable[[Sequence[Timer], Tx], Awaitable[None]]
    chunk: int = CHUNK


def set_timers(timers: Sequence[SetTimer]) -> Statement:
    """For an aggregate's ``inline``: the timers stand or fall with the append."""
    return Statement(
        "insert into timers (kind, key, due, payload) select m.kind, m.key, m.due, m.payload from head h"
        " join unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::bytea[]) as m(stream_id, kind, key, due, payload)"
        " using (stream_id) on conflict (kind, key) do update set due = excluded.due, payload = excluded.payload, fired_at = null",
        (
            [t.stream_id for t in timers],
            [t.kind for t in timers],
            [t.key for t in timers],
            [t.due for t in timers],
            [msgspec.json.encode(t.payload) for t in timers],
        ),
    )


def cancel_timers(timers: Sequence[CancelTimer]) -> Statement:
    return Statement(
        "delete from timers t using head h join unnest($1::text[], $2::text[], $3::text[]) as m(stream_id, kind, key) using (stream_id)"
        " where t.kind = m.kind and t.key = m.key and t.fired_at is null",
        ([t.stream_id for t in timers], [t.kind for t in timers], [t.key for t in timers]),
    )


def one_by_one(fire: Callable[[Timer, Tx], Awaitable[None]]) -> Callable[[Sequence[Timer], Tx], Awaitable[None]]:
    """``TimerKind.fire`` for a kind of which a day has few: each timer is a cause of its own."""

    async def each(timers: Sequence[Timer], tx: Tx) -> None:
        for timer in timers:
            await fire(timer, tx.caused_by(f"{timer.kind}:{timer.key}:{timer.due}"))

    return each


async def next_due(conn: asyncpg.Connection, day: date) -> tuple[str, date] | None:
    """Kind and day of the timers to fire next, oldest day first; None if none is left through ``day``."""
    row = await conn.fetchrow("select kind, due from timers where fired_at is null and due <= $1 order by due, kind limit 1", day)
    return None if row is None else (row["kind"], row["due"])


async def due_timers(conn: asyncpg.Connection, kind: str, due: date, limit: int) -> list[Timer]:
    """Not to be read by another closing of a day until the transaction ends, so that none fires twice.

    The rows themselves are left unlocked: a command locks its stream first and its timer then, firing would lock them the other way
    round, and the two would wait for each other. A timer that a command moves meanwhile fires on facts that say it is too early."""
    await conn.execute("select pg_advisory_xact_lock($1)", FIRING)
    rows = await conn.fetch(
        "select key, payload from timers where fired_at is null and due = $2 and kind = $1 order by key limit $3", kind, due, limit
    )
    return [Timer(kind, r["key"], due, r["payload"]) for r in rows]


async def mark_fired(conn: asyncpg.Connection, timers: Sequence[Timer]) -> None:
    """A timer that firing has set anew for another day stays armed: hence the comparison of ``due``."""
    await conn.execute(
        "update timers t set fired_at = clock_timestamp() from unnest($1::text[], $2::text[], $3::date[]) as m(kind, key, due)"
        " where t.kind = m.kind and t.key = m.key and t.due = m.due",
        [t.kind for t in timers],
        [t.key for t in timers],
        [t.due for t in timers],
    )
