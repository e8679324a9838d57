"""Closing a day: after it nothing of that day will become known to this service by itself, and the mark on the topic says so.

The mark HariDitutup(D) follows everything that was referenced before it. Who judges by D waits until it has read the mark of D or
of a later day on every partition: so nobody is deactivated because a payment was still on its way.

First the day is announced as closing: whatever asks the clock refuses from then on to record on it and is of the next day. Then all
that began earlier has to end, and what it referenced stands before the mark.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg
from dasar.tanggal import akhir_hari

from chassis.jobs import JobKind, JobRun
from chassis.kafka_bus import PARTITIONS
from chassis.timers import TimerKind, due_timers, mark_fired, next_due

CLOSE_DAY = "TUTUP_HARI"

Ready = Callable[[asyncpg.Connection, date], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class DayInput:
    tanggal: date


@dataclass(frozen=True, slots=True)
class Progress:
    """``batches``: chunks of timers fired. ``closing``: announced. ``quiet_since``: database time after that announcement."""

    batches: int = 0
    closing: bool = False
    quiet_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """A service whose mark of the day must have been read by our ``consumer`` first."""

    consumer: str
    topic: str


async def closed_day(conn: asyncpg.Connection, consumer: str, topic: str, partitions: int = PARTITIONS) -> date | None:
    """The newest day closed on every partition, as far as ``consumer`` has read; None if a partition has no mark yet."""
    found: date | None = await conn.fetchval(
        "select case when count(*) >= $3 then min(tanggal) end from day_marks_read where consumer = $1 and topic = $2",
        consumer,
        topic,
        partitions,
    )
    return found


async def own_closed_day(conn: asyncpg.Connection) -> date | None:
    found: date | None = await conn.fetchval("select max(tanggal) from day_marks")
    return found


_OPEN = """
select exists (
  select 1 from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start < $1)
"""
_JOBS = "select exists (select 1 from jobs where state = 'BERJALAN' and kind <> $1 and business_time <= $2)"


class DayCloser:
    """The job behind ``POST /v1/tutup-hari``."""

    def __init__(self, timers: Sequence[TimerKind], dependencies: Sequence[Dependency], ready: Sequence[Ready]) -> None:
        self._timers = {t.name: t for t in timers}
        self._dependencies = dependencies
        self._ready = ready

    def kind(self) -> JobKind:
        return JobKind(CLOSE_DAY, self.step)

    async def step(self, run: JobRun) -> None:
        day = run.input(DayInput).tanggal
        progress = run.checkpoint(Progress) or Progress()
        if not await self._may_start(run, day):
            return
        if await self._fire(run, day, progress):
            return
        async with run.reading() as conn:
            if await conn.fetchval(_JOBS, CLOSE_DAY, akhir_hari(day)):
                return
            for ready in self._ready:
                if not await ready(conn, day):
                    return
            now: datetime = await conn.fetchval("select clock_timestamp()")
        if not progress.closing:
            async with run.commit(checkpoint=Progress(progress.batches, True)) as tx:
                await tx.conn.execute("insert into day_closings (tanggal, since) values ($1, $2) on conflict do nothing", day, tx.now)
                return
        if progress.quiet_since is None:
            async with run.commit(checkpoint=Progress(progress.batches, True, now)):
                return
        async with run.reading() as conn:
            # an append that began earlier may still hold an outbox id below the one our mark is about to draw
            if await conn.fetchval(_OPEN, progress.quiet_since):
                return
        async with run.commit(finish=True, result={"tanggal": day.isoformat(), "kelompok_pewaktu": progress.batches}) as tx:
            status: str = await tx.conn.execute(
                "insert into day_marks (tanggal, closed_at) values ($1, $2) on conflict do nothing", day, tx.now
            )
            if status.endswith(" 1"):
                await tx.conn.execute("insert into outbox (day, recorded_at) values ($1, $2)", day, tx.now)

    async def _may_start(self, run: JobRun, day: date) -> bool:
        async with run.reading() as conn:
            for needed in self._dependencies:
                closed = await closed_day(conn, needed.consumer, needed.topic)
                if closed is None or closed < day:
                    return False
        return True

    async def _fire(self, run: JobRun, day: date, progress: Progress) -> bool:
        """One chunk of what is due; False if nothing was."""
        async with run.reading() as conn:
            due = await next_due(conn, day)
        if due is None:
            return False
        kind = self._timers[due[0]]
        async with run.commit(checkpoint=Progress(progress.batches + 1, progress.closing), done=1) as tx:
            timers = await due_timers(tx.conn, *due, kind.chunk)
            if timers:
                await kind.fire(timers, tx.caused_by(f"{due[0]}:{due[1]}"))
                await mark_fired(tx.conn, timers)
        return True
