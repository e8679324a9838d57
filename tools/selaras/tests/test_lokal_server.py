"""PostgreSQL and Kafka as the local stack runs them: start, stop, killed, started again in the same folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from selaras.lokal import jalur
from selaras.lokal.basis_data import ensure_database
from selaras.lokal.kafka import ServerKafka
from selaras.lokal.postgres import ServerPostgres
from selaras.lokal.server import KafkaServer, PostgresServer
from selaras.lokal.topik import PARTISI, buat_topik
from shared_events.registry import LAYANAN


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


async def test_database_milik_layanan_tidak_terbuka_untuk_layanan_lain(pg_server: PostgresServer, tmp_path: Path) -> None:
    sandi = tmp_path / "sandi.json"
    url = await ensure_database(pg_server.url, "uji_satu", sandi)
    assert await ensure_database(pg_server.url, "uji_satu", sandi) == url
    lain = await ensure_database(pg_server.url, "uji_dua", sandi)

    koneksi = await asyncpg.connect(url)
    assert await koneksi.fetchval("select current_user || '@' || current_database()") == "uji_satu@uji_satu"
    await koneksi.execute("create table milik_sendiri (id int)")
    await koneksi.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(lain, database="uji_satu")
    assert sandi.stat().st_mode & 0o077 == 0


async def test_postgres_bangun_lagi_setelah_mati_mendadak_dengan_isi_dan_port_yang_sama(folder: Path) -> None:
    server = ServerPostgres(folder / "pg")
    server.start()
    try:
        url = server.url
        koneksi = await asyncpg.connect(url)
        await koneksi.execute("create table catatan as select 42 as isi")
        assert await koneksi.fetchval("show fsync") == "on"
        assert await koneksi.fetchval("show server_version_num") >= "180000"
        koneksi.terminate()
        server.kill()
        server.start()
        assert server.url == url
        koneksi = await asyncpg.connect(url)
        assert await koneksi.fetchval("select isi from catatan") == 42
        await koneksi.close()
    finally:
        server.stop()


async def test_postgres_menolak_tanpa_sandi(pg_server: PostgresServer) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(pg_server.url, password="salah")


async def test_topik_dibuat_sekali_dengan_dua_belas_partisi(kafka_server: KafkaServer) -> None:
    await buat_topik(kafka_server.bootstrap, "uji_topik_")
    await buat_topik(kafka_server.bootstrap, "uji_topik_")
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_server.bootstrap)
    await admin.start()
    try:
        topik = await admin.describe_topics([f"uji_topik_selaras.{nama}" for nama in LAYANAN])
        assert [len(t["partitions"]) for t in topik] == [PARTISI] * len(LAYANAN)
    finally:
        await admin.close()


@pytest.mark.lama  # the short chaos run kills Kafka as well
async def test_kafka_bangun_lagi_setelah_kill_9_tanpa_kehilangan(folder: Path) -> None:
    server = ServerKafka(folder / "kafka")
    server.start()
    try:
        await buat_topik(server.bootstrap, layanan=("iuran",))
        producer = AIOKafkaProducer(bootstrap_servers=server.bootstrap, enable_idempotence=True, compression_type="lz4")
        await producer.start()
        for i in range(50):
            await producer.send_and_wait("selaras.iuran", str(i).encode(), partition=0)
        await producer.stop()
        bootstrap = server.bootstrap
        server.kill()
        server.start()
        assert server.bootstrap == bootstrap
        consumer = AIOKafkaConsumer("selaras.iuran", bootstrap_servers=bootstrap, auto_offset_reset="earliest", group_id="uji")
        await consumer.start()
        diterima: list[bytes] = []
        akhir = time.monotonic() + 20
        while len(diterima) < 50 and time.monotonic() < akhir:
            for rekaman in (await consumer.getmany(timeout_ms=500)).values():
                diterima += [r.value for r in rekaman]
        await consumer.stop()
        assert diterima == [str(i).encode() for i in range(50)]
    finally:
        server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="hanya kernel Linux memberi tahu anak bahwa induknya mati")
def test_server_uji_mati_bersama_prosesnya() -> None:
    naskah = (
        "import time\n"
        "from selaras.lokal.uji import server_uji\n"
        "with server_uji() as s:\n"
        "    print(s.postgres.pid, s.kafka.pid, s._folder, flush=True)\n"
        "    time.sleep(60)\n"
    )
    env = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS")}
    with subprocess.Popen([sys.executable, "-c", naskah], stdout=subprocess.PIPE, text=True, env=env) as proses:
        assert proses.stdout is not None
        pg, kafka, folder = proses.stdout.readline().split()
        proses.send_signal(signal.SIGKILL)
    akhir = time.monotonic() + 10
    while any(_hidup(int(pid)) for pid in (pg, kafka)) and time.monotonic() < akhir:
        time.sleep(0.05)
    assert not _hidup(int(pg))
    assert not _hidup(int(kafka))
    subprocess.run(["rm", "-rf", folder], check=True)


def _hidup(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="hanya root menjalankan PostgreSQL sebagai pengguna lain")
def test_di_bawah_folder_tertutup_root_memakai_salinan_dan_folder_luar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    luar = Path(tempfile.mkdtemp(prefix="selaras-uji-luar-"))
    luar.chmod(0o711)
    monkeypatch.setattr(jalur, "LUAR", luar)
    monkeypatch.setattr(jalur, "terbuka_untuk_lain", lambda _: False)
    server = ServerPostgres(tmp_path / "pg", fsync=False)
    server.start()
    try:
        assert server.ready()
        assert luar in server.data.parents
    finally:
        server.stop()
    shutil.rmtree(tmp_path / "pg")
    ServerPostgres(tmp_path / "lain", fsync=False).prepare()
    assert not server.data.exists(), "data milik folder yang sudah tidak ada ikut disapu"
    shutil.rmtree(luar)
