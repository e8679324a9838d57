"""A month billed for 10,000, 100,000 and 300,000 units by the service's own job: time per unit at the largest by that at the smallest.

The keys of the people come from memory instead of kepesertaan: over HTTP they cost the same per unit at any number."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any

from chassis.context import Context
from chassis.jobs import JobRunner
from chassis.jobs_api import accept_job
from chassis.service import Runtime
from chassis.settings import Settings
from iuran.jobs.terbitkan import TerbitkanTagihanBulanan
from iuran.main import SPEC
from iuran.pekerjaan import TERBITKAN_TAGIHAN, MasukanTerbitkan

from benchmarks import bahan_massal
from benchmarks.bahan_iuran import SAAT
from benchmarks.kerangka import Baris
from benchmarks.lingkungan import Lingkungan

UKURAN = (10_000, 100_000, 300_000)


class KunciSama:
    async def keys(self, nomor_kartu: Collection[str]) -> dict[str, bytes]:
        return dict.fromkeys(nomor_kartu, b"k" * 32)


async def tagih(dunia: Lingkungan, banyak: int) -> float:
    """Seconds for all of them."""
    rt = Runtime(SPEC, Settings(database_url=await dunia.basis_data("iuran", SPEC.migrations)))
    kunci: Any = KunciSama()
    try:
        async with rt.db.connection() as conn:
            await bahan_massal.keluarga(conn, banyak)
        ctx = Context("bench", "bench", None, b"", SAAT, "bench")
        await accept_job(rt.db, rt.commands, ctx, TERBITKAN_TAGIHAN, MasukanTerbitkan("2016-12"))
        jenis = TerbitkanTagihanBulanan(lambda: kunci).jenis()
        pelaksana = JobRunner(rt.db, rt.store, [jenis], "bench", simulated=True, wake=lambda: None, woken=rt.job_event)
        relay = asyncio.create_task(buang_rujukan(rt))
        mulai = time.perf_counter()
        try:
            while not await selesai(rt):
                await pelaksana.step()
        finally:
            relay.cancel()
        detik = time.perf_counter() - mulai
        async with rt.db.connection() as conn:
            if (ada := await conn.fetchval("select count(*) from tagihan")) != banyak:
                raise RuntimeError(f"{ada} tagihan dari {banyak}")
        return detik
    finally:
        await rt.db.close()


async def buang_rujukan(rt: Runtime) -> None:
    """In the place of the relay: a job waits while more than 5,000 references do."""
    while True:
        async with rt.db.connection() as conn:
            await conn.execute("delete from outbox")
        await asyncio.sleep(0.1)


async def selesai(rt: Runtime) -> bool:
    async with rt.db.connection() as conn:
        keadaan = await conn.fetchval("select state from jobs")
    if keadaan == "GAGAL":
        raise RuntimeError("the job failed")
    return bool(keadaan == "SELESAI")


async def ukur(dunia: Lingkungan) -> list[Baris]:
    per_unit = {n: await tagih(dunia, n) / n * 1000 for n in UKURAN}
    kecil, besar = per_unit[UKURAN[0]], per_unit[UKURAN[-1]]
    laju = {f"per_second_{n}": round(1000 / ms) for n, ms in per_unit.items()}
    return [
        Baris(
            "month billing, per unit", besar, "ms", kecil, besar / kecil, "<= 1.2", "the same for 10,000 units",
            "300,000 units of one person each, against 10,000", laju,
        )
    ]  # fmt: skip
