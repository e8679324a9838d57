"""The same parts twice, on PostgreSQL and in memory, for the tests that hold them to one contract."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from chassis.consumer_store import PostgresConsumerStore
from chassis.db import Database
from chassis.memory_consumer import MemoryConsumerStore
from chassis.memory_db import MemoryDatabase, MemorySession
from chassis.memory_outbox import MemoryLease, MemoryOutbox
from chassis.memory_store import MemoryStore
from chassis.outbox import PostgresLease, PostgresOutbox
from chassis.ports import ConsumerStore, EventStore, Lease, Outbox
from chassis.store import PostgresStore
from chassis.testing import fresh_database

from .accounts import INLINE

MIGRATIONS = Path(__file__).parents[1] / "engine" / "migrations"


class Kit(Protocol):
    @property
    def store(self) -> Any: ...

    @property
    def outbox(self) -> Outbox: ...

    def lease(self, owner: str, seconds: float) -> Lease: ...

    def consumers(self, name: str) -> ConsumerStore: ...

    def transaction(self) -> AbstractAsyncContextManager[Any]: ...

    def within(self, tx: Any) -> EventStore: ...

    async def model(self, id: str) -> tuple[int, int] | None: ...

    async def keep(self, tx: Any, reference: str) -> None:
        """Write a row of one's own in the transaction."""
        ...

    async def kept(self) -> list[str]: ...

    async def announce(self, day: date) -> None:
        """The day is about to be closed."""
        ...


class MemoryKit:
    def __init__(self) -> None:
        self.db = MemoryDatabase(time.monotonic)
        self.session = MemorySession(self.db)
        self.store = MemoryStore(self.session, INLINE)
        self.outbox = MemoryOutbox(self.session, "iuran")

    def lease(self, owner: str, seconds: float) -> Lease:
        return MemoryLease(self.session, "relay", owner, seconds)

    def consumers(self, name: str) -> ConsumerStore:
        return MemoryConsumerStore(self.session, name)

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        return self.session.transaction()

    def within(self, tx: Any) -> EventStore:
        return self.store.within(tx)

    async def model(self, id: str) -> tuple[int, int] | None:
        found: tuple[int, int] | None = self.db.tables["account_model"].get(id)
        return found

    async def keep(self, tx: Any, reference: str) -> None:
        await tx.put("reference_used", reference, True)

    async def kept(self) -> list[str]:
        return sorted(self.db.tables["reference_used"])

    async def announce(self, day: date) -> None:
        async with self.session.transaction() as tx:
            await tx.put("day_closings", day, None)


class PostgresKit:
    def __init__(self, db: Database) -> None:
        self.db = db
        self.store = PostgresStore(db)
        self.outbox = PostgresOutbox(db, "iuran")

    def lease(self, owner: str, seconds: float) -> Lease:
        return PostgresLease(self.db, "relay", owner, seconds)

    def consumers(self, name: str) -> ConsumerStore:
        return PostgresConsumerStore(self.db, name)

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        return self.db.transaction()

    def within(self, tx: Any) -> EventStore:
        return self.store.within(tx)

    async def model(self, id: str) -> tuple[int, int] | None:
        async with self.db.connection() as conn:
            row = await conn.fetchrow("select balance, version from account_model where id = $1", id)
        return None if row is None else (row["balance"], row["version"])

    async def keep(self, tx: Any, reference: str) -> None:
        await tx.execute("insert into reference_used (reference) values ($1)", reference)

    async def kept(self) -> list[str]:
        async with self.db.connection() as conn:
            return [r["reference"] for r in await conn.fetch("select reference from reference_used order by 1")]

    async def announce(self, day: date) -> None:
        async with self.db.connection() as conn:
            await conn.execute("insert into day_closings (tanggal, since) values ($1, now())", day)


@asynccontextmanager
async def postgres_kit(server_url: str) -> AsyncIterator[PostgresKit]:
    db = Database(await fresh_database(server_url, "iuran", MIGRATIONS))
    try:
        yield PostgresKit(db)
    finally:
        await db.close()
