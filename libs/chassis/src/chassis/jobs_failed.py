"""``gagal.csv``: the failed rows of a job, page by page: as many as there are, and never all of them in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import asyncpg

from chassis.csv_rows import BOM, csv_rows
from chassis.db import Database

PAGE = 100

OpenRows = Callable[[Sequence[bytes]], Awaitable[Sequence[Mapping[str, str]]]]
"""Payloads of failed rows -> their columns as they came, in order."""

_PAGE = "select row, code, reason, payload from job_failures where job_id = $1 and row > $2 order by row limit $3"
_KEPT = "select exists (select 1 from job_failures where job_id = $1 and payload is not null)"
_FORGET = "update job_failures set payload = null, about = null where about && $1::text[]"


async def forget_failed(conn: asyncpg.Connection, about: Sequence[str]) -> None:
    """Give up the columns of every failed row that names one of these, of whatever job; that it failed, and why, stays."""
    await conn.execute(_FORGET, list(about))


class FailedTable:
    """``open_rows``: left out where nobody keeps the rows; then (or for rows that have been given up) their numbers stand for them."""

    def __init__(self, db: Database, id: UUID, open_rows: OpenRows | None) -> None:
        self._db = db
        self._id = id
        self._open = open_rows

    async def columns(self) -> list[str]:
        """All there are in any row, in the order in which they first come; read beforehand, for the header is written first."""
        async with self._db.connection() as conn:
            if self._open is None or not await conn.fetchval(_KEPT, self._id):
                self._open = None
                return ["baris"]
        found: dict[str, None] = {}
        async for _, originals in self._pages():
            for row in originals:
                found.update(dict.fromkeys(row))
        return list(found) or ["baris"]

    async def lines(self, columns: Sequence[str]) -> AsyncIterator[bytes]:
        yield BOM + csv_rows([[*columns, "kode", "alasan"]])
        async for page in self.rows(columns):
            yield csv_rows(page)

    async def rows(self, columns: Sequence[str]) -> AsyncIterator[list[list[str]]]:
        """Page by page: these columns, then code and reason."""
        async for failed, originals in self._pages():
            yield [[*(row.get(c, "") for c in columns), f["code"], f["reason"]] for f, row in zip(failed, originals, strict=True)]

    async def _pages(self) -> AsyncIterator[tuple[list[asyncpg.Record], Sequence[Mapping[str, str]]]]:
        last = -1
        while True:
            async with self._db.connection() as conn:
                failed = await conn.fetch(_PAGE, self._id, last, PAGE)
            if not failed:
                return
            last = failed[-1]["row"]
            payloads = [] if self._open is None else [f["payload"] for f in failed if f["payload"] is not None]
            opened = iter(await self._open(payloads) if self._open is not None and payloads else ())
            yield failed, [next(opened) if payloads and f["payload"] is not None else {"baris": str(f["row"])} for f in failed]
