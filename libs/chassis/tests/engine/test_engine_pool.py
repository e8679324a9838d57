"""Connections are kept and lent without SQLAlchemy in between: what is broken, or still in a transaction, is never lent again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from chassis import db as module
from chassis.db import INFRASTRUCTURE_ERRORS, Database, PoolTimeout
from chassis.testing import Harness


@pytest.fixture
async def db(service: Harness) -> AsyncIterator[Database]:
    own = Database(service.rt.settings.database_url, pool_size=1)
    yield own
    await own.close()


async def backend(db: Database) -> Any:
    async with db.connection() as conn:
        return await conn.fetchval("select pg_backend_pid()")


async def test_a_connection_is_used_again(db: Database) -> None:
    assert len({await backend(db) for _ in range(5)}) == 1


async def test_one_whose_server_side_has_ended_is_replaced(db: Database, service: Harness) -> None:
    first = await backend(db)
    await service.fetch("select pg_terminate_backend($1)", first)
    await asyncio.sleep(0.1)
    assert await backend(db) != first


async def test_one_left_in_a_transaction_is_not_lent_again(db: Database) -> None:
    first = await backend(db)
    async with db.connection() as conn:
        await conn.execute("begin")
    assert await backend(db) != first


async def test_one_whose_user_failed_in_a_transaction_is_rolled_back_and_kept(db: Database) -> None:
    with pytest.raises(RuntimeError):
        async with db.transaction() as conn:
            await conn.execute("create table belum (x int)")
            raise RuntimeError
    async with db.connection() as conn:
        assert await conn.fetchval("select to_regclass('belum')") is None


async def test_who_waits_too_long_is_told_the_database_is_out_of_reach(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.05)
    async with db.connection(), db.connection():
        with pytest.raises(PoolTimeout) as waited:
            await backend(db)
    assert isinstance(waited.value, INFRASTRUCTURE_ERRORS)  # a worker ends, a batch is not blamed and parked
    await backend(db)


async def test_a_cancelled_user_gives_his_place_back(db: Database) -> None:
    async def hold() -> None:
        async with db.connection() as conn:
            await conn.fetchval("select pg_sleep(30)")

    for _ in range(4):  # twice as often as there are places
        task = asyncio.create_task(hold())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await backend(db)
