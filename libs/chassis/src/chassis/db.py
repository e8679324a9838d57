"""The service's own PostgreSQL. SQLAlchemy 2 Core owns engine and pool; the hot path takes the asyncpg connection under it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

INFRASTRUCTURE_ERRORS: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what the driver says when the server dies between two of its messages
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    OSError,
)
"""The database is away, which says nothing about the record or command at hand: crash, be restarted, do it again."""

TRANSIENT_ERRORS: tuple[type[BaseException], ...] = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
)
"""Two transactions met: the same work succeeds when done again."""


PATIENCE_SECONDS = 10.0
_PATIENT = {"statement_timeout": "30min", "idle_in_transaction_session_timeout": "30min"}


class PoolTimeout(asyncpg.InterfaceError):  # type: ignore[misc]  # asyncpg ships no types
    """All connections of the process were in use for longer than anybody waits."""


@dataclass(slots=True)
class _Kept:
    """A connection taken from the engine for good, and the driver's own under it."""

    engine_side: AsyncConnection
    driver: asyncpg.Connection


class Database:
    """One engine a process. ``url``: ``postgresql://user:password@host:port/name``.

    The engine opens the connections; ``connection`` lends their asyncpg side from a list of its own: a checkout through SQLAlchemy
    (greenlets, a Connection object, a pool record) costs 60 to 100 microseconds, which is as much as a keyed select (docs/kinerja.md).

    schema  looked in before ``public``: where a read model is built beside the one in use
    """

    def __init__(self, url: str, *, pool_size: int = 5, application_name: str = "selaras", schema: str | None = None) -> None:
        parsed = make_url(url).set(drivername="postgresql+asyncpg")
        self.url = parsed
        # no overflow: opening a connection (login, type lookups) costs more than most of what is done with it
        self._size = 2 * pool_size
        self._idle: list[_Kept] = []
        self._free = asyncio.Semaphore(self._size)
        self.engine: AsyncEngine = create_async_engine(
            parsed,
            poolclass=NullPool,  # the list here keeps them
            isolation_level="AUTOCOMMIT",
            connect_args={
                "timeout": 10,
                "server_settings": {
                    "application_name": application_name,
                    "timezone": "UTC",
                    # all of these default to "for ever", which turns one stuck client into a stuck service
                    "statement_timeout": "60s",
                    "lock_timeout": "10s",
                    "idle_in_transaction_session_timeout": "60s",
                    **({} if schema is None else {"search_path": f"{schema}, public", **_PATIENT}),
                },
            },
        )

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """A pooled asyncpg connection in autocommit."""
        await self._wait()
        try:
            kept = await self._take()
            try:
                yield kept.driver
            finally:
                # a broken connection, or one left inside a transaction, must not be lent again
                if kept.driver.is_closed() or kept.driver.is_in_transaction():
                    await _discard(kept)
                else:
                    self._idle.append(kept)
        finally:
            self._free.release()

    async def _wait(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            raise PoolTimeout(f"no connection became free in {PATIENCE_SECONDS:.0f} s") from None

    async def _take(self) -> _Kept:
        """The one used last (its caches are warm), else a new one."""
        while self._idle:
            kept = self._idle.pop()
            if not kept.driver.is_closed():
                return kept
            await _discard(kept)
        opened = await self.engine.connect()
        driver = (await opened.get_raw_connection()).driver_connection
        if driver is None:
            raise asyncpg.InterfaceError("a connection without a driver's under it")
        return _Kept(opened, driver)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[asyncpg.Connection]:
        async with self.connection() as conn, conn.transaction():
            yield conn

    async def ping(self) -> None:
        async with self.connection() as conn:
            await conn.execute("select 1")

    async def close(self) -> None:
        while self._idle:
            kept = self._idle.pop()
            if kept.driver.is_closed():
                await _discard(kept)
            else:
                await kept.engine_side.close()
        await self.engine.dispose()


async def _discard(kept: _Kept) -> None:
    await kept.engine_side.invalidate()
    await kept.engine_side.close()
