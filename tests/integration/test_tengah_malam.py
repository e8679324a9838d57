"""The broker is down over midnight of a day 10 with payments waiting: nobody is deactivated for what was paid in time.

iuran and status on real PostgreSQL and a Kafka of their own, which is killed; kepesertaan is played on its topic and over HTTP."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from chassis.crypto import new_key, seal
from chassis.kafka_bus import PARTITIONS
from chassis.testing import Answer, Harness, fresh_topics, running
from iuran.main import SPEC as IURAN
from selaras.lokal.kafka import ServerKafka
from selaras.lokal.uji import ServerUji
from shared_events import kepesertaan as k
from shared_events.status import StatusUnitBerubah
from status.main import SPEC as STATUS

KOTA = "Kota Jakarta Selatan"
AKT = "akt-sentosa"
"""Both firms came through it."""


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


class Firma:
    """A Badan Usaha with one worker."""

    def __init__(self, nomor: int) -> None:
        self.id, self.va, self.noka = f"BU{nomor}", f"88888{nomor:011d}", f"{nomor:013d}"
        self.kunci = new_key()

    def terdaftar(self) -> list[tuple[str, Any]]:
        """What kepesertaan told about it: (subject, event)."""
        bu = f"badan-usaha:{self.id}"
        return [
            (bu, k.BadanUsahaDidaftarkan(
                badan_usaha_id=self.id, nama="PT Contoh", jenis="SWASTA", kantor_cabang="KC-PRIMA-JKT", kabupaten_kota=KOTA,
                sub_segmen="SWASTA", akt_id=AKT, cakupan="SELURUH", keadaan="TERDAFTAR",
            )),
            (bu, k.VirtualAccountDiterbitkan(virtual_account=self.va, jenis_unit="BADAN_USAHA", badan_usaha_id=self.id)),
            (bu, k.VirtualAccountDiaktifkan(virtual_account=self.va, badan_usaha_id=self.id, sejak=date(2016, 11, 15))),
            (f"peserta:{self.noka}", k.PesertaDidaftarkan(
                nomor_kartu=self.noka, virtual_account=self.va, badan_usaha_id=self.id, segmen="PPU", sub_segmen="SWASTA",
                hubungan="PEKERJA", kategori="PEKERJA", hak_kelas=1, iuran_mulai="2016-12", berlaku_dari=date(2016, 12, 1),
                kabupaten_kota_kerja=KOTA, rahasia=seal(self.kunci, {"nama": "x"}),
                upah_tersandi=seal(self.kunci, {"upah_pokok": 5_000_000, "tunjangan_tetap": 0}),
            )),
        ]  # fmt: skip


class Dunia:
    def __init__(self, iuran: Harness, status: Harness) -> None:
        self.iuran, self.status, self.bus = iuran, status, iuran.bus

    def operasi(self, h: Harness) -> str:
        return h.token("operasi", "operasi iuran:baca", kantor="PUSAT", jenis_kantor="PUSAT")

    async def kepesertaan_menutup(self, hari: date) -> None:
        await self.bus.close_day("kepesertaan", hari, at=saat(f"{hari}T23:59:59"))

        async def terbaca() -> bool:
            for h in (self.iuran, self.status):
                parts = h.process.parts
                pembaca = [x.consumer for x in (*parts.projections, *parts.reactions) if "kepesertaan" in x.sources]
                sql = "select count(*) as n from day_marks_read where tanggal >= $1 and topic like '%kepesertaan' and consumer = any($2)"
                assert (await h.fetch(sql, hari, pembaca))[0]["n"] == PARTITIONS * len(pembaca)
            return True

        await self.iuran.until(terbaca)

    async def terbitkan(self, periode: str, pada: str) -> None:
        who = self.operasi(self.iuran)
        jawab = await self.iuran.call("POST", "/v1/tagihan:terbitkan", who=who, json={"periode": periode}, at=saat(pada))
        assert (await self.iuran.job(jawab, who))["gagal"] == 0

    async def bayar(self, firma: Firma, nominal: int, pada: str) -> Answer:
        isi = {
            "virtual_account": firma.va, "nominal": nominal, "waktu_bayar": saat(pada).isoformat(), "bank": "BNI", "kanal": "TELLER",
            "referensi_bank": f"{firma.id}-{pada}",
        }  # fmt: skip
        who = self.iuran.token("bank-bni", "pembayaran:tulis", kode_bank="BNI")
        return await self.iuran.call("POST", "/v1/pembayaran", who=who, json=isi, at=saat(pada), key=f"{firma.id}-{pada}")

    async def minta_tutup(self, h: Harness, hari: str, pada: str) -> Answer:
        return await h.call("POST", "/v1/tutup-hari", who=self.operasi(h), json={"tanggal": hari}, at=saat(pada))

    async def pekerjaan(self, h: Harness, jawab: Answer) -> str:
        keadaan: str = (await h.call("GET", jawab.headers["Location"], who=self.operasi(h))).json()["keadaan"]
        return keadaan

    async def tutup(self, hari: str, pada: str) -> None:
        await self.kepesertaan_menutup(date.fromisoformat(hari))
        for h in (self.iuran, self.status):
            assert (await h.job(await self.minta_tutup(h, hari, pada), self.operasi(h)))["keadaan"] == "SELESAI"

    async def keadaan(self, firma: Firma, pada: str) -> str | None:
        who = self.status.token("rs", "sep:tulis status:baca", kode_ppk="0301R001")
        jawab = await self.status.call("GET", f"/v1/status/{firma.noka}?pada={pada[:10]}", who=who, at=saat(pada))
        return jawab.json()["keadaan"] if jawab.status == 200 else None

    async def menjadi(self, firma: Firma, pada: str, keadaan: str) -> None:
        async def sudah() -> bool:
            assert await self.keadaan(firma, pada) == keadaan
            return True

        await self.status.until(sudah, seconds=40)

    async def diumumkan(self, firma: Firma) -> list[tuple[str, date]]:
        semua = [e for amplop, e in await self.bus.read("status") if amplop.subject == f"unit:{firma.va}"]
        return [(e.keadaan, e.dari) for e in semua if isinstance(e, StatusUnitBerubah)]


@asynccontextmanager
async def kepesertaan_http(firma: list[Firma]) -> AsyncIterator[str]:
    kunci = {f.noka: base64.b64encode(f.kunci).decode() for f in firma}

    async def token(_: web.Request) -> web.Response:
        return web.json_response({"access_token": "uji", "expires_in": 3600})

    async def ambil(permintaan: web.Request) -> web.Response:
        return web.json_response({"kunci": {n: kunci[n] for n in (await permintaan.json())["nomor_kartu"]}})

    app = web.Application()
    app.add_routes([web.post("/token", token), web.post("/v1/kunci:ambil", ambil)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def kafka(tmp_path: Path) -> AsyncIterator[ServerKafka]:
    """Its own, whatever the other tests use: it will be killed."""
    server = ServerKafka(tmp_path / "kafka")
    await asyncio.to_thread(server.prepare)
    server.launch()
    await asyncio.to_thread(server.wait)
    yield server
    server.stop()


@asynccontextmanager
async def mati(kafka: ServerKafka) -> AsyncIterator[None]:
    """Killed until the block ends, however it ends: a worker cannot be stopped in good order without its broker."""
    kafka.kill()
    try:
        yield
    finally:
        kafka.launch()
        await asyncio.to_thread(kafka.wait)


@pytest.mark.lama  # a Kafka of its own, killed; the scene tengah-malam plays it on the whole stack too
@pytest.mark.aturan("R-STA-06")
async def test_paid_in_time_while_the_broker_was_down_over_midnight(servers: ServerUji, kafka: ServerKafka) -> None:
    tepat, lalai = firma = [Firma(1), Firma(2)]
    prefix = await fresh_topics(kafka.bootstrap)
    pg = servers.postgres.url
    async with (
        kepesertaan_http(firma) as alamat,
        running(
            IURAN, pg_url=pg, kafka=kafka.bootstrap, prefix=prefix, url_kepesertaan=alamat, token_url=f"{alamat}/token"
        ) as iuran,
        running(STATUS, pg_url=pg, kafka=kafka.bootstrap, prefix=prefix) as status,
    ):  # fmt: skip
        d = Dunia(iuran, status)
        for tahun in (2016, 2017):
            umk = k.UmkDitetapkan(tahun=tahun, kabupaten_kota=KOTA, nilai=3_100_000, sumber="CONTOH")
            await d.bus.publish(f"umk:{tahun}", umk, at=saat("2016-11-01T09:00:00"))
        for f in firma:
            for subjek, peristiwa in f.terdaftar():
                await d.bus.publish(subjek, peristiwa, at=saat("2016-11-15T09:00:00"), akt_id=AKT)
        await d.kepesertaan_menutup(date(2016, 11, 20))
        await d.terbitkan("2016-12", "2016-11-21T08:00:00")
        for f in firma:
            assert (await d.bayar(f, 250_000, "2016-12-05T10:00:00")).status == 201
            await d.menjadi(f, "2016-12-05T11:00:00", "AKTIF")
        await d.kepesertaan_menutup(date(2016, 12, 20))
        await d.terbitkan("2017-01", "2016-12-21T08:00:00")
        await d.tutup("2017-01-10", "2017-01-11T00:05:00")
        await d.kepesertaan_menutup(date(2017, 1, 20))
        await d.terbitkan("2017-02", "2017-01-21T08:00:00")
        for f in firma:
            await d.menjadi(f, "2017-01-21T09:00:00", "MENUNGGAK")
        await d.kepesertaan_menutup(date(2017, 2, 10))  # even with nothing of kepesertaan to wait for any more

        async with mati(kafka):
            assert (await d.bayar(tepat, 500_000, "2017-02-10T19:00:00")).status == 201, "the broker is not needed to take money"
            tengah_malam = "2017-02-11T00:05:00"
            menutup = [(h, await d.minta_tutup(h, "2017-02-10", tengah_malam)) for h in (iuran, status)]
            assert [jawab.status for _, jawab in menutup] == [202, 202]
            for _ in range(15):
                await asyncio.sleep(0.2)
                assert await d.pekerjaan(status, menutup[1][1]) == "BERJALAN"
                for f in firma:
                    assert await d.keadaan(f, "2017-02-11T00:10:00") == "MENUNGGAK"
            assert (await iuran.fetch("select count(*) as n from outbox"))[0]["n"] > 0, "the payment waits for the broker"

        for h, jawab in menutup:
            assert (await h.job(jawab, d.operasi(h), seconds=60))["keadaan"] == "SELESAI"
        await d.menjadi(lalai, "2017-02-11T09:00:00", "TIDAK_AKTIF")
        await d.menjadi(tepat, "2017-02-11T09:00:00", "AKTIF")

        async def semua_terbit() -> bool:
            assert (await status.fetch("select count(*) as n from outbox"))[0]["n"] == 0
            return True

        await status.until(semua_terbit)
        assert (await d.diumumkan(lalai))[-1] == ("TIDAK_AKTIF", date(2017, 2, 11))
        # either of the two bills paid is news
        assert [keadaan for keadaan, _ in await d.diumumkan(tepat)] == ["AKTIF", "MENUNGGAK", "AKTIF", "AKTIF"]
