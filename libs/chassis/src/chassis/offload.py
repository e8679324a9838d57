"""CPU-heavy work in a child process, so that the event loop goes on answering (and renewing leases) meanwhile.

Few children, started when first needed, each with one call at a time. A child that dies, hangs or wants too much memory fails that
one call: a job's step is then tried again. A child whose parent is gone reads the end of its input and ends; none outlives it.
"""

from __future__ import annotations

import asyncio
import pickle  # between a process and its own child, over a pipe that nobody else has
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

CHILDREN = 1
SECONDS = 120.0
LENGTH_BYTES = 8


class ChildLost(RuntimeError):
    """The child ended, or had to be ended, before it answered. Nothing of the call remains; it may be made again."""


class Offload:
    """``await offload.run(function, …)``: a function of a module (found again there by name), arguments and result picklable."""

    def __init__(self, children: int = CHILDREN, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._places = asyncio.Semaphore(children)
        self._resting: list[asyncio.subprocess.Process] = []
        self._all: set[asyncio.subprocess.Process] = set()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(child.pid for child in self._all)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._places:
            if self._closed:
                raise ChildLost("the process is ending")
            child = await self._child()
            try:
                async with asyncio.timeout(self._seconds):
                    good, answer = await _call(child, (function, args, kwargs))
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as lost:
                await self._end(child)
                raise ChildLost(f"{type(lost).__name__}, exit code {child.returncode}") from None
            except BaseException:  # cancelled in the middle: what it answers would be taken for the answer to the next call
                await self._end(child)
                raise
            self._resting.append(child)
        if not good:
            raise answer
        result: T = answer
        return result

    async def close(self) -> None:
        self._closed = True
        for child in list(self._all):
            await self._end(child)

    async def _child(self) -> asyncio.subprocess.Process:
        while self._resting:
            child = self._resting.pop()
            if child.returncode is None:
                return child
            await self._end(child)
        # not multiprocessing's spawn: that imports the service's whole main module into the child
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "chassis.offload_child", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        self._all.add(child)
        return child

    async def _end(self, child: asyncio.subprocess.Process) -> None:
        self._all.discard(child)
        with suppress(ValueError):
            self._resting.remove(child)
        with suppress(ProcessLookupError):
            child.kill()
        await asyncio.shield(child.wait())


async def _call(child: asyncio.subprocess.Process, call: tuple[Any, ...]) -> tuple[bool, Any]:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("a child without pipes")
    sent = pickle.dumps(call, pickle.HIGHEST_PROTOCOL)
    child.stdin.write(len(sent).to_bytes(LENGTH_BYTES, "big"))
    child.stdin.write(sent)
    await child.stdin.drain()
    length = int.from_bytes(await child.stdout.readexactly(LENGTH_BYTES), "big")
    good, answer = pickle.loads(await child.stdout.readexactly(length))  # noqa: S301  our own child
    return bool(good), answer
