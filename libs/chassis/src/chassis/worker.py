"""The background half of a process: relay, consumers, jobs and the service's own loops. Any error ends it: crash-only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.errors import KafkaError

from chassis.clock import business_now, business_time
from chassis.consumer import MAX_RECORDS, Consumer
from chassis.consumer_store import PostgresConsumerStore, PostgresConsumerTx
from chassis.days import DayCloser
from chassis.db import Database
from chassis.jobs import JobRunner
from chassis.kafka_bus import PARTITIONS, REJOIN_SECONDS, KafkaProducer, KafkaSource, TopicGone
from chassis.outbox import PostgresLease, PostgresOutbox
from chassis.purge import AnswerPurge
from chassis.rebuild import switch_when_caught_up
from chassis.records import Record
from chassis.recovery import verify_topic
from chassis.relay import LEASE_SECONDS, Relay
from chassis.service import Parts, Runtime, ServiceSpec
from chassis.subscription import Projection, Reaction, Subscription, wanted
from chassis.telemetry import current_traceparent, span
from chassis.tx import ReactionTx, Shared

log = logging.getLogger(__name__)

STUCK_SECONDS = 120.0
WATCH_SECONDS = 5.0


class NoSource:
    """Stands where a consumer only serves to replay parked records: there is nothing to poll."""

    async def poll(self, max_records: int) -> list[Any]:
        return []

    def seek(self, topic: str, partition: int, offset: int) -> None:
        return None

    def take_assignment(self) -> frozenset[tuple[str, int]] | None:
        return None


def projection_handler(projection: Projection) -> Callable[[PostgresConsumerTx, Sequence[Record]], Awaitable[None]]:
    async def handle(tx: PostgresConsumerTx, records: Sequence[Record]) -> None:
        links = [r.envelope.traceparent for r in records[:32] if r.envelope.traceparent]
        with span(f"projeksi {projection.consumer}", links=links, attributes={"messaging.batch.message_count": len(records)}):
            await projection.apply(tx.conn, records)

    return handle


def reaction_handler(rt: Runtime, reaction: Reaction) -> Callable[[PostgresConsumerTx, Sequence[Record]], Awaitable[None]]:
    async def handle(tx: PostgresConsumerTx, records: Sequence[Record]) -> None:
        shared = Shared(tx.conn, rt.store)
        for record in records:
            envelope = record.envelope
            simulated = envelope.recorded_time if rt.settings.simulasi else None
            with span(f"reaksi {reaction.name}", envelope.traceparent), business_time(simulated):
                inner = ReactionTx(
                    shared,
                    rt.store,
                    actor=f"reaksi:{reaction.name}",
                    cause=str(envelope.id),
                    now=business_now(),
                    correlation_id=envelope.correlation_id,
                    traceparent=current_traceparent(),
                )
                if record.event is not None:
                    await reaction.handlers[type(record.event)](record, inner)
        await shared.carry_out()

    return handle


def make_consumer(rt: Runtime, subscription: Subscription, source: Any, db: Database | None = None) -> Consumer:
    """``db``: another place to write to than the service's own (a read model built beside the one in use)."""
    reacts = isinstance(subscription, Reaction)
    handle = reaction_handler(rt, subscription) if isinstance(subscription, Reaction) else projection_handler(subscription)
    return Consumer(
        name=subscription.consumer,
        wanted=wanted(subscription),
        source=source,
        store=PostgresConsumerStore(db or rt.db, subscription.consumer),
        handle=handle,
        reacts=reacts,
        committed=rt.wake_event.set if reacts else lambda: None,
    )


class Worker:
    """``run`` goes on until something breaks; then everything of it is thrown away."""

    def __init__(self, spec: ServiceSpec, rt: Runtime, parts: Parts) -> None:
        self._spec = spec
        self._rt = rt
        self._parts = parts
        self._owner = f"{rt.settings.instance_id}"
        self._lease = PostgresLease(rt.db, "relay", self._owner, LEASE_SECONDS)
        self.consumers: dict[str, Consumer] = {}
        self.sources: dict[str, KafkaSource] = {}
        self.connected = False

    async def run(self) -> None:
        rt = self._rt
        producer = KafkaProducer(rt.settings.kafka_bootstrap_servers, f"selaras-{rt.name}")
        subscriptions: list[Subscription] = [*self._parts.projections, *self._parts.reactions]
        for subscription in subscriptions:
            source = KafkaSource(
                rt.settings.kafka_bootstrap_servers,
                group=f"{rt.settings.topic_prefix}{rt.name}.{subscription.consumer}",
                instance_id=self._owner,
                topics=[rt.topic(s) for s in subscription.sources],
                client_id=f"selaras-{rt.name}",
            )
            self.sources[subscription.consumer] = source
            self.consumers[subscription.consumer] = make_consumer(rt, subscription, source)
        try:
            if self._spec.produces:
                await verify_topic(rt.store, rt.settings.kafka_bootstrap_servers, rt.topic(rt.name))
                await producer.start()
            await asyncio.gather(*(s.start() for s in self.sources.values()))
            self.connected = True
            async with self._rejoining(), asyncio.TaskGroup() as group:
                if self._spec.produces:
                    group.create_task(self._relay(producer), name="relay")
                for subscription in subscriptions:
                    group.create_task(self._consume(subscription), name=subscription.consumer)
                group.create_task(self._jobs(), name="jobs")
                for loop in self._parts.loops:
                    group.create_task(_forever(loop), name="loop")
                group.create_task(_forever(AnswerPurge(rt.db, rt.settings.simpan_jawaban_hari).run), name="purge")
                group.create_task(self._watch(), name="watch")
        finally:
            self.connected = False
            await asyncio.gather(producer.stop(), *(s.stop() for s in self.sources.values()), return_exceptions=True)
            # what we sent is sent: another may relay at once. When the database is what broke us, the lease runs out by itself
            await asyncio.gather(self._lease.release(), return_exceptions=True)

    @asynccontextmanager
    async def _rejoining(self) -> AsyncIterator[None]:
        """After a topic was gone, or a share of the group's that lacks it, stay away until the group has forgotten us."""
        try:
            yield
        except* TopicGone as gone:
            log.error("a topic is gone, joining the group anew", extra={"topics": [str(e) for e in gone.exceptions]})
            await asyncio.gather(*(s.stop() for s in self.sources.values()), return_exceptions=True)
            await asyncio.sleep(REJOIN_SECONDS)
            raise

    async def _relay(self, producer: KafkaProducer) -> None:
        rt = self._rt
        relay = Relay(
            service=rt.name,
            topic=rt.topic(rt.name),
            partitions=PARTITIONS,
            outbox=PostgresOutbox(rt.db, rt.name),
            producer=producer,
            lease=self._lease,
            clock=rt.clock,
        )
        await relay.run(rt.wake_event)

    async def _consume(self, subscription: Subscription) -> None:
        consumer, source = self.consumers[subscription.consumer], self.sources[subscription.consumer]
        building = isinstance(subscription, Projection) and bool(subscription.views)
        try:
            while True:
                done = await consumer.step()
                if building and done == 0 and isinstance(subscription, Projection):
                    building = not await switch_when_caught_up(self._rt.db, subscription, await source.ends())
                if 0 < done < MAX_RECORDS:
                    await asyncio.sleep(subscription.rest)
        finally:
            consumer.abandon()

    async def _jobs(self) -> None:
        rt = self._rt
        kinds = list(self._parts.jobs)
        if self._spec.produces:
            kinds.append(DayCloser(self._parts.timers, self._parts.day_after, self._parts.day_ready).kind())
        runner = JobRunner(
            rt.db, rt.store, kinds, self._owner, simulated=rt.settings.simulasi, wake=rt.wake_event.set, woken=rt.job_event,
            attended=rt.attended,
        )  # fmt: skip
        await runner.run()

    async def _watch(self) -> None:
        """A consumer that has records waiting and does not move for two minutes is stuck: end, and be started again."""
        seen: dict[str, tuple[int, float]] = {}
        unread: dict[str, set[tuple[str, int]]] = {}
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self._all_is_shared_out(unread)
            now = asyncio.get_running_loop().time()
            for name, consumer in self.consumers.items():
                processed, since = seen.get(name, (-1, now))
                if consumer.processed != processed or await self.sources[name].lag() == 0:
                    seen[name] = (consumer.processed, now)
                elif now - since > STUCK_SECONDS:
                    raise RuntimeError(f"consumer {name} is stuck")

    async def _all_is_shared_out(self, unread: dict[str, set[tuple[str, int]]]) -> None:
        """Every topic exists and every partition has a reader. ``unread`` keeps what had none at the look before."""
        for name, source in self.sources.items():
            try:
                gone = await source.missing()
                without = await source.unread()
            except KafkaError:
                return  # the broker is away, which the relay and the consumers find out by themselves
            if gone:
                raise TopicGone(", ".join(sorted(gone)))
            if still := without & unread.get(name, set()):
                raise TopicGone(f"{name}: {len(still)} partitions have no reader")
            unread[name] = without


async def _forever(loop: Callable[[], Awaitable[None]]) -> None:
    await loop()
    raise RuntimeError("a background loop ended by itself")
