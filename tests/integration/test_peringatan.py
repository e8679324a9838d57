"""Every alert's situation brought about on a running service; what it then exposes makes exactly that alert fire, and the healthy
service before it none. Only time is helped along: a row is made older where the situation would take hours."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg
import pytest
from aiokafka import AIOKafkaProducer
from chassis.clock import business_now
from chassis.context import Context
from chassis.kafka_bus import PARTITIONS
from chassis.testing import Harness, fresh_database, fresh_topics
from dasar.tanggal import hari_wib
from iuran.main import SPEC as IURAN
from notifikasi.agregat import WEBHOOK
from notifikasi.domain.webhook import Nonaktifkan
from notifikasi.main import SPEC as NOTIFIKASI
from selaras.lokal.port import port_bebas
from selaras.lokal.uji import ServerUji
from shared_events.iuran import KelebihanIuranDicatat
from shared_events.registry import topic
from sqlalchemy.engine import make_url

from .aturan_prometheus import Contoh, menyala
from .panggung_peringatan import Panggung, contoh, daftar_webhook, sehat

KEMARIN = hari_wib(datetime.now(UTC)) - timedelta(days=1)


@pytest.fixture
async def iuran(servers: ServerUji) -> Panggung:
    return Panggung(
        servers, IURAN, await fresh_database(servers.postgres.url, "iuran", IURAN.migrations), await fresh_topics(servers.kafka.bootstrap)
    )


@pytest.fixture
async def notifikasi(servers: ServerUji, monkeypatch: pytest.MonkeyPatch) -> Panggung:
    monkeypatch.setenv("SELARAS_WEBHOOK_IZINKAN", "127.0.0.0/8")
    url = await fresh_database(servers.postgres.url, "notifikasi", NOTIFIKASI.migrations)
    return Panggung(servers, NOTIFIKASI, url, await fresh_topics(servers.kafka.bootstrap))


async def test_kotak_keluar_dan_pekerja(notifikasi: Panggung, tmp_path: Path) -> None:
    async with notifikasi.jalan() as h:
        baik = await sehat(h)
    async with notifikasi.jalan("api") as h:  # the worker is gone; the api goes on taking commands
        id = await daftar_webhook(h)
        ctx = Context("pengirim", f"webhook:{id}", None, b"", business_now(), str(uuid4()))
        await h.rt.commands.execute(WEBHOOK, id, Nonaktifkan("DITOLAK_410", 0), ctx=ctx)
        await notifikasi.sql(
            "update outbox set at = at - interval '5 minutes'",
            "update leases set until = until - interval '5 minutes' where name = 'relay'",
        )
        assert menyala(tmp_path, baik, await contoh(h)) == (set(), {"SelarasKotakKeluarTua", "SelarasTanpaPekerja"})


async def test_proses_mati(notifikasi: Panggung, tmp_path: Path) -> None:
    async with notifikasi.jalan() as h:
        baik = await sehat(h)
    async with aiohttp.ClientSession() as baru:
        h._session = baru  # the harness closed its own with the service
        assert menyala(tmp_path, baik, await contoh(h)) == (set(), {"SelarasMati"})


async def test_basis_data_tidak_menjawab(notifikasi: Panggung, tmp_path: Path) -> None:
    async with notifikasi.jalan("api") as h:
        baik = await sehat(h)
        nama = make_url(notifikasi.url).database
        pengurus = await asyncpg.connect(notifikasi.servers.postgres.url)
        try:
            await pengurus.execute(f'alter database "{nama}" allow_connections false')
            await pengurus.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", nama)
            sakit = await contoh(h)
        finally:
            await pengurus.execute(f'alter database "{nama}" allow_connections true')
            await pengurus.close()
        assert menyala(tmp_path, baik, sakit) == (set(), {"SelarasBasisData"})


async def test_terparkir(iuran: Panggung, tmp_path: Path) -> None:
    async with iuran.jalan() as h:
        baik = await sehat(h)
        await h.bus.raw("kepesertaan", b"peserta:1", b"{", [("ce_type", b"selaras.kepesertaan.Rusak.v1"), ("ce_id", b"x")])

        async def diparkir() -> Any:
            return await h.fetch("select 1 from parked_records")

        await h.until(diparkir)
        assert menyala(tmp_path, baik, await contoh(h)) == (set(), {"SelarasTerparkir"})


async def test_konsumen_tertinggal(iuran: Panggung, tmp_path: Path) -> None:
    async with iuran.jalan() as h:
        baik = await sehat(h)

        async def berbagi() -> bool:
            ada = await h.fetch("select count(distinct consumer) as n from consumer_offsets")
            return bool(ada[0]["n"] == len(h.process.worker.consumers))

        await h.until(berbagi)  # else the lock below would meet them before they know where they stand
        penahan = await asyncpg.connect(iuran.url)
        try:
            await penahan.execute("begin")
            await penahan.execute("lock table consumer_offsets in exclusive mode")
            await _kirim(iuran, 11_000, datetime.now(UTC) - timedelta(minutes=10))

            async def terlihat() -> bool:
                return await _tertinggal(h, "records") > 10_000 and await _tertinggal(h, "seconds") > 500

            await h.until(terlihat)
            sakit = await contoh(h)
        finally:
            await penahan.close()
        assert menyala(tmp_path, baik, sakit) == (set(), {"SelarasTertinggal", "SelarasTertinggalLama"})

        async def terkejar() -> bool:
            return await _tertinggal(h, "records") == await _tertinggal(h, "seconds") == 0

        await h.until(terkejar, seconds=40)


async def _tertinggal(h: Harness, satuan: str) -> float:
    """Of the consumer that is furthest behind; -1 while the worker is being built anew and says nothing."""
    nilai = (await contoh(h)).nilai
    return max((v for (n, _), v in nilai.items() if n == f"selaras_consumer_lag_{satuan}"), default=-1)


async def _kirim(panggung: Panggung, banyak: int, pada: datetime) -> None:
    """Records that nobody here reads, sent some time ago."""
    produsen = AIOKafkaProducer(bootstrap_servers=panggung.servers.kafka.bootstrap, linger_ms=20)
    await produsen.start()
    try:
        for n in range(banyak):
            kepala = [("ce_type", b"selaras.kepesertaan.KelakDibuat.v1"), ("ce_id", str(uuid4()).encode())]
            await produsen.send(
                topic("kepesertaan", panggung.prefiks), b"{}", key=f"x:{n}".encode(), headers=kepala, partition=n % PARTITIONS,
                timestamp_ms=int(pada.timestamp() * 1000),
            )  # fmt: skip
        await produsen.flush()
    finally:
        await produsen.stop()


async def test_penolakan_melonjak(iuran: Panggung, tmp_path: Path) -> None:
    async with iuran.jalan() as h:
        baik = await sehat(h)
        siapa = h.token("operasi", "operasi iuran:baca")
        await asyncio.gather(*(h.call("GET", f"/v1/pembayaran/{uuid4()}", who=siapa) for _ in range(101)))
        assert menyala(tmp_path, baik, await contoh(h)) == (set(), {"SelarasDitolakMelonjak"})


async def test_galat_kita(iuran: Panggung, tmp_path: Path) -> None:
    async with iuran.jalan("api") as h:
        siapa = h.token("operasi", "operasi iuran:baca")
        assert (await h.call("GET", f"/v1/pembayaran/{uuid4()}", who=siapa)).status == 404
        baik = await sehat(h)
        await iuran.sql("alter table pembayaran rename to hilang")
        assert (await h.call("GET", f"/v1/pembayaran/{uuid4()}", who=siapa)).status == 500
        assert menyala(tmp_path, baik, await contoh(h)) == (set(), {"SelarasGalatHttp"})


_BARIS_SALAH = (
    "insert into buku_besar (event_id, baris, stream_id, versi, peristiwa, akun, virtual_account, rincian, nominal, dicatat_pada)"
    " values (gen_random_uuid(), 1, 'rekening:x', 1, 'TanganManusia', 'KAS', null, null, 1, now())"
)
_TERLEWAT = (
    f"insert into day_marks (tanggal, closed_at) values ('{KEMARIN}', now())",  # noqa: S608 - ours
    f"insert into timers (kind, key, due, payload) values ('TENGGAT', 'x', '{KEMARIN}', '')",  # noqa: S608 - ours
)
_HARI_LAMA = (f"insert into day_marks (tanggal, closed_at) values ('{KEMARIN - timedelta(days=2)}', now())",)  # noqa: S608 - ours
_GAGAL = (
    "insert into jobs (id, kind, input, checkpoint, state, business_time, client, finished_at)"
    " values (gen_random_uuid(), 'BERKAS_BANK', '', '', 'GAGAL', now(), 'bank', now() - interval '2 hours')",
)


@pytest.mark.parametrize(
    ("perintah", "ukuran", "peringatan"),
    [
        ((_BARIS_SALAH,), "selaras_buku_besar_selisih", "SelarasBukuBesarTimpang"),
        (_TERLEWAT, None, "SelarasPewaktuTerlewat"),
        (_HARI_LAMA, None, "SelarasHariTerbuka"),
        (_GAGAL, None, "SelarasPekerjaanGagal"),
    ],
    ids=["buku-besar", "pewaktu", "hari", "pekerjaan"],
)
async def test_baris_yang_tidak_boleh_ada(
    iuran: Panggung, tmp_path: Path, perintah: tuple[str, ...], ukuran: str | None, peringatan: str
) -> None:
    async with iuran.jalan() as h:
        baik = await sehat(h, ukuran)
    await iuran.sql(*perintah)
    async with iuran.jalan() as h:  # anew: the ledger is summed once a minute
        assert menyala(tmp_path, baik, await sehat(h, ukuran)) == (set(), {peringatan})


_BANYAK = """
insert into pengiriman (webhook_id, subjek, urutan, pesan_id, jenis, waktu, isi, dibuat_pada)
select webhook_id, 'x:' || n, 1, gen_random_uuid(), 'webhook.uji', now(), '{}', now() from webhook, generate_series(1, 10001) n
"""


@pytest.mark.parametrize(
    ("role", "perintah", "peringatan"),
    [
        ("semua", "update pengiriman set dibuat_pada = dibuat_pada - interval '1 hour'", "SelarasWebhookTua"),
        ("semua", _BANYAK, "SelarasWebhookMenumpuk"),
        ("api", "update jalur set sewa_sampai = null, berikutnya_pada = now() - interval '5 minutes'", "SelarasWebhookTerlambat"),
    ],
    ids=["tua", "menumpuk", "terlambat"],
)
async def test_webhook_menunggu(notifikasi: Panggung, tmp_path: Path, role: str, perintah: str, peringatan: str) -> None:
    async with notifikasi.jalan() as h:
        baik = await sehat(h)
        id = await daftar_webhook(h)
        siapa = h.token("akt-a", "notifikasi:kelola", akt_id="akt-a")
        assert (await h.call("POST", f"/v1/webhook/{id}/uji", who=siapa)).status == 202

        async def gagal() -> Any:
            return await h.fetch("select 1 from pengiriman where percobaan > 0 and keadaan = 'MENUNGGU'")

        await h.until(gagal)
    await notifikasi.sql(perintah)
    async with notifikasi.jalan(role) as h:
        assert menyala(tmp_path, baik, await contoh(h)) == (set(), {peringatan})


async def test_toko_tertinggal(iuran: Panggung, tmp_path: Path) -> None:
    """The real process, since it is the process that refuses: the topic holds a fact that this database has never had."""
    async with iuran.jalan() as h:
        baik = await sehat(h)
        hilang = KelebihanIuranDicatat(virtual_account="8888800000000001", pembayaran_id="p", nominal=1, saldo=1)
        await h.bus.publish("rekening:8888800000000001", hilang, at=datetime.now(UTC), sequence=1)
    port = port_bebas()[0]
    lingkungan = {
        "PATH": "/usr/bin:/bin", "DATABASE_URL": iuran.url, "KAFKA_BOOTSTRAP_SERVERS": iuran.servers.kafka.bootstrap,
        "SELARAS_TOPIC_PREFIX": iuran.prefiks, "SELARAS_PORT": str(port),
    }  # fmt: skip
    proses = await asyncio.create_subprocess_exec(sys.executable, "-m", "iuran", "api", env=lingkungan)
    try:
        sakit = await _sampai_menjawab(f"http://127.0.0.1:{port}")
    finally:
        proses.terminate()
        assert await proses.wait() != 0
    assert menyala(tmp_path, baik, sakit) == (set(), {"SelarasTokoTertinggal"})


async def _sampai_menjawab(url: str) -> Contoh:
    habis = time.monotonic() + 30
    async with aiohttp.ClientSession() as sesi:
        while time.monotonic() < habis:
            try:
                async with sesi.get(f"{url}/readyz") as siap, sesi.get(f"{url}/metrics") as ukuran:
                    assert siap.status == 503
                    return Contoh.baca(await ukuran.text(), "iuran", "api")
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
    raise AssertionError("the process said nothing")
