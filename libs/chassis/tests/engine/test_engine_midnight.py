"""A request that is between its reading and its append when its day is closed: it is of the next day, or stands before the mark."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import pytest
from chassis.commands import Commands
from chassis.context import Context
from chassis.days import DayCloser, DayInput
from chassis.db import Database
from chassis.jobs import JobRunner
from chassis.jobs_store import insert_job
from chassis.store import PostgresStore
from chassis.testing import fresh_database
from dasar.tanggal import WIB

from .conftest import ACCOUNT, MIGRATIONS, Account, Deposit, decide

DAY = date(2016, 12, 10)
BEFORE, AFTER = datetime(2016, 12, 10, 23, 59, 59, tzinfo=WIB), datetime(2016, 12, 11, 0, 0, 2, tzinfo=WIB)


@pytest.fixture
async def db(pg_server: Any) -> AsyncIterator[Database]:
    database = Database(await fresh_database(pg_server.url, "iuran", MIGRATIONS))
    yield database
    await database.close()


class Closing:
    """The job that closes the day, step by step as a worker does it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._runner = JobRunner(
            db, PostgresStore(db), [DayCloser([], [], []).kind()], "uji", simulated=False, wake=lambda: None, woken=asyncio.Event()
        )
        self._id: Any = None

    async def begin(self) -> None:
        async with self._db.connection() as conn:
            ctx = Context("uji", "uji", None, b"", AFTER, None)
            self._id = await insert_job(conn, kind="TUTUP_HARI", input=DayInput(DAY), ctx=ctx)

    async def steps(self, number: int) -> str:
        for _ in range(number):
            await self._runner.step()
            await asyncio.sleep(0.06)  # a job that said "not yet" rests for 0.05 s
        async with self._db.connection() as conn:
            state: str = await conn.fetchval("select state from jobs where id = $1", self._id)
        return state


class Stopped(PostgresStore):
    """Stands still between reading and append until ``go``."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.read, self.go = asyncio.Event(), asyncio.Event()

    async def load(self, stream_id: str, after: int = 0) -> Any:
        found = await super().load(stream_id, after)
        self.read.set()
        await self.go.wait()
        return found


async def outbox(db: Database) -> list[tuple[str | None, date | None]]:
    async with db.connection() as conn:
        return [(r["stream_id"], r["day"]) for r in await conn.fetch("select stream_id, day from outbox order by id")]


async def recorded(db: Database, stream: str) -> set[datetime]:
    async with db.connection() as conn:
        return {r["dicatat_pada"] for r in await conn.fetch("select dicatat_pada from events where stream_id = $1", stream)}


async def test_a_command_that_stands_still_over_the_closing_is_recorded_on_the_next_day(db: Database) -> None:
    store, closing = Stopped(db), Closing(db)
    now = [BEFORE]
    ctx = Context("uji", "uji", "k", b"", now[0], None, clock=lambda: now[0])
    paying = asyncio.create_task(Commands(store).execute(ACCOUNT, "a", Deposit(5), ctx=ctx))
    await store.read.wait()
    now[0] = AFTER
    await closing.begin()
    assert await closing.steps(4) == "SELESAI"
    store.go.set()
    assert (await paying).response_status == 200
    assert await recorded(db, "account:a") == {AFTER}
    assert await outbox(db) == [(None, DAY), ("account:a", None)]


async def test_an_append_that_began_before_the_announcement_stands_before_the_mark(db: Database) -> None:
    closing = Closing(db)
    async with db.connection() as conn:
        transaction = conn.transaction()
        await transaction.start()
        ctx = Context("uji", "uji", None, b"", BEFORE, None, clock=lambda: BEFORE)
        commands = Commands(PostgresStore(db).within(conn))
        assert await commands.append_many(ACCOUNT, [("b", Account(), 0, decide(Deposit(5), Account()))], ctx=ctx) == {"b"}
        await closing.begin()
        assert await closing.steps(6) == "BERJALAN"
        await transaction.commit()
    assert await closing.steps(2) == "SELESAI"
    assert await outbox(db) == [("account:b", None), (None, DAY)]


async def test_between_announcement_and_mark_the_day_is_shut(db: Database) -> None:
    """An open transaction holds up the mark; what is asked for meanwhile is of the next day and comes after it or before it alike."""
    closing = Closing(db)
    async with db.connection() as held:
        transaction = held.transaction()
        await transaction.start()
        await held.execute("select 1 from streams")
        await closing.begin()
        assert await closing.steps(6) == "BERJALAN"
        ctx = Context("uji", "uji", None, b"", BEFORE, None, clock=lambda: AFTER)
        await Commands(PostgresStore(db)).execute(ACCOUNT, "c", Deposit(5), ctx=ctx)
        await transaction.commit()
    assert await closing.steps(2) == "SELESAI"
    assert await recorded(db, "account:c") == {AFTER}


async def test_a_simulated_request_is_recorded_when_it_says(db: Database) -> None:
    """Its clock stands still: the story may tell of a day after having closed it."""
    closing = Closing(db)
    await closing.begin()
    assert await closing.steps(4) == "SELESAI"
    await Commands(PostgresStore(db)).execute(ACCOUNT, "d", Deposit(5), ctx=Context("uji", "uji", None, b"", BEFORE, None))
    assert await recorded(db, "account:d") == {BEFORE}
