"""Where a Docker engine answers, a whole service is run against the official images too: PostgreSQL 18 and Apache Kafka in containers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from chassis.testing import running
from dasar.tanggal import WIB
from faskes.main import SPEC
from testcontainers.core.container import DockerContainer

AT = datetime(2016, 11, 1, 9, tzinfo=WIB)
ISI = {
    "nama": "RSUD Contoh", "jenis": "FKRTL", "kelas_rs": "C", "sk_kelas": {"nomor": "SK/1", "tanggal": "2015-01-05"},
    "kepemilikan": "PEMERINTAH",
    "kabupaten_kota": "Kota Contoh", "regional": 3, "kontrak_bpjs": [{"dari": "2014-01-01", "sampai": None}], "kontrak_akt": [],
    "lulus_kredensialing": True,
}  # fmt: skip


def _engine() -> str | None:
    """Why there is no engine to use, or None. A plain connection: the client library leaves sockets open when nobody answers."""
    url = urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    try:
        if url.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as s:
                s.settimeout(2)
                s.connect(url.path)
        else:
            socket.create_connection((url.hostname or "", url.port or 2375), 2).close()
    except OSError as error:
        return type(error).__name__
    return None


MISSING = _engine()
pytestmark = pytest.mark.skipif(
    MISSING is not None, reason=f"no Docker engine answers ({MISSING}); the embedded servers serve the other tests"
)


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _wait(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise AssertionError(f"nothing listens on port {port}")


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    port = _free_port()
    container = DockerContainer("postgres:18").with_env("POSTGRES_PASSWORD", "uji").with_bind_ports(5432, port)
    with container:
        _wait(port)
        yield f"postgresql://postgres:uji@127.0.0.1:{port}/postgres"


@pytest.fixture(scope="module")
def kafka() -> Iterator[str]:
    port = _free_port()
    env = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    }
    container = DockerContainer("apache/kafka:4.3.1").with_bind_ports(9092, port)
    for name, value in env.items():
        container = container.with_env(name, value)
    with container:
        _wait(port)
        yield f"127.0.0.1:{port}"


async def _database_answers(url: str) -> None:
    """The image starts twice: once to set itself up, then for good."""
    for _ in range(100):
        with contextlib.suppress(OSError, asyncpg.PostgresError):
            await (await asyncpg.connect(url, timeout=2)).close()
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the database does not answer")


async def test_a_service_runs_on_the_official_images(postgres: str, kafka: str) -> None:
    await _database_answers(postgres)
    async with running(SPEC, pg_url=postgres, kafka=kafka) as faskes:
        who = faskes.token("kantor-pusat", "referensi:tulis", kantor="PUSAT", jenis_kantor="PUSAT")
        answer = await faskes.call("PUT", "/v1/faskes/0301R001", who=who, json=ISI, at=AT)
        assert answer.status == 201, answer.body

        async def published() -> Any:
            return [p for e, p in await faskes.bus.read("faskes") if e.subject == "faskes:0301R001"]

        assert (await faskes.until(published))[0].kelas_rs == "C"
