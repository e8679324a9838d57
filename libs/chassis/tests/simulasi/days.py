"""The real DayCloser on tables in memory: what it asks the database in SQL is answered here, text by text."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from chassis.days import DayInput
from chassis.jobs import LostLease
from chassis.memory_db import Transaction
from dasar.tanggal import WIB

from .machine import Machine

START = datetime(2016, 11, 1, tzinfo=WIB)
SECONDS_A_DAY = 5.0
PARTITIONS = 3
"""Fewer than in life, so that a mark costs three records and not twelve."""


def business_time(seconds: float) -> datetime:
    return START + timedelta(days=seconds / SECONDS_A_DAY)


def _wall(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


class Conn:
    """Answers the statements of chassis.days; any other is an error, so that a changed one is noticed."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def fetchval(self, sql: str, *args: Any) -> Any:
        tx = self._tx
        if "from day_marks_read" in sql:
            consumer, topic, partitions = args
            found = [row[0] for key, row in tx.rows("day_marks_read").items() if key[:2] == (consumer, topic)]
            return min(found) if len(found) >= min(partitions, PARTITIONS) else None
        if "from jobs" in sql:
            return False
        if "pg_stat_activity" in sql:
            return any(_wall(other.started) < args[0] for other in tx.db.open if other is not tx)
        if sql == "select clock_timestamp()":
            return _wall(tx.db.now())
        raise NotImplementedError(sql)

    async def fetchrow(self, sql: str, *args: Any) -> Any:
        if "from timers" in sql:
            return None
        raise NotImplementedError(sql)

    async def execute(self, sql: str, *args: Any) -> str:
        if sql.startswith("insert into day_closings "):
            return f"INSERT 0 {int(await self._tx.insert('day_closings', args[0], args[1]))}"
        if sql.startswith("insert into day_marks "):
            return f"INSERT 0 {int(await self._tx.insert('day_marks', args[0], args[1]))}"
        if sql.startswith("insert into outbox "):
            row = {"stream_id": None, "version": None, "day": args[0], "recorded_at": args[1]}
            await self._tx.put("outbox", self._tx.db.draw("outbox"), row)
            return "INSERT 0 1"
        raise NotImplementedError(sql)


class Run:
    """A step of the closing job of one day, with its checkpoint compared and set as JobRun does it."""

    def __init__(self, machine: Machine, day: date, row: tuple[int, Any, bool]) -> None:
        self._machine = machine
        self._day = day
        self._row = row
        self.finished = False

    def input(self, _type: Any) -> DayInput:
        return DayInput(self._day)

    def checkpoint(self, _type: Any) -> Any:
        return self._row[1]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Conn]:
        async with self._machine.session.statement(writes=False) as tx:
            yield Conn(tx)

    @asynccontextmanager
    async def commit(self, *, checkpoint: Any = None, finish: bool = False, **_: Any) -> AsyncIterator[Any]:
        async with self._machine.session.transaction() as tx:
            yield SimpleNamespace(conn=Conn(tx), now=business_time(tx.db.now()))
            await self._machine.hop()
            await tx.lock("jobs", self._day)
            if tx.get("jobs", self._day) != self._row:
                raise LostLease(str(self._day))
            await tx.put("jobs", self._day, (self._row[0] + 1, checkpoint, finish))
        self.finished = finish


async def close_days(machine: Machine, closer: Any, may_close: Callable[[date], bool], pause: Callable[[], float]) -> None:
    """One day after the other, as soon as the operator asks for it."""
    day = START.date()
    while True:
        await machine.sleep(pause())
        while not may_close(day):
            await machine.sleep(2 * pause())
        async with machine.session.statement() as tx:
            await tx.insert("jobs", day, (0, None, False))
            row = tx.get("jobs", day)
        if row[2]:
            day += timedelta(days=1)
            continue
        try:
            await closer.step(Run(machine, day, row))
        except LostLease:
            continue
