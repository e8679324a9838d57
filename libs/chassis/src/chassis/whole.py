"""A step that must not be left half done when its caller is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

WAIT_SECONDS = 5.0


async def whole(step: Coroutine[Any, Any, T]) -> T:
    """aiokafka forgets a connection that is being made when its caller is cancelled, and nobody closes it: let it be made, then go."""
    task = asyncio.create_task(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        done, _ = await asyncio.wait({task}, timeout=WAIT_SECONDS)
        for ended in done:
            ended.exception()  # whatever it was, the caller is leaving
        raise
