"""Apache Kafka behind the ports Producer and Source, by aiokafka."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor

from chassis.clock import wall_now
from chassis.group_share import unassigned
from chassis.lag import Lag
from chassis.ports import RawRecord
from chassis.whole import whole

PARTITIONS = 12
SESSION_SECONDS = 10
REJOIN_SECONDS = SESSION_SECONDS + 2
"""Away for so long, a static member has been forgotten, and joining again shares the partitions out anew."""
ASK_SECONDS = 2.0


class KafkaProducer:
    """Idempotent (so acks=all, in order per partition). After any error it is not to be used again: crash and restart."""

    def __init__(self, bootstrap: str, client_id: str) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            enable_idempotence=True,
            compression_type="lz4",
            linger_ms=2,
            max_batch_size=256 * 1024,
            max_request_size=1024 * 1024,
            request_timeout_ms=15000,
        )
        await whole(self._producer.start())

    async def stop(self) -> None:
        if self._producer is not None:
            await self._producer.stop()

    async def send(
        self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]], partition: int | None = None
    ) -> Awaitable[Any]:
        if self._producer is None:
            raise RuntimeError("producer is not started")
        ack: Awaitable[Any] = await self._producer.send(topic, value, key=key, headers=list(headers), partition=partition)
        return ack


class TopicGone(RuntimeError):
    """A topic that is read does not exist (any more). The group may have shared out its partitions without it; see ``REJOIN_SECONDS``."""


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Only notes what happened: an exception raised here would be logged and swallowed by aiokafka."""

    def __init__(self, source: KafkaSource) -> None:
        self._source = source

    async def on_partitions_revoked(self, revoked: Any) -> None:
        return None

    async def on_partitions_assigned(self, assigned: Any) -> None:
        self._source.assigned(frozenset((tp.topic, tp.partition) for tp in assigned))


class KafkaSource:
    """Static membership: a worker that comes back under its name within the session time gets its partitions without a rebalance."""

    def __init__(self, bootstrap: str, *, group: str, instance_id: str, topics: Sequence[str], client_id: str) -> None:
        self._topics = list(topics)
        self._bootstrap = bootstrap
        self._group = group
        self._consumer_args = {
            "bootstrap_servers": bootstrap,
            "group_id": group,
            "group_instance_id": f"{group}.{instance_id}",
            "client_id": client_id,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "session_timeout_ms": SESSION_SECONDS * 1000,
            "heartbeat_interval_ms": 2000,
            "max_poll_interval_ms": 300000,
            "fetch_max_wait_ms": 100,
            "max_partition_fetch_bytes": 4 * 1024 * 1024,
            "partition_assignment_strategy": (RoundRobinPartitionAssignor,),
            "metadata_max_age_ms": 30000,
        }
        self._consumer: AIOKafkaConsumer | None = None
        self._assignment: frozenset[tuple[str, int]] | None = None
        self.last_poll = 0.0
        self._lag = Lag()

    async def start(self) -> None:
        """Joins the group once every topic exists: a share made up without one of them would be ours for as long as we keep our name."""
        self._consumer = AIOKafkaConsumer(**self._consumer_args)
        await whole(self._consumer.start())
        while await self.missing():  # noqa: ASYNC110 - nobody tells when a topic is made
            await asyncio.sleep(1.0)
        self._consumer.subscribe(self._topics, listener=_Listener(self))

    async def unread(self) -> set[tuple[str, int]]:
        """Partitions of ours that no worker has."""
        assigned = {(tp.topic, tp.partition) for tp in self.consumer.assignment()}
        wanted = {(topic, part) for topic in self._topics for part in range(PARTITIONS)}
        if wanted <= assigned:
            return set()
        return await unassigned(self._bootstrap, self._group, wanted)

    async def missing(self) -> set[str]:
        """Topics of ours that the broker does not have now."""
        return set(self._topics) - set(await whole(self.consumer.topics()))

    async def stop(self) -> None:
        if self._consumer is not None:
            await self._consumer.stop()

    @property
    def consumer(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise RuntimeError("consumer is not started")
        return self._consumer

    def assigned(self, partitions: frozenset[tuple[str, int]]) -> None:
        # paused before anything is fetched at a position that is not ours: the database knows the right one
        self.consumer.pause(*(TopicPartition(t, p) for t, p in partitions))
        self._assignment = partitions

    def take_assignment(self) -> frozenset[tuple[str, int]] | None:
        taken, self._assignment = self._assignment, None
        return taken

    def seek(self, topic: str, partition: int, offset: int) -> None:
        tp = TopicPartition(topic, partition)
        if tp not in self.consumer.assignment():
            return  # lost meanwhile, and aiokafka would raise: a fenced worker has to go on, with the news of it at its next poll
        self.consumer.seek(tp, offset)
        self.consumer.resume(tp)

    async def poll(self, max_records: int) -> list[RawRecord]:
        # never cancelled, only timed out: a cancelled getmany leaks a counter and switches max_poll_interval off
        self.last_poll = asyncio.get_running_loop().time()
        self._lag.finished()
        batches = await self.consumer.getmany(timeout_ms=200, max_records=max_records)
        found = [
            RawRecord(tp.topic, tp.partition, m.offset, m.key, m.value or b"", tuple(m.headers), m.timestamp)
            for tp, messages in batches.items()
            for m in messages
        ]
        self._lag.polled(found)
        return found

    async def ends(self) -> dict[tuple[str, int], int]:
        """The end of every partition of the topics, whoever reads it."""
        partitions = [TopicPartition(topic, part) for topic in self._topics for part in range(PARTITIONS)]
        return {(tp.topic, tp.partition): end for tp, end in (await self.consumer.end_offsets(partitions)).items()}

    async def lag(self) -> int:
        """Records not yet read, over the assigned partitions (by the last fetch's high watermark)."""
        total = 0
        for tp in self.consumer.assignment():
            high = self.consumer.highwater(tp)
            if high is not None:
                total += max(0, high - await self.consumer.position(tp))
        return total

    async def behind(self, done: Mapping[tuple[str, int], int]) -> tuple[int, float]:
        """Records beyond ``done`` (the database's offsets) up to the broker's ends, and how long the oldest has waited.

        Not over the assigned partitions: one that no worker has is the one to hear of. Nor by the last fetch: a consumer that stands
        still fetches nothing more and would report a lag that no longer grows."""
        async with asyncio.timeout(ASK_SECONDS):
            ends = await self.ends()
        unread = {tp: max(0, end - done.get(tp, 0)) for tp, end in ends.items()}
        ours = {(tp.topic, tp.partition) for tp in self.consumer.assignment()}
        return sum(unread.values()), self._lag.seconds(unread, wall_now().timestamp(), done=done, ours=ours)
