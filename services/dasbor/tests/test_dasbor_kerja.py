"""Membership work in Chromium: a file sent and watched, a change of AKT stopped by keyboard, a refusal where the eye is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from chassis.testing import Harness
from playwright.async_api import Browser, async_playwright
from selaras.lokal import peramban

from .conftest import Tamu
from .kepesertaan_palsu import tolak
from .layanan_palsu import LayananLain
from .nama import ANAK1, BU1, IMPOR1, JAKARTA, NOKA1, PROSES1
from .test_dasbor_peramban import layar

BU = f"/badan-usaha/{BU1}"


@pytest.fixture(scope="module")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as p:
        browser = await p.chromium.launch(executable_path=chromium, args=list(peramban.BENDERA))
        yield browser
        await browser.close()


def prima(h: Harness) -> str:
    return Tamu(h).kue("kc-prima", scope="kepesertaan:baca kepesertaan:tulis", kantor=JAKARTA, jenis_kantor="KC_PRIMA")


@pytest.mark.parametrize(("ke", "jenis"), [("impor", "IMPOR_PESERTA"), ("mutasi", "MUTASI_IMPOR")])
async def test_impor_dipantau_di_peramban(browser: Browser, h: Harness, lain: LayananLain, ke: str, jenis: str) -> None:
    """From choosing the file to the last row, without a reload."""
    async with layar(browser, h, Tamu(h).kue("akt-sentosa", scope="kepesertaan:baca kepesertaan:tulis", akt_id="akt-sentosa")) as s:
        page = s.page
        lain.kepesertaan.impor |= {"jenis": jenis}
        await s.buka(f"{BU}/{ke}")
        await page.set_input_files("#i-berkas", {"name": "berkas.csv", "mimeType": "text/csv", "buffer": b"nik;nama\n"})
        await page.click("text=Kirim berkas >> nth=-1")
        await page.wait_for_url(f"**{BU}/{ke}/{IMPOR1}**")
        assert await page.inner_text("h1") == {"impor": "Impor peserta", "mutasi": "Impor mutasi"}[ke]
        assert lain.kepesertaan.berkas == b"nik;nama\n"
        assert "Berkas diterima" in await page.inner_text("[role=status]")
        assert await page.get_attribute("progress", "value") == "121"
        await page.wait_for_timeout(1200)  # the stream is open
        baris = [{"baris": n, "kolom": "nik", "kode": "X", "alasan": f"Alasan {n}."} for n in (7, 9)]
        lain.kepesertaan.impor |= {"keadaan": "SELESAI", "selesai": 498, "gagal": 2, "baris_gagal": baris}
        await page.wait_for_selector("text=Selesai, ada yang kembali", timeout=8000)
        await page.wait_for_selector("tr.baru >> text=Alasan 9.")
        assert await page.get_attribute("progress", "value") == "500"
        async with page.expect_download() as unduhan:
            await page.click("text=Unduh semua baris yang kembali")
        assert (await unduhan.value).suggested_filename.endswith(".csv")
        assert s.keluhan == []


async def test_peralihan_dihentikan_dengan_papan_ketik(browser: Browser, h: Harness, lain: LayananLain) -> None:
    async with layar(browser, h, prima(h)) as s:
        page = s.page
        await s.buka(f"{BU}/peralihan/{PROSES1}")
        # refused: what was typed stays, and the sentence has the focus
        lain.kepesertaan.penolakan = tolak(409, "Proses ini sudah selesai atau dihentikan.", "R-AKT-36")
        alasan = page.get_by_label("Alasan", exact=True)
        await alasan.focus()
        await page.keyboard.type("AKT bubar")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("[role=alert] >> text=R-AKT-36")
        assert await page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        assert await alasan.input_value() == "AKT bubar"
        lain.kepesertaan.penolakan = None
        lain.kepesertaan.proses |= {"keadaan": "DIHENTIKAN", "menunggu": "AKT bubar"}
        await page.get_by_role("button", name="Hentikan proses").click()
        await page.wait_for_selector("[role=status] >> text=Proses dihentikan")
        assert [(j.rsplit("/", 1)[1], m.alasan) for j, m in lain.kepesertaan.diterima] == [("penghentian", "AKT bubar")] * 2
        assert len(set(lain.kepesertaan.kunci)) == 2  # a form that comes back is another command
        assert "Dihentikan: AKT bubar" in await page.inner_text("main")
        assert await page.get_by_role("button", name="Hentikan proses").count() == 0
        assert [k for k in s.keluhan if "409" not in k] == []


async def test_pohon_keluarga_dan_hari_lain(browser: Browser, h: Harness, lain: LayananLain) -> None:
    async with layar(browser, h, prima(h)) as s:
        page = s.page
        await s.buka(f"/peserta/{ANAK1}")
        assert await page.locator("[aria-current=true]").inner_text() == ANAK1
        await page.click(f'.pohon a[href="/peserta/{NOKA1}"]')
        await page.wait_for_selector(f"h1 >> text=Peserta {NOKA1}")
        await page.fill("#pada", "2017-01-05")
        await page.click("button >> text=Tampilkan >> nth=0")
        await page.wait_for_selector("text=Sampai 5")
        assert "tidak aktif mulai" not in await page.inner_text("[sse-swap=riwayat]")
        assert s.keluhan == []
