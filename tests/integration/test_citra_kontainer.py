"""Image and migrations on a real container engine, wherever one answers (else skipped, and it says so)."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from chassis.settings import PORTS
from testcontainers.community.postgres import PostgresContainer

AKAR = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def mesin() -> None:
    """Asked by the command line: the Python client leaves its socket open when nobody answers."""
    if shutil.which("docker") is None:
        pytest.skip("docker is not installed: images are not tried")
    jawab = subprocess.run(["docker", "version", "--format", "{{.Server.Version}}"], check=False, capture_output=True, timeout=30)
    if jawab.returncode != 0:
        pytest.skip("no container engine answers: images are not tried")


async def test_migrasi_setiap_layanan_di_postgres_18(mesin: None) -> None:
    """The official image's PostgreSQL, not the one of the wheel: every service's tables are made, twice without harm."""
    with PostgresContainer("postgres:18", driver=None) as server:
        dasar = server.get_connection_url()
        for layanan in PORTS:
            conn = await asyncpg.connect(dasar)
            await conn.execute(f'create database "{layanan}"')
            await conn.close()
            url = f"{dasar.rsplit('/', 1)[0]}/{layanan}"
            for _ in range(2):
                await asyncio.to_thread(_migrasi, layanan, url)
            conn = await asyncpg.connect(url)
            assert await conn.fetchval("select count(*) from pg_tables where tablename in ('streams', 'events', 'outbox', 'jobs')") == 4
            await conn.close()


def _migrasi(layanan: str, url: str) -> None:
    """A process of its own, as a Job or a container runs it."""
    lingkungan = {**os.environ, "SELARAS_DATABASE_URL": url, "SELARAS_LINGKUNGAN": "lokal"}
    subprocess.run([sys.executable, "-m", layanan, "migrate"], check=True, capture_output=True, env=lingkungan, timeout=120)


def test_citra_bukan_root_dan_hanya_baca(mesin: None) -> None:
    """One Dockerfile: faskes is built, runs as 10001 on a read-only root file system, and knows its roles."""
    subprocess.run(
        ["docker", "build", "-q", "-f", "deploy/docker/Dockerfile", "--build-arg", "SERVICE=faskes", "-t", "selaras/faskes:uji", "."],
        cwd=AKAR,
        check=True,
        capture_output=True,
        timeout=900,
    )
    pengguna = subprocess.run(
        ["docker", "image", "inspect", "--format", "{{.Config.User}}", "selaras/faskes:uji"], check=True, capture_output=True, text=True
    )
    assert pengguna.stdout.strip() == "10001:10001"
    assert _jalankan("selaras/faskes:uji", "tidak-ada").endswith("api, worker, semua, migrate, tutup-hari\n")
    isi = _jalankan(
        "--entrypoint", "sh", "selaras/faskes:uji", "-c", "id -u; touch /app/x 2>/dev/null || echo hanya-baca; touch /tmp/x && echo tmp"
    )
    assert isi.split() == ["10001", "hanya-baca", "tmp"]


def _jalankan(*argumen: str) -> str:
    """What the container says; its exit code is lost by some engines when the container removes itself."""
    hasil = subprocess.run(
        ["docker", "run", "--rm", "--read-only", "--cap-drop", "ALL", "--tmpfs", "/tmp", *argumen],  # noqa: S108
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return hasil.stdout + hasil.stderr
