"""The service's own PostgreSQL. SQLAlchemy 2 Core owns engine and pool; the hot path takes the asyncpg connection under it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

INFRASTRUCTURE_ERRORS: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
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


_PATIENT = {"statement_timeout": "30min", "idle_in_transaction_session_timeout": "30min"}


class Database:
    """One engine a process. ``url``: ``postgresql://user:password@host:port/name``.

    schema  looked in before ``public``: where a read model is built beside the one in use
    """

    def __init__(self, url: str, *, pool_size: int = 5, application_name: str = "selaras", schema: str | None = None) -> None:
        parsed = make_url(url).set(drivername="postgresql+asyncpg")
        self.url = parsed
        self.engine: AsyncEngine = create_async_engine(
            parsed,
            # no overflow: SQLAlchemy closes an overflow connection when it comes back, and opening one (login, type lookups) costs
            # more than most of what is done with it
            pool_size=2 * pool_size,
            max_overflow=0,
            pool_pre_ping=False,
            pool_timeout=10,
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
        async with self.engine.connect() as checked_out:
            raw = await checked_out.get_raw_connection()
            driver = raw.driver_connection
            try:
                yield driver
            except BaseException:
                # a broken connection must not go back into the pool, and the pool does not see driver-level use
                if driver is None or driver.is_closed() or driver.is_in_transaction():
                    await checked_out.invalidate()
                raise

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[asyncpg.Connection]:
        async with self.connection() as conn, conn.transaction():
            yield conn

    async def ping(self) -> None:
        async with self.connection() as conn:
            await conn.execute("select 1")

    async def close(self) -> None:
        await self.engine.dispose()
