"""``python -m iuran terbitkan-ulang``: the topic was lost; everything public is referenced again, for the relay to send.

The public form stands in the store as it was sent, so no old code is needed. Consumers notice the new log by its identity, read it from
the start and drop by sequence what they know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from chassis.db import Database
from chassis.ids import new_id
from chassis.outbox import PostgresLease

WAIT_SECONDS = 12.0
HOLD_SECONDS = 60.0
RENEW_SECONDS = 10.0


class WorkerRunning(RuntimeError):
    """A relay holds the lease: while it sends, the order of first occurrences could break."""


async def republish(db: Database) -> int:
    """The number of references. One transaction, writers waiting: a younger event's reference must not be older than an older one's."""
    async with relay_held(db), db.transaction() as conn:
        await conn.execute("set local statement_timeout = 0")
        await conn.execute("lock table streams in share row exclusive mode")
        await conn.execute("delete from outbox where day is null")
        status: str = await conn.execute(
            "insert into outbox (stream_id, version) select stream_id, version from events where public_type is not null"
            " order by stream_id, version"
        )
        await _marks_last(conn)
    return int(status.split()[-1])


async def _marks_last(conn: asyncpg.Connection) -> None:
    """All marks, oldest first: some read model may keep each day. They go last: each promises that everything before it is there."""
    await conn.execute("delete from outbox where day is not null")
    await conn.execute("insert into outbox (day, recorded_at) select tanggal, closed_at from day_marks order by tanggal")


@asynccontextmanager
async def relay_held(db: Database) -> AsyncIterator[None]:
    """Hold the relay's lease, or raise WorkerRunning: whoever has it renews it long before this gives up. Under a name of its own: a
    worker of the same instance id would else take it for its own lease, and this the worker's for ours."""
    lease = PostgresLease(db, "relay", f"perawatan-{new_id()}", HOLD_SECONDS)
    for _ in range(int(WAIT_SECONDS)):
        if await lease.acquire():
            break
        await asyncio.sleep(1.0)
    else:
        raise WorkerRunning("a worker of this service is running")
    renewing = asyncio.create_task(_renew(lease))
    try:
        yield
    finally:
        renewing.cancel()
        await lease.release()


async def _renew(lease: PostgresLease) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        await lease.acquire()
