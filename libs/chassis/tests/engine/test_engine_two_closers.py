"""Two workers that close days at once, and one that was paused and goes on: every timer fires once, every day has one mark."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any

import asyncpg
import pytest
from chassis import days
from chassis.context import Context
from chassis.days import CLOSE_DAY, DayCloser, DayInput
from chassis.db import Database
from chassis.jobs import JobRunner
from chassis.jobs_store import insert_job
from chassis.many import execute_many
from chassis.store import PostgresStore
from chassis.testing import fresh_database
from chassis.timers import Timer, TimerKind
from chassis.tx import Tx
from dasar.tanggal import WIB

from .conftest import ACCOUNT, MIGRATIONS, Deposit

AT = datetime(2016, 12, 12, 0, 5, tzinfo=WIB)
EVENING = date(2016, 12, 10)
NEXT = date(2016, 12, 11)
WAIT_FOR_THE_OTHER = 0.2


class Firing:
    """What the workers' timers did: both deposit one rupiah into the account of the timer."""

    def __init__(self) -> None:
        self.by: Counter[str] = Counter()
        self.inside: set[str] = set()
        self.met = asyncio.Event()

    def worker(self, db: Database, owner: str) -> JobRunner:
        async def fire(timers: Sequence[Timer], tx: Tx) -> None:
            self.inside.add(owner)
            if len(self.inside) > 1:
                self.met.set()
            try:
                async with asyncio.timeout(WAIT_FOR_THE_OTHER):
                    await self.met.wait()
            except TimeoutError:
                pass
            await execute_many(tx, ACCOUNT, [(timer.key, Deposit(1)) for timer in timers])
            self.by[owner] += len(timers)
            self.inside.discard(owner)

        closer = DayCloser([TimerKind("INGAT", fire, chunk=8)], (), ())
        return JobRunner(db, PostgresStore(db), [closer.kind()], owner, simulated=True, wake=lambda: None, woken=asyncio.Event())


@pytest.fixture
async def workers(pg_server: Any) -> AsyncIterator[tuple[Database, Database]]:
    """Each with connections of its own, as two processes have."""
    url = await fresh_database(pg_server.url, "iuran", MIGRATIONS)
    one, two = Database(url), Database(url)
    yield one, two
    await one.close()
    await two.close()


async def _accounts(db: Database, count: int) -> None:
    """Half of the timers due on each of the two days."""
    async with db.transaction() as conn:
        tx = Tx(conn, PostgresStore(db), actor="uji", cause="awal", now=AT)
        await execute_many(tx, ACCOUNT, [(f"t{n:02d}", Deposit(5, due=EVENING if n % 2 else NEXT)) for n in range(count)])


async def _close(db: Database, day: date) -> None:
    async with db.connection() as conn:
        await insert_job(conn, kind=CLOSE_DAY, input=DayInput(day), ctx=Context("uji", "uji", str(day), b"", AT, "korelasi"))


async def _until_closed(db: Database, *runners: JobRunner) -> None:
    async def work(runner: JobRunner) -> None:
        async with asyncio.timeout(20):
            while await _fetchval(db, "select exists (select 1 from jobs where state <> 'SELESAI')"):
                await runner.step() or await asyncio.sleep(0.01)

    await asyncio.gather(*(work(r) for r in runners))


async def _fetchval(db: Database, sql: str) -> Any:
    async with db.connection() as conn:
        return await conn.fetchval(sql)


async def _balances(db: Database) -> Counter[int]:
    async with db.connection() as conn:
        return Counter(r["balance"] for r in await conn.fetch("select balance from account_model"))


async def test_two_days_closed_by_two_workers_at_once_fire_every_timer_once(workers: tuple[Database, Database]) -> None:
    one, two = workers
    await _accounts(one, 48)
    await _close(one, EVENING)
    await _close(one, NEXT)  # it fires what the evening's closing has not yet fired: both want the same rows
    firing = Firing()
    await _until_closed(one, firing.worker(one, "satu"), firing.worker(two, "dua"))
    assert await _balances(one) == {6: 48}
    assert set(firing.by) == {"satu", "dua"} and not firing.met.is_set(), "both fired, never at the same time"
    assert await _fetchval(one, "select count(*) from timers where fired_at is null") == 0
    assert await _fetchval(one, "select array_agg(tanggal order by tanggal) from day_marks") == [EVENING, NEXT]
    assert await _fetchval(one, "select count(*) from outbox where day is not null") == 2


async def test_without_its_lock_timers_fire_twice(workers: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above would see if closing did not keep the other out."""

    async def unguarded(conn: asyncpg.Connection, kind: str, due: date, limit: int) -> list[Timer]:
        rows = await conn.fetch(
            "select key, payload from timers where fired_at is null and due = $2 and kind = $1 order by key limit $3", kind, due, limit
        )
        return [Timer(kind, r["key"], due, r["payload"]) for r in rows]

    monkeypatch.setattr(days, "due_timers", unguarded)
    one, two = workers
    await _accounts(one, 48)
    await _close(one, EVENING)
    await _close(one, NEXT)
    firing = Firing()
    await _until_closed(one, firing.worker(one, "satu"), firing.worker(two, "dua"))
    assert firing.met.is_set() and (await _balances(one))[7] >= 8


async def test_a_paused_worker_that_goes_on_with_the_day_another_took_over_changes_nothing(workers: tuple[Database, Database]) -> None:
    one, two = workers
    await _accounts(one, 8)
    await _close(one, NEXT)
    paused, resume, firing = asyncio.Event(), asyncio.Event(), Firing()

    async def stands_still(timers: Sequence[Timer], tx: Tx) -> None:
        await execute_many(tx, ACCOUNT, [(timer.key, Deposit(1)) for timer in timers])
        paused.set()
        await resume.wait()

    closer = DayCloser([TimerKind("INGAT", stands_still, chunk=8)], (), ())
    zombie = JobRunner(one, PostgresStore(one), [closer.kind()], "zombie", simulated=True, wake=lambda: None, woken=asyncio.Event())
    going = asyncio.create_task(zombie.step())
    await paused.wait()
    async with two.connection() as conn:
        await conn.execute("update jobs set lease_until = clock_timestamp() - interval '1 second'")
    heir = asyncio.create_task(firing.worker(two, "pewaris").step())
    while not await _fetchval(two, "select exists (select 1 from jobs where lease_owner = 'pewaris')"):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    resume.set()
    await asyncio.gather(going, heir)
    await _until_closed(two, firing.worker(two, "pewaris"))
    assert firing.by == {"pewaris": 8} and await _balances(two) == {6: 8}
    assert await _fetchval(two, "select count(*) from outbox where day is not null") == 1
