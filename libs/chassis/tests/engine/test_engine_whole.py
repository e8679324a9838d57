"""A worker that is cancelled while it is still connecting leaves nothing open behind it."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from chassis.testing import fresh_database, fresh_topics, running
from chassis.whole import whole

from .conftest import MIGRATIONS, SPEC


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


async def test_no_connection_is_left_open_whenever_a_worker_is_stopped(pg_server: Any, kafka_server: Any) -> None:
    prefix = await fresh_topics(kafka_server.bootstrap, ("faskes", "iuran"))
    url = await fresh_database(pg_server.url, "iuran", MIGRATIONS)
    for n in range(12):
        async with running(SPEC, pg_url=pg_server.url, kafka=kafka_server.bootstrap, prefix=prefix, database_url=url, instance_id="uji-w"):
            await asyncio.sleep(0.01 * n)
    gc.collect()  # an open connection would be a ResourceWarning here, which fails the test
