"""A topic that is deleted and made again while its readers run, or between two runs of them: they find the new one by themselves."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from chassis.kafka_bus import PARTITIONS
from chassis.testing import Harness, fresh_database, fresh_topics, running
from shared_events.registry import topic

from .conftest import MIGRATIONS, SPEC, facility

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)


class Topic:
    def __init__(self, bootstrap: str, name: str) -> None:
        self._bootstrap = bootstrap
        self._name = name

    async def delete(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap)
        await admin.start()
        await admin.delete_topics([self._name])
        await admin.close()

    async def make(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap)
        await admin.start()
        await admin.create_topics([NewTopic(self._name, num_partitions=PARTITIONS, replication_factor=1)])
        await admin.close()


@pytest.fixture
async def where(pg_server: Any, kafka_server: Any) -> dict[str, Any]:
    return {
        "pg_url": pg_server.url,
        "kafka": kafka_server.bootstrap,
        "prefix": await fresh_topics(kafka_server.bootstrap, ("faskes", "iuran")),
        "database_url": await fresh_database(pg_server.url, "iuran", MIGRATIONS),
        "instance_id": "uji-topik",
    }


async def _heard(h: Harness, kode: str, *, seconds: float = 45.0) -> None:
    async def known() -> Any:
        return await h.fetch("select 1 from facility where kode = $1", kode)

    await h.until(known, seconds=seconds)


@pytest.mark.lama  # waits out sessions of Kafka
async def test_readers_that_run_on_find_the_topic_that_was_made_again(where: dict[str, Any]) -> None:
    lost = Topic(where["kafka"], topic("faskes", where["prefix"]))
    async with running(SPEC, **where) as h:
        for n in range(3):
            await h.bus.publish(f"faskes:0301R00{n}", facility(f"0301R00{n}", "RS"), at=AT)
        await _heard(h, "0301R002")
        await lost.delete()
        await asyncio.sleep(8)
        await lost.make()
        await h.bus.publish("faskes:0302R001", facility("0302R001", "RS"), at=AT)
        await _heard(h, "0302R001")


@pytest.mark.lama  # waits out sessions of Kafka
async def test_readers_that_were_down_when_it_came_back_find_it(where: dict[str, Any]) -> None:
    lost = Topic(where["kafka"], topic("faskes", where["prefix"]))
    async with running(SPEC, **where) as h:
        await h.bus.publish("faskes:0301R001", facility("0301R001", "RS"), at=AT)
        await _heard(h, "0301R001")
        await lost.delete()
        await asyncio.sleep(4)
    await lost.make()
    async with running(SPEC, **where) as h:
        await h.bus.publish("faskes:0302R001", facility("0302R001", "RS"), at=AT)
        await _heard(h, "0302R001")
