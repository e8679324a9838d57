"""Webhooks a second to 50 endpoints (leased, signed, posted, written down, in order per subject), against bare aiohttp POSTs of the same
bodies, as many at once, to the same receiver."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from pathlib import Path

import aiohttp
from chassis.context import Context
from chassis.ids import new_id
from chassis.kafka_bus import PARTITIONS
from chassis.ports import RawRecord
from chassis.records import read
from chassis.service import Runtime
from chassis.settings import Settings
from chassis.subscription import wanted
from notifikasi import rahasia
from notifikasi.agregat import WEBHOOK
from notifikasi.domain.webhook import Daftarkan
from notifikasi.kirim.pengirim import Pengirim
from notifikasi.main import SPEC
from notifikasi.projections.umpan import umpan
from notifikasi.setelan import SetelanWebhook

from benchmarks import arus
from benchmarks.kerangka import Baris, baris, bergantian
from benchmarks.lingkungan import Lingkungan, proses

TITIK = 50
PESAN = 100
PUTARAN = 3
SERENTAK = TITIK * 8
BADAN = b'{"type":"tagihan.lunas","timestamp":"2016-12-05T09:00:00+07:00","data":{"virtual_account":"8888800000000001"}}' * 4


async def polos(alamat: str) -> float:
    sisa = iter(range(TITIK * PESAN))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as sesi:

        async def pekerja() -> None:
            for n in sisa:
                async with sesi.post(f"{alamat}/{n % TITIK}", data=BADAN, headers={"Content-Type": "application/json"}) as r:
                    if r.status != 204:
                        raise RuntimeError(r.status)

        mulai = time.perf_counter()
        await asyncio.gather(*(pekerja() for _ in range(SERENTAK)))
        return TITIK * PESAN / (time.perf_counter() - mulai)


class Pengiriman:
    """notifikasi's own feed and sender on its own database; the endpoints are registered by its own command."""

    def __init__(self, url: str) -> None:
        self.rt = Runtime(SPEC, Settings(database_url=url))
        self.pengirim = Pengirim(self.rt, SetelanWebhook(izinkan="127.0.0.0/8"))
        self.umpan = umpan(self.pengirim.bangunkan)
        self.nomor = 0

    async def daftarkan(self, alamat: str) -> None:
        kunci = rahasia.kunci_induk(self.rt.settings)
        for n in range(TITIK):
            id = str(new_id())
            perintah = Daftarkan(id, "akt-sentosa", f"{alamat}/{n}", ("*",), kunci.wrap(rahasia.buat()))
            ctx = Context("bench", "bench", None, b"", arus.AWAL, "bench")
            await self.rt.commands.execute(WEBHOOK, id, perintah, ctx=ctx)

    async def satu_putaran(self) -> float:
        ini = wanted(self.umpan)
        semua = arus.rekaman(self.nomor + PESAN)[self.nomor :]
        self.nomor += PESAN
        catatan = [read(RawRecord("iuran", n % PARTITIONS, n, k, v, tuple(h)), ini) for n, (k, v, h) in enumerate(semua)]
        async with self.rt.db.transaction() as conn:
            await self.umpan.apply(conn, catatan)
        mulai = time.perf_counter()
        jalan = asyncio.create_task(self.pengirim.jalan())
        try:
            while await self._sisa():  # noqa: ASYNC110 - it lies in the database
                await asyncio.sleep(0.05)
            return TITIK * PESAN / (time.perf_counter() - mulai)
        finally:
            jalan.cancel()
            with suppress(asyncio.CancelledError):
                await jalan

    async def _sisa(self) -> bool:
        async with self.rt.db.connection() as conn:
            ada: bool = await conn.fetchval("select exists (select from pengiriman where keadaan = 'MENUNGGU')")
        return ada


async def ukur(dunia: Lingkungan) -> list[Baris]:
    kita = Pengiriman(await dunia.basis_data("notifikasi", SPEC.migrations))
    log: Path = dunia.folder / "penerima.log"
    async with proses(["benchmarks.penerima_webhook"], {"BENCH_PORT": "{PORT}"}, "/siap", log) as alamat:
        await kita.daftarkan(alamat)
        try:
            hasil = await bergantian({"kita": kita.satu_putaran, "polos": lambda: polos(alamat)}, PUTARAN)
        finally:
            await kita.rt.close()
    cara = f"{TITIK} endpoints, {PESAN} events to each; leased, signed, in order per subject, outcome stored"
    return [baris("webhooks delivered", hasil["kita"], hasil["polos"], unit="1/s", wanted=">= 0.5", against="bare aiohttp POST", note=cara)]
