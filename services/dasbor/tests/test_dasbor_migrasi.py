"""Migrations, compliance over all Badan Usaha, and webhooks: what stands there for whom, and their forms once in Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from chassis.testing import Harness
from dasbor.kata_migrasi import KEADAAN, langkah
from kepesertaan.domain.migrasi import Keadaan
from playwright.async_api import Browser, async_playwright
from selaras.lokal import peramban

from .conftest import Tamu
from .layanan_palsu import LayananLain
from .migrasi_palsu import MIGRASI
from .nama import BANDUNG, BU1, BU2, IMPOR1, JAKARTA, MELATI, MIGRASI1, SENTOSA, WEBHOOK1
from .test_dasbor_peramban import layar

SATU, KAIT = f"/migrasi/{MIGRASI1}", f"/webhook/{WEBHOOK1}"


def kue(tamu: Tamu, siapa: str) -> str:
    setuju = "kepesertaan:baca persetujuan:tulis"
    klaim: dict[str, Any] = {
        "sentosa": {"akt_id": SENTOSA, "scope": "kepesertaan:baca kepesertaan:tulis notifikasi:kelola"}, "melati": {"akt_id": MELATI},
        "kc": {"kantor": JAKARTA, "jenis_kantor": "KC_PRIMA", "scope": setuju},
        "bandung": {"kantor": BANDUNG, "jenis_kantor": "KC", "scope": setuju},
        "divre": {"kantor": "DIVRE-IV", "jenis_kantor": "DIVRE", "scope": setuju},
        "divre-baca": {"kantor": "DIVRE-IV", "jenis_kantor": "DIVRE", "scope": "kepesertaan:baca"},
        "pusat": {"kantor": "PUSAT", "jenis_kantor": "PUSAT", "scope": setuju}, "bu": {"badan_usaha_id": BU1},
    }[siapa]  # fmt: skip
    return tamu.kue(siapa, **klaim)


@pytest.mark.parametrize(
    ("ubah", "harap"),
    [
        ({"keadaan": "MENUNGGU_DOKUMEN", "surat_pengesahan": None, "baik": None}, "TERTAHAN BELUM BELUM BELUM BELUM"),
        ({"keadaan": "DIPERIKSA", "baik": None}, "SELESAI BERIKUTNYA BELUM BELUM BELUM"),
        ({}, "SELESAI SELESAI BERIKUTNYA BELUM BELUM"),
        ({"keadaan": "MENUNGGU_VALIDASI_DIVRE", "validasi_kc": "a"}, "SELESAI SELESAI SELESAI BERIKUTNYA BELUM"),
        ({"keadaan": "DIPROSES", "validasi_kc": "a", "validasi_divre": "b"}, "SELESAI SELESAI SELESAI SELESAI BERIKUTNYA"),
        ({"keadaan": "SELESAI", "validasi_kc": "a", "validasi_divre": "b"}, "SELESAI SELESAI SELESAI SELESAI SELESAI"),
        ({"keadaan": "DITOLAK"}, "SELESAI SELESAI TIDAK_JADI TIDAK_JADI TIDAK_JADI"),
    ],
)
def test_langkah_migrasi(ubah: dict[str, Any], harap: str) -> None:
    assert " ".join(n.keadaan for n in langkah(MIGRASI | ubah)) == harap


def test_setiap_keadaan_migrasi_punya_kata() -> None:
    assert {k for k, _ in KEADAAN} == set(Keadaan.__args__)  # type: ignore[attr-defined]


async def test_daftar_migrasi(tamu: Tamu) -> None:
    _, isi, _ = await tamu.buka("/migrasi", kue(tamu, "divre"))
    for teks in (f'href="{SATU}"', "PT Cahaya Mandiri Tekstil", "1.200", "Menunggu validasi KC</span>", "13 Feb 2017"):
        assert teks in isi, teks
    _, isi, _ = await tamu.buka("/migrasi?keadaan=SELESAI", kue(tamu, "divre"))
    assert "Tidak ada migrasi dengan keadaan ini." in isi
    _, isi, _ = await tamu.buka("/migrasi?keadaan=aneh", kue(tamu, "divre"))
    assert f'href="{SATU}"' in isi
    _, isi, _ = await tamu.buka("/migrasi", kue(tamu, "bandung"))
    assert "PT Cahaya" not in isi  # the name is of those only whose Badan Usaha it is


async def test_validasi_oleh_dua_kantor_dan_dua_orang(tamu: Tamu, lain: LayananLain) -> None:
    async def borang(siapa: str) -> str | None:
        _, isi, _ = await tamu.buka(SATU, kue(tamu, siapa))
        return next((t for t in ("kc", "divre") if f'name="tindakan" value="{t}"' in isi), None)

    semua = ("kc", "bandung", "divre", "divre-baca", "pusat", "sentosa", "bu")
    assert [s for s in semua if await borang(s) is not None] == ["kc"]
    lain.kepesertaan.migrasi |= {"keadaan": "MENUNGGU_VALIDASI_DIVRE", "validasi_kc": "kc"}
    assert [s for s in semua if await borang(s) is not None] == ["divre"]
    lain.kepesertaan.migrasi |= {"validasi_kc": "divre"}
    assert await borang("divre") is None  # another person (R-KEP-24)
    lain.kepesertaan.migrasi |= {"keadaan": "DIPROSES"}
    assert [s for s in semua if await borang(s) is not None] == []


async def test_baris_migrasi_yang_kembali(tamu: Tamu, lain: LayananLain) -> None:
    _, isi, _ = await tamu.buka(SATU, kue(tamu, "kc"))
    for teks in ("NIK terdiri dari 16 angka.", f"/pekerjaan/{IMPOR1}/gagal.csv", "1.199 baik", "121 dari 500 baris"):
        assert teks in isi, teks
    lain.mati.add("/v1/pekerjaan/")
    status, isi, _ = await tamu.buka(SATU, kue(tamu, "kc"))
    assert (status, "Tidak ada baris yang kembali." in isi) == (200, True)
    for aneh in ("tidak-ada", "..%2fx", "a" * 80):
        assert (await tamu.buka(f"/migrasi/{aneh}", kue(tamu, "kc")))[0] == 404


async def test_kepatuhan_menurut_tahap_dan_kantor(tamu: Tamu, lain: LayananLain) -> None:
    patuh = {"keadaan": "PATUH", "terdaftar": 40, "belum_terdaftar": 0}
    lain.kepesertaan.kepatuhan = [
        [{"badan_usaha_id": BU1}, {"badan_usaha_id": BU2, "golongan": "MIKRO", "batas": date(2016, 1, 1), "belum_terdaftar": 9}],
        [{"badan_usaha_id": "bu-lain", **patuh}],
    ]
    _, isi, _ = await tamu.buka("/kepatuhan", kue(tamu, "pusat"))
    assert "2 dari 3 badan usaha belum mendaftarkan seluruh pekerjanya" in isi
    assert isi.index(f"/badan-usaha/{BU2}/kepatuhan") < isi.index(f"/badan-usaha/{BU1}/kepatuhan")  # who lacks most comes first
    assert "bu-lain</td>" not in isi
    tahap = isi[isi.index('href="/kepatuhan?golongan=BESAR"') :].split("</tr>")[0]
    assert [x.split("<")[0] for x in tahap.split('class="num">')[1:]] == ["1", "0", "1"]
    assert f'href="/kepatuhan?kantor={BANDUNG}"' in isi

    async def siapa(saring: str) -> list[str]:
        _, isi, _ = await tamu.buka(f"/kepatuhan?{saring}", kue(tamu, "pusat"))
        daftar = isi[isi.index('aria-label="Badan usaha"') :]
        return [n for n, kata in ((BU1, f"/{BU1}/"), (BU2, f"/{BU2}/"), ("lain", "bu-lain")) if kata in daftar]

    assert await siapa("golongan=MIKRO") == [BU2]
    assert await siapa(f"kantor={JAKARTA}") == [BU1]
    assert await siapa("keadaan=PATUH") == ["lain"]
    assert await siapa("keadaan=semua") == [BU1, BU2, "lain"]
    assert await siapa("keadaan=BELUM_JATUH_TEMPO") == []
    assert await siapa("golongan=%27&kantor=..&keadaan=x") == [BU1, BU2]
    lain.kepesertaan.kepatuhan = [[]]
    _, isi, _ = await tamu.buka("/kepatuhan", kue(tamu, "pusat"))
    assert "Belum ada badan usaha." in isi
    lain.kepesertaan.kepatuhan = [[{"badan_usaha_id": f"bu-{n}-{i}"} for i in range(30)] for n in range(12)]
    _, isi, _ = await tamu.buka("/kepatuhan", kue(tamu, "pusat"))
    assert "hanya 300 yang pertama dihitung" in isi
    assert "100 lagi tidak ditampilkan" in isi


async def test_webhook_milik_aktnya(tamu: Tamu, lain: LayananLain) -> None:
    _, isi, _ = await tamu.buka("/webhook", kue(tamu, "sentosa"))
    for teks in ("https://akt.example/selaras", "Asuransi Sentosa", "Gagal sejak 14 Feb 2017 08.00", 'aria-current="page">Webhook'):
        assert teks in isi, teks
    _, isi, _ = await tamu.buka(KAIT, kue(tamu, "sentosa"))
    for teks in ("HTTP 503", "waktu habis, 15.000 ms", "nomor 1.234", "lagi 14 Feb 2017 09.20", "Kirim ulang", "Kirim pesan uji"):
        assert teks in isi, teks
    _, isi, _ = await tamu.buka(KAIT, tamu.operasi)
    assert "HTTP 503" in isi
    assert 'name="kunci"' not in isi  # seen, not sent
    for siapa in ("melati", "kc", "pusat", "bu"):  # without the scope of it
        status, isi, _ = await tamu.buka("/webhook", kue(tamu, siapa))
        assert (status, 'href="/webhook"' in isi) == (403, False), siapa
        assert (await tamu.buka(KAIT, kue(tamu, siapa)))[0] == 403
    lain.kepesertaan.webhook |= {"keadaan": "NONAKTIF", "alasan": "GAGAL_LIMA_HARI"}
    _, isi, _ = await tamu.buka(KAIT, kue(tamu, "sentosa"))
    assert "lima hari tidak satu pun berhasil" in isi
    asing = WEBHOOK1.replace("b1", "b2")
    for jalur in (f"/webhook/{asing}", "/webhook/x", f"/webhook/{WEBHOOK1}x"):
        assert (await tamu.buka(jalur, kue(tamu, "sentosa")))[0] == 404, jalur


@pytest.fixture(scope="module")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as p:
        browser = await p.chromium.launch(executable_path=chromium, args=list(peramban.BENDERA))
        yield browser
        await browser.close()


async def test_validasi_di_peramban(browser: Browser, h: Harness, lain: LayananLain) -> None:
    """Found in the list, refused without a word of why, then approved; the page follows without a reload."""
    async with layar(browser, h, kue(Tamu(h), "kc")) as s:
        page = s.page
        await s.buka("/badan-usaha")
        await page.click("main >> text=Migrasi")
        await page.click("tbody a")
        await page.fill("textarea", "foto sesuai")
        await page.get_by_role("button", name="Setujui").click()
        await page.wait_for_selector("[role=status] >> text=Putusan dicatat")
        [(jalur, isi)] = lain.kepesertaan.diterima
        assert (jalur.rsplit("/", 1)[1], isi.setuju, isi.catatan) == ("validasi-kc", True, "foto sesuai")
        await page.wait_for_timeout(800)  # the stream is open
        lain.kepesertaan.migrasi |= {"keadaan": "SELESAI", "validasi_kc": "kc", "validasi_divre": "divre", "terdaftar": 1199}
        await page.wait_for_selector("[sse-swap=langkah] >> text=1.199 terdaftar", timeout=8000)
        assert s.keluhan == []


async def test_webhook_dikirim_ulang_di_peramban(browser: Browser, h: Harness, lain: LayananLain) -> None:
    async with layar(browser, h, kue(Tamu(h), "sentosa")) as s:
        page = s.page
        await s.buka("/")
        await page.click("nav.menu >> text=Webhook")
        await page.click("tbody a")
        await page.fill("[name=sejak]", "2017-02-01T08:00")
        await page.get_by_label("Hanya yang belum terkirim").check()
        await page.get_by_role("button", name="Kirim ulang").click()
        await page.wait_for_selector("[role=status] >> text=antrean lagi")
        await page.get_by_role("button", name="Kirim pesan uji").click()
        await page.wait_for_selector("[role=status] >> text=Pesan uji dikirim")
        assert [j.rsplit("/", 1)[1] for j, _ in lain.kepesertaan.diterima] == ["kirim-ulang", "uji"]
        assert s.keluhan == []
