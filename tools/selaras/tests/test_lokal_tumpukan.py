"""The supervisor: one stack a folder, restarts, ends.

The programs here stand in for the services (the supervisor knows of them only a port and /readyz), so that it can be shown what happens
to a service that will not come up. The real seven are started by the e2e tests.
"""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import aiohttp
import asyncpg
import psutil
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from selaras.lokal import catatan
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.server import KafkaServer, PostgresServer
from selaras.lokal.tumpukan import Tumpukan


@pytest.fixture
def tiruan(layanan_tiruan: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(layanan_tiruan)}


async def _pid(url: str) -> int:
    async with aiohttp.ClientSession() as sesi, sesi.get(url) as jawaban:
        return int(await jawaban.text())


async def test_nyala_kunci_catatan_token_bunuh_dan_bersih(tiruan: dict[str, str], tmp_path: Path) -> None:
    kabar: list[str] = []
    async with Tumpukan(tmp_path / "a", fresh=True, ports="free", fsync=False, env=tiruan, kabar=kabar.append) as t:
        tertulis = catatan.baca(t.folder)
        assert tertulis is not None
        assert tertulis.siap
        assert tertulis.url["iuran"] == t.url("iuran")
        with pytest.raises(GalatTumpukan, match="sedang berjalan"):
            await Tumpukan(tmp_path / "a", env=tiruan).start()

        assert (await t.token("bank-bni")).count(".") == 2
        assert await t.token("bank-bni") == await t.token("bank-bni")
        with pytest.raises(GalatTumpukan, match="Penerbit menolak"):
            t._klien["salah"] = t._klien["bank-bni"]
            await t.token("salah")

        lama = await _pid(t.url("iuran"))
        assert lama == t.pid("iuran")
        t.kill("iuran")
        await t.wait_ready("iuran", 20)
        assert await _pid(t.url("iuran")) != lama
        assert 0 < t.pss_mib() < 1536
        assert any("Kafka siap" in k for k in kabar)
        anak = [p for nama in t.port if (p := t.pid(nama)) is not None]
        assert len(anak) == 9
    assert not any(psutil.pid_exists(p) and psutil.Process(p).status() != psutil.STATUS_ZOMBIE for p in anak)
    assert catatan.baca(tmp_path / "a") is None


async def test_layanan_yang_terus_berhenti_menghentikan_semua_dan_memperlihatkan_lognya(tiruan: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "rusak").touch()
    t = Tumpukan(tmp_path, ports="free", fsync=False, env=tiruan)
    with pytest.raises(GalatTumpukan, match="sengaja rusak"):
        await t.start()
    assert catatan.baca(tmp_path) is None
    assert all(t.pid(nama) is None for nama in t.port)


@pytest.mark.lama  # the short chaos run kills Kafka, test_lokal_server ends PostgreSQL
async def test_kafka_dan_postgres_yang_mati_dinyalakan_lagi(tiruan: dict[str, str], tmp_path: Path) -> None:
    async with Tumpukan(tmp_path, ports="free", fsync=False, env=tiruan) as t:
        for server, sinyal in ((t.kafka, signal.SIGKILL), (t.pg, signal.SIGQUIT)):
            lama = server.pid
            assert lama is not None
            os.kill(lama, sinyal)
            async with asyncio.timeout(20):
                while server.pid == lama or not server.ready():  # noqa: ASYNC110 - a process has no event
                    await asyncio.sleep(0.05)


async def test_port_terpakai_disebut(tiruan: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("SELARAS_PORT_DASAR", str(port - 2))
    async with server:
        with pytest.raises(GalatTumpukan, match=f"Port .*{port}.* sudah dipakai"):
            await Tumpukan(tmp_path, env=tiruan).start()


async def test_pada_server_pengguna_tumpukan_segar_membawa_dan_membuang_miliknya_sendiri(
    tiruan: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pg_server: PostgresServer, kafka_server: KafkaServer
) -> None:
    monkeypatch.setenv("DATABASE_URL", pg_server.url)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", kafka_server.bootstrap)
    async with Tumpukan(tmp_path, fresh=True, ports="free", layanan=("faskes",), env=tiruan) as t:
        prefix = t.topic_prefix
        assert prefix
        koneksi = await asyncpg.connect(t.database_url("faskes"))
        assert await koneksi.fetchval("select count(*) from streams") == 0
        await koneksi.close()
        assert f"{prefix}selaras.faskes" in await _topik(kafka_server)
    async with asyncio.timeout(10):
        while f"{prefix}selaras.faskes" in await _topik(kafka_server):  # noqa: ASYNC110 - the broker deletes in its own time
            await asyncio.sleep(0.1)
    koneksi = await asyncpg.connect(pg_server.url)
    assert await koneksi.fetchval("select count(*) from pg_database where datname like $1", prefix.rstrip(".") + "%") == 0
    await koneksi.close()


async def _topik(kafka: KafkaServer) -> set[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    try:
        return set(await admin.list_topics())
    finally:
        await admin.close()
