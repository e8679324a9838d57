"""A schema beside ``public`` in which read models are built from nothing, to be compared with the ones in use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from chassis.db import Database

SCHEMA = "bangun_ulang"
_LOCK = 7_305_119_220_162


class RebuildRunning(RuntimeError):
    """Somebody is rebuilding this database already."""


@asynccontextmanager
async def shadow(db: Database, tables: Sequence[str]) -> AsyncIterator[Database]:
    """A database handle for which these tables are empty copies (same columns, keys, checks) and all others are the real ones."""
    async with db.connection() as guard:
        if not await guard.fetchval("select pg_try_advisory_lock($1)", _LOCK):
            raise RebuildRunning(f"{db.url.database} is being rebuilt already")
        inside = Database(
            db.url.set(drivername="postgresql").render_as_string(hide_password=False),
            pool_size=1,
            application_name="selaras-bangun-ulang",
            schema=SCHEMA,
        )
        try:
            await guard.execute(f"drop schema if exists {SCHEMA} cascade")
            await guard.execute(f"create schema {SCHEMA}")
            for table in tables:
                await guard.execute(f'create table {SCHEMA}."{table}" (like public."{table}" including all)')
            yield inside
        finally:
            await inside.close()
            await guard.execute(f"drop schema if exists {SCHEMA} cascade")
            await guard.execute("select pg_advisory_unlock($1)", _LOCK)
