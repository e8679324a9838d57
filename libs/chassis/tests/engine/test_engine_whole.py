"""A worker that is cancelled while it is still connecting leaves nothing open behind it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from aiokafka.conn import AIOKafkaConnection
from chassis import kafka_bus
from chassis.kafka_bus import KafkaProducer, KafkaSource
from chassis.testing import fresh_topics
from chassis.whole import whole
from shared_events.registry import topic


async def test_a_step_is_finished_before_its_cancelled_caller_leaves() -> None:
    seen: list[str] = []

    async def step() -> None:
        await asyncio.sleep(0.05)
        seen.append("finished")

    caller = asyncio.create_task(whole(step()))
    await asyncio.sleep(0.01)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert seen == ["finished"]


async def test_what_a_step_raises_is_the_callers() -> None:
    async def step() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await whole(step())


async def _left_open(make: Callable[[], KafkaProducer | KafkaSource], monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Cancels ``start`` at every request it has on its way to the broker, one a time; how many of those there were, and how many
    connections were still open after ``stop``."""
    opened: list[AIOKafkaConnection] = []
    countdown, reached = 0, asyncio.Event()
    connect, send = AIOKafkaConnection.connect, AIOKafkaConnection.send

    async def connecting(self: Any) -> Any:
        opened.append(self)
        return await connect(self)

    def sending(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal countdown
        countdown -= 1
        answer = send(self, *args, **kwargs)
        if countdown == 0:
            reached.set()
        return answer

    monkeypatch.setattr(AIOKafkaConnection, "connect", connecting)
    monkeypatch.setattr(AIOKafkaConnection, "send", sending)
    left = 0
    for moments in itertools.count():
        made, countdown = make(), moments + 1
        reached.clear()
        starting, waiting = asyncio.create_task(made.start()), asyncio.create_task(reached.wait())
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        ended = not reached.is_set()
        for task in (starting, waiting):
            task.cancel()
        await asyncio.gather(starting, waiting, return_exceptions=True)
        await made.stop()
        left += sum(c.connected() for c in opened)
        for connection in opened:
            connection.close()
        opened.clear()
        if ended:
            return moments, left
    raise AssertionError


async def _bare(step: Coroutine[Any, Any, Any]) -> Any:
    return await step


async def test_no_connection_is_left_open_wherever_a_start_is_cancelled(kafka_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap = kafka_server.bootstrap
    prefix = await fresh_topics(bootstrap, ("faskes",))

    def producer() -> KafkaProducer:
        return KafkaProducer(bootstrap, "uji-whole")

    def source() -> KafkaSource:
        return KafkaSource(bootstrap, group=f"{prefix}whole", instance_id="w", topics=[topic("faskes", prefix)], client_id="uji-whole")

    for make in (producer, source):
        with monkeypatch.context() as patched:
            moments, left = await _left_open(make, patched)
        assert moments >= 3 and left == 0, (make.__name__, moments, left)
        with monkeypatch.context() as patched:  # the mend taken out: the same look finds what it is for
            patched.setattr(kafka_bus, "whole", _bare)
            _, left = await _left_open(make, patched)
        assert left > 0, make.__name__
