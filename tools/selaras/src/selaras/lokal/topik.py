"""The topics of the published language on a broker."""

from __future__ import annotations

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from shared_events.registry import LAYANAN, topic

from selaras.lokal.galat import GalatTumpukan

PARTISI = 12
"""Fixed for life: changing it would break the order of every key."""
SUDAH_ADA = 36


async def buat_topik(bootstrap: str, prefix: str = "", layanan: tuple[str, ...] = LAYANAN) -> None:
    """Makes the topics that are missing: 12 partitions, kept for ever."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        baru = [
            NewTopic(topic(nama, prefix), num_partitions=PARTISI, replication_factor=1, topic_configs={"retention.ms": "-1"})
            for nama in layanan
        ]
        jawaban = await admin.create_topics(baru)
        salah = [(galat[0], galat[1:]) for galat in jawaban.topic_errors if galat[1] not in (0, SUDAH_ADA)]
        if salah:
            raise GalatTumpukan(f"Topik Kafka tidak dapat dibuat: {salah}")
    finally:
        await admin.close()


async def hapus_topik(bootstrap: str, prefix: str, layanan: tuple[str, ...] = LAYANAN) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([topic(nama, prefix) for nama in layanan])
    finally:
        await admin.close()
