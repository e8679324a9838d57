"""A database that came back from an older backup, and a topic that was lost: nothing published is lost or told twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from chassis.db import Database
from chassis.kafka_bus import PARTITIONS
from chassis.rebuild_service import rebuild_inline
from chassis.recover import CannotRecover, Recovery
from chassis.recovery import StoreBehindTopic
from chassis.republish import WorkerRunning, republish
from chassis.runner import Process
from chassis.settings import Settings
from chassis.testing import Harness, fresh_database, fresh_topics, running
from sqlalchemy.engine import make_url

from .conftest import MIGRATIONS, SPEC

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)
EVENTS = "select * from events order by stream_id, version"
MODELS = ("account_model", "reference_used", "streams")


async def _copy(url: str, name: str) -> str:
    """A backup, by PostgreSQL's own copy of a database nobody is connected to."""
    made = make_url(url)
    conn = await asyncpg.connect(made.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False))
    try:
        await conn.execute(f'create database "{name}" template "{made.database}"')
    finally:
        await conn.close()
    return made.set(database=name).render_as_string(hide_password=False)


async def _deposit(h: Harness, account: str, reference: str) -> None:
    who = h.token("teller", "iuran:tulis", akt_id="akt-a")
    body = {"amount": 7, "reference": reference}
    answer = await h.call("POST", f"/v1/account/{account}/deposit", who=who, json=body, key=reference, at=AT)
    assert answer.status == 201, answer.body


async def _sent(h: Harness) -> None:
    async def empty() -> bool:
        return not await h.fetch("select 1 from outbox")

    await h.until(empty)


async def _rows(url: str, sql: str) -> list[Any]:
    conn = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        return [tuple(r.values()) for r in await conn.fetch(sql)]
    finally:
        await conn.close()


class Lost:
    """Where a test starts: ``url`` ran on and is lost, ``backup`` is what is left of it."""

    def __init__(self, url: str, backup: str, where: dict[str, Any]) -> None:
        self.url = url
        self.backup = backup
        self.where = where


@pytest.fixture
async def lost(pg_server: Any, kafka_server: Any) -> Lost:
    prefix = await fresh_topics(kafka_server.bootstrap, ("faskes", "iuran"))
    url = await fresh_database(pg_server.url, "iuran", MIGRATIONS)
    where = {"pg_url": pg_server.url, "kafka": kafka_server.bootstrap, "prefix": prefix, "instance_id": "uji-pulih"}
    async with running(SPEC, **where, database_url=url) as h:
        for n in range(4):
            await _deposit(h, f"a{n % 2}", f"dulu-{n}")
        await _sent(h)
        await h.bus.raw("iuran", b"account:a0", b"nobody sent this", [])  # it keeps neither a start nor the recovery from going on
    backup = await _copy(url, f"{make_url(url).database}_cadangan")
    async with running(SPEC, **where, database_url=url) as h:
        for n in range(5):
            await _deposit(h, f"a{n % 3}", f"kemudian-{n}")
        await _sent(h)
    return Lost(url, backup, where)


async def _recover(lost: Lost, kafka: str) -> int:
    db = Database(lost.backup)
    try:
        return (await Recovery(db, kafka, f"{lost.where['prefix']}selaras.iuran").run()).events
    finally:
        await db.close()


async def test_a_restored_store_takes_no_command_until_it_has_its_facts_back(lost: Lost, kafka_server: Any) -> None:
    for role in ("semua", "api"):
        settings = Settings(
            database_url=lost.backup, kafka_bootstrap_servers=kafka_server.bootstrap, topic_prefix=lost.where["prefix"], instance_id="uji"
        )
        process = Process(SPEC, settings, role)
        with pytest.raises(StoreBehindTopic):
            async with process.app.router.lifespan_context(process.app):
                raise AssertionError("it would take commands now")
        await process.rt.close()

    # five deposits: each a private note and a public event, one of them on a new account that is opened first
    assert await _recover(lost, kafka_server.bootstrap) == 11
    assert await _rows(lost.backup, EVENTS) == await _rows(lost.url, EVENTS), "events are back as they stood, byte for byte"

    async with running(SPEC, **lost.where, database_url=lost.backup) as h:
        await rebuild_inline(h.rt, h.process.parts, repair=True)
        for table in MODELS:
            query = f"select * from {table} order by 1"  # noqa: S608 - names of ours
            assert await _rows(lost.backup, query) == await _rows(lost.url, query), table
        await _deposit(h, "a0", "sesudah")
        await _sent(h)
        of_a0 = [e.sequence for e, _ in await h.bus.read("iuran") if e.subject == "account:a0"]
        assert of_a0 == list(range(1, 6)), "the sequence goes on where the world heard it last"
    assert await _recover(lost, kafka_server.bootstrap) == 0, "nothing is behind any more"


async def test_a_lost_topic_is_published_again_in_order(lost: Lost, kafka_server: Any) -> None:
    db = Database(lost.url)
    name = f"{lost.where['prefix']}selaras.iuran"
    try:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka_server.bootstrap)
        await admin.start()
        await admin.delete_topics([name])
        await admin.create_topics([NewTopic(name, num_partitions=PARTITIONS, replication_factor=1)])
        await admin.close()
        public = await _rows(lost.url, "select stream_id, sequence from events where sequence is not null order by 1, 2")
        assert await republish(db) == len(public) == 9
    finally:
        await db.close()
    async with running(SPEC, **lost.where, database_url=lost.url) as h:
        await h.until(lambda: _empty(h), seconds=20)
        heard = [(e.subject, e.sequence) for e, _ in await h.bus.read("iuran")]
        assert sorted(heard) == public
        for subject in {s for s, _ in heard}:
            sequences = [n for s, n in heard if s == subject]
            assert sequences == sorted(sequences)


async def test_the_marks_of_all_closed_days_are_published_again_after_everything_else(lost: Lost) -> None:
    """Found by rebuilding a read model that keeps a row a day (make kekacauan ADEGAN=topik-hilang): only the newest mark came back."""
    db = Database(lost.url)
    days = [date(2016, 11, 20), date(2016, 12, 10), date(2016, 12, 20)]
    try:
        async with db.connection() as conn:
            await conn.executemany(
                "insert into day_marks (tanggal, closed_at) values ($1, clock_timestamp())", [(d,) for d in reversed(days)]
            )
        await republish(db)
        assert [d for (d,) in await _rows(lost.url, "select day from outbox order by id")][-4:] == [None, *days]
    finally:
        await db.close()


async def _empty(h: Harness) -> bool:
    return not await h.fetch("select 1 from outbox")


async def test_nothing_is_published_again_while_a_relay_works(lost: Lost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.republish.WAIT_SECONDS", 2.0)
    async with running(SPEC, **lost.where, database_url=lost.url) as h:
        await _deposit(h, "a0", "relay-bekerja")
        await _sent(h)
        with pytest.raises(WorkerRunning):
            await republish(h.rt.db)


async def test_a_store_of_another_history_is_refused(lost: Lost, kafka_server: Any) -> None:
    conn = await asyncpg.connect(lost.backup)
    try:  # somebody forced it: another private event stands where the topic has its own
        await conn.execute(
            "insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada)"
            " select stream_id, version + 1, gen_random_uuid(), 'Noted', 1, data, metadata, waktu, dicatat_pada from events"
            " where stream_id = 'account:a0' and version = 5"
        )
        await conn.execute("update streams set version = 6 where stream_id = 'account:a0'")
    finally:
        await conn.close()
    with pytest.raises(CannotRecover, match="version 6 is another event"):
        await _recover(lost, kafka_server.bootstrap)
