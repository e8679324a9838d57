"""Special cases, each a scene of its own on its own stack: ``make kekacauan ADEGAN=topik-hilang``."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from selaras.kekacauan.adegan_cadangan import cadangan_lama
from selaras.kekacauan.adegan_malam import tengah_malam
from selaras.kekacauan.adegan_topik import topik_hilang
from selaras.kekacauan.jalan import Panggung
from selaras.kekacauan.pembuktian.data import Temuan
from selaras.kekacauan.penerima import PenerimaKacau
from selaras.kekacauan.perantara import JERNIH
from selaras.kekacauan.tumpukan import TumpukanKacau

ADEGAN: dict[str, Callable[[Panggung], Awaitable[Temuan]]] = {
    "topik-hilang": topik_hilang,
    "cadangan-lama": cadangan_lama,
    "tengah-malam": tengah_malam,
}


@asynccontextmanager
async def panggung(state: Path, benih: int) -> AsyncIterator[Panggung]:
    """A stack with everybody registered and a clear wire: the scene is the only fault."""
    tenang = PenerimaKacau(random.Random(benih), nakal=False)
    async with TumpukanKacau(state) as t, aiohttp.ClientSession() as sesi, tenang as penerima:
        p = Panggung(t, benih, sesi, penerima, JERNIH)
        await p.siapkan()
        yield p


async def mainkan(nama: str, state: Path, benih: int = 1) -> Temuan:
    async with panggung(state, benih) as p:
        menyerah = asyncio.create_task(p.t.wait_failed())
        temuan = await ADEGAN[nama](p)
        if menyerah.done():
            temuan.insert(0, f"tumpukan menyerah: {menyerah.result()}")
        menyerah.cancel()
        return temuan
