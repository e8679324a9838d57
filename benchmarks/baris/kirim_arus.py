"""The relay: from references in the outbox to acknowledged and deleted, against aiokafka's idempotent producer with the same records
ready in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from chassis.clock import SystemClock
from chassis.commands import Commands
from chassis.context import Context
from chassis.db import Database
from chassis.kafka_bus import PARTITIONS, KafkaProducer
from chassis.outbox import PostgresLease, PostgresOutbox
from chassis.relay import LEASE_SECONDS, Relay
from chassis.store import PostgresStore
from shared_events.registry import topic

from benchmarks.contoh import CONTOH, SAAT, TABEL, Buka, Saldo, decide
from benchmarks.kerangka import Baris, baris, bergantian
from benchmarks.lingkungan import Lingkungan

BANYAK = 10_000
PUTARAN = 3


class Perekam:
    """A producer that keeps what the relay hands over: the floor sends exactly that."""

    def __init__(self, dalam: KafkaProducer) -> None:
        self.dalam = dalam
        self.catatan: list[tuple[bytes, bytes, Sequence[tuple[str, bytes]]]] = []

    async def send(self, topik: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]], partition: int | None = None) -> Any:
        self.catatan.append((key, value, list(headers)))
        return await self.dalam.send(topik, key, value, headers, partition)


async def ukur(dunia: Lingkungan) -> list[Baris]:
    bootstrap, prefix = await dunia.topik()
    tujuan = topic("iuran", prefix)
    db = Database(await dunia.basis_data("contoh", None))
    async with db.connection() as conn:
        await conn.execute(TABEL)
    commands, produsen = Commands(PostgresStore(db)), KafkaProducer(bootstrap, "bench")
    await produsen.start()
    perekam = Perekam(produsen)
    nomor = 0

    async def isi() -> None:
        nonlocal nomor
        for _ in range(BANYAK // 1000):
            ctx = Context("bench", "bench", None, b"", SAAT, "bench", "bench")
            potong = [(f"a{n}", Saldo(), 0, decide(Buka("seseorang", n, f"r{n}"), Saldo())) for n in range(nomor, nomor + 1000)]
            nomor += 1000
            await commands.append_many(CONTOH, potong, ctx=ctx)

    def relay(lewat: Any) -> Relay:
        return Relay(
            service="iuran", topic=tujuan, partitions=PARTITIONS, outbox=PostgresOutbox(db, "iuran"), producer=lewat,
            lease=PostgresLease(db, "relay", "bench", LEASE_SECONDS), clock=SystemClock(),
        )  # fmt: skip

    async def kita(lewat: Any = produsen) -> float:
        await isi()
        jalan, mulai, kirim = relay(lewat), time.perf_counter(), 0
        while kirim < BANYAK:
            kirim += await jalan.step()
        return BANYAK / (time.perf_counter() - mulai)

    async def polos() -> float:
        mulai = time.perf_counter()
        acks = [await produsen.send(tujuan, key, value, headers) for key, value, headers in perekam.catatan]
        await asyncio.gather(*acks)
        return BANYAK / (time.perf_counter() - mulai)

    try:
        await kita(perekam)
        hasil = await bergantian({"kita": kita, "polos": polos}, PUTARAN)
    finally:
        await produsen.stop()
        await db.close()
    cara = "one public event of three; private form beside it; order kept; reference deleted after the ack"
    return [
        baris(
            "relay: outbox to acknowledged", hasil["kita"], hasil["polos"], unit="1/s", wanted=">= 0.7",
            against="aiokafka idempotent producer", note=cara,
        )
    ]  # fmt: skip
