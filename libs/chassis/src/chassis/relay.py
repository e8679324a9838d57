"""From the outbox to the bus: in order of reference, deleted only after the broker's ack.

A crash between ack and delete sends again; consumers drop that by ``ce_sequence``. First occurrences are never out of order per
subject: version n+1 can only be written after n is visible, so its reference is younger.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from shared_events.envelope import Envelope
from shared_events.registry import HARI_DITUTUP

from chassis.clock import Clock
from chassis.idle import Idle
from chassis.ids import derived
from chassis.ports import Lease, Outbox, OutboxEntry, Producer
from chassis.private_form import HEADER

LEASE_SECONDS = 6.0
RENEW_AFTER = 2.0
BATCH = 500
IDLE_SECONDS = 0.02
SLOWEST_SECONDS = 0.1
SEND_TIMEOUT = 30.0


class Relay:
    """One per service at a time, by lease. ``step`` is one round, so that a simulator can decide when it happens."""

    def __init__(
        self,
        *,
        service: str,
        topic: str,
        partitions: int,
        outbox: Outbox,
        producer: Producer,
        lease: Lease,
        clock: Clock,
        most: int = BATCH,
    ) -> None:
        self.service = service
        self.topic = topic
        self.partitions = partitions
        self._outbox = outbox
        self._producer = producer
        self._lease = lease
        self._clock = clock
        self._most = most
        self._ahead: list[OutboxEntry] = []
        self._held_until = 0.0
        self._renew_at = 0.0

    async def _holds_lease(self) -> bool:
        now = self._clock.monotonic()
        if now >= self._renew_at:
            if not await self._lease.acquire():
                self._held_until = 0.0
                self._renew_at = now + RENEW_AFTER / 2
                return False
            # counted from before the question, so that we stop believing before the database does
            self._held_until = now + LEASE_SECONDS
            self._renew_at = now + RENEW_AFTER
        return now < self._held_until

    async def step(self) -> int:
        """Send one batch; the number of references done. Any error leaves the references: the process exits and starts again."""
        if not await self._holds_lease():
            self._ahead = []  # another's to send
            return 0
        entries, self._ahead = self._ahead or await self._outbox.pending(self._most), []
        if not entries:
            return 0
        ids = [e.id for e in entries]
        async with asyncio.timeout(SEND_TIMEOUT):  # with idempotence a send never expires by itself
            acks: list[Awaitable[Any]] = []
            for entry in entries:
                if entry.day is not None:
                    await _all(acks)  # a mark promises that everything referenced before it is on the topic
                    acks = [await self._send_mark(entry, part) for part in range(self.partitions)]
                    await _all(acks)
                    acks = []
                elif entry.envelope is not None:
                    headers = entry.envelope.headers()
                    if entry.private is not None:
                        headers.append((HEADER, entry.private))
                    acks.append(await self._producer.send(self.topic, entry.envelope.subject.encode(), entry.value, headers))
            if len(entries) == self._most:  # more is waiting: it is read while these travel
                _, self._ahead = await asyncio.gather(_all(acks), self._outbox.pending(self._most, ids))
            else:
                await _all(acks)
        await self._outbox.delete(ids)
        return len(entries)

    async def _send_mark(self, entry: OutboxEntry, partition: int) -> Awaitable[Any]:
        if entry.day is None or entry.recorded_at is None:
            raise ValueError("not a day mark")
        mark = HARI_DITUTUP[self.service](tanggal=entry.day)
        envelope = Envelope(
            id=derived(self.service, "HariDitutup", entry.day, partition),
            source=f"/{self.service}",
            type=mark.ce_type(),
            subject=entry.day.isoformat(),
            time=entry.recorded_at,
            recorded_time=entry.recorded_at,
        )
        return await self._producer.send(
            self.topic, envelope.subject.encode(), mark.model_dump_json().encode(), envelope.headers(), partition
        )

    async def run(self, wake: asyncio.Event) -> None:
        idle = Idle(IDLE_SECONDS, SLOWEST_SECONDS)
        while True:
            if await self.step():
                idle.reset()
            else:
                await idle.wait(wake)


async def _all(acks: list[Awaitable[Any]]) -> None:
    if acks:
        await asyncio.gather(*acks)
