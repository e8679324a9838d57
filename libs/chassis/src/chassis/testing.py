"""For tests of services: a migrated database from a template, topics of one's own, a whole service process inside the test's loop."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from shared_events.base import PublicEvent
from shared_events.envelope import Envelope
from shared_events.registry import EVENTS, HARI_DITUTUP, LAYANAN, topic
from sqlalchemy.engine import make_url

from chassis.ids import new_id
from chassis.kafka_bus import PARTITIONS
from chassis.migrate import upgrade
from chassis.runner import Process
from chassis.service import ServiceSpec
from chassis.settings import Settings
from chassis.testing_auth import TestIssuer
from chassis.testing_http import serve

_number = itertools.count(1)
_templates: dict[tuple[str, str, Path | None], str] = {}


def _database(server_url: str, name: str) -> str:
    return make_url(server_url).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


async def fresh_database(server_url: str, name: str, migrations: Path | None) -> str:
    """The URL of a new database with all migrations run; they run once a session, into a template (a copy takes about 30 ms)."""
    # the migrations too: an example service of a test may bear a real one's name
    template = _templates.get((server_url, name, migrations))
    if template is None:
        template = f"uji_{name}_{uuid4().hex[:8]}"
        await _create(server_url, template, None)
        await asyncio.to_thread(upgrade, _database(server_url, template), migrations)
        _templates[server_url, name, migrations] = template
    copy = f"{template}_{next(_number)}"
    await _create(server_url, copy, template)
    return _database(server_url, copy)


async def _create(server_url: str, name: str, template: str | None) -> None:
    conn = await asyncpg.connect(make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await conn.execute(f'create database "{name}"' + (f' template "{template}"' if template else ""))
    finally:
        await conn.close()


async def fresh_topics(bootstrap: str, services: tuple[str, ...] = LAYANAN) -> str:
    """A new prefix with the topics of these services under it."""
    prefix = f"uji-{uuid4().hex[:8]}-"
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic(s, prefix), num_partitions=PARTITIONS, replication_factor=1) for s in services])
    finally:
        await admin.close()
    return prefix


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body) if self.body else None


class Bus:
    """Plays the other services on the topics, and reads what was published."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._started: AIOKafkaProducer | None = None
        self._sequences: dict[str, int] = {}

    async def _producer(self) -> AIOKafkaProducer:
        """Started by the first use: a test without a broker publishes nothing."""
        if self._started is None:
            self._started = AIOKafkaProducer(bootstrap_servers=self._bootstrap)
            await self._started.start()
        return self._started

    async def stop(self) -> None:
        if self._started is not None:
            await self._started.stop()

    async def publish(
        self, subject: str, event: PublicEvent, *, at: datetime, akt_id: str | None = None, sequence: int | None = None,
        occurred: datetime | None = None, traceparent: str | None = None,
    ) -> Envelope:  # fmt: skip
        """An event of another service; ``sequence`` left out: the next of its subject."""
        key = f"{event.LAYANAN}/{subject}"
        number = self._sequences.get(key, 0) + 1 if sequence is None else sequence
        self._sequences[key] = number
        envelope = Envelope(
            new_id(), f"/{event.LAYANAN}", event.ce_type(), subject, occurred or at, at, number, akt_id, str(new_id()), None, traceparent
        )
        await (await self._producer()).send_and_wait(
            topic(event.LAYANAN, self._prefix), event.model_dump_json().encode(), key=subject.encode(), headers=envelope.headers()
        )
        return envelope

    async def raw(self, service: str, key: bytes | None, value: bytes, headers: list[tuple[str, bytes]]) -> None:
        await (await self._producer()).send_and_wait(topic(service, self._prefix), value, key=key, headers=headers)

    async def close_day(self, service: str, day: Any, *, at: datetime) -> None:
        """The mark HariDitutup of a service on every partition of its topic."""
        mark = HARI_DITUTUP[service](tanggal=day)
        envelope = Envelope(new_id(), f"/{service}", mark.ce_type(), str(day), at, at)
        for part in range(PARTITIONS):
            await (await self._producer()).send_and_wait(
                topic(service, self._prefix), mark.model_dump_json().encode(), key=str(day).encode(), headers=envelope.headers(),
                partition=part,
            )  # fmt: skip

    async def read(self, service: str) -> list[tuple[Envelope, PublicEvent]]:
        """Everything on the topic of a service so far, in order per subject."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
        await consumer.start()
        found: list[tuple[Envelope, PublicEvent]] = []
        try:
            parts = [TopicPartition(topic(service, self._prefix), p) for p in range(PARTITIONS)]
            consumer.assign(parts)
            ends = await consumer.end_offsets(parts)
            await consumer.seek_to_beginning(*parts)
            left = {tp for tp, end in ends.items() if end > 0}
            while left:
                for tp, messages in (await consumer.getmany(timeout_ms=500)).items():
                    for m in messages:
                        if any(name == "ce_id" for name, _ in m.headers):  # not what a test threw in with ``raw``
                            envelope = Envelope.read(m.headers)
                            found.append((envelope, EVENTS[envelope.type].model_validate_json(m.value)))
                        if m.offset >= ends[tp] - 1:
                            left.discard(tp)
        finally:
            await consumer.stop()
        return found


class Harness:
    """A running service: ``await h.call("POST", "/v1/…", json={…}, who=h.token("akt-sentosa", "…"))``."""

    def __init__(self, process: Process, url: str, issuer: TestIssuer, session: aiohttp.ClientSession, bus: Bus) -> None:
        self.process = process
        self.url = url
        self.issuer = issuer
        self.bus = bus
        self._session = session

    @property
    def rt(self) -> Any:
        return self.process.rt

    def token(self, sub: str, scope: str, **claims: Any) -> str:
        return self.issuer.token(sub, scope, **claims)

    async def call(
        self, method: str, path: str, *, who: str | None = None, json: Any = None, at: datetime | None = None, key: str | None = None,
        headers: Mapping[str, str] | None = None, **kwargs: Any,
    ) -> Answer:  # fmt: skip
        """``at``: business time of the request; ``key``: Idempotency-Key."""
        sent = dict(headers or {})
        if who is not None:
            sent["Authorization"] = f"Bearer {who}"
        if at is not None:
            sent["X-Waktu-Simulasi"] = at.isoformat()
        if key is not None:
            sent["Idempotency-Key"] = key
        if json is not None:
            kwargs["data"] = orjson.dumps(json)
            sent["Content-Type"] = "application/json"
        async with self._session.request(method, self.url + path, headers=sent, **kwargs) as response:
            return Answer(response.status, response.headers.copy(), await response.read())

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        async with self.rt.db.connection() as conn:
            rows: list[asyncpg.Record] = await conn.fetch(sql, *args)
        return rows

    async def until(self, question: Callable[[], Awaitable[Any]], *, seconds: float = 15.0) -> Any:
        """Ask until the answer is truthy; an AssertionError inside the question means not yet. Fails after ``seconds``."""
        last: BaseException | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    try:
                        if answer := await question():
                            return answer
                    except AssertionError as not_yet:
                        last = not_yet
                    await asyncio.sleep(0.02)
        raise AssertionError(f"did not become true in {seconds} s") from last

    async def job(self, answer: Answer, who: str, *, seconds: float = 30.0) -> Any:
        """Wait for the job behind a 202 and give its last view."""
        if answer.status != 202:
            raise AssertionError(answer.body)

        async def ended() -> Any:
            view = (await self.call("GET", answer.headers["Location"], who=who)).json()
            return view if view["keadaan"] != "BERJALAN" else None

        return await self.until(ended, seconds=seconds)


@asynccontextmanager
async def running(
    spec: ServiceSpec, *, pg_url: str, kafka: str, role: str = "semua", prefix: str | None = None, database_url: str | None = None,
    instance_id: str | None = None, **settings: Any,
) -> AsyncIterator[Harness]:  # fmt: skip
    """A service in one role on its own database and topics, simulation on. ``prefix``/``database_url``: share another's.
    ``instance_id``: of the one before, to take its partitions over at once, else Kafka waits out its session."""
    prefix = prefix or await fresh_topics(kafka)
    url = database_url or await fresh_database(pg_url, spec.name, spec.migrations)
    with TemporaryDirectory(prefix="selaras-uji-") as folder:
        made = Settings(
            database_url=url, kafka_bootstrap_servers=kafka, topic_prefix=prefix, simulasi=True,
            instance_id=instance_id or f"uji-{uuid4().hex[:6]}",
            client_id=f"layanan-{spec.name}", client_secret="uji", **{"berkas": f"file://{folder}"} | settings,  # noqa: S106
        )  # fmt: skip
        issuer = TestIssuer(made)
        process = Process(spec, made, role, keys=issuer.keys)
        bus = Bus(kafka, prefix)
        async with serve(process.app) as base, aiohttp.ClientSession() as session:
            working = asyncio.create_task(process.work()) if role != "api" else None
            try:
                yield Harness(process, base, issuer, session, bus)
            finally:
                await bus.stop()
                if working is not None:
                    working.cancel()
                    with suppress(asyncio.CancelledError):
                        await working
