"""One history: three services, their databases and the broker, clients, and what goes wrong, all drawn from one seed."""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

from chassis.days import Dependency
from chassis.memory_bus import MemoryBroker, MemorySource
from chassis.memory_db import MemoryDatabase
from chassis.subscription import Projection, Reaction

from .accounts import ACCOUNT, COPY
from .clients import Api, Op
from .days import PARTITIONS, business_time, close_days
from .loop import SimLoop
from .machine import Counters, Faults, Machine, Network, Place
from .parts import Parts, make_consumer, make_relay
from .replaced import publish_again
from .subscribers import COPIER, FIRST, MIRROR, SECOND, TALLIER
from .watch import LeaseWatch

Loop = Callable[[], Awaitable[None]]
THIRD = "third"
QUIET_SECONDS = 600.0
MOST_STEPS = 400_000


class NeverQuiet(AssertionError):
    """The faults are over and something still has not come to its end."""


def draw_faults(rng: random.Random) -> Faults:
    def sometimes(low: float, high: float) -> float:
        return rng.uniform(low, high) if rng.random() < 0.5 else 0.0

    return Faults(
        latency=rng.choice((0.005, 0.01, 0.03)),
        slow=sometimes(0.005, 0.05),
        lost_connection=sometimes(0.001, 0.01),
        kills=sometimes(0.05, 0.3),
        deaths=sometimes(0.0005, 0.004),
        zombies=sometimes(0.0005, 0.004),
        rebalances=sometimes(0.1, 0.6),
        late_news=sometimes(0.2, 0.9),
        glitches=sometimes(0.1, 0.6),
        replacements=sometimes(0.02, 0.1),
        lost_requests=sometimes(0.02, 0.2),
        lost_answers=sometimes(0.05, 0.4),
        impatience=sometimes(0.1, 0.8),
        same_owner=rng.random() < 0.2,
    )


class World:
    def __init__(self, seed: int, parts: Parts) -> None:
        self.seed = seed
        self.parts = parts
        self.rng = random.Random(seed)
        self.loop = SimLoop()
        self.faults = draw_faults(self.rng)
        self.net = Network(self.loop, self.rng, self.faults)
        self.counters = Counters()
        self.broker = MemoryBroker(PARTITIONS)
        self.dbs = {name: MemoryDatabase(self.loop.time) for name in (FIRST, SECOND, THIRD)}
        self.leases = {name: LeaseWatch(self.loop.time) for name in (FIRST, SECOND)}
        self.sources: list[tuple[Machine, Any, MemorySource]] = []
        self.heard: dict[str, list[tuple[int, str]]] = {"akt-a": [], "akt-b": []}
        self.horizon = self.rng.uniform(6.0, 14.0)
        self.rush = self.horizon * 0.8 if self.rng.random() < 0.5 else 0.5
        self.last_day = business_time(0).date()
        self.places: list[Place] = []
        self.apis: dict[str, Api] = {}
        feed = parts.feed()
        fronts = {FIRST: 2, SECOND: 1, THIRD: 0}
        backs: dict[str, list[Projection | Reaction]] = {FIRST: [], SECOND: [MIRROR, COPIER], THIRD: [feed, TALLIER]}
        for name, db in self.dbs.items():
            apis = [self._place(f"{name}-api{n}", db, lambda _: []) for n in range(fronts[name])]
            for n in range(2):
                self._place(f"{name}-worker{n}", db, partial(self._worker, name, backs[name]))
            self.apis[name] = Api(apis, lambda machine: parts.store(machine.session), self.net, self.counters)
        self.ops = self._wishes()

    def _place(self, name: str, db: MemoryDatabase, start: Callable[[Machine], list[Loop]]) -> Place:
        place = Place(name, start, db, self.net, self.counters)
        self.places.append(place)
        return place

    def _worker(self, service: str, subscriptions: list[Projection | Reaction], machine: Machine) -> list[Loop]:
        loops: list[Loop] = []
        pause = partial(self.rng.uniform, 0.2, 1.4)
        if service in self.leases:
            lease = self.leases[service].watch(self.parts.lease(machine.session, machine.name), machine.name)
            relay = make_relay(self.parts, machine, self.broker, service, lease)
            loops.append(lambda: _forever(machine, relay.step, partial(self.rng.uniform, 0.0, 1.0)))
            closer = self.parts.closer([Dependency(COPIER.consumer, FIRST)] if service == SECOND else [])
            loops.append(lambda: close_days(machine, closer, self._may_close, pause))
        for subscription in subscriptions:
            consumer, source = make_consumer(self.parts, machine, self.broker, subscription)
            self.sources.append((machine, consumer, source))
            loops.append(partial(_forever, machine, consumer.step, pause))
        return loops

    def _may_close(self, day: date) -> bool:
        return day <= self.last_day and business_time(self.loop.time()).date() > day

    def _version(self, service: str, op: Op) -> int:
        version: int = self.dbs[service].tables["streams"].get(op.aggregate.stream(op.account), (0, 0))[0]
        return version

    def _wishes(self) -> list[tuple[str, Op]]:
        rng = self.rng
        made: list[tuple[str, Op]] = []
        for n in range(rng.randint(5, 12)):
            at_second = rng.random() < 0.2
            unique = f"u{rng.randint(0, 2)}" if rng.random() < 0.25 else ""
            op = Op(
                f"op{n}", COPY if at_second else ACCOUNT, str(rng.randint(0, 1 if at_second else 2)), rng.randint(0, 20), unique,
                None, rng.choice((1, 3, 8, 20)), rng.random() < 0.2,
            )  # fmt: skip
            made.append((SECOND if at_second else FIRST, op))
        return made

    async def history(self) -> None:
        for place in self.places:
            place.launch()
        clients = [self.loop.create_task(self._client(service, op)) for service, op in self.ops]
        readers = [self.loop.create_task(self._read_feed(akt)) for akt in self.heard]
        await self._trouble()
        for client in clients:
            await client
        self.last_day = business_time(self.loop.time()).date()
        self._peace()
        deadline = self.loop.time() + QUIET_SECONDS
        while (why := self._unrest()) is not None:
            if self.loop.time() > deadline:
                raise NeverQuiet(f"{why}; {[p.crashes[-1:] for p in self.places if p.crashes]}")
            await self.net.sleep(0.5)
        await self.net.sleep(2.0)
        for reader in readers:
            reader.cancel()
        for place in self.places:
            if place.current is not None:
                place.current.kill()

    async def _client(self, service: str, op: Op) -> None:
        await self.net.sleep(self.rng.uniform(0.0, self.rush))
        if op.check_version:
            op.expected = self._version(service, op)
            await self.net.sleep(self.rng.uniform(0.0, 1.0))
        twin = Op(op.reference, op.aggregate, op.account, op.amount, op.unique, op.expected, 2)
        if self.rng.random() < 0.3:  # the same key twice at once: both are told about one deed
            self.counters.parallel += 1
            other = self.loop.create_task(self.apis[service].insist(twin))
            await self.apis[service].insist(op)
            await other
            op.answers += twin.answers
            if op.told is None:
                op.told = twin.told
        else:
            await self.apis[service].insist(op)

    async def _trouble(self) -> None:
        rng, faults = self.rng, self.faults
        while self.loop.time() < self.horizon:
            await self.net.sleep(rng.uniform(0.2, 1.2))
            if rng.random() < faults.kills and (victims := self._running()):
                self.counters.kills += 1
                rng.choice(victims).kill()
            if rng.random() < faults.rebalances and self.broker.groups:
                self.counters.rebalances += 1
                group = rng.choice(self.broker.groups)
                group.rebalance(rng.sample(group.members, len(group.members)))
            if rng.random() < faults.glitches:
                self._glitch()
            if rng.random() < faults.replacements:
                self.counters.replacements += 1
                for machine in self._running():
                    machine.kill()
                lost = rng.choice((FIRST, SECOND))
                publish_again(self.broker, self.dbs[lost], lost, rng)

    def _running(self) -> list[Machine]:
        return [p.current for p in self.places if p.current is not None] + [g for p in self.places for g in p.ghosts if not g.dead]

    def _glitch(self) -> None:
        """A fetch that starts elsewhere than asked: earlier (records come twice) or, once, later."""
        live = [(c, s) for m, c, s in self.sources if not m.dead and s.next]
        if not live:
            return
        consumer, source = self.rng.choice(live)
        tp = self.rng.choice(sorted(source.next))
        self.counters.glitches += 1
        if source.next[tp] + 1 < len(self.broker.logs[tp]) and tp not in consumer._verify and self.rng.random() < 0.5:
            source.next[tp] += 1
        else:
            source.next[tp] = max(0, source.next[tp] - self.rng.randint(1, 5))

    def _peace(self) -> None:
        for place in self.places:
            for ghost in place.ghosts:
                ghost.kill()
        latency = self.faults.latency
        self.faults.__dict__.update(Faults(latency=latency).__dict__)

    def _unrest(self) -> str | None:
        if (now := self.loop.time()) and business_time(now).date() <= self.last_day:
            return "the last day is not over"
        for name in (FIRST, SECOND):
            tables = self.dbs[name].tables
            if tables["outbox"]:
                return f"outbox of {name}"
            if self.last_day not in tables["day_marks"]:
                return f"last day of {name}"
        for name, subscriptions in ((SECOND, (MIRROR, COPIER)), (THIRD, (self.parts.feed(), TALLIER))):
            offsets = self.dbs[name].tables["consumer_offsets"]
            for subscription in subscriptions:
                for part in range(PARTITIONS):
                    topic = subscription.sources[0]
                    position = offsets.get((subscription.consumer, topic, part))
                    if (position.next_offset if position else 0) != len(self.broker.logs[topic, part]):
                        return f"{subscription.consumer} at {part}"
        return None

    async def _read_feed(self, akt: str) -> None:
        """Somebody who asks for everything after the last number seen, as a webhook sender does."""
        table = self.dbs[THIRD].tables["feed"]
        seen = self.heard[akt]
        while True:
            await self.net.sleep(self.rng.uniform(0.1, 0.5))
            cursor = seen[-1][0] if seen else 0
            seen += sorted((n, event_id) for (a, n), event_id in table.items() if a == akt and n > cursor)


async def _forever(machine: Machine, step: Callable[[], Awaitable[int]], pause: Callable[[], float]) -> None:
    while True:
        if not await step():
            await machine.sleep(pause())


def run(seed: int, parts: Parts | None = None) -> World:
    """The history of a seed, to its end; what holds of it is for ``invariants``."""
    logging.disable(logging.CRITICAL)
    try:
        world = World(seed, parts or Parts())
        world.loop.run(world.history(), most_steps=MOST_STEPS)
    finally:
        logging.disable(logging.NOTSET)
    return world
