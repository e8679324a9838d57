"""Rows of jobs: made with the command that asks for them, leased by a worker, read by whoever asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from chassis.context import Context
from chassis.ids import derived, new_id


@dataclass(frozen=True, slots=True)
class JobRow:
    id: UUID
    kind: str
    input: bytes
    checkpoint: bytes
    step: int
    business_time: datetime
    subject: str | None
    akt_id: str | None
    client: str
    correlation_id: str | None
    traceparent: str | None
    attempts: int


async def insert_job(
    conn: asyncpg.Connection,
    *,
    kind: str,
    input: Any,
    ctx: Context,
    subject: str | None = None,
    akt_id: str | None = None,
    total: int | None = None,
    id: UUID | None = None,
) -> UUID:
    """Store a job with its input; with an idempotency key the same request makes the same job once.

    subject   what it works on (for instance a badan_usaha_id): shown to those who may see that
    id        for who has to name it before it is there; whoever gives it sees to it that the request makes one
    """
    if id is None:
        id = new_id() if ctx.key is None else derived("job", ctx.client, ctx.route, ctx.key, kind, subject)
    await conn.execute(
        "insert into jobs (id, kind, input, checkpoint, business_time, subject, akt_id, client, correlation_id, traceparent, total)"
        " values ($1, $2, $3, 'null', $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing",
        id, kind, msgspec.json.encode(input), ctx.now, subject, akt_id, ctx.client, ctx.correlation_id or str(id), ctx.traceparent, total,
    )  # fmt: skip
    return id


_LEASE = """
update jobs set lease_owner = $1, lease_until = clock_timestamp() + make_interval(secs => $2)
where id = (
  select id from jobs
  where state = 'BERJALAN' and kind = any($3::text[]) and (lease_until is null or lease_until < clock_timestamp() or lease_owner = $1)
    and id <> all($4::uuid[])
  order by created_at, id limit 1 for update skip locked)
returning id, kind, input, checkpoint, step, business_time, subject, akt_id, client, correlation_id, traceparent, attempts
"""


async def lease_job(conn: asyncpg.Connection, owner: str, seconds: float, kinds: list[str], busy: list[UUID]) -> JobRow | None:
    row = await conn.fetchrow(_LEASE, owner, seconds, kinds, busy)
    return None if row is None else JobRow(**dict(row))


async def renew_lease(conn: asyncpg.Connection, id: UUID, owner: str, seconds: float) -> bool:
    status: str = await conn.execute(
        "update jobs set lease_until = clock_timestamp() + make_interval(secs => $3)"
        " where id = $1 and lease_owner = $2 and state = 'BERJALAN'",
        id,
        owner,
        seconds,
    )
    return status.endswith(" 1")
