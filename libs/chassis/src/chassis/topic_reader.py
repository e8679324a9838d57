"""Reads topics from their start up to given ends, outside any consumer group: for rebuilding, recovering and checking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.kafka_bus import PARTITIONS
from chassis.ports import RawRecord
from chassis.whole import whole

Partition = tuple[str, int]
CONNECT_SECONDS = 10.0


class BrokerAway(ConnectionError):
    """The broker did not answer in CONNECT_SECONDS. Reading itself takes the time it needs."""


class TopicReader:
    """Port ``Source`` for a Consumer that is to read up to ``targets`` and not one record further. ``poll`` brings nothing more when
    all targets are reached; they may be moved on."""

    def __init__(self, consumer: AIOKafkaConsumer, partitions: Sequence[Partition], targets: Mapping[Partition, int]) -> None:
        self._consumer = consumer
        self._assignment: frozenset[Partition] | None = frozenset(partitions)
        self._next = dict.fromkeys(partitions, 0)
        self._targets = dict(targets)

    def aim(self, targets: Mapping[Partition, int]) -> None:
        self._targets = dict(targets)
        for (topic, part), at in self._next.items():
            self.seek(topic, part, at)  # what was fetched beyond the old target was dropped

    @property
    def reached(self) -> bool:
        return all(self._next[tp] >= self._targets.get(tp, 0) for tp in self._next)

    def take_assignment(self) -> frozenset[Partition] | None:
        taken, self._assignment = self._assignment, None
        return taken

    def seek(self, topic: str, partition: int, offset: int) -> None:
        self._next[topic, partition] = offset
        self._consumer.seek(TopicPartition(topic, partition), offset)

    async def poll(self, max_records: int) -> list[RawRecord]:
        if self.reached:
            return []
        found: list[RawRecord] = []
        for tp, messages in (await self._consumer.getmany(timeout_ms=500, max_records=max_records)).items():
            partition = (tp.topic, tp.partition)
            wanted = [m for m in messages if m.offset < self._targets.get(partition, 0)]
            if wanted:
                self._next[partition] = wanted[-1].offset + 1
            found += [RawRecord(tp.topic, tp.partition, m.offset, m.key, m.value or b"", tuple(m.headers), m.timestamp) for m in wanted]
        return found


async def topic_ends(consumer: AIOKafkaConsumer, partitions: Sequence[Partition]) -> dict[Partition, int]:
    found = await consumer.end_offsets([TopicPartition(t, p) for t, p in partitions])
    return {(tp.topic, tp.partition): end for tp, end in found.items()}


@asynccontextmanager
async def reading(
    bootstrap: str, topics: Sequence[str], targets: Mapping[Partition, int] | None = None, *, tail: int | None = None
) -> AsyncIterator[TopicReader]:
    """``targets`` left out: the ends of now. ``tail``: only so many of the last records of each partition."""
    partitions = [(topic, part) for topic in topics for part in range(PARTITIONS)]
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    try:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await whole(consumer.start())
        except TimeoutError:
            raise BrokerAway(bootstrap) from None
        consumer.assign([TopicPartition(t, p) for t, p in partitions])
        ends = await topic_ends(consumer, partitions) if targets is None else targets
        reader = TopicReader(consumer, partitions, ends)
        for topic, part in partitions:
            reader.seek(topic, part, 0 if tail is None else max(0, ends.get((topic, part), 0) - tail))
        yield reader
    finally:
        await consumer.stop()
