"""Records of iuran on a topic, as its relay would have put them there: what relay and consumers are measured with."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from chassis.ids import new_id
from chassis.kafka_bus import PARTITIONS
from shared_events.envelope import Envelope
from shared_events.iuran import TagihanDiterbitkan, TagihanLunas
from shared_events.registry import topic

Rekaman = tuple[bytes, bytes, list[tuple[str, bytes]]]
AWAL = datetime(2016, 11, 20, 2, tzinfo=UTC)


def rekaman(banyak: int) -> list[Rekaman]:
    """(key, value, headers): bill and payment of so many accounts in turn."""
    hasil: list[Rekaman] = []
    for n in range(banyak):
        va, lunas = f"88888{n // 2:011d}", n % 2
        siapa = {"virtual_account": va, "badan_usaha_id": f"bu-{n // 2}", "tagihan_id": f"t-{n // 2}", "periode": "2016-12"}
        saat = AWAL + timedelta(seconds=n)
        isi = (
            TagihanLunas(**siapa, jumlah=250_000, lunas_pada=saat, pembayaran_id=f"p-{n}")
            if lunas
            else TagihanDiterbitkan(
                **siapa, jatuh_tempo=datetime(2016, 12, 10, tzinfo=UTC).date(), jumlah=250_000, pemberi_kerja=200_000, pekerja=50_000,
                pemerintah=0, jumlah_peserta=1,
            )
        )  # fmt: skip
        amplop = Envelope(
            new_id(), "/iuran", isi.ce_type(), f"rekening:{va}", saat, saat, 1 + lunas, "akt-sentosa", str(new_id()), None,
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        )  # fmt: skip
        hasil.append((amplop.subject.encode(), isi.model_dump_json().encode(), amplop.headers()))
    return hasil


async def isi_topik(bootstrap: str, prefix: str, semua: Sequence[Rekaman]) -> None:
    produsen = AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=5, compression_type="lz4")
    await produsen.start()
    try:
        for key, value, headers in semua:
            await produsen.send(topic("iuran", prefix), value, key=key, headers=headers)
        await produsen.flush()
    finally:
        await produsen.stop()


async def baca_polos(bootstrap: str, prefix: str, banyak: int, waktu: list[float]) -> None:
    """The floor: everything of the topic by getmany, and nothing done with it. Notes the time of the first records and of the last."""
    konsumen = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False, max_partition_fetch_bytes=4 * 1024 * 1024
    )
    await konsumen.start()
    try:
        konsumen.assign([TopicPartition(topic("iuran", prefix), p) for p in range(PARTITIONS)])
        lihat = 0
        while lihat < banyak:
            for rekaman_ in (await konsumen.getmany(timeout_ms=200, max_records=500)).values():
                lihat += len(rekaman_)
            if lihat and not waktu:
                waktu += [time.perf_counter(), lihat]
        waktu.append(time.perf_counter())
    finally:
        await konsumen.stop()
