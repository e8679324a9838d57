"""Long calculations in an event loop that also answers people: give the loop away every few milliseconds."""

from __future__ import annotations

import asyncio
import time

SLICE_SECONDS = 0.003


class Slices:
    """``await slices.rest()`` between two pieces of work: lets others run if this one has held the loop for a slice."""

    def __init__(self, seconds: float = SLICE_SECONDS) -> None:
        self._seconds = seconds
        self._since = time.monotonic()

    async def rest(self) -> None:
        if time.monotonic() - self._since >= self._seconds:
            await asyncio.sleep(0)
            self._since = time.monotonic()
