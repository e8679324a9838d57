"""A consumer that is told late: asked to go on in a partition that is another's by now, it must not fall over."""

from __future__ import annotations

import asyncio
from typing import Any

from chassis.kafka_bus import PARTITIONS, KafkaSource
from chassis.testing import fresh_topics
from shared_events.registry import topic


async def test_a_fenced_consumer_may_seek_in_a_partition_it_has_lost(kafka_server: Any) -> None:
    prefix = await fresh_topics(kafka_server.bootstrap, ("iuran",))
    name = topic("iuran", prefix)

    def source(instance: str) -> KafkaSource:
        return KafkaSource(kafka_server.bootstrap, group=f"{prefix}g", instance_id=instance, topics=[name], client_id=instance)

    async def assignment(of: KafkaSource, count: int) -> frozenset[tuple[str, int]]:
        async with asyncio.timeout(40):
            while True:
                await of.poll(10)
                if (taken := of.take_assignment()) is not None and len(taken) == count:
                    for tp in taken:
                        of.seek(*tp, 0)
                    return taken

    first, second = source("satu"), source("dua")
    try:
        await first.start()
        before = await assignment(first, PARTITIONS)
        await second.start()
        after, _ = await asyncio.gather(assignment(first, PARTITIONS // 2), assignment(second, PARTITIONS // 2))
        for tp in before - after:
            first.seek(*tp, 0)  # as after a fencing: all it had is asked for again
        assert await first.poll(10) == []
    finally:
        await asyncio.gather(first.stop(), second.stop())
