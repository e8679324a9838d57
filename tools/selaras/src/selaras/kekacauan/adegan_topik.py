"""A topic is lost with everything in it, and published again from the store while its readers go on (docs/operasi.md)."""

from __future__ import annotations

import asyncio

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from shared_events.registry import topic

from selaras.kekacauan.jalan import Panggung
from selaras.kekacauan.operasi import hentikan, jalankan_peran, nyalakan
from selaras.kekacauan.pembuktian.data import Temuan
from selaras.kekacauan.persiapan import bulan_pertama
from selaras.lokal.topik import buat_topik

LAYANAN = "iuran"
DETIK = 14.0


async def topik_hilang(p: Panggung) -> Temuan:
    await bulan_pertama(p.dunia)
    temuan = [*await p.lalu_lintas(DETIK), *await p.tenang()]
    await hentikan(p.t, LAYANAN)
    await _hapus(p.t.bootstrap, topic(LAYANAN, p.t.topic_prefix))
    await _buat(p.t.bootstrap, p.t.topic_prefix)
    kode, kata = await jalankan_peran(p.t, LAYANAN, "terbitkan-ulang")
    if kode:
        return [*temuan, f"terbitkan-ulang berakhir dengan {kode}: {kata[-500:]}"]
    await nyalakan(p.t, LAYANAN)
    await p.lalu_lintas(DETIK / 2, kalender=False)
    return [*temuan, *await p.tenang(), *await p.buktikan()]


async def _hapus(bootstrap: str, nama: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([nama])
        while nama in await admin.list_topics():  # noqa: ASYNC110 - a broker has no event
            await asyncio.sleep(0.2)
    finally:
        await admin.close()


async def _buat(bootstrap: str, prefix: str) -> None:
    for percobaan in range(20):
        try:
            await buat_topik(bootstrap, prefix, (LAYANAN,))
            return
        except KafkaError:
            if percobaan == 19:
                raise
            await asyncio.sleep(0.3)
