"""Fixtures of every test in the repository: the two real servers, started the first time a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selaras.lokal import peramban
from selaras.lokal.server import KafkaServer, PostgresServer
from selaras.lokal.uji import ServerUji, server_uji
from xdist.scheduler import LoadFileScheduling

TUMPUKAN = ("tests/e2e/", "tests/integration/", "tools/selaras/tests/")
"""Tests that start whole stacks or kill servers: one at a time, for two at once measure the machine and not Selaras."""


class PerBerkas(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """What `pytest -n` keeps on one worker: a file, for its fixtures; and all the stacks together."""

    def _split_scope(self, nodeid: str) -> str:
        return "tumpukan" if nodeid.startswith(TUMPUKAN) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> PerBerkas:
    return PerBerkas(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stacks first: they are the longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(TUMPUKAN))


@pytest.fixture(scope="session")
def servers() -> Iterator[ServerUji]:
    """Both servers of this run; nothing is started before ``.postgres`` or ``.kafka`` is read."""
    with server_uji() as server:
        yield server


@pytest.fixture(scope="session")
def pg_server(servers: ServerUji) -> PostgresServer:
    """PostgreSQL 18 (or ``DATABASE_URL``): ``.url`` may create roles and databases."""
    return servers.postgres


@pytest.fixture(scope="session")
def kafka_server(servers: ServerUji) -> KafkaServer:
    """Apache Kafka 4.3 (or ``KAFKA_BOOTSTRAP_SERVERS``): ``.bootstrap``."""
    return servers.kafka


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The system's Chromium, for Playwright's ``executable_path``; without one the test is skipped and says so."""
    jalur = peramban.cari()
    if jalur is None:
        pytest.skip(peramban.TIDAK_ADA)
    return jalur
