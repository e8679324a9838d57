"""A service: what it declares (ServiceSpec, Parts) and what it is given (Runtime). Wiring only; running is in ``runner``."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from fastapi import APIRouter
from shared_events.registry import topic

from chassis.aggregate import Aggregate
from chassis.clock import SystemClock
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.days import Dependency, Ready
from chassis.db import Database
from chassis.http_client import ServiceClient
from chassis.jobs import JobKind
from chassis.jobs_api import Inside, accept_job
from chassis.jobs_failed import OpenRows
from chassis.metrics import Metrics
from chassis.offload import Offload
from chassis.settings import Settings
from chassis.store import PostgresStore
from chassis.subscription import Projection, Reaction
from chassis.timers import TimerKind

Loop = Callable[[], Awaitable[None]]
ATTENDED_COMMANDS, ATTENDED_SECONDS = 3, 1.0


class Runtime:
    """What a process has: given to ``build`` once, before the event loop runs. Routes and handlers keep it."""

    def __init__(self, spec: ServiceSpec, settings: Settings) -> None:
        if settings.database_url is None:
            raise RuntimeError("SELARAS_DATABASE_URL is not set")
        self.name = spec.name
        self.settings = settings
        self.db = Database(settings.database_url, pool_size=settings.pool_max, application_name=f"selaras-{spec.name}")
        self.store = PostgresStore(self.db)
        self.wake_event = asyncio.Event()  # something may wait in the outbox
        self.job_event = asyncio.Event()  # a job may wait
        self.commands = Commands(self.store, self._commanded)
        self._commanded_at: deque[float] = deque(maxlen=ATTENDED_COMMANDS)
        self.metrics = Metrics(spec.name)
        self.offload = Offload()  # for what would hold the event loop: reading a file, say
        self.clock = SystemClock()
        self._session: aiohttp.ClientSession | None = None
        self._calls: ServiceClient | None = None

    def _commanded(self) -> None:
        self._commanded_at.append(self.clock.monotonic())
        self.wake_event.set()

    def attended(self) -> bool:
        """Are people giving commands to this process just now? (One alone may be what started a job.)"""
        last = self._commanded_at
        return len(last) == ATTENDED_COMMANDS and self.clock.monotonic() - last[0] < ATTENDED_SECONDS

    async def open(self) -> None:
        self._session = aiohttp.ClientSession()
        self._calls = ServiceClient(self.settings, self._session)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
        await self.offload.close()
        await self.db.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """For calls outside Selaras (Dukcapil, webhooks)."""
        if self._session is None:
            raise RuntimeError("the process has not started yet")
        return self._session

    @property
    def calls(self) -> ServiceClient:
        """For calls to sister services."""
        if self._calls is None:
            raise RuntimeError("the process has not started yet")
        return self._calls

    def topic(self, service: str) -> str:
        return topic(service, self.settings.topic_prefix)

    def after(self, consumer: str, service: str) -> Dependency:
        """For ``Parts.day_after``: our day closes only when ``consumer`` has read that service's mark."""
        return Dependency(consumer, self.topic(service))

    async def accept_job(
        self, ctx: Context, kind: str, input: Any, *, subject: str | None = None, akt_id: str | None = None, total: int | None = None,
        inside: Inside | None = None,
    ) -> Outcome[None]:  # fmt: skip
        """Store a job for a 202; see jobs_api.accept_job. Answer with ``chassis.jobs_api.job_reply``."""
        outcome = await accept_job(
            self.db, self.commands, ctx, kind, input, subject=subject, akt_id=akt_id, total=total, inside=inside
        )  # fmt: skip
        self.job_event.set()
        return outcome


@dataclass(frozen=True)
class Parts:
    """What a service consists of.

    aggregates   whose events stand in the store; from them the tables of ``inline`` can be built again
    inline       tables that the aggregates' inline statements write, and nobody else
    beside       tables that are no read model: keys, files at work, numbers drawn; they live in the backup alone
    day_after    marks that must have been read before our own day may close (``rt.after("status.v1", "iuran")``)
    day_ready    further conditions: (connection, day) -> may the day close
    loops        further background work of the worker; each runs for ever, ends only by an error
    read_scopes  scopes of which one lets a client read its jobs
    failed_rows  job kind -> opens payloads of failed rows for /gagal.csv
    """

    routers: Sequence[APIRouter] = ()
    projections: Sequence[Projection] = ()
    reactions: Sequence[Reaction] = ()
    jobs: Sequence[JobKind] = ()
    timers: Sequence[TimerKind] = ()
    aggregates: Sequence[Aggregate[Any, Any, Any]] = ()
    inline: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    day_after: Sequence[Dependency] = ()
    day_ready: Sequence[Ready] = ()
    loops: Sequence[Loop] = ()
    read_scopes: tuple[str, ...] = ("operasi",)
    failed_rows: Mapping[str, OpenRows] = field(default_factory=dict)
    webhooks: APIRouter | None = None
    on_start: Sequence[Callable[[], Awaitable[None]]] = ()
    on_stop: Sequence[Callable[[], Awaitable[None]]] = ()


@dataclass(frozen=True)
class ServiceSpec:
    """``produces``: it has a topic of its own and closes days; false for dasbor."""

    name: str
    title: str
    port: int
    migrations: Path | None
    build: Callable[[Runtime], Parts]
    description: str = ""
    produces: bool = True
