"""Does the ledger still sum to zero? Asked by the worker, since the whole table is read; the answer of the last time is scraped."""

from __future__ import annotations

import asyncio
import logging
import math
import time

from chassis.db import TRANSIENT_ERRORS
from chassis.service import Runtime

log = logging.getLogger(__name__)

SELA = 60.0
SEBAGIAN = 0.01
"""Of the time at most, however large the ledger grows."""


class SelisihBukuBesar:
    """``/v1/neraca`` looks at each event; the sum alone is enough to notice a row that should not be there, and costs a tenth."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._selisih = rt.metrics.gauge("selaras_buku_besar_selisih", "Sum of all ledger entries in rupiah; anything but 0 is wrong")
        self._selisih.set(math.nan)  # an api never asks, and says nothing

    async def jalan(self) -> None:
        while True:
            mulai = time.monotonic()
            try:
                await self.hitung()
            except TRANSIENT_ERRORS:
                log.warning("ledger not summed", exc_info=True)
                self._selisih.set(math.nan)
            await asyncio.sleep(max(SELA, (time.monotonic() - mulai) / SEBAGIAN))

    async def hitung(self) -> None:
        async with self._rt.db.transaction() as conn:
            await conn.execute("set local statement_timeout = '30min'")
            self._selisih.set(float(await conn.fetchval("select coalesce(sum(nominal), 0) from buku_besar")))
