"""Fixtures of every test in the repository: the two real servers, started the first time a test asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selaras.lokal import peramban
from selaras.lokal.server import KafkaServer, PostgresServer
from selaras.lokal.uji import ServerUji, server_uji


TUMPUKAN = ("tests/e2e/", "tests/integration/", "tools/selaras/tests/")
"""Tests that start whole stacks or kill servers: one at a time, for two at once measure the machine and not Selaras."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What `pytest -n` keeps on one worker: a file, for its fixtures; all the stacks together, and they start first, being the longest."""
    for item in items:
        berkas = item.nodeid.split("::")[0]
        item.add_marker(pytest.mark.xdist_group("tumpukan" if berkas.startswith(TUMPUKAN) else berkas))
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
