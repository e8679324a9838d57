"""A service's database lost and restored to a moment from base backup and archive (docs/operasi.md, as written there): it refuses to
run, gets its facts back from its topic, and reads on what the others said meanwhile."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from chassis.db import Database
from chassis.recovery import StoreBehindTopic, verify_topic
from chassis.store import PostgresStore
from chassis.testing import Answer, Harness, fresh_database, fresh_topics, running
from iuran.main import SPEC
from selaras.lokal.postgres import ServerPostgres
from selaras.lokal.uji import ServerUji
from shared_events import kepesertaan as k
from shared_events.iuran import IuranDiterima
from shared_events.registry import topic
from sqlalchemy.engine import make_url

pytestmark = pytest.mark.lama

VA = {"BU1": "8888800000000001", "BU2": "8888800000000002"}
WAKTU = datetime(2016, 12, 5, 3, 0, tzinfo=UTC)


async def _dunia(h: Harness, bu: str) -> None:
    """One Badan Usaha with an account that may be paid into, as kepesertaan tells it."""
    subjek = f"badan-usaha:{bu}"
    for peristiwa in (
        k.BadanUsahaDidaftarkan(
            badan_usaha_id=bu, nama="PT Contoh", jenis="SWASTA", kantor_cabang="KC-PRIMA-JKT",
            kabupaten_kota="Kota Jakarta Selatan", sub_segmen="SWASTA", akt_id=None, cakupan=None, keadaan="TERDAFTAR",
        ),
        k.VirtualAccountDiterbitkan(virtual_account=VA[bu], jenis_unit="BADAN_USAHA", badan_usaha_id=bu),
        k.VirtualAccountDiaktifkan(virtual_account=VA[bu], badan_usaha_id=bu, sejak=date(2016, 11, 15)),
    ):  # fmt: skip
        await h.bus.publish(subjek, peristiwa, at=WAKTU)


async def _bayar(h: Harness, bu: str, referensi: str) -> Answer:
    isi = {"virtual_account": VA[bu], "nominal": 1000, "waktu_bayar": "2016-12-05T10:00:00+07:00", "bank": "BNI", "kanal": "TELLER"}
    siapa = h.token("bank-bni", "pembayaran:tulis", kode_bank="BNI")
    return await h.call("POST", "/v1/pembayaran", who=siapa, json=isi | {"referensi_bank": referensi}, key=str(uuid4()), at=WAKTU)


async def _lunas(h: Harness, bu: str, referensi: str) -> None:
    async def dicatat() -> bool:
        jawab = await _bayar(h, bu, referensi)
        assert jawab.status == 201, jawab.body
        return True

    await h.until(dicatat, seconds=60)


async def _terkirim(h: Harness) -> bool:
    return not await h.fetch("select 1 from outbox")


async def _referensi(h: Harness) -> set[str]:
    return {r["referensi_bank"] for r in await h.fetch("select referensi_bank from pembayaran")}


@asynccontextmanager
async def _iuran(servers: ServerUji, server: ServerPostgres, nama: str, prefiks: str) -> AsyncIterator[Harness]:
    url = make_url(server.url).set(database=nama).render_as_string(hide_password=False)
    kafka = servers.kafka.bootstrap
    async with running(SPEC, pg_url=server.url, kafka=kafka, prefix=prefiks, database_url=url, instance_id="uji") as h:
        yield h


def _setel(server: ServerPostgres, setelan: dict[str, str]) -> None:
    with (server.data / "postgresql.conf").open("a") as berkas:
        berkas.writelines(f"{nama} = '{nilai}'\n" for nama, nilai in setelan.items())


@pytest.fixture
def folder() -> Iterator[Path]:
    """Open to the user that the server runs as when we are root; pytest's own folder is closed to others, and closed anew by every run."""
    with tempfile.TemporaryDirectory(prefix="selaras-uji-") as nama:
        Path(nama).chmod(0o711)
        yield Path(nama)


async def test_basis_data_dipulihkan_ke_suatu_saat(servers: ServerUji, folder: Path) -> None:
    arsip = folder / "arsip"
    arsip.mkdir()
    arsip.chmod(0o777)  # as root the server runs as another user
    asal, baru = ServerPostgres(folder / "asal"), ServerPostgres(folder / "baru")
    asal.prepare()
    _setel(asal, {"wal_level": "replica", "archive_mode": "on", "archive_command": f"test ! -f {arsip}/%f && cp %p {arsip}/%f"})
    asal.launch()
    try:
        asal.wait()
        nama = make_url(await fresh_database(asal.url, "iuran", SPEC.migrations)).database or ""
        prefiks = await fresh_topics(servers.kafka.bootstrap)
        async with _iuran(servers, asal, nama, prefiks) as h:
            await _dunia(h, "BU1")
            await _lunas(h, "BU1", "satu")
            baru.folder.mkdir()
            baru.folder.chmod(0o777)
            cadangan = ["pg_basebackup", "-d", asal.url, "-D", str(baru.folder / "data"), "--checkpoint=fast", "--wal-method=stream"]
            await asyncio.to_thread(asal._perintah, [asal._biner / cadangan[0], *cadangan[1:]])
            await _lunas(h, "BU1", "dua")
            saat: datetime = (await h.fetch("select clock_timestamp() as saat"))[0]["saat"]
            await asyncio.sleep(0.05)
            await _dunia(h, "BU2")  # read after the moment: the restored consumer has to read it again
            await _lunas(h, "BU2", "tiga")

            await h.until(lambda: _terkirim(h))
            await h.fetch("select pg_switch_wal()")

            async def terarsip() -> Any:
                return await h.fetch(
                    "select 1 from pg_stat_archiver where last_archived_time > $1 and last_archived_wal >="
                    " pg_walfile_name(pg_current_wal_lsn() - 1)", saat
                )  # fmt: skip

            await h.until(terarsip, seconds=60)
    finally:
        asal.kill()
    await _pulih(servers, baru, nama, prefiks, arsip, saat)


async def _pulih(servers: ServerUji, baru: ServerPostgres, nama: str, prefiks: str, arsip: Path, saat: datetime) -> None:
    (baru.folder / "postgres.json").write_text((baru.folder.parent / "asal" / "postgres.json").read_text())
    baru.prepare()
    _setel(baru, {
        "restore_command": f"cp {arsip}/%f %p", "recovery_target_time": saat.isoformat(), "recovery_target_action": "promote",
        "archive_mode": "off",
    })  # fmt: skip
    (baru.data / "recovery.signal").touch()
    baru.launch()
    try:
        baru.wait()
        url = make_url(baru.url).set(database=nama).render_as_string(hide_password=False)
        await _sampai_dipromosikan(url)
        db = Database(url)
        with pytest.raises(StoreBehindTopic):  # what every process asks at its start: the world has heard what is not in the store
            await verify_topic(PostgresStore(db), servers.kafka.bootstrap, topic("iuran", prefiks))
        await db.close()
        pulih = await _perkakas(servers, url, prefiks, "pulihkan")
        assert " peristiwa dari 1 stream dan 0 hari" in pulih
        async with _iuran(servers, baru, nama, prefiks) as h:
            assert await _referensi(h) == {"satu", "dua", "tiga"}
            await _lunas(h, "BU2", "empat")
            await h.until(lambda: _terkirim(h))
            assert await h.fetch("select sum(nominal)::bigint as n from buku_besar") == [(0,)]
            public = [p.referensi_bank for _, p in await h.bus.read("iuran") if isinstance(p, IuranDiterima)]
            assert sorted(set(public)) == ["dua", "empat", "satu", "tiga"]
        assert "semua model baca sama" in await _perkakas(servers, url, prefiks, "periksa")
    finally:
        baru.kill()


async def _sampai_dipromosikan(url: str) -> None:
    async with asyncio.timeout(60):
        conn = await asyncpg.connect(url)
        try:
            while await conn.fetchval("select pg_is_in_recovery()"):  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.1)
        finally:
            await conn.close()


async def _perkakas(servers: ServerUji, url: str, prefiks: str, peran: str) -> str:
    """``python -m iuran pulihkan`` as an operator runs it."""
    env = os.environ | {
        "DATABASE_URL": url, "KAFKA_BOOTSTRAP_SERVERS": servers.kafka.bootstrap, "SELARAS_TOPIC_PREFIX": prefiks,
    }  # fmt: skip
    proses = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "iuran", peran, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    keluar, galat = await proses.communicate()
    assert proses.returncode == 0, keluar.decode() + galat.decode()[-3000:]
    return keluar.decode()
