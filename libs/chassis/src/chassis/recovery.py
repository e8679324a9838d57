"""At the start a producer compares its store with its own topic. A topic that is ahead means a database restored from a backup:
the world has heard facts that this store does not have, and going on would give their sequence numbers to other facts."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer, TopicPartition
from shared_events.envelope import Envelope

from chassis.kafka_bus import PARTITIONS
from chassis.store import PostgresStore


class StoreBehindTopic(RuntimeError):
    """Refuse to run: bring the missing facts back first (docs/operasi.md)."""


async def verify_topic(store: PostgresStore, bootstrap: str, topic: str) -> None:
    """Read the last records of each partition and look their sequences up in the store."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, p) for p in range(PARTITIONS)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        filled = [tp for tp, end in ends.items() if end > 0]
        if not filled:
            return
        consumer.assign(filled)
        for tp in filled:
            consumer.seek(tp, max(0, ends[tp] - 20))
        newest: dict[str, int] = {}
        left = set(filled)
        while left:
            for tp, messages in (await consumer.getmany(timeout_ms=1000)).items():
                for message in messages:
                    envelope = Envelope.read(message.headers)
                    if envelope.sequence is not None:
                        newest[envelope.subject] = max(newest.get(envelope.subject, 0), envelope.sequence)
                    if message.offset >= ends[tp] - 1:
                        left.discard(tp)
    finally:
        await consumer.stop()
    known = await store.sequences(list(newest))
    behind = [s for s, sequence in newest.items() if known.get(s, 0) < sequence]
    if behind:
        raise StoreBehindTopic(f"{topic} is ahead of the store for {len(behind)} subjects, for instance {behind[0]}")
