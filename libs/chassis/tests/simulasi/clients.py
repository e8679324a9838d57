"""Clients that want one thing done once, over a network that loses requests and answers, and say what they were told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chassis.aggregate import Aggregate
from chassis.commands import Commands, Reply
from chassis.context import Context
from dasar.penolakan import Ditolak

from .accounts import Deposit
from .days import business_time
from .machine import Counters, Died, Machine, Network, Place


@dataclass
class Op:
    """One wish under one key. ``told``: the final answer; None: the client gave up without one."""

    reference: str
    aggregate: Aggregate[Any, Any, Any]
    account: str
    amount: int
    unique: str = ""
    expected: int | None = None
    """A version the client has really seen: a refusal by it is final, because versions only grow."""
    tries: int = 1
    check_version: bool = False
    told: tuple[int, Any] | None = None
    answers: list[tuple[int, Any]] = field(default_factory=list)


@dataclass
class Api:
    """The front of a service: which of its processes answers is chance."""

    places: list[Place]
    store: Callable[[Machine], Any]
    net: Network
    counters: Counters

    async def call(self, op: Op, patience: float) -> tuple[int, Any] | None:
        """One request; None if no answer came. The deed may go on without us."""
        net = self.net
        await net.sleep(net.delay())
        machines = [p.current for p in self.places if p.current is not None]
        machines += [g for p in self.places for g in p.ghosts if not g.dead]
        if not machines or net.rng.random() < net.faults.lost_requests:
            await net.sleep(patience)
            return None
        machine = net.rng.choice(machines)
        answer: asyncio.Future[tuple[int, Any] | None] = net.loop.create_future()

        def hung_up() -> None:
            if not answer.done():
                answer.set_result(None)

        machine.at_death.append(hung_up)
        timer = net.loop.call_later(patience, hung_up)
        machine.spawn(self._handle(machine, op, answer))
        told = await answer
        timer.cancel()
        await net.sleep(net.delay())
        return None if net.rng.random() < net.faults.lost_answers else told

    async def _handle(self, machine: Machine, op: Op, answer: asyncio.Future[Any]) -> None:
        ctx = Context(
            "klien", f"deposit {op.account}", op.reference, b"%d" % op.amount, business_time(self.net.loop.time()), op.reference,
            clock=lambda: business_time(self.net.loop.time()),
        )  # fmt: skip
        told: tuple[int, Any] | None
        try:
            outcome = await Commands(self.store(machine)).execute(
                op.aggregate, op.account, Deposit(op.amount, op.reference, op.unique), ctx=ctx, expected=op.expected,
                respond=lambda state, version, _: Reply(201, {"balance": state.balance, "version": version}),
            )  # fmt: skip
            told = (outcome.response_status, outcome.json())
        except Ditolak as refused:
            told = (refused.status, refused.kode)
        except ConnectionError:
            told = (503, None)
        except (Died, asyncio.CancelledError):
            return
        if not answer.done():
            answer.set_result(told)

    async def insist(self, op: Op) -> None:
        """Again under the same key until an answer counts, or the client is tired of it."""
        net = self.net
        for attempt in range(op.tries):
            self.counters.commands += 1
            self.counters.retries += attempt > 0
            patience = net.rng.uniform(0.05, 0.5) if net.rng.random() < net.faults.impatience else net.rng.uniform(2.0, 8.0)
            told = await self.call(op, patience)
            if told is not None:
                op.answers.append(told)
                if told[0] != 503 and told[1] != "SEDANG_DIUBAH":
                    op.told = told
                    return
            await net.sleep(net.rng.uniform(0.0, 1.0))
