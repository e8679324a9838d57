"""How a loop waits for work: at once when woken, else by polling that slows down while nothing comes."""

from __future__ import annotations

import asyncio


class Idle:
    """``wait`` after a round without work, ``reset`` after one with. Seven services polling fast all day would eat a core."""

    def __init__(self, shortest: float, longest: float) -> None:
        self._shortest = shortest
        self._longest = longest
        self._next = shortest

    def reset(self) -> None:
        self._next = self._shortest

    async def wait(self, wake: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(self._next):
                await wake.wait()
        except TimeoutError:
            self._next = min(self._longest, self._next * 1.2)
            return
        wake.clear()
        self._next = self._shortest
