"""A consumer rests after a poll that brought something but not all there is: what comes meanwhile shares its next transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from chassis.consumer import MAX_RECORDS
from chassis.subscription import REST_SECONDS, Projection
from chassis.worker import Worker


class Berakhir(Exception):
    pass


class Polls:
    """Stands for the consumer: what each poll brought, then the end."""

    def __init__(self, *brought: int) -> None:
        self._brought: Iterator[int] = iter(brought)
        self.abandoned = False

    async def step(self) -> int:
        try:
            return next(self._brought)
        except StopIteration:
            raise Berakhir from None

    def abandon(self) -> None:
        self.abandoned = True


async def _nothing(conn: Any, records: Any) -> None:
    return None


@pytest.mark.parametrize(("rest", "slept"), [(REST_SECONDS, [REST_SECONDS] * 2), (0.0, [0.0] * 2)])
async def test_it_rests_after_some_never_after_none_or_while_more_waits(
    monkeypatch: pytest.MonkeyPatch, rest: float, slept: list[float]
) -> None:
    seen: list[float] = []

    async def sleep(seconds: float) -> None:
        seen.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    projection = Projection("uji", ("iuran",), (), _nothing, rest=rest)
    worker = Worker(SimpleNamespace(), SimpleNamespace(db=None, settings=SimpleNamespace(instance_id="uji")), SimpleNamespace())  # type: ignore[arg-type]
    polls = Polls(0, 3, MAX_RECORDS, 0, MAX_RECORDS - 1)
    worker.consumers["uji.v1"] = polls  # type: ignore[assignment]
    worker.sources["uji.v1"] = SimpleNamespace()  # type: ignore[assignment]
    with pytest.raises(Berakhir):
        await worker._consume(projection)
    assert seen == slept and polls.abandoned
