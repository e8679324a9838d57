"""Reads the proofs' data out of the databases and topics of a stack that has become quiet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from shared_events.registry import LAYANAN as PENGHASIL
from shared_events.registry import topic

from selaras.kekacauan.pembaca_topik import pembaca
from selaras.kekacauan.pembuktian.data import Catatan, JawabanTersimpan, Pekerjaan, Peristiwa, Toko
from selaras.kekacauan.pembuktian.uang_tabel import TABEL
from selaras.lokal.susunan import LAYANAN
from selaras.lokal.topik import PARTISI

_PERISTIWA = """
select stream_id, version, event_id::text, type, data, metadata, sequence, public_type, public_data, akt_id from events
order by stream_id, version
"""


async def baca_toko(database_url: Callable[[str], str], prefix: str) -> dict[str, Toko]:
    return {nama: await _toko(database_url(nama), nama, prefix) for nama in LAYANAN}


async def _toko(url: str, nama: str, prefix: str) -> Toko:
    conn = await asyncpg.connect(url)
    try:
        toko = Toko(nama)
        toko.peristiwa = [_peristiwa(r) for r in await conn.fetch(_PERISTIWA)]
        toko.stream = {r["stream_id"]: (r["version"], r["sequence"]) for r in await conn.fetch("select * from streams")}
        toko.jawaban = [
            JawabanTersimpan(r["client"], r["route"], r["key"], r["status"], r["response"])
            for r in await conn.fetch("select client, route, key, status, response from commands")
        ]
        toko.pekerjaan = {
            r["id"]: Pekerjaan(r["id"], r["kind"], r["state"], r["failed"], r["error"])
            for r in await conn.fetch("select id::text, kind, state, failed, error from jobs")
        }
        toko.kotak_keluar = await conn.fetchval("select count(*) from outbox")
        toko.parkir = [
            f"{r['consumer']} {r['subject']}: {r['reason']}"
            for r in await conn.fetch("select consumer, subject, reason from parked_records order by id")
        ]
        toko.dibaca = await _dibaca(conn, prefix)
        if nama == "iuran":
            toko.tabel = {tabel: [dict(r) for r in await conn.fetch(sql)] for tabel, sql in TABEL.items()}
        return toko
    finally:
        await conn.close()


def _peristiwa(r: Any) -> Peristiwa:
    return Peristiwa(
        r["stream_id"], r["version"], r["event_id"], r["type"], r["data"], orjson.loads(r["metadata"]), r["sequence"], r["public_type"],
        r["public_data"], r["akt_id"],
    )  # fmt: skip


async def _dibaca(conn: asyncpg.Connection, prefix: str) -> dict[tuple[str, str], dict[str, int]]:
    sumber = {topic(nama, prefix): nama for nama in PENGHASIL}
    hasil: dict[tuple[str, str], dict[str, int]] = {
        (r["consumer"], sumber[r["topic"]]): {} for r in await conn.fetch("select distinct consumer, topic from consumer_offsets")
    }
    for r in await conn.fetch("select consumer, topic, subject, last_sequence from consumer_sequences"):
        hasil.setdefault((r["consumer"], sumber[r["topic"]]), {})[r["subject"]] = r["last_sequence"]
    return hasil


async def baca_topik(bootstrap: str, prefix: str) -> dict[str, list[Catatan]]:
    async with pembaca(bootstrap) as konsumen:
        return {nama: await _topik(konsumen, topic(nama, prefix)) for nama in PENGHASIL}


async def _topik(konsumen: AIOKafkaConsumer, nama: str) -> list[Catatan]:
    bagian = [TopicPartition(nama, p) for p in range(PARTISI)]
    konsumen.assign(bagian)
    akhir = {tp: n for tp, n in (await konsumen.end_offsets(bagian)).items() if n}
    if not akhir:
        return []
    konsumen.assign(list(akhir))
    await konsumen.seek_to_beginning(*akhir)
    hasil: list[Catatan] = []
    sisa = set(akhir)
    while sisa:
        for tp, semua in (await konsumen.getmany(timeout_ms=1000)).items():
            hasil += [Catatan(tp.partition, c.offset, c.key or b"", dict(c.headers), c.value) for c in semua]
            if semua and semua[-1].offset >= akhir[tp] - 1:
                sisa.discard(tp)
    return hasil
