"""A reader of topics without a group: for what looks at a broker from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer


@asynccontextmanager
async def pembaca(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Stopped also when it could not start: the broker may just have been killed."""
    konsumen = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        await konsumen.start()
        yield konsumen
    finally:
        await konsumen.stop()
