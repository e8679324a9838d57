"""status on real PostgreSQL and Kafka."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from chassis.testing import Harness, running
from selaras.lokal.uji import ServerUji
from status.main import SPEC


@pytest.fixture(scope="module")
async def h(servers: ServerUji) -> AsyncIterator[Harness]:
    async with running(SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap) as harness:
        yield harness
