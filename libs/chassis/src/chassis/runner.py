"""Roles of a process: ``python -m iuran api | worker | semua | migrate | tutup-hari [YYYY-MM-DD]``, and those of ``maintenance``."""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import orjson
import uvicorn
import uvloop
from aiokafka.errors import KafkaError
from dasar.tanggal import hari_wib
from fastapi import FastAPI

from chassis.clock import business_now
from chassis.context import Context
from chassis.days_api import ask_to_close, days_router
from chassis.gauges import install_gauges
from chassis.http import create_app, uvicorn_options
from chassis.ids import new_id
from chassis.jobs_api import jobs_router
from chassis.jwks import KeySource
from chassis.logs import configure_logging
from chassis.maintenance import ROLES as MAINTENANCE
from chassis.maintenance import maintain
from chassis.parked import Parked, parked_router
from chassis.recovery import StoreBehindTopic, verify_topic
from chassis.refusing import refuse
from chassis.service import Parts, Runtime, ServiceSpec
from chassis.settings import Settings
from chassis.subscription import Subscription
from chassis.telemetry import configure_telemetry
from chassis.topic_reader import BrokerAway
from chassis.worker import NoSource, Worker, make_consumer

log = logging.getLogger(__name__)

ROLES = ("api", "worker", "semua", "migrate", "tutup-hari", *MAINTENANCE)
VERIFY_SECONDS = 60.0
"""Reading the ends of one's own topic takes a moment; an api that could not finish is started again rather than let loose unproven."""
FROZEN_SECONDS = 60.0
BEAT_SECONDS = 5.0
GARBAGE = (10_000, 20, 50)
"""When to look for cycles. By default after every 700 new objects, which is a batch of ten records: a seventh of what a consumer costs."""


class Process:
    """One process of a service in one role; tests run it inside their own event loop."""

    def __init__(self, spec: ServiceSpec, settings: Settings, role: str, *, keys: KeySource | None = None) -> None:
        self.spec = spec
        self.role = role
        self.rt = Runtime(spec, settings)
        self.parts: Parts = spec.build(self.rt)
        self.worker = Worker(spec, self.rt, self.parts)
        self.opened = asyncio.Event()
        self.refused = False  # the store is behind its topic
        self.app = self._app(keys)

    def _app(self, keys: KeySource | None) -> FastAPI:
        rt, parts = self.rt, self.parts
        routers = list(parts.routers) if self.role != "worker" else []
        if self.role != "worker":
            subscriptions: list[Subscription] = [*parts.projections, *parts.reactions]
            replay = Parked(rt.db, rt.commands, {s.consumer: make_consumer(rt, s, NoSource()) for s in subscriptions})
            routers += [jobs_router(rt.db, parts.read_scopes, parts.failed_rows), parked_router(replay)]
            if self.spec.produces:
                routers.append(days_router(rt.db, rt.name))
        install_gauges(rt, self.worker)
        return create_app(
            name=rt.name,
            title=self.spec.title,
            description=self.spec.description,
            settings=rt.settings,
            routers=routers,
            readiness=self._ready,
            webhooks=parts.webhooks,
            lifespan=self._lifespan,
            keys=keys,
            metrics=rt.metrics,
        )

    async def _ready(self) -> dict[str, Any]:
        """api and the combined process: the database alone, a command can be taken while the broker is down."""
        await self.rt.db.ping()
        return {"database": True, "broker": self.worker.connected} if self.role == "worker" else {"database": True}

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        await self.rt.open()
        if self.role != "worker" and self.spec.produces:
            await self._not_behind()
        for start in self.parts.on_start:
            await start()
        self.opened.set()
        try:
            yield
        finally:
            for stop in self.parts.on_stop:
                await stop()
            await self.rt.close()

    async def _not_behind(self) -> None:
        """A store restored from an older backup must not take a single command. Without a broker nobody knows, and the promise to
        take commands holds; the worker finds out as soon as it connects."""
        try:
            async with asyncio.timeout(VERIFY_SECONDS):
                await verify_topic(self.rt.store, self.rt.settings.kafka_bootstrap_servers, self.rt.topic(self.rt.name))
        except StoreBehindTopic:
            self.refused = True
            raise
        except (KafkaError, BrokerAway):
            log.warning("broker does not answer: starting without having compared the store with its topic")

    async def work(self) -> None:
        """The worker, for ever. In the combined process a broken worker is built anew; alone, it ends the process."""
        while True:
            try:
                await self.worker.run()
            except StoreBehindTopic:
                self.refused = True
                raise  # the api beside it must not go on either
            except Exception:  # whatever broke it: alone it ends the process, combined the api must live on (docs/adr/0003)
                if self.role == "worker":
                    raise
                log.exception("worker ended, starting it again")
                await asyncio.sleep(1.0)
                self.worker.consumers.clear()
                self.worker.sources.clear()


async def serve(process: Process) -> int:
    config = uvicorn.Config(process.app, **uvicorn_options(process.rt.settings, process.spec.port))
    server = uvicorn.Server(config)
    _watch_loop()
    serving = asyncio.create_task(_serving(server, process))
    tasks: set[asyncio.Task[Any]] = {serving}
    opened = asyncio.create_task(process.opened.wait())  # the lifespan opens what the worker needs
    await asyncio.wait({serving, opened}, return_when=asyncio.FIRST_COMPLETED)
    opened.cancel()
    # what start-up made lives as long as the process: left out of every full collection, which else holds the loop for 70 ms
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    if process.role != "api" and not serving.done():
        tasks.add(asyncio.create_task(process.work()))
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    for task in pending - {serving}:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    failed = [t for t in done if not t.cancelled() and t.exception() is not None]
    for task in failed:
        log.error("process ends", exc_info=task.exception())
    if process.refused:
        await refuse(process.rt.settings, process.spec.port)
    return 1 if failed or process.refused else 0


async def _serving(server: uvicorn.Server, process: Process) -> None:
    try:
        await server.serve()
    except SystemExit:  # how uvicorn says that the start failed
        if not process.refused:
            raise


def _watch_loop() -> None:
    """A thread that ends the process when its event loop stands still: nothing inside the loop could notice."""
    beat = [time.monotonic()]
    loop = asyncio.get_running_loop()

    def tick() -> None:
        beat[0] = time.monotonic()
        loop.call_later(min(1.0, BEAT_SECONDS), tick)

    def watch() -> None:
        while True:
            time.sleep(BEAT_SECONDS)
            if time.monotonic() - beat[0] > FROZEN_SECONDS:
                faulthandler.dump_traceback(file=sys.stderr)
                os._exit(70)

    tick()
    threading.Thread(target=watch, name="watchdog", daemon=True).start()


async def close_day(spec: ServiceSpec, settings: Settings, day: date) -> int:
    """For a CronJob: ask for the day and wait until the workers have closed it."""
    rt = Runtime(spec, settings)
    try:
        ctx = Context("tutup-hari", "tutup-hari", None, b"", business_now(), str(new_id()))
        job = orjson.loads(await ask_to_close(rt.db, rt.name, day, ctx))["pekerjaan_id"]
        while True:
            async with rt.db.connection() as conn:
                state = await conn.fetchval("select state from jobs where id = $1::uuid", job)
            if state != "BERJALAN":
                return 0 if state == "SELESAI" else 1
            await asyncio.sleep(0.5)
    finally:
        await rt.close()


def main(spec: ServiceSpec, argv: list[str] | None = None) -> None:
    """Entry of ``python -m <service> <role>``."""
    args = sys.argv[1:] if argv is None else argv
    role = args[0] if args else "semua"
    if role not in ROLES:
        sys.exit(f"{spec.name}: peran {role!r} tidak dikenal; pilih salah satu dari {', '.join(ROLES)}")
    settings = Settings()
    configure_logging(spec.name, settings.log_level)
    configure_telemetry(spec.name)
    if settings.database_url is None:
        sys.exit(f"{spec.name}: SELARAS_DATABASE_URL belum diisi")
    if role == "migrate" or (role == "semua" and settings.migrasi):
        from chassis.migrate import upgrade  # late: Alembic costs every start of every other role 0.3 s and 15 MB

        upgrade(settings.database_url, spec.migrations)
    if role == "migrate":
        return
    if role in MAINTENANCE:
        sys.exit(uvloop.run(maintain(spec, settings, role)))
    if role == "tutup-hari":
        day = date.fromisoformat(args[1]) if len(args) > 1 else hari_wib(business_now()) - timedelta(days=1)
        sys.exit(uvloop.run(close_day(spec, settings, day)))

    async def run() -> int:
        return await serve(Process(spec, settings, role))

    sys.exit(uvloop.run(run()))
