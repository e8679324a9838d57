"""Races in tests: calls let go together, and a count of how often they really met in the store."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar
from unittest.mock import patch

import orjson

from chassis.ports import Append, Conflict, Remembered, Taken
from chassis.rebuild_service import rebuild_inline
from chassis.store import PostgresStore
from chassis.testing import Answer, Harness

T = TypeVar("T")
JITTER = 0.004
"""Seconds at most that one of the calls starts after another: about what a request takes to its append."""
PATIENCE = 0.5
"""Seconds that a first append waits for a second one, should there be none (the others were refused before it)."""


class Meeting:
    """Has the first append of a group wait for a second, both decided on the same state: on a busy machine calls let go
    together need not meet at all, and a race that did not happen proves nothing."""

    def __init__(self) -> None:
        self.waits, self.met = False, asyncio.Event()

    async def arrive(self) -> None:
        if self.waits:
            self.met.set()
        elif not self.met.is_set():
            self.waits = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self.met.wait(), PATIENCE)
            self.met.set()


_meeting: Meeting | None = None


async def at_once(calls: Sequence[Callable[[], Awaitable[T]]], seed: int) -> list[T]:
    """All of them from one barrier, each a little later by the seed; in the order given, whoever was first.

    Inside ``collisions`` two appends of an even seed are sure to meet (Meeting); at an odd one chance decides who meets whom.
    """
    global _meeting
    draw = random.Random(seed)  # noqa: S311 - for tests
    barrier = asyncio.Barrier(len(calls))

    async def one(call: Callable[[], Awaitable[T]], wait: float) -> T:
        await barrier.wait()
        await asyncio.sleep(wait)
        return await call()

    _meeting = None if seed % 2 else Meeting()
    try:
        return await asyncio.gather(*(one(call, draw.choice((0.0, draw.uniform(0, JITTER)))) for call in calls))
    finally:
        _meeting = None


@contextmanager
def collisions() -> Iterator[Counter[str]]:
    """How many appends came too late inside the block, by what they met: another version, a used key, a taken unique value."""
    met: Counter[str] = Counter()
    original = PostgresStore.append

    async def counting(self: PostgresStore, write: Append) -> set[str]:
        if _meeting is not None:
            await _meeting.arrive()
        try:
            won = await original(self, write)
        except (Conflict, Remembered, Taken) as late:
            met[type(late).__name__] += 1
            raise
        if len(won) < len(write.streams):
            met["Conflict"] += 1
        return won

    with patch.object(PostgresStore, "append", counting):
        yield met


REFUSALS = (409, 412, 422)


def one_effect(answers: Sequence[Answer], *, good: tuple[int, ...] = (200, 201, 202)) -> list[Answer]:
    """The answers that tell of an effect; every other one must be a clean refusal with its code, in the errors' own media type."""
    done = [a for a in answers if a.status in good]
    for refused in (a for a in answers if a.status not in good):
        if refused.status not in REFUSALS or not refused.headers["Content-Type"].startswith("application/problem+json"):
            raise AssertionError((refused.status, refused.body))
        if not orjson.loads(refused.body)["type"].startswith("https://selaras.id/masalah/"):
            raise AssertionError(refused.body)
    return done


async def models_hold(h: Harness) -> None:
    """The service's own read models are what its events say."""
    found = [d for d in await rebuild_inline(h.rt, h.process.parts, repair=False) if not d.same]
    if found:
        raise AssertionError(found)
