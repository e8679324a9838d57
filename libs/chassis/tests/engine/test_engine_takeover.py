"""Work that outlives its worker: a job taken over, a job that waits for the relay, a day that waits for an open append."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from chassis import jobs, worker
from chassis.context import Context
from chassis.days import DayCloser, DayInput
from chassis.db import Database
from chassis.jobs import JobKind, JobRun, JobRunner, LostLease
from chassis.jobs_store import insert_job
from chassis.ports import Conflict
from chassis.store import PostgresStore
from chassis.testing import fresh_database
from dasar.tanggal import WIB

from .conftest import MIGRATIONS, ManyInput, many

AT = datetime(2016, 12, 11, 0, 5, tzinfo=WIB)


def _ctx(key: str | None = None) -> Context:
    return Context("uji", "uji", key, b"", AT, "korelasi")


@pytest.fixture
async def db(pg_server: Any) -> Any:
    database = Database(await fresh_database(pg_server.url, "iuran", MIGRATIONS))
    yield database
    await database.close()


def _runner(db: Database, owner: str, kinds: list[JobKind]) -> JobRunner:
    return JobRunner(db, PostgresStore(db), kinds, owner, simulated=True, wake=lambda: None, woken=asyncio.Event())


async def _job(db: Database, kind: str, input: Any) -> UUID:
    async with db.connection() as conn:
        return await insert_job(conn, kind=kind, input=input, ctx=_ctx())


async def _row(db: Database, id: UUID) -> asyncpg.Record:
    async with db.connection() as conn:
        row = await conn.fetchrow("select * from jobs where id = $1", id)
    assert row is not None
    return row


async def test_a_step_that_loses_its_race_is_done_again_as_often_as_it_takes(db: Database) -> None:
    id = await _job(db, "BANYAK", ManyInput(15))
    lost = 0

    async def loses(run: JobRun) -> None:
        nonlocal lost
        if lost < 2 * jobs.MAX_ATTEMPTS:
            lost += 1
            async with run.commit(checkpoint=10, done=99) as tx:
                await tx.conn.execute("insert into facility (kode, nama, seen) values ('KALAH', 'x', 1)")
                raise Conflict("somebody was first")
        await many(run)

    runner = _runner(db, "satu", [JobKind("BANYAK", loses)])
    async with asyncio.timeout(10):
        while (row := await _row(db, id))["state"] == "BERJALAN":
            await runner.step() or await asyncio.sleep(0.01)
    assert (row["state"], row["done"], row["failed"], row["attempts"], lost) == ("SELESAI", 12, 3, 0, 2 * jobs.MAX_ATTEMPTS)
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from facility where kode = 'KALAH'") == 0


async def test_another_worker_goes_on_where_a_killed_one_committed_last(db: Database) -> None:
    id = await _job(db, "BANYAK", ManyInput(45))
    steps = 0

    async def dies_in_the_third_step(run: JobRun) -> None:
        nonlocal steps
        steps += 1
        if steps == 3:
            async with run.commit(checkpoint=99, done=1) as tx:
                await tx.conn.execute("insert into facility (kode, nama, seen) values ('SETENGAH', 'x', 1)")
                raise asyncio.CancelledError  # what kill -9 leaves of a step: nothing
        await many(run)

    with pytest.raises(asyncio.CancelledError):
        await _runner(db, "satu", [JobKind("BANYAK", dies_in_the_third_step)]).step()
    assert (await _row(db, id))["done"] == 17, "two steps of ten, three multiples of seven"
    assert not await _runner(db, "dua", [JobKind("BANYAK", many)]).step(), "the lease still names the first"
    async with db.connection() as conn:
        await conn.execute("update jobs set lease_until = clock_timestamp() - interval '1 second'")
    await _runner(db, "dua", [JobKind("BANYAK", many)]).step()
    row = await _row(db, id)
    assert (row["state"], row["done"], row["failed"]) == ("SELESAI", 38, 7)
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from streams where stream_id like 'account:%'") == 38
        assert await conn.fetchval("select count(*) from facility where kode = 'SETENGAH'") == 0


async def test_a_paused_worker_that_goes_on_after_its_heir_changes_nothing(db: Database) -> None:
    id = await _job(db, "BANYAK", ManyInput(25))

    async def is_overtaken(run: JobRun) -> None:
        async with db.connection() as conn:
            await conn.execute("update jobs set lease_until = clock_timestamp() - interval '1 second'")
        await _runner(db, "pewaris", [JobKind("BANYAK", many)]).step()
        with pytest.raises(LostLease):
            async with run.commit(checkpoint=10, done=9, finish=True) as tx:
                await tx.conn.execute("insert into facility (kode, nama, seen) values ('ZOMBI', 'x', 1)")
        raise LostLease

    await _runner(db, "zombi", [JobKind("BANYAK", is_overtaken)]).step()
    row = await _row(db, id)
    assert (row["state"], row["done"], row["failed"]) == ("SELESAI", 21, 4)
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from facility where kode = 'ZOMBI'") == 0


async def test_a_job_pauses_while_the_outbox_is_full(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MAX_OUTBOX", 5)
    id = await _job(db, "BANYAK", ManyInput(30))
    runner = _runner(db, "satu", [JobKind("BANYAK", many)])
    await runner.step()
    assert ((await _row(db, id))["state"], (await _row(db, id))["step"]) == ("BERJALAN", 1), "one step filled it"
    async with db.connection() as conn:
        await conn.execute("delete from outbox")  # the relay has caught up
    monkeypatch.undo()
    await asyncio.sleep(jobs.WAIT_SECONDS * 2)
    await runner.step()
    assert (await _row(db, id))["state"] == "SELESAI"


async def test_a_step_that_fails_three_times_ends_the_job_and_says_what_it_was(db: Database) -> None:
    async def breaks(_: JobRun) -> None:
        raise ValueError("isi yang tidak boleh terbaca")

    id = await _job(db, "RUSAK", None)
    runner = _runner(db, "satu", [JobKind("RUSAK", breaks)])
    while (await _row(db, id))["state"] == "BERJALAN":
        await runner.step()
        await asyncio.sleep(0.05)
    row = await _row(db, id)
    assert (row["state"], row["error"], row["attempts"]) == ("GAGAL", "ValueError", 3)


async def test_a_day_does_not_close_over_an_append_that_is_still_open(db: Database) -> None:
    """It may hold an outbox id below the one the mark would draw: its event would come after the mark."""
    kind = DayCloser([], [], []).kind()
    id = await _job(db, kind.name, DayInput(date(2016, 12, 10)))
    runner = _runner(db, "satu", [kind])
    async with db.connection() as late:
        transaction = late.transaction()
        await transaction.start()
        await late.execute("insert into outbox (stream_id, version) values ('account:telat', 1)")
        for _ in range(4):
            await runner.step()
            await asyncio.sleep(jobs.WAIT_SECONDS * 1.2)
        assert (await _row(db, id))["state"] == "BERJALAN"
        await transaction.commit()
    while (await _row(db, id))["state"] == "BERJALAN":
        await runner.step()
        await asyncio.sleep(0.02)
    async with db.connection() as conn:
        rows = await conn.fetch("select stream_id, day from outbox order by id")
    assert [(r["stream_id"], r["day"]) for r in rows] == [("account:telat", None), (None, date(2016, 12, 10))]


async def test_a_day_waits_for_the_jobs_accepted_through_it(db: Database) -> None:
    kind = DayCloser([], [], []).kind()
    async with db.connection() as conn:
        before = Context("uji", "uji", None, b"", datetime(2016, 12, 10, 23, tzinfo=WIB), None)
        work = await insert_job(conn, kind="BANYAK", input=ManyInput(5), ctx=before)
    id = await _job(db, kind.name, DayInput(date(2016, 12, 10)))
    closer = _runner(db, "satu", [kind])
    await closer.step()
    assert (await _row(db, id))["state"] == "BERJALAN"
    await _runner(db, "dua", [JobKind("BANYAK", many)]).step()
    assert (await _row(db, work))["state"] == "SELESAI"
    while (await _row(db, id))["state"] == "BERJALAN":
        await closer.step()
        await asyncio.sleep(0.02)
    async with db.connection() as conn:
        assert await conn.fetchval("select tanggal from day_marks") == date(2016, 12, 10)


async def test_a_consumer_that_stands_still_with_records_waiting_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STUCK_SECONDS", 0.05)
    monkeypatch.setattr(worker, "WATCH_SECONDS", 0.02)

    class Still:
        processed = 7

    class Behind:
        async def lag(self) -> int:
            return 3

        async def missing(self) -> set[str]:
            return set()

        async def unread(self) -> set[tuple[str, int]]:
            return set()

    watched = worker.Worker.__new__(worker.Worker)
    watched.consumers = {"macet": Still()}  # type: ignore[dict-item]
    watched.sources = {"macet": Behind()}  # type: ignore[dict-item]
    with pytest.raises(RuntimeError, match="macet is stuck"):
        async with asyncio.timeout(5):
            await watched._watch()


FROZEN = """
import asyncio, time
from chassis import runner
runner.FROZEN_SECONDS, runner.BEAT_SECONDS = 0.3, 0.1
async def main():
    runner._watch_loop()
    await asyncio.sleep(0.05)
    time.sleep(30)  # the loop stands still
asyncio.run(main())
"""


async def test_a_frozen_event_loop_ends_the_process() -> None:
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", FROZEN], capture_output=True, timeout=25, env=dict(os.environ), check=False
    )
    assert done.returncode == 70, done.stderr
    assert b"time.sleep" in done.stderr or b"main" in done.stderr, "it says where it stood"
