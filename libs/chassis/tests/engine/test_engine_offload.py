"""CPU-heavy work in a child: the loop goes on, a killed child fails one call, nothing is left over."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from chassis.offload import ChildLost, Offload
from dasar.penolakan import Ditolak, tidak_ditemukan


@pytest.fixture
async def offload() -> AsyncIterator[Offload]:
    made = Offload()
    yield made
    await made.close()


def _alive(pid: int) -> bool:
    """Also a zombie counts: it would be there still."""
    return Path(f"/proc/{pid}").exists() if Path("/proc").exists() else _signalled(pid)


def _signalled(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_the_loop_goes_on_while_a_child_computes(offload: Offload) -> None:
    computing = asyncio.create_task(offload.run(math.factorial, 60_000))
    turns = 0
    while not computing.done():
        turns += 1
        await asyncio.sleep(0)
    assert await computing == math.factorial(60_000)
    assert turns > 10 and len(offload.pids) == 1


async def test_a_child_serves_many_calls_and_hands_back_what_was_raised(offload: Offload) -> None:
    first = await offload.run(os.getpid)
    assert first != os.getpid()
    with pytest.raises(ZeroDivisionError):
        await offload.run(divmod, 1, 0)
    refused = await offload.run(tidak_ditemukan, "Berkas")
    assert isinstance(refused, Ditolak) and (refused.status, refused.kode) == (404, "TIDAK_DITEMUKAN")
    assert await offload.run(bytes, 20_000_000) == bytes(20_000_000)
    assert await offload.run(os.getpid) == first


async def test_a_killed_child_fails_its_call_only(offload: Offload) -> None:
    pid = await offload.run(os.getpid)
    waiting = asyncio.create_task(offload.run(time.sleep, 60))
    await asyncio.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(ChildLost):
        await waiting
    assert await offload.run(os.getpid) != pid


async def test_a_child_killed_at_rest_is_replaced(offload: Offload) -> None:
    pid = await offload.run(os.getpid)
    os.kill(pid, signal.SIGKILL)
    await asyncio.sleep(0.1)
    assert await offload.run(os.getpid) != pid


async def test_a_call_that_hangs_is_ended() -> None:
    offload = Offload(seconds=0.5)
    try:
        with pytest.raises(ChildLost):
            await offload.run(time.sleep, 60)
        assert offload.pids == ()
    finally:
        await offload.close()


async def test_a_cancelled_call_leaves_no_child_that_answers_the_next_one(offload: Offload) -> None:
    assert await offload.run(max, 1, 2) == 2
    waiting = asyncio.create_task(offload.run(time.sleep, 60))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await offload.run(max, 3, 4) == 4


async def test_too_much_memory_is_an_error_of_the_call(offload: Offload) -> None:
    with pytest.raises(MemoryError):
        await offload.run(bytes, 2_000_000_000)
    assert await offload.run(max, 1, 2) == 2


async def test_nothing_is_left_after_the_end() -> None:
    offload = Offload(children=2)
    await asyncio.gather(offload.run(time.sleep, 0.2), offload.run(time.sleep, 0.2))
    pids = offload.pids
    assert len(pids) == 2
    await offload.close()
    assert not [pid for pid in pids if _alive(pid)]
    with pytest.raises(ChildLost):
        await offload.run(max, 1, 2)
