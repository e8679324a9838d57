"""Records twice, and a topic from its start: what a broker and an operator may do to every consumer at any time."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from shared_events.registry import topic

from selaras.kekacauan.pembaca_topik import pembaca
from selaras.lokal.topik import PARTISI

TERBANYAK = 60
"""Records of one partition that are sent again."""
TENGGAT = 12.0


async def kirim_ganda(bootstrap: str, layanan: str, prefix: str, acak: random.Random) -> int:
    """Sends the newest records of each partition of a topic again: same key, headers, value. The number sent; 0 without a broker."""
    nama = topic(layanan, prefix)
    try:
        async with asyncio.timeout(TENGGAT):
            catatan = await _ekor(bootstrap, nama, acak)
            return await _kirim(bootstrap, nama, catatan)
    except (KafkaError, TimeoutError, OSError):
        return 0  # the broker has just been killed


async def _ekor(bootstrap: str, nama: str, acak: random.Random) -> list[Any]:
    async with pembaca(bootstrap) as konsumen:
        bagian = [TopicPartition(nama, p) for p in range(PARTISI)]
        konsumen.assign(bagian)
        akhir = await konsumen.end_offsets(bagian)
        terisi = [tp for tp in bagian if akhir[tp] > 0]
        if not terisi:
            return []
        konsumen.assign(terisi)
        for tp in terisi:
            konsumen.seek(tp, max(0, akhir[tp] - acak.randint(1, TERBANYAK)))
        hasil: list[Any] = []
        sisa = set(terisi)
        while sisa:
            for tp, semua in (await konsumen.getmany(timeout_ms=500)).items():
                hasil += [satu for satu in semua if satu.offset < akhir[tp]]
                if semua and semua[-1].offset >= akhir[tp] - 1:
                    sisa.discard(tp)
        return hasil


async def _kirim(bootstrap: str, nama: str, catatan: list[Any]) -> int:
    pengirim = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    try:
        await pengirim.start()
        tunggu = [await pengirim.send(nama, value=c.value, key=c.key, headers=list(c.headers), partition=c.partition) for c in catatan]
        await asyncio.gather(*tunggu)
    finally:
        await pengirim.stop()
    return len(catatan)


async def putar_dari_awal(database_url: str, acak: random.Random) -> int:
    """Sets the positions of one consumer back to the beginning, as an operator can. The number of partitions; 0 if it has none yet."""
    try:
        conn = await asyncpg.connect(database_url, timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return 0  # the database has just been killed
    try:
        konsumen = [r["consumer"] for r in await conn.fetch("select distinct consumer from consumer_offsets order by 1")]
        if not konsumen:
            return 0
        pilih = acak.choice(konsumen)
        hasil: str = await conn.execute("update consumer_offsets set next_offset = 0, last_id = null where consumer = $1", pilih)
        return int(hasil.split()[-1])
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return 0
    finally:
        await conn.close()
