"""The pages in Chromium: no console errors, live cells, narrow screens, the keyboard, without JavaScript, WCAG 2.2 AA by axe-core."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from chassis.testing import Harness, running
from dasar.tanggal import WIB
from dasbor.main import SPEC
from dasbor.sesi import KUE
from playwright.async_api import Browser, Page, async_playwright
from selaras.lokal import peramban
from selaras.lokal.uji import ServerUji

from .conftest import Pena, Tamu, lipat
from .nama import ANAK1, BU1, BU2, IMPOR1, KELUARGA1, KLAIM1, MELATI, MIGRASI1, NOKA1, PROSES1, VA2, WEBHOOK1

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
TAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WARNA_DAN_UKURAN = {"type": "rule", "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]}
TIDAK_ADA = "/klaim/tidak-ada"
HALAMAN = (
    "/", "/badan-usaha", f"/badan-usaha/{BU1}", f"/badan-usaha/{BU1}/peserta", "/peserta", f"/peserta/{ANAK1}",
    "/iuran", "/klaim", f"/klaim/{KLAIM1}", "/tugas", "/tugas/tu-1", "/peralihan", f"/badan-usaha/{BU1}/kerja-sama",
    f"/badan-usaha/{BU1}/peralihan/{PROSES1}", f"/badan-usaha/{BU1}/kepatuhan", f"/badan-usaha/{BU1}/impor",
    f"/badan-usaha/{BU1}/mutasi",
    f"/badan-usaha/{BU1}/impor/{IMPOR1}", "/desain-kartu", "/operasi", TIDAK_ADA, f"/peserta/{NOKA1}/mutasi", f"/peserta/{ANAK1}/mutasi",
    f"/peserta/{NOKA1}/keluarga", f"/badan-usaha/{BU1}/pindah", "/keluarga/baru", f"/keluarga/{KELUARGA1}",
    "/kepatuhan", "/migrasi", f"/migrasi/{MIGRASI1}", "/webhook", f"/webhook/{WEBHOOK1}",
)  # fmt: skip


@dataclass
class Layar:
    """A page of someone signed in, and what the browser complained of."""

    page: Page
    url: str
    keluhan: list[str] = field(default_factory=list)

    async def buka(self, jalur: str) -> None:
        await self.page.goto(self.url + jalur)


@pytest.fixture(scope="module")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as p:
        browser = await p.chromium.launch(executable_path=chromium, args=list(peramban.BENDERA))
        yield browser
        await browser.close()


@asynccontextmanager
async def layar(browser: Browser, h: Harness, kue: str | None = None, **pilihan: Any) -> AsyncIterator[Layar]:
    pilihan = {"viewport": {"width": 1360, "height": 820}, "locale": "id-ID", "timezone_id": "Asia/Jakarta", **pilihan}
    context = await browser.new_context(**pilihan)
    try:
        await context.add_cookies([{"name": KUE, "value": kue or Tamu(h).pusat, "url": h.url}])
        page = await context.new_page()
        satu = Layar(page, h.url)
        page.on("console", lambda m: satu.keluhan.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: satu.keluhan.append(f"{page.url}: {e}"))
        yield satu
    finally:
        await context.close()


async def test_lebar_dan_terang(browser: Browser, h: Harness) -> None:
    """Scripts, styles and fonts load under the strict policy; nothing to complain of, for the browser and by WCAG 2.2 AA."""
    pelanggaran: list[str] = []
    async with layar(browser, h, color_scheme="light") as s:
        for jalur in HALAMAN:
            async with s.page.expect_response(lambda r: "inter.woff2" in r.url, timeout=10_000) if jalur == "/" else _tanpa() as _:
                await s.buka(jalur)
            assert await s.page.locator("h1").count() == 1
            assert await s.page.evaluate("document.fonts.ready.then(() => document.fonts.check('15px Inter'))")
            assert await s.page.evaluate("typeof htmx") == "object"
            pelanggaran += await _axe(s, jalur, TAG)
        assert [k for k in s.keluhan if TIDAK_ADA not in k] == []
    assert not pelanggaran, "\n".join(pelanggaran)


async def test_sempit_dan_gelap(browser: Browser, h: Harness) -> None:
    """360 px and the dark scheme: nothing sticks out, and what depends on colour and size holds there too."""
    pelanggaran: list[str] = []
    ponsel: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
    async with layar(browser, h, **ponsel) as s:
        for jalur in HALAMAN:
            await s.buka(jalur)
            lebar = await s.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert lebar[0] <= lebar[1] == 360, (jalur, lebar)
            pelanggaran += await _axe(s, jalur, WARNA_DAN_UKURAN)
    assert not pelanggaran, "\n".join(pelanggaran)


async def _axe(s: Layar, jalur: str, apa: Any) -> list[str]:
    await s.page.evaluate(AXE)
    hasil = await s.page.evaluate("apa => axe.run(document, {runOnly: apa, resultTypes: ['violations']})", apa)
    return [f"{jalur}: {v['id']}: {n['target']} {n['failureSummary']}" for v in hasil["violations"] for n in v["nodes"][:2]]


@asynccontextmanager
async def _tanpa() -> AsyncIterator[None]:
    yield


async def test_papan_ketik(browser: Browser, h: Harness) -> None:
    async with layar(browser, h) as s:
        page = s.page
        await s.buka(f"/badan-usaha/{BU1}")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.querySelector('main').contains(document.activeElement)")
        await page.keyboard.press("/")
        assert await page.evaluate("document.activeElement.id") == "cari"
        await page.keyboard.type("88/8")  # inside a field it is a character
        assert await page.input_value("#cari") == "88/8"
        await page.fill("#cari", VA2)
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/badan-usaha/{BU2}")
        # the order of Tab is the order of the page, and where one is can be seen
        await s.buka("/klaim")
        urutan: list[list[float]] = []
        for _ in range(12):
            await page.keyboard.press("Tab")
            urutan.append(
                await page.evaluate(
                    "(e => [e.getBoundingClientRect().y, parseFloat(getComputedStyle(e).outlineWidth)])(document.activeElement)"
                )
            )
        assert all(tebal >= 1 for _, tebal in urutan), urutan
        atas = await page.evaluate("document.querySelector('header').getBoundingClientRect().bottom")
        dalam_isi = [y for y, _ in urutan if y > atas]
        assert dalam_isi == sorted(dalam_isi)


async def test_tanpa_javascript(browser: Browser, h: Harness) -> None:
    async with layar(browser, h, java_script_enabled=False) as s:
        for jalur in HALAMAN:
            await s.buka(jalur)
            assert await s.page.locator("h1").inner_text()
        await s.buka(f"/badan-usaha/{BU1}")
        teks = (await s.page.inner_text("main")).replace("\N{NO-BREAK SPACE}", " ")
        for kata in ("Rp 48.216.400", "Lunas terlambat", "R-STA-06"):
            assert kata in teks
        await s.page.fill("#cari", ANAK1)
        await s.page.press("#cari", "Enter")
        await s.page.wait_for_url(f"**/peserta/{ANAK1}")
        await s.page.click("text=Tampilkan nama dan NIK")
        assert "Siti" in await s.page.inner_text("main")


async def test_identitas_di_tempat(browser: Browser, h: Harness) -> None:
    async with layar(browser, h) as s:
        await s.buka(f"/peserta/{ANAK1}")
        await s.page.click("text=Tampilkan nama dan NIK")
        await s.page.wait_for_selector("#identitas dl")
        assert s.page.url.endswith(ANAK1)
        assert "Siti <b>Aminah</b>" in await s.page.inner_text("#identitas")  # shown as text, not taken for HTML
        assert s.keluhan == []


async def test_sel_yang_berubah_ditandai(browser: Browser, h: Harness) -> None:
    async with layar(browser, h, Tamu(h).melati) as s:
        page = s.page
        await s.buka(f"/badan-usaha/{BU2}")
        assert await page.inner_text("[sse-swap=keadaan]") == "Tidak aktif"
        await page.wait_for_timeout(800)
        assert await page.locator(".baru").count() == 0  # nobody saw anything change
        p = _pena_lanjut()
        async with h.rt.db.connection() as conn:
            await lipat(conn, p.records)
        await page.wait_for_selector('[sse-swap=keadaan] >> text="Aktif"', timeout=5000)
        assert await page.locator("[sse-swap=keadaan] .baru").count() == 1
        assert await page.locator("[sse-swap=tagihan] tr.baru").count() == 1  # January, not December
        assert await page.locator("[sse-swap=riwayat] li.baru").count() == 2
        assert "Lunas terlambat" in await page.inner_text("[sse-swap=tagihan] tr.baru")
        assert await page.locator("[sse-swap=peserta] .baru").count() == 0
        assert s.keluhan == []


def _pena_lanjut() -> Pena:
    """What the other AKT's employer pays later."""
    p = Pena()
    p._urut = {("iuran", f"rekening:{VA2}"): 50, ("status", f"unit:{VA2}"): 50}
    p.bayar(BU2, VA2, MELATI, "2017-01", "2017-02-15T09:00")
    p.status(BU2, VA2, MELATI, "AKTIF", "2017-02-15", "R-STA-07")
    return p


async def test_dari_kafka_ke_layar(browser: Browser, servers: ServerUji) -> None:
    """The whole way: a record on the topic, the worker's projection, the stream, the cell."""
    async with running(SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap) as semua:  # noqa: SIM117 - the second needs the first
        async with layar(browser, semua, Tamu(semua).melati) as s:
            await s.buka("/badan-usaha")
            assert await s.page.inner_text("[sse-swap=jumlah]") == "0"
            p = Pena()
            p.badan_usaha(BU2, VA2, MELATI, "KC-PRIMA-JKT", "PT Melati Jaya")
            for r in p.records:
                assert r.event is not None
                await semua.bus.publish(r.subject, r.event, at=datetime(2016, 11, 7, 9, tzinfo=WIB), akt_id=MELATI)
            await s.page.wait_for_selector("text=PT Melati Jaya", timeout=30_000)
            await s.page.click("text=PT Melati Jaya")
            await s.page.wait_for_selector("h1 >> text=PT Melati Jaya")
            assert s.keluhan == []
