"""What a process is put together from. A planted bug is a subclass that makes one part wrong."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from chassis.consumer import Consumer
from chassis.days import DayCloser, Dependency
from chassis.memory_bus import MemoryBroker, MemoryProducer, MemorySource
from chassis.memory_consumer import MemoryConsumerStore
from chassis.memory_db import Hop, MemorySession
from chassis.memory_outbox import MemoryLease, MemoryOutbox
from chassis.memory_store import MemoryStore
from chassis.relay import LEASE_SECONDS, Relay
from chassis.subscription import Projection, Reaction, wanted
from chassis.worker import projection_handler, reaction_handler

from .accounts import INLINE
from .days import PARTITIONS, business_time
from .machine import Machine
from .subscribers import FEED


class MachineClock:
    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def business_now(self) -> datetime:
        return business_time(self.monotonic())

    def monotonic(self) -> float:
        return self._machine.net.loop.time()


class Parts:
    """The right ones."""

    def store(self, session: MemorySession) -> Any:
        return MemoryStore(session, INLINE)

    def outbox(self, session: MemorySession, service: str) -> Any:
        return MemoryOutbox(session, service)

    def lease(self, session: MemorySession, owner: str) -> Any:
        return MemoryLease(session, "relay", owner, LEASE_SECONDS)

    def producer(self, broker: MemoryBroker, hop: Hop, take: Any) -> Any:
        return MemoryProducer(broker, hop, take)

    def consumer_store(self, session: MemorySession, name: str) -> Any:
        return MemoryConsumerStore(session, name)

    def consumer(self, **kwargs: Any) -> Consumer:
        return Consumer(**kwargs)

    def closer(self, dependencies: list[Dependency]) -> DayCloser:
        return DayCloser((), dependencies, ())

    def feed(self) -> Projection:
        return FEED


def make_relay(parts: Parts, machine: Machine, broker: MemoryBroker, service: str, lease: Any) -> Relay:
    producer = parts.producer(broker, machine.hop, machine.net.take)
    machine.at_death.append(producer.close)
    return Relay(
        service=service, topic=service, partitions=PARTITIONS, outbox=parts.outbox(machine.session, service), producer=producer,
        lease=lease, clock=MachineClock(machine), most=machine.net.rng.choice((1, 2, 3, 500)),
    )  # fmt: skip


def make_consumer(
    parts: Parts, machine: Machine, broker: MemoryBroker, subscription: Projection | Reaction
) -> tuple[Consumer, MemorySource]:
    """As chassis.worker does it, on the memory parts; the handlers are the worker's own."""
    net = machine.net
    rt = SimpleNamespace(
        settings=SimpleNamespace(simulasi=True), store=parts.store(machine.session), wake_event=SimpleNamespace(set=lambda: None)
    )
    group = broker.group(subscription.consumer, subscription.sources)
    source = MemorySource(broker, group, machine.hop, net.take, lambda: net.rng.random() < net.faults.late_news)
    machine.at_death.append(source.close)
    reacts = isinstance(subscription, Reaction)
    handle: Any = reaction_handler(cast(Any, rt), subscription) if isinstance(subscription, Reaction) else projection_handler(subscription)
    consumer = parts.consumer(
        name=subscription.consumer, wanted=wanted(subscription), source=source,
        store=parts.consumer_store(machine.session, subscription.consumer), handle=handle, reacts=reacts,
        most=net.rng.choice((1, 2, 3, 500)),  # so that polls are full, and the next is taken in ahead
    )  # fmt: skip
    machine.at_death.append(consumer.abandon)
    return consumer, source
