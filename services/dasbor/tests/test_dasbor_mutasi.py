"""Changes of people and families: what stands on the pages for whom, and each form once in Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from chassis.testing import Harness
from dasbor.format import kata
from dasbor.kata_mutasi import cara_berakhir
from kepesertaan.api.mutasi_isi import Bekerja, CacatTotal, Cerai, Keluar, Meninggal, Nikah, Phk
from playwright.async_api import Browser, Page, async_playwright
from pydantic import BaseModel
from selaras.lokal import peramban

from .borang_orang import KELUARGA, KELUARGA_BARU, MUTASI, PINDAH
from .conftest import Tamu
from .kepesertaan_palsu import tolak
from .layanan_palsu import LayananLain
from .nama import ANAK1, BANDUNG, BARU1, BU1, JAKARTA, KELUARGA1, KEPALA1, MELATI, NOKA1, NOKA2, SENTOSA
from .test_dasbor_peramban import layar

TULIS = "kepesertaan:baca kepesertaan:tulis"


def kue(tamu: Tamu, siapa: str) -> str:
    klaim: dict[str, Any] = {
        "sentosa": {"akt_id": SENTOSA}, "melati": {"akt_id": MELATI}, "prima": {"kantor": JAKARTA, "jenis_kantor": "KC_PRIMA"},
        "bandung": {"kantor": BANDUNG, "jenis_kantor": "KC"}, "pusat": {"kantor": "PUSAT", "jenis_kantor": "PUSAT"},
        "bu": {"badan_usaha_id": BU1},
    }[siapa]  # fmt: skip
    return tamu.kue(siapa, scope=TULIS, **klaim)


def borang(isi: str) -> set[str]:
    semua = ("data", "upah", "akhir", "ikut", "nik", "kawin", "tambah", "lahir", "akhiri")
    return {t for t in semua if f'name="tindakan" value="{t}"' in isi}


def test_kode_terbaca_sebagai_kata() -> None:
    assert kata("NIK_TIDAK_COCOK_JENIS_KELAMIN") == "NIK tidak cocok jenis kelamin"
    assert kata("NPWP_SUDAH_DIPAKAI") == "NPWP sudah dipakai"
    assert kata("BUKAN_SATU_KK") == "Bukan satu KK"
    assert kata("VA_TIDAK_DIKENAL") == "VA tidak dikenal"
    assert kata("BELUM_PATUH") == "Belum patuh"


def test_cara_berakhir_menurut_orangnya() -> None:
    """Only what kepesertaan knows; of who is no longer a member only his death."""
    dikenal = {get_args(m.model_fields["jenis"].annotation)[0] for m in (Keluar, Meninggal, Phk, CacatTotal, Nikah, Bekerja, Cerai)}
    for hubungan, harap in (
        ("PEKERJA", "KELUAR PHK CACAT_TOTAL MENINGGAL"), ("ISTRI", "KELUAR CERAI MENINGGAL"),
        ("ANAK_TIRI", "KELUAR NIKAH BEKERJA MENINGGAL"), ("IBU", "KELUAR MENINGGAL"), ("KEPALA_KELUARGA", "KELUAR MENINGGAL"),
    ):  # fmt: skip
        ada = [k for k, _ in cara_berakhir({"hubungan": hubungan, "keadaan": "TERDAFTAR"})]
        assert " ".join(ada) == harap
        assert set(ada) <= dikenal
        assert [k for k, _ in cara_berakhir({"hubungan": hubungan, "keadaan": "PHK"})] == ["MENINGGAL"]
        assert cara_berakhir({"hubungan": hubungan, "keadaan": "MENINGGAL"}) == []


async def test_mutasi_yang_ditawarkan(tamu: Tamu, lain: LayananLain) -> None:
    _, isi, _ = await tamu.buka(MUTASI, kue(tamu, "sentosa"))
    assert borang(isi) == {"data", "upah", "akhir", "kawin"}
    for teks in ("Upah di atas Rp 4.000.000 sebulan.", "R-KEP-40", "mulai Desember 2016", "R-AKT-32", "Terdaftar sebagai pekerja"):
        assert teks in isi, teks
    _, isi, _ = await tamu.buka(f"/peserta/{ANAK1}/mutasi", kue(tamu, "prima"))
    assert borang(isi) == {"data", "akhir", "ikut", "nik"}
    _, isi, _ = await tamu.buka(MUTASI, kue(tamu, "bu"))
    assert borang(isi) == set()
    assert "lapor ke AKT" in isi
    lain.kepesertaan.orang = {"keadaan": "PHK", "berakhir_pada": "2017-01-31", "dijamin_sampai": "2017-07-31", "iuran_terakhir": "2017-01"}
    _, isi, _ = await tamu.buka(MUTASI, kue(tamu, "sentosa"))
    assert borang(isi) == {"akhir"}
    for teks in ("hari terakhir 31 Jan 2017", "dijamin sampai 31 Jul 2017", "terakhir Januari 2017"):
        assert teks in isi, teks
    lain.kepesertaan.orang = {"keadaan": "MENINGGAL"}
    _, isi, _ = await tamu.buka(MUTASI, kue(tamu, "sentosa"))
    assert borang(isi) == set()
    assert "Tidak ada lagi yang dapat dicatat" in isi


async def test_keluarga_dari_pekerjanya(tamu: Tamu) -> None:
    _, isi, _ = await tamu.buka(f"{KELUARGA}?baru={ANAK1}", kue(tamu, "sentosa"))
    assert borang(isi) == {"tambah", "lahir", "akhiri"}
    assert isi.count(">Baru</span>") == 1
    pilihan = isi[isi.index('name="nomor_kartu"') :].split("</select>")[0]
    assert ANAK1 in pilihan
    assert NOKA1 not in pilihan
    _, isi, _ = await tamu.buka(f"/peserta/{ANAK1}/keluarga", kue(tamu, "sentosa"))
    assert borang(isi) == set()
    assert f'<a href="{KELUARGA}">halaman keluarga pekerjanya</a>' in isi


async def test_orang_lain_tidak_terbuka(tamu: Tamu) -> None:
    for jalur in (MUTASI, KELUARGA, PINDAH):
        assert (await tamu.buka(jalur, kue(tamu, "melati")))[0] == 404, jalur
        assert (await tamu.buka(jalur, kue(tamu, "bandung")))[0] == 404, jalur
        assert (await tamu.buka(jalur, kue(tamu, "sentosa")))[0] == 200, jalur
    for jalur in (f"/peserta/{NOKA2}/mutasi", f"/peserta/{NOKA2}/keluarga"):
        assert (await tamu.buka(jalur, kue(tamu, "sentosa")))[0] == 404, jalur


async def test_keluarga_mandiri_didaftarkan_kantor(tamu: Tamu, lain: LayananLain) -> None:
    for siapa in ("sentosa", "bu"):
        status, isi, _ = await tamu.buka("/keluarga/baru", kue(tamu, siapa))
        assert (status, "di kantor BPJS Kesehatan" in isi) == (403, True)
        assert "/keluarga/baru" not in (await tamu.buka("/peserta", kue(tamu, siapa)))[1]
    assert 'href="/keluarga/baru"' in (await tamu.buka("/peserta", kue(tamu, "bandung")))[1]
    _, isi, _ = await tamu.buka("/keluarga/baru", kue(tamu, "bandung"))
    assert f'value="{BANDUNG}"' in isi  # its own office
    # one more, one less: what was typed stays, and nothing is sent
    tambah = KELUARGA_BARU | {"tindakan": "tambah-orang"}
    status, isi, _ = await tamu.buka("/keluarga/baru", kue(tamu, "prima"), "POST", data=tambah)
    assert (status, isi.count("<fieldset"), isi.count('value="Siti Aminah"')) == (200, 3, 1)
    kurang = KELUARGA_BARU | {"tindakan": "kurangi-orang"}
    _, isi, _ = await tamu.buka("/keluarga/baru", kue(tamu, "prima"), "POST", data=kurang)
    assert (isi.count("<fieldset"), "Hapus orang terakhir" in isi) == (1, False)
    for aneh, jumlah in (("99", 20), ("0", 1), ("x", 2), ("٣", 2)):
        _, isi, _ = await tamu.buka("/keluarga/baru", kue(tamu, "prima"), "POST", data=tambah | {"orang": aneh})
        assert isi.count("<fieldset") == jumlah, aneh
    assert lain.kepesertaan.diterima == []
    salah = [{"pointer": "/anggota/1/nik", "detail": "NIK harus 16 angka."}]
    lain.kepesertaan.penolakan = tolak(422, "NIK harus 16 angka.", errors=salah)
    _, isi, _ = await tamu.buka("/keluarga/baru", kue(tamu, "prima"), "POST", data=KELUARGA_BARU)
    assert "<strong>Anggota 2: NIK</strong>: NIK harus 16 angka." in isi
    assert isi.count("<fieldset") == 2


async def test_keluarga_mandiri_dengan_akunnya(tamu: Tamu) -> None:
    _, isi, _ = await tamu.buka(f"/keluarga/{KELUARGA1}", kue(tamu, "prima"))
    for teks in ("8888801000000077", "Dapat dibayar", "Kelas iuran yang dipilih.", f"Mengikuti kelas peserta {KEPALA1}.", "Februari 2017"):
        assert teks in isi, teks
    assert f'href="/peserta/{KEPALA1}"' not in isi  # no link to a page that would not open
    assert (await tamu.buka("/keluarga/KEL-lain", kue(tamu, "prima")))[0] == 404


@pytest.fixture(scope="module")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as p:
        browser = await p.chromium.launch(executable_path=chromium, args=list(peramban.BENDERA))
        yield browser
        await browser.close()


async def _isi(page: Page, tindakan: str, tombol: str, **isian: str) -> None:
    """One form of a page, filled by its fields' names and sent."""
    form = page.locator(f'form:has(input[name="tindakan"][value="{tindakan}"])')
    for nama, nilai in isian.items():
        ladang = form.locator(f'[name="{nama}"]')
        if await ladang.evaluate("e => e.tagName") == "SELECT":
            await ladang.select_option(nilai)
        else:
            await ladang.fill(nilai)
    await form.get_by_role("button", name=tombol).click()
    await page.wait_for_selector("[role=status]")


async def test_setiap_borang_di_peramban(browser: Browser, h: Harness, lain: LayananLain) -> None:
    async with layar(browser, h, kue(Tamu(h), "prima")) as s:
        page, hari = s.page, "2017-02-10"
        await s.buka(MUTASI)
        await _isi(page, "data", "Simpan data", email="siti@rumah.id", berlaku=hari)
        await _isi(page, "upah", "Simpan upah", upah_pokok="4.500.000", berlaku=hari)
        await _isi(page, "akhir", "Catat", jenis="CACAT_TOTAL", berlaku=hari)
        await _isi(page, "kawin", "Catat", jenis="NIKAH", berlaku=hari)
        await page.click("nav.tab >> text=Keluarga")
        siti = {"nik": "3174014203900001", "nama": "Siti", "tanggal_lahir": "1990-03-02", "nik_pekerja": "3174010203880001"}
        await _isi(page, "tambah", "Daftarkan anggota", hubungan="ISTRI", jenis_kelamin="P", **siti)
        assert BARU1 in await page.inner_text(".orang:has(.cip.baik)")
        await _isi(page, "lahir", "Daftarkan bayi", nama="Bayi Ny Siti", berlaku=hari, anak_ke="2")
        await _isi(page, "akhiri", "Akhiri", nomor_kartu=ANAK1, jenis="MENINGGAL", berlaku=hari)
        await s.buka(f"/peserta/{ANAK1}/mutasi")
        await _isi(page, "ikut", "Catat", jenis="KELUARGA_TAMBAHAN", berlaku=hari)
        await _isi(page, "nik", "Simpan NIK", nik="3174014203160001", berlaku=hari)
        await s.buka(f"/badan-usaha/{BU1}/peserta")
        await page.click("text=Terima pekerja dari badan usaha lain")
        pindah = {"nomor_kartu": BARU1, "nik": "3174014203900001", "upah_pokok": "5000000", "kabupaten_kota_kerja": "Kota Contoh"}
        await _isi(page, "pindah", "Pindahkan ke sini", berlaku=hari, **pindah)
        assert s.keluhan == []
    isi = [(j.split("/")[3] if "mutasi" in j else j, getattr(m, "jenis", "")) for j, m in lain.kepesertaan.diterima]
    assert isi == [
        (NOKA1, "UBAH_DATA"), (NOKA1, "UBAH_UPAH"), (NOKA1, "CACAT_TOTAL"), (NOKA1, "NIKAH"), ("/v1/peserta", ""), (NOKA1, "KELAHIRAN"),
        (ANAK1, "MENINGGAL"), (ANAK1, "KELUARGA_TAMBAHAN"), (ANAK1, "LENGKAPI_NIK"), (BARU1, "PINDAH"),
    ]  # fmt: skip


async def test_keluarga_baru_tanpa_javascript(browser: Browser, h: Harness, lain: LayananLain) -> None:
    """Person by person, by keyboard, to the virtual account; nothing of it needs a script."""
    async with layar(browser, h, kue(Tamu(h), "prima"), java_script_enabled=False, viewport={"width": 360, "height": 740}) as s:
        page = s.page
        await s.buka("/keluarga/baru")
        for nama, nilai in (("nomor_kk", "3174010101010001"), ("kabupaten_kota", "Kota Contoh"), ("nik-1", "3174010203880001"),
                            ("nama-1", "Budi"), ("tanggal_lahir-1", "1988-03-02")):  # fmt: skip
            await page.fill(f"[name={nama}]", nilai)
        await page.select_option("[name=kelas]", "2")
        await page.click("text=Tambah orang")
        assert await page.locator("fieldset").count() == 2
        assert await page.input_value("[name=nama-1]") == "Budi"
        for nama, nilai in (("nik-2", "3174014203900001"), ("nama-2", "Siti"), ("tanggal_lahir-2", "1990-03-02")):
            await page.fill(f"[name={nama}]", nilai)
        await page.select_option("[name=hubungan-2]", "ISTRI")
        await page.press("[name=nama-2]", "Enter")
        await page.wait_for_url(f"**/keluarga/{KELUARGA1}?**")
        assert "8888801000000077" in await page.inner_text("main")
    [(_, terkirim)] = lain.kepesertaan.diterima
    assert isinstance(terkirim, BaseModel)
    assert [(a["nama"], a["hubungan"]) for a in terkirim.model_dump()["anggota"]] == [("Budi", "KEPALA_KELUARGA"), ("Siti", "ISTRI")]
