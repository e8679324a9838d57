"""A job gives way to people: while they command this process it leaves them more time than it takes."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest
from chassis.context import Context
from chassis.db import Database
from chassis.jobs import GIVE_WAY, JobKind, JobRun, JobRunner
from chassis.jobs_store import insert_job
from chassis.service import ATTENDED_COMMANDS, ATTENDED_SECONDS, Runtime
from chassis.settings import Settings
from chassis.store import PostgresStore
from chassis.testing import fresh_database
from dasar.tanggal import WIB

from .conftest import MIGRATIONS, SPEC, ManyInput, many

STEPS, STEP_SECONDS = 3, 0.05
CTX = Context("uji", "uji", None, b"", datetime(2016, 12, 11, tzinfo=WIB), "korelasi")


@pytest.mark.parametrize("attended", [True, False])
async def test_between_two_steps_and_only_while_attended(pg_server: Any, monkeypatch: pytest.MonkeyPatch, attended: bool) -> None:
    db = Database(await fresh_database(pg_server.url, "iuran", MIGRATIONS))
    slept: list[float] = []
    sleep = asyncio.sleep

    async def step(run: JobRun) -> None:
        await sleep(STEP_SECONDS)
        await many(run)

    async def seen(seconds: float) -> None:
        if seconds > STEP_SECONDS:  # what the lease renewal, ended with the job, and the driver sleep is not meant
            slept.append(seconds)
        await sleep(0 if seconds < 1 else seconds)

    runner = JobRunner(
        db, PostgresStore(db), [JobKind("BANYAK", step)], "satu", simulated=True, wake=lambda: None, woken=asyncio.Event(),
        attended=lambda: attended,
    )  # fmt: skip
    try:
        async with db.connection() as conn:
            await insert_job(conn, kind="BANYAK", input=ManyInput(10 * STEPS), ctx=CTX)
        monkeypatch.setattr(asyncio, "sleep", seen)
        assert await runner.step()
        async with db.connection() as conn:
            assert await conn.fetchval("select state from jobs") == "SELESAI"
    finally:
        monkeypatch.undo()
        await db.close()
    rests = [s for s in slept if s < 1]
    assert len(rests) == (STEPS - 1 if attended else 0)
    assert all(s >= GIVE_WAY * STEP_SECONDS for s in rests)


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


async def test_attended_is_several_commands_within_a_second() -> None:
    rt = Runtime(SPEC, Settings(database_url="postgresql://tidak:ada@127.0.0.1:1/ada"))
    rt.clock = clock = Clock()  # type: ignore[assignment]
    try:
        for _ in range(ATTENDED_COMMANDS - 1):
            rt._commanded()
        assert not rt.attended()  # the one that started a job is not yet a crowd
        rt._commanded()
        assert rt.attended() and rt.wake_event.is_set()
        clock.now += ATTENDED_SECONDS - 0.01
        assert rt.attended()
        clock.now += 0.01
        assert not rt.attended()
    finally:
        await rt.close()
