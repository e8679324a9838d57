"""A broker in memory: partitioned logs, an idempotent producer, groups whose members learn late of what they lost."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

from chassis.memory_db import Hop, no_delay
from chassis.ports import RawRecord

Partition = tuple[str, int]


class MemoryBroker:
    def __init__(self, partitions: int) -> None:
        self.partitions = partitions
        self.logs: defaultdict[Partition, list[RawRecord]] = defaultdict(list)
        self.sent = 0  # stands for the time of sending: no two records have the same
        self._groups: dict[tuple[str, tuple[str, ...]], MemoryGroup] = {}

    def next_moment(self) -> int:
        self.sent += 1
        return self.sent

    def partition_of(self, key: bytes) -> int:
        return crc32(key) % self.partitions

    def group(self, name: str, topics: Sequence[str]) -> MemoryGroup:
        return self._groups.setdefault((name, tuple(topics)), MemoryGroup([(t, p) for t in topics for p in range(self.partitions)]))

    @property
    def groups(self) -> list[MemoryGroup]:
        return list(self._groups.values())


class MemoryGroup:
    """Who reads which partition. A member that is told late goes on with what it had."""

    def __init__(self, partitions: Sequence[Partition]) -> None:
        self._partitions = list(partitions)
        self.members: list[MemorySource] = []
        self.generation = 0

    def join(self, member: MemorySource) -> None:
        self.members.append(member)
        self.generation += 1

    def leave(self, member: MemorySource) -> None:
        if member in self.members:
            self.members.remove(member)
            self.generation += 1

    def rebalance(self, order: Sequence[MemorySource]) -> None:
        self.members = list(order)
        self.generation += 1

    def share_of(self, member: MemorySource) -> frozenset[Partition]:
        if member not in self.members:
            return frozenset()
        mine = self.members.index(member)
        return frozenset(p for n, p in enumerate(self._partitions) if n % len(self.members) == mine)


class MemoryProducer:
    """In order per partition, each record in the log at most once; after an error nothing more of it arrives.

    ``take``: how many of n waiting records the next request to a partition carries."""

    def __init__(self, broker: MemoryBroker, hop: Hop = no_delay, take: Callable[[int], int] = lambda n: n) -> None:
        self._broker = broker
        self._hop = hop
        self._take = take
        self._waiting: dict[Partition, deque[tuple[RawRecord, asyncio.Future[None]]]] = {}
        self._pumps: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None

    async def send(
        self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]], partition: int | None = None
    ) -> Awaitable[Any]:
        if self._broken is not None:
            raise ConnectionError("the producer is broken") from self._broken
        part = self._broker.partition_of(key) if partition is None else partition
        ack: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        record = RawRecord(topic, part, -1, key, value, tuple(headers), self._broker.next_moment())
        if (queue := self._waiting.get((topic, part))) is not None:
            queue.append((record, ack))
            return ack
        self._waiting[topic, part] = deque([(record, ack)])
        pump = asyncio.get_running_loop().create_task(self._pump((topic, part)))
        self._pumps.add(pump)
        pump.add_done_callback(self._pumps.discard)
        return ack

    async def _pump(self, tp: Partition) -> None:
        queue = self._waiting[tp]
        log = self._broker.logs[tp]
        sent: list[tuple[RawRecord, asyncio.Future[None]]] = []
        try:
            while queue:
                sent = [queue.popleft() for _ in range(max(1, min(len(queue), self._take(len(queue)))))]
                await self._hop()
                for record, _ in sent:
                    log.append(replace(record, offset=len(log)))
                await self._hop()  # an error here: the records are in the log and nobody knows
                for _, ack in sent:
                    if not ack.done():
                        ack.set_result(None)
        except Exception as error:  # noqa: BLE001 - it is handed to everybody who waits for an ack
            self._broken = error
            for _, ack in [*sent, *queue]:
                if not ack.done():
                    ack.set_exception(ConnectionError("no ack"))
                    ack.exception()  # whoever waits still gets it; nobody waiting is no error
        finally:
            self._waiting.pop(tp, None)

    def close(self) -> None:
        for pump in list(self._pumps):
            pump.cancel()


class MemorySource:
    """Port ``Source`` for one member of a group. ``late``: the news of a rebalance is still on its way."""

    def __init__(
        self, broker: MemoryBroker, group: MemoryGroup, hop: Hop = no_delay,
        take: Callable[[int], int] = lambda n: n, late: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        self._broker = broker
        self._group = group
        self._hop = hop
        self._take = take
        self._late = late
        self._generation = -1
        self._assigned: frozenset[Partition] = frozenset()
        self._news: frozenset[Partition] | None = None
        self.next: dict[Partition, int] = {}
        group.join(self)

    async def poll(self, max_records: int) -> list[RawRecord]:
        await self._hop()
        if self._generation != self._group.generation and not self._late():
            self._generation = self._group.generation
            self._assigned = self._news = self._group.share_of(self)
            self.next = {}  # nothing is fetched before somebody says from where
        found: list[RawRecord] = []
        for tp, asked in list(self.next.items()):
            log = self._broker.logs[tp]
            offset = self.next[tp] = asked if asked <= len(log) else 0  # out of range: from the earliest
            if (waiting := min(len(log) - offset, max_records - len(found))) > 0:
                found += log[offset : offset + max(1, min(waiting, self._take(waiting)))]
        for raw in found:
            self.next[raw.topic, raw.partition] = raw.offset + 1
        return found

    def seek(self, topic: str, partition: int, offset: int) -> None:
        if (topic, partition) in self._assigned:
            self.next[topic, partition] = offset

    def take_assignment(self) -> frozenset[Partition] | None:
        taken, self._news = self._news, None
        return taken

    def close(self) -> None:
        self._group.leave(self)
