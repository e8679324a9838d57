"""A reaction, from the topic to committed appends: a month's bills become facts and timers of status, one stream a unit."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from chassis.db import Database
from chassis.kafka_bus import KafkaSource
from chassis.store import PostgresStore
from chassis.worker import make_consumer
from shared_events.registry import topic
from status.main import SPEC
from status.reactions import reaksi_unit

from benchmarks import arus
from benchmarks.kerangka import Baris
from benchmarks.lingkungan import Lingkungan

BANYAK = 4_000


async def ukur(dunia: Lingkungan) -> list[Baris]:
    bootstrap, prefix = await dunia.topik()
    await arus.isi_topik(bootstrap, prefix, arus.rekaman(2 * BANYAK)[::2])
    db = Database(await dunia.basis_data("status", SPEC.migrations))
    rt: Any = SimpleNamespace(
        settings=SimpleNamespace(simulasi=True),
        db=db,
        store=PostgresStore(db),
        topic=lambda layanan: topic(layanan, prefix),
        wake_event=SimpleNamespace(set=lambda: None),
    )
    sumber = KafkaSource(bootstrap, group=f"bench-{uuid4().hex[:8]}", instance_id="0", topics=[topic("iuran", prefix)], client_id="bench")
    konsumen = make_consumer(rt, reaksi_unit(rt), sumber)
    await sumber.start()
    try:
        while not await konsumen.step():
            pass
        mulai, awal = time.perf_counter(), konsumen.processed
        while konsumen.processed < BANYAK:
            await konsumen.step()
        laju = (BANYAK - awal) / (time.perf_counter() - mulai)
        async with db.connection() as conn:
            if (ada := await conn.fetchval("select count(*) from streams")) != BANYAK:
                raise RuntimeError(f"{ada} unit dari {BANYAK}")
    finally:
        await sumber.stop()
        await db.close()
    return [Baris("reaction: topic to committed appends", laju, "1/s", note="a bill a unit: one stream, a fact, a timer")]
