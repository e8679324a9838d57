"""Tables in memory with what PostgreSQL promises at READ COMMITTED and the engine relies on: row locks that make a second writer wait
and look again, uniqueness that waits for the other transaction, savepoints, rollback, identities that are drawn at once and seen late.

For simulation and for tests; nothing here is durable.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg

Row = tuple[str, Any]
Hop = Callable[[], Awaitable[None]]
"""Awaited wherever something travels between a process and the database: here others go on, and here a process may die."""

_GONE = object()
_UNTOUCHED = object()


async def no_delay() -> None:
    await asyncio.sleep(0)


class MemoryDatabase:
    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.tables: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        self.locks: dict[Row, Transaction] = {}
        self.open: set[Transaction] = set()
        self._identities: defaultdict[str, int] = defaultdict(int)

    def draw(self, name: str) -> int:
        """The next identity; outside transactions, as a sequence is: a rollback leaves a hole, a later one may be seen earlier."""
        self._identities[name] += 1
        return self._identities[name]


class Transaction:
    """Writes stay private until ``commit``; each written row is locked until the end."""

    def __init__(self, db: MemoryDatabase) -> None:
        self.db = db
        self.started = db.now()
        self._writes: dict[Row, Any] = {}
        self._held: list[Row] = []
        self._waits_for: Transaction | None = None
        self._waiters: list[asyncio.Future[None]] = []
        db.open.add(self)

    @property
    def is_open(self) -> bool:
        return self in self.db.open

    def get(self, table: str, key: Any) -> Any:
        """Committed by anybody or written here; None if there is no such row."""
        value = self._writes.get((table, key), _UNTOUCHED)
        if value is _UNTOUCHED:
            return self.db.tables[table].get(key)
        return None if value is _GONE else value

    def rows(self, table: str) -> Mapping[Any, Any]:
        own = {key: value for (name, key), value in self._writes.items() if name == table}
        if not own:
            return self.db.tables[table]
        return {key: value for key, value in {**self.db.tables[table], **own}.items() if value is not _GONE}

    async def lock(self, table: str, key: Any) -> None:
        """Wait for whoever has the row. What was read before is stale afterwards: read again."""
        row = (table, key)
        locks = self.db.locks
        while (holder := locks.get(row)) is not self:
            if not self.is_open:
                raise asyncpg.InterfaceError("the transaction is over")
            if holder is None:
                locks[row] = self
                self._held.append(row)
                return
            other: Transaction | None = holder
            while other is not None:
                if other._waits_for is self:
                    raise asyncpg.DeadlockDetectedError("deadlock detected")
                other = other._waits_for
            self._waits_for = holder
            released: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            holder._waiters.append(released)
            try:
                await released
            finally:
                self._waits_for = None

    async def put(self, table: str, key: Any, value: Any) -> None:
        await self.lock(table, key)
        self._writes[table, key] = value

    async def insert(self, table: str, key: Any, value: Any) -> bool:
        """False if the key is taken; a transaction that is about to take it is waited for."""
        await self.lock(table, key)
        if self.get(table, key) is not None:
            return False
        self._writes[table, key] = value
        return True

    async def delete(self, table: str, key: Any) -> None:
        await self.lock(table, key)
        self._writes[table, key] = _GONE

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """An exception undoes what was written and locked since."""
        writes, held = dict(self._writes), len(self._held)
        try:
            yield
        except BaseException:
            self._writes = writes
            self._release(held)
            raise

    def commit(self) -> None:
        if not self.is_open:
            raise asyncpg.InterfaceError("the transaction is over")
        for (table, key), value in self._writes.items():
            if value is _GONE:
                self.db.tables[table].pop(key, None)
            else:
                self.db.tables[table][key] = value
        self._end()

    def rollback(self) -> None:
        if self.is_open:
            self._end()

    def _end(self) -> None:
        self.db.open.discard(self)
        self._writes = {}
        self._release(0)

    def _release(self, keep: int) -> None:
        for row in self._held[keep:]:
            del self.db.locks[row]
        del self._held[keep:]
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)


class MemorySession:
    """The connections of one process. ``close``: the process is gone, the database rolls back what it left open."""

    def __init__(self, db: MemoryDatabase, hop: Hop = no_delay) -> None:
        self.db = db
        self.hop = hop
        self._mine: set[Transaction] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        await self.hop()
        tx = Transaction(self.db)
        self._mine.add(tx)
        try:
            yield tx
            await self.hop()
            tx.commit()
            await self.hop()
        finally:
            tx.rollback()
            self._mine.discard(tx)

    @asynccontextmanager
    async def statement(self, *, writes: bool = True) -> AsyncIterator[Transaction]:
        """One statement in autocommit. Between its execution and its commit others see nothing of it, but its identities are drawn."""
        await self.hop()
        tx = Transaction(self.db)
        self._mine.add(tx)
        try:
            yield tx
            if writes:
                await self.hop()
            tx.commit()
        finally:
            tx.rollback()
            self._mine.discard(tx)
        await self.hop()

    def close(self) -> None:
        for tx in list(self._mine):
            tx.rollback()
        self._mine.clear()
