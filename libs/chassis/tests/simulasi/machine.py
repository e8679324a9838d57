"""Processes that can be killed, paused past every lease and started again, and the network between them and the database."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from chassis.memory_db import MemoryDatabase, MemorySession

from .loop import SimLoop


class Died(BaseException):
    """The process is gone: nothing of it may have an effect any more."""


@dataclass
class Faults:
    """``slow`` to ``zombies`` (without kills): chance at each hop, so that they strike where something is going on.

    What this history suffers from; each history has its own mixture, so that rare faults also meet alone."""

    latency: float = 0.01
    slow: float = 0.0
    lost_connection: float = 0.0
    kills: float = 0.0
    deaths: float = 0.0
    zombies: float = 0.0
    rebalances: float = 0.0
    late_news: float = 0.0
    glitches: float = 0.0
    replacements: float = 0.0
    lost_requests: float = 0.0
    lost_answers: float = 0.0
    impatience: float = 0.0
    same_owner: bool = False


@dataclass
class Counters:
    kills: int = 0
    deaths: int = 0
    crashes: int = 0
    zombies: int = 0
    retries: int = 0
    parallel: int = 0
    rebalances: int = 0
    glitches: int = 0
    replacements: int = 0
    commands: int = 0


class Network:
    def __init__(self, loop: SimLoop, rng: random.Random, faults: Faults) -> None:
        self.loop = loop
        self.rng = rng
        self.faults = faults

    def delay(self) -> float:
        if self.rng.random() < self.faults.slow:
            return self.rng.uniform(0.3, 4.0)
        return self.faults.latency * (0.2 + 1.6 * self.rng.random())

    async def sleep(self, seconds: float) -> None:
        await self.loop.pause(seconds)

    def take(self, n: int) -> int:
        return self.rng.randint(1, n) if self.rng.random() < 0.5 else n


class Machine:
    """One incarnation of a process of a service. Its memory is whatever its tasks hold."""

    def __init__(self, net: Network, db: MemoryDatabase, name: str, counters: Counters, haunt: Callable[[], bool]) -> None:
        self.net = net
        self.name = name
        self.counters = counters
        self.haunt = haunt
        self.paused_until = 0.0
        self.dead = False
        self.session = MemorySession(db, self.hop)
        self.ended: asyncio.Future[None] = net.loop.create_future()
        self.at_death: list[Callable[[], None]] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    async def hop(self) -> None:
        """Something travels: others go on, and this process may be dead, paused or cut off when it arrives."""
        if self.dead:
            raise Died
        net = self.net
        await net.loop.pause(net.delay(), self)
        faults = net.faults
        if faults.deaths and net.rng.random() < faults.deaths:
            self.counters.deaths += 1
            self.kill()
        if self.dead:
            raise Died
        if faults.zombies and net.rng.random() < faults.zombies and self.haunt():
            self.counters.zombies += 1
            await net.loop.pause(0.0, self)
            if self.dead:
                raise Died
        if faults.lost_connection and net.rng.random() < faults.lost_connection:
            raise ConnectionError("lost")

    async def sleep(self, seconds: float) -> None:
        if self.dead:
            raise Died
        await self.net.loop.pause(seconds, self)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = self.net.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def kill(self) -> None:
        """kill -9: memory is lost, the database rolls back what was open, whatever is under way never arrives."""
        if self.dead:
            return
        self.dead = True
        self.session.close()
        for action in self.at_death:
            action()
        for task in list(self._tasks):
            task.cancel()
        if not self.ended.done():
            self.ended.set_result(None)

    def pause(self, seconds: float) -> None:
        """SIGSTOP; whatever was on its way to it waits."""
        self.paused_until = max(self.paused_until, self.net.loop.time() + seconds)


@dataclass
class Place:
    """Where a process of a service runs: it is started again whenever it dies."""

    name: str
    start: Callable[[Machine], list[Callable[[], Awaitable[None]]]]
    db: MemoryDatabase
    net: Network
    counters: Counters
    current: Machine | None = None
    ghosts: list[Machine] = field(default_factory=list)
    crashes: list[Exception] = field(default_factory=list)
    _number: int = 0

    def launch(self) -> None:
        self._number += 1
        name = self.name if self.net.faults.same_owner else f"{self.name}.{self._number}"
        machine = Machine(self.net, self.db, name, self.counters, lambda: self._replace(machine))
        self.current = machine
        machine.at_death.append(lambda: self._died(machine))
        for loop in self.start(machine):
            machine.spawn(self._crash_only(machine, loop))

    def _died(self, machine: Machine) -> None:
        if self.current is machine:
            self.current = None
            self.net.loop.call_later(self.net.rng.uniform(0.1, 2.0), self._again)

    def _again(self) -> None:
        if self.current is None:
            self.launch()

    async def _crash_only(self, machine: Machine, loop: Callable[[], Awaitable[None]]) -> None:
        try:
            await loop()
        except (Died, asyncio.CancelledError):
            return
        except Exception as error:  # noqa: BLE001 - as in a real worker any error ends the process
            self.crashes.append(error)
            self.counters.crashes += 1
            self.net.loop.call_soon(machine.kill)

    def _replace(self, ghost: Machine) -> bool:
        """Stop what runs here and start its heir beside it; the ghost goes on later, believing what it knew."""
        if ghost is not self.current:
            return False
        ghost.pause(self.net.rng.uniform(0.5, 12.0))
        self.ghosts.append(ghost)
        self.launch()
        return True
