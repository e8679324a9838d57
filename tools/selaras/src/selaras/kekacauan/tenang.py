"""Waiting for quiet: nothing in any outbox, no job running, every consumer at the end of its topics, no delivery waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import asyncpg
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from shared_events.registry import LAYANAN as PENGHASIL
from shared_events.registry import topic

from selaras.kekacauan.pembaca_topik import pembaca
from selaras.lokal.susunan import LAYANAN
from selaras.lokal.topik import PARTISI

TENGGAT = 150.0
BERTURUT = 2
"""So many looks in a row must find nothing: between outbox and consumer a record is seen by neither."""


async def tunggu_tenang(database_url: Callable[[str], str], bootstrap: str, prefix: str, tenggat: float = TENGGAT) -> list[str]:
    """What still moves when the time is over; nothing if it is quiet."""
    batas = time.monotonic() + tenggat
    tenang = 0
    gelisah: list[str] = ["belum dilihat"]
    while time.monotonic() < batas:
        try:
            gelisah = await lihat(database_url, bootstrap, prefix)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, KafkaError) as mati:
            gelisah = [f"server belum menjawab: {type(mati).__name__}"]
        tenang = 0 if gelisah else tenang + 1
        if tenang >= BERTURUT:
            return []
        await asyncio.sleep(0.4)
    return gelisah


async def lihat(database_url: Callable[[str], str], bootstrap: str, prefix: str) -> list[str]:
    gelisah: list[str] = []
    akhir = await _akhir(bootstrap, prefix)
    for nama in LAYANAN:
        conn = await asyncpg.connect(database_url(nama), timeout=5)
        try:
            for apa, sql in _SEMUA + (_NOTIFIKASI if nama == "notifikasi" else ()):
                if jumlah := await conn.fetchval(sql):
                    gelisah.append(f"{nama}: {jumlah} {apa}")
            for r in await conn.fetch("select consumer, topic, part, next_offset from consumer_offsets"):
                if r["next_offset"] < akhir.get((r["topic"], r["part"]), 0):
                    gelisah.append(f"{nama}: {r['consumer']} pada {r['next_offset']} dari {r['topic']}[{r['part']}]")
        finally:
            await conn.close()
    return gelisah


_SEMUA = (
    ("di kotak keluar", "select count(*) from outbox"),
    ("pekerjaan berjalan", "select count(*) from jobs where state = 'BERJALAN'"),
)
_NOTIFIKASI = (("pengiriman menunggu", "select count(*) from pengiriman where keadaan = 'MENUNGGU'"),)


async def _akhir(bootstrap: str, prefix: str) -> dict[tuple[str, int], int]:
    async with pembaca(bootstrap) as konsumen:
        bagian = [TopicPartition(topic(nama, prefix), p) for nama in PENGHASIL for p in range(PARTISI)]
        konsumen.assign(bagian)
        return {(tp.topic, tp.partition): akhir for tp, akhir in (await konsumen.end_offsets(bagian)).items()}
