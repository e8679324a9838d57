"""Jobs: long work in chunks, each chunk with its checkpoint in one transaction: a killed worker loses no row and does none twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import msgspec
from dasar.penolakan import Ditolak

from chassis.clock import business_now, business_time
from chassis.db import INFRASTRUCTURE_ERRORS, TRANSIENT_ERRORS, Database
from chassis.http_client import ServiceUnavailable
from chassis.idle import Idle
from chassis.jobs_store import JobRow, lease_job, renew_lease
from chassis.ports import Conflict
from chassis.store import PostgresStore
from chassis.telemetry import span
from chassis.tx import Tx

log = logging.getLogger(__name__)

T = TypeVar("T")
LEASE_SECONDS = 6.0
RENEW_SECONDS = 2.0
IDLE_SECONDS = 0.03
SLOWEST_SECONDS = 0.25
WAIT_SECONDS = 0.05
MAX_OUTBOX = 1000  # so much may stand before the event of somebody who waits: about 50 ms of the relay
GIVE_WAY = 2.0  # as many times what a step took is left to people, while they give commands
MAX_ATTEMPTS = 3


class LostLease(Exception):
    """Another worker has the job: what this one was about to write is rolled back."""


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row of the input that could not be done. ``payload``: what /gagal.csv needs to give it back, sealed if personal.

    ``about``: whom it names (numbers or hashes, without blanks), so that it can be given up when somebody is forgotten."""

    row: int
    column: str
    code: str
    reason: str
    payload: bytes | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class JobKind:
    """``step`` does one chunk and returns: first whatever reads or asks others, then ``async with run.commit(...) as tx``.
    It is called until it commits with ``finish=True``; returning without a commit means "not yet", and it is called again soon.
    So it is after ``Conflict``, which it raises where what it had decided on was changed before it was written."""

    name: str
    step: Callable[[JobRun], Awaitable[None]]


class JobRun:
    """One step of one job. ``now``: business time at which the job was accepted, the one its rules go by."""

    def __init__(self, job: JobRow, db: Database, store: PostgresStore, owner: str, wake: Callable[[], None]) -> None:
        self.job = job
        self.id = job.id
        self.now: datetime = job.business_time
        self.committed = False
        self.finished = False
        self._db = db
        self._store = store
        self._owner = owner
        self._wake = wake

    def input(self, type_: type[T]) -> T:
        return msgspec.json.decode(self.job.input, type=type_)

    def checkpoint(self, type_: type[T]) -> T | None:
        """What the last committed step left; None at the first."""
        return msgspec.json.decode(self.job.checkpoint, type=type_ | None)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for whatever the step has to look up before it writes."""
        async with self._db.connection() as conn:
            yield conn

    @asynccontextmanager
    async def commit(
        self,
        *,
        checkpoint: Any = None,
        done: int = 0,
        failed: Sequence[FailedRow] = (),
        total: int | None = None,
        result: Mapping[str, Any] | None = None,
        finish: bool = False,
    ) -> AsyncIterator[Tx]:
        """The one transaction of a step: what is written inside, the failed rows and the checkpoint, or nothing."""
        async with self._db.transaction() as conn:
            yield Tx(
                conn,
                self._store,
                actor=f"job:{self.job.kind}",
                cause=f"{self.id}:{self.job.step}",
                now=business_now(),
                correlation_id=self.job.correlation_id,
                traceparent=self.job.traceparent,
                wake=self._wake,
            )
            if failed:
                rows = [(self.id, f.row, f.column, f.code, f.reason, f.payload, " ".join(f.about) or None) for f in failed]
                await conn.execute(
                    "insert into job_failures (job_id, row, column_name, code, reason, payload, about)"
                    " select id, row, kolom, code, reason, payload, string_to_array(about, ' ')"
                    " from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[])"
                    " as f(id, row, kolom, code, reason, payload, about) on conflict (job_id, row) do nothing",
                    *[list(c) for c in zip(*rows, strict=True)],
                )
            status: str = await conn.execute(
                "update jobs set step = step + 1, checkpoint = $3, done = done + $4, failed = failed + $5, total = coalesce($6, total),"
                " result = coalesce($7, result), attempts = 0, state = case when $8 then 'SELESAI' else state end,"
                " finished_at = case when $8 then clock_timestamp() end"
                " where id = $1 and step = $2 and lease_owner = $9 and state = 'BERJALAN'",
                self.id, self.job.step, msgspec.json.encode(checkpoint), done, len(failed), total,
                None if result is None else msgspec.json.encode(result), finish, self._owner,
            )  # fmt: skip
            if not status.endswith(" 1"):
                raise LostLease(str(self.id))
        self.committed = True
        self.finished = finish


class JobRunner:
    """Leases jobs and runs their steps. Several runners share the work; one job is one runner's at a time."""

    def __init__(
        self, db: Database, store: PostgresStore, kinds: Sequence[JobKind], owner: str, *, simulated: bool, wake: Callable[[], None],
        woken: asyncio.Event, parallel: int = 2, attended: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self._db = db
        self._store = store
        self._kinds = {k.name: k for k in kinds}
        self._owner = owner
        self._simulated = simulated
        self._wake = wake
        self._woken = woken
        self._parallel = parallel
        self._attended = attended
        self._running: set[UUID] = set()
        self._resting: dict[UUID, float] = {}

    async def run(self) -> None:
        if self._kinds:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._parallel):
                    group.create_task(self._loop())

    async def _loop(self) -> None:
        idle = Idle(IDLE_SECONDS, SLOWEST_SECONDS)
        while True:
            if await self.step():
                idle.reset()
            elif self._resting:
                await asyncio.sleep(IDLE_SECONDS)
            else:
                await idle.wait(self._woken)

    async def step(self) -> bool:
        """Lease one job and run it until it ends, waits or fails; False if there was none."""
        now = asyncio.get_running_loop().time()
        self._resting = {id: until for id, until in self._resting.items() if until > now}
        async with self._db.connection() as conn:
            job = await lease_job(conn, self._owner, LEASE_SECONDS, list(self._kinds), [*self._running, *self._resting])
        if job is None:
            return False
        if job.id in self._running:  # both loops of this process asked at the same moment
            return True
        self._running.add(job.id)
        renewing = asyncio.create_task(self._renew(job.id))
        try:
            with span(f"job {job.kind}", job.traceparent), business_time(job.business_time if self._simulated else None):
                rest = await self._work(job)
        except LostLease:
            log.warning("job lease lost", extra={"job_id": str(job.id)})
            rest = LEASE_SECONDS
        finally:
            renewing.cancel()
            self._running.discard(job.id)
            with suppress(asyncio.CancelledError):
                await renewing
        if rest > 0:
            self._resting[job.id] = asyncio.get_running_loop().time() + rest
        return True

    async def _work(self, job: JobRow) -> float:
        """Steps until the job ends or has to wait; how long it should be left alone."""
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            run = JobRun(job, self._db, self._store, self._owner, self._wake)
            try:
                await self._kinds[job.kind].step(run)
            except LostLease:
                raise
            except INFRASTRUCTURE_ERRORS:
                raise
            except ServiceUnavailable:
                log.warning("job waits for another service", extra={"job_id": str(job.id), "kind": job.kind})
                return 0.5
            except TRANSIENT_ERRORS:
                return WAIT_SECONDS
            except Conflict:  # no fault of the job, however often it happens: what it read is read again
                log.info("job step lost a race", extra={"job_id": str(job.id), "kind": job.kind})
                return WAIT_SECONDS
            except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to this job and must not stop the others
                return await self._failed(job, error)
            if run.finished:
                self._wake()
                return 0.0
            if not run.committed:
                return WAIT_SECONDS
            async with self._db.connection() as conn:
                waiting = await conn.fetchval("select count(*) from (select 1 from outbox limit $1) s", MAX_OUTBOX + 1)
                if waiting > MAX_OUTBOX:
                    return WAIT_SECONDS  # let the relay breathe: a job must not bury the commands of people
                row = await conn.fetchrow("select step, checkpoint from jobs where id = $1", job.id)
            if self._attended():
                await asyncio.sleep(GIVE_WAY * (clock() - began))
            job = replace(job, step=row["step"], checkpoint=row["checkpoint"], attempts=0)

    async def _failed(self, job: JobRow, error: Exception) -> float:
        code = error.kode if isinstance(error, Ditolak) else type(error).__name__
        log.exception("job step failed", exc_info=error, extra={"job_id": str(job.id), "kind": job.kind})
        async with self._db.connection() as conn:
            attempts = await conn.fetchval(
                "update jobs set attempts = attempts + 1, error = $3,"
                " state = case when attempts + 1 >= $4 then 'GAGAL' else state end,"
                " finished_at = case when attempts + 1 >= $4 then clock_timestamp() end"
                " where id = $1 and step = $2 and state = 'BERJALAN' returning attempts",
                job.id, job.step, code, MAX_ATTEMPTS,
            )  # fmt: skip
        return 0.2 * float(attempts or 1)

    async def _renew(self, id: UUID) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            async with self._db.connection() as conn:
                await renew_lease(conn, id, self._owner, LEASE_SECONDS)
