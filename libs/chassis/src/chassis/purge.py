"""Answers stored for repeated requests are given up after their time; without this ``commands`` would grow for ever.

Only rows of HTTP clients go. Rows of reactions, timers and jobs (no request, so an empty ``request_hash``) stay: a topic published
again or read from its start brings the same cause back after any time, and it must find that it has been answered. A client that
repeats a key after thirty days meets what is unique by itself (bank and referensi_bank, NIK, SEP), as one with a new key would.
"""

from __future__ import annotations

import asyncio
import logging

from chassis.db import Database

log = logging.getLogger(__name__)

BATCH = 1000
PAUSE_SECONDS = 0.2
EVERY_SECONDS = 6 * 3600.0

# in short transactions, beside the commands of the day; two workers take different rows. An array, because a subquery with a limit may be
# run again for every row it is joined to
_PURGE = """
delete from commands where ctid = any(array(
  select ctid from commands
  where at < now() - make_interval(days => $1) and request_hash <> '' limit $2 for update skip locked))
"""


class AnswerPurge:
    """``days`` by the wall clock: how long a machine may go on retrying has nothing to do with the business date."""

    def __init__(self, db: Database, days: int, batch: int = BATCH) -> None:
        self._db = db
        self._days = days
        self._batch = batch

    async def run(self) -> None:
        while True:
            if gone := await self.step():
                log.info("stored answers given up", extra={"rows": gone})
            await asyncio.sleep(EVERY_SECONDS)

    async def step(self) -> int:
        """Everything that is over now; gives the number of rows."""
        total = 0
        while True:
            async with self._db.connection() as conn:
                gone = int((await conn.execute(_PURGE, self._days, self._batch)).rsplit(" ", 1)[1])
            total += gone
            if gone < self._batch:
                return total
            await asyncio.sleep(PAUSE_SECONDS)
