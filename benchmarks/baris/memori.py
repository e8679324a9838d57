"""What each service's process holds after a month was billed for 1,000, 10,000 and 100,000 people and every consumer has read it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import asyncpg
from selaras.lokal import memori
from selaras.lokal.susunan import LAYANAN
from selaras.lokal.tumpukan import Tumpukan

from benchmarks.baris.sampai_aktif import siapkan_massal, terbitkan
from benchmarks.kerangka import Baris
from benchmarks.lingkungan import Lingkungan, reda

UKURAN = (1_000, 10_000, 100_000)


def per_layanan(t: Tumpukan) -> dict[str, float]:
    pid = {nama: t.pid(nama) for nama in LAYANAN}
    return {nama: memori.pss_mib([p], sendiri=()) for nama, p in pid.items() if p is not None}


async def tagih(folder: Path, dunia: Lingkungan, banyak: int) -> tuple[dict[str, float], dict[str, float]]:
    """(at rest, after the month), MiB."""
    async with Tumpukan(state=folder, fresh=True, ports="free", kabar=dunia.kabar) as t:
        await reda(t)
        diam = per_layanan(t)
        await siapkan_massal(t, banyak)
        await terbitkan(t)
        await reda(t, tenggat=900.0)
        for nama, tabel in (("status", "unit_fakta"), ("dasbor", "tagihan")):
            await terbaca(t.database_url(nama), tabel, banyak)
        await reda(t)
        return diam, per_layanan(t)


async def terbaca(url: str, tabel: str, banyak: int, tenggat: float = 300.0) -> None:
    conn = await asyncpg.connect(url)
    akhir = time.perf_counter() + tenggat
    try:
        while (ada := await conn.fetchval(f"select count(*) from {tabel}")) < banyak:  # noqa: S608 - a constant
            if time.perf_counter() > akhir:
                raise RuntimeError(f"{tabel}: {ada} dari {banyak}")
            await asyncio.sleep(0.2)
    finally:
        await conn.close()


async def ukur(dunia: Lingkungan) -> list[Baris]:
    sesudah: dict[int, dict[str, float]] = {}
    diam: dict[str, float] = {}
    for n in UKURAN:
        diam, sesudah[n] = await tagih(dunia.folder / f"memori-{n}", dunia, n)
    kecil, besar = UKURAN[0], UKURAN[-1]
    return [
        Baris(
            f"memory of {nama}", sesudah[besar][nama], "MiB", sesudah[kecil][nama], sesudah[besar][nama] / sesudah[kecil][nama], "<= 1.3",
            f"{kecil:,} bills", f"{besar:,} bills billed, sent and read; PSS of the process",
            {"at_rest": round(diam[nama])} | {f"mib_{n}": round(sesudah[n][nama]) for n in UKURAN},
        )
        for nama in LAYANAN
    ]  # fmt: skip
