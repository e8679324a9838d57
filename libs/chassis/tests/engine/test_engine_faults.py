"""What happens when machines misbehave: zombies, replaced logs, restored backups, two relays, a broker that goes away."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from chassis.commands import Commands
from chassis.consumer import Consumer, Fenced
from chassis.consumer_store import PostgresConsumerStore
from chassis.context import Context
from chassis.db import Database
from chassis.ids import new_id
from chassis.kafka_bus import PARTITIONS, KafkaProducer
from chassis.outbox import PostgresLease, PostgresOutbox, draw_serials
from chassis.ports import Append, EventTooLarge, NewEvent, Position, RawRecord, StreamAppend
from chassis.recovery import StoreBehindTopic, verify_topic
from chassis.relay import Relay
from chassis.store import PostgresStore
from chassis.testing import Bus, Harness, fresh_database, fresh_topics, running
from shared_events.envelope import Envelope
from shared_events.registry import topic

from .conftest import ACCOUNT, MIGRATIONS, SPEC, Deposit, facility

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)


def _ctx() -> Context:
    return Context("uji", "uji", None, b"", AT, "korelasi")


@pytest.fixture
async def db(pg_server: Any) -> Any:
    database = Database(await fresh_database(pg_server.url, "iuran", MIGRATIONS))
    yield database
    await database.close()


class Scripted:
    """A bus whose polls are written by the test."""

    def __init__(self, polls: list[list[RawRecord]]) -> None:
        self.polls = polls
        self.assignment: frozenset[tuple[str, int]] | None = frozenset({("t", 0)})
        self.sought: list[int] = []

    async def poll(self, max_records: int) -> list[RawRecord]:
        return self.polls.pop(0) if self.polls else []

    def seek(self, topic: str, partition: int, offset: int) -> None:
        self.sought.append(offset)

    def take_assignment(self) -> frozenset[tuple[str, int]] | None:
        taken, self.assignment = self.assignment, None
        return taken


def _record(offset: int, sequence: int, *, subject: str = "faskes:0301R001") -> RawRecord:
    event = facility("0301R001", f"versi {sequence}")
    envelope = Envelope(new_id(), "/faskes", event.ce_type(), subject, AT, AT, sequence)
    return RawRecord("t", 0, offset, subject.encode(), event.model_dump_json().encode(), tuple(envelope.headers()))


def _consumer(db: Database, source: Scripted, seen: list[str]) -> Consumer:
    async def handle(_tx: Any, records: Any) -> None:
        seen.extend(r.event.nama for r in records)

    return Consumer(
        name="uji", wanted=frozenset({facility("0301R001", "x").ce_type()}), source=source, store=PostgresConsumerStore(db, "uji"),
        handle=handle, reacts=False,
    )  # fmt: skip


async def test_a_zombie_that_goes_on_changes_nothing(db: Database) -> None:
    first, second = _record(0, 1), _record(1, 2)
    heir_saw: list[str] = []
    zombie_saw: list[str] = []
    zombie = _consumer(db, Scripted([[first], [second]]), zombie_saw)
    await zombie.step()
    heir = _consumer(db, Scripted([[first], [second]]), heir_saw)
    await heir.step()  # reads the record before its position back
    await heir.step()
    assert await zombie.step() == 0, "the zombie's offsets are stale: fenced"
    assert (zombie_saw, heir_saw) == (["versi 1"], ["versi 2"])


async def test_fencing_rolls_back_what_the_handler_wrote(db: Database) -> None:
    store = PostgresConsumerStore(db, "uji")
    await store.positions([("t", 0)])
    with pytest.raises(Fenced):
        async with store.begin() as tx:
            await tx.conn.execute("insert into facility (kode, nama, seen) values ('Z', 'z', 1)")
            if not await tx.advance({("t", 0): (Position(5, None), Position(6, "x"))}):
                raise Fenced
    async with db.connection() as conn:
        assert await conn.fetchval("select count(*) from facility where kode = 'Z'") == 0


async def test_a_replaced_log_is_read_from_its_start_and_sequences_drop_the_known(db: Database) -> None:
    seen: list[str] = []
    await _consumer(db, Scripted([[_record(0, 1), _record(1, 2)]]), seen).step()
    republished = [_record(0, 1), _record(1, 2), _record(2, 3)]
    source = Scripted([republished[1:], republished])
    consumer = _consumer(db, source, seen)
    await consumer.step()
    assert source.sought == [1, 0], "the record before is another one: back to the start"
    await consumer.step()
    assert seen == ["versi 1", "versi 2", "versi 3"]


async def test_a_hole_in_the_log_stops_the_consumer(db: Database) -> None:
    consumer = _consumer(db, Scripted([[_record(0, 1)], [_record(2, 3)], [_record(2, 3)]]), [])
    await consumer.step()
    await consumer.step()
    with pytest.raises(RuntimeError, match="missing"):
        await consumer.step()


async def test_two_relays_never_send_at_once_and_a_resend_is_only_a_duplicate(db: Database, kafka_server: Any) -> None:
    prefix = await fresh_topics(kafka_server.bootstrap, ("iuran",))
    commands = Commands(PostgresStore(db))
    for n in range(1, 8):
        await commands.execute(ACCOUNT, "r1", Deposit(n), ctx=_ctx())
    producer = KafkaProducer(kafka_server.bootstrap, "uji")
    await producer.start()

    class Clock:
        def business_now(self) -> datetime:
            return AT

        def monotonic(self) -> float:
            return asyncio.get_running_loop().time()

    class Forgetful(PostgresOutbox):
        """Dies between the ack and the delete."""

        async def delete(self, ids: Any) -> None:
            raise ConnectionError("kill -9")

    def relay(owner: str, outbox: PostgresOutbox) -> Relay:
        return Relay(
            service="iuran", topic=topic("iuran", prefix), partitions=PARTITIONS, outbox=outbox, producer=producer,
            lease=PostgresLease(db, "relay", owner, 6.0), clock=Clock(),
        )  # fmt: skip

    with pytest.raises(ConnectionError):
        await relay("satu", Forgetful(db, "iuran")).step()
    assert await relay("dua", PostgresOutbox(db, "iuran")).step() == 0, "the lease is another's"
    assert await relay("satu", PostgresOutbox(db, "iuran")).step() == 7
    await producer.stop()
    sequences = [e.sequence for e, _ in await Bus(kafka_server.bootstrap, prefix).read("iuran")]
    assert sequences == [*range(1, 8), *range(1, 8)], "sent twice, each time in order"
    assert list(dict.fromkeys(sequences)) == list(range(1, 8)), "first occurrences are gap-free"


async def test_a_store_behind_its_topic_refuses_to_run(service: Harness, teller: str, pg_server: Any, kafka_server: Any) -> None:
    await service.call("POST", "/v1/account/d1/deposit", who=teller, json={"amount": 5})

    async def published() -> Any:
        return [1 for e, _ in await service.bus.read("iuran") if e.subject == "account:d1"]

    await service.until(published)
    await service.bus.raw("iuran", b"account:d1", b"nobody sent this", [])
    restored = Database(await fresh_database(pg_server.url, "iuran", MIGRATIONS))
    with pytest.raises(StoreBehindTopic):
        await verify_topic(PostgresStore(restored), kafka_server.bootstrap, service.rt.topic("iuran"))
    await restored.close()
    await verify_topic(service.rt.store, kafka_server.bootstrap, service.rt.topic("iuran"))


async def test_commands_are_taken_while_the_broker_is_away(pg_server: Any) -> None:
    async with running(SPEC, pg_url=pg_server.url, kafka="127.0.0.1:1", role="api", prefix="tiada-") as api:
        # the harness's own bus needs no broker until something is published
        who = api.token("teller", "iuran:tulis", akt_id="akt-a")
        answer = await api.call("POST", "/v1/account/e1/deposit", who=who, json={"amount": 5})
        assert answer.status == 201
        assert (await api.call("GET", "/readyz")).status == 200
        assert len(await api.fetch("select 1 from outbox")) == 1, "it waits for the broker"


async def test_an_event_too_large_is_refused_before_it_could_block_the_relay(db: Database) -> None:
    event = NewEvent(new_id(), "Besar", 1, b"x" * (256 * 1024 + 1), AT, None, None, None, b"{}", AT)
    with pytest.raises(EventTooLarge):
        await PostgresStore(db).append(Append((StreamAppend("account:z", 0, (event,)),)))


async def test_serial_numbers_are_never_given_twice(db: Database) -> None:
    async def draw(count: int) -> range:
        async with db.connection() as conn:
            first = await draw_serials(conn, "noka", count)
        return range(first, first + count)

    drawn = [n for r in await asyncio.gather(*(draw(c) for c in (1, 5, 3, 1, 10))) for n in r]
    assert sorted(drawn) == list(range(1, 21))


async def test_the_topic_has_twelve_partitions_for_life(kafka_server: Any) -> None:
    prefix = await fresh_topics(kafka_server.bootstrap, ("iuran",))
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_server.bootstrap)
    await admin.start()
    again = await admin.create_topics([NewTopic(topic("iuran", prefix), num_partitions=3, replication_factor=1)])
    await admin.close()
    assert again.topic_errors[0][1] == 36, "already there"
