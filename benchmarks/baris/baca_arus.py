"""From the topic to a committed read model (status' own projection: envelope read, value validated, offsets, sequences and rows in one
transaction), against aiokafka's getmany that throws everything away, and against FastStream's batch subscriber with pydantic models."""

from __future__ import annotations

import asyncio
import importlib
import logging
import time
from typing import Any
from uuid import uuid4

from chassis.consumer import Consumer
from chassis.consumer_store import PostgresConsumerStore
from chassis.db import Database
from chassis.kafka_bus import PARTITIONS, KafkaSource
from chassis.subscription import wanted
from chassis.worker import projection_handler
from shared_events.iuran import TagihanDiterbitkan, TagihanLunas
from shared_events.registry import topic
from status.main import SPEC
from status.projections.fakta import FAKTA

from benchmarks import arus
from benchmarks.kerangka import Baris, baris, bergantian
from benchmarks.lingkungan import Lingkungan

BANYAK = 30_000
PUTARAN = 3


async def kita(dunia: Lingkungan, bootstrap: str, prefix: str) -> float:
    db = Database(await dunia.basis_data("status", SPEC.migrations))
    sumber = KafkaSource(bootstrap, group=f"bench-{uuid4().hex[:8]}", instance_id="0", topics=[topic("iuran", prefix)], client_id="bench")
    konsumen = Consumer(
        name=FAKTA.consumer,
        wanted=wanted(FAKTA),
        source=sumber,
        store=PostgresConsumerStore(db, FAKTA.consumer),
        handle=projection_handler(FAKTA),
        reacts=False,
    )
    await sumber.start()
    try:
        while not await konsumen.step():
            pass
        mulai, awal = time.perf_counter(), konsumen.processed
        while konsumen.processed < BANYAK:
            await konsumen.step()
        detik = time.perf_counter() - mulai
        async with db.connection() as conn:
            if (ada := await conn.fetchval("select count(*) from unit_fakta")) != BANYAK:
                raise RuntimeError(f"{ada} baris dari {BANYAK}")
        return (BANYAK - awal) / detik
    finally:
        await sumber.stop()
        await db.close()


async def polos(bootstrap: str, prefix: str) -> float:
    waktu: list[float] = []
    await arus.baca_polos(bootstrap, prefix, BANYAK, waktu)
    mulai, awal, akhir = waktu
    return (BANYAK - awal) / (akhir - mulai)


async def faststream(bootstrap: str, prefix: str) -> float:
    """The handler gets validated models and counts them: no offset, no sequence and no row is kept."""
    logging.getLogger("faststream").setLevel(logging.ERROR)
    pustaka: Any = importlib.import_module("faststream.kafka")  # of the dependency group "bench", which lint does without
    perantara = pustaka.KafkaBroker(bootstrap, logger=None)
    selesai, lihat, mulai = asyncio.Event(), 0, 0.0
    awal = 0

    @perantara.subscriber(  # type: ignore[untyped-decorator]
        partitions=[pustaka.TopicPartition(topic("iuran", prefix), p) for p in range(PARTITIONS)],
        batch=True,
        max_records=500,
        auto_offset_reset="earliest",
    )
    async def terima(pesan: list[TagihanLunas | TagihanDiterbitkan]) -> None:
        nonlocal lihat, mulai, awal
        lihat += len(pesan)
        if not mulai:
            mulai, awal = time.perf_counter(), lihat
        if lihat >= BANYAK:
            selesai.set()

    async with perantara:
        await perantara.start()
        await asyncio.wait_for(selesai.wait(), 120)
        return (BANYAK - awal) / (time.perf_counter() - mulai)


async def ukur(dunia: Lingkungan) -> list[Baris]:
    bootstrap, prefix = await dunia.topik()
    await arus.isi_topik(bootstrap, prefix, arus.rekaman(BANYAK))
    hasil = await bergantian(
        {
            "kita": lambda: kita(dunia, bootstrap, prefix),
            "polos": lambda: polos(bootstrap, prefix),
            "faststream": lambda: faststream(bootstrap, prefix),
        },
        PUTARAN,
    )
    apa = "consumer: topic to committed read model"
    return [
        baris(apa, hasil["kita"], hasil["polos"], unit="1/s", wanted=">= 0.4", against="aiokafka getmany, nothing done"),
        baris(
            apa, hasil["kita"], hasil["faststream"], unit="1/s", wanted=">= 1.2", against="FastStream batch with pydantic, nothing stored"
        ),
    ]
