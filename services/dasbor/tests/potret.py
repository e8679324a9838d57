"""Takes the pictures of the docs from a running stack: ``python services/dasbor/tests/potret.py http://127.0.0.1:8100 docs/gambar``.

``selaras demo`` prints the dashboard's address. The pages are found as a person finds them: by signing in and following links. What
the stack has none of (claims, a change of AKT) is passed over and said.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from selaras.lokal import peramban

SIAPA = "akt-sentosa"
LEBAR, TINGGI = 1360, 820
Jalan = Callable[[Page, str], bool]
"""Leads to a page; False: this stack has none."""


def masuk(page: Page, alamat: str, siapa: str) -> None:
    page.goto(alamat + "/masuk")
    page.click(f'button[value="{siapa}"]')
    page.wait_for_selector("h1")


def potret(page: Page, berkas: Path, bagian: str | None = None) -> None:
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => 1)")
    if bagian is None:
        page.screenshot(path=berkas)
    else:
        page.locator(bagian).first.screenshot(path=berkas)
    sys.stdout.write(f"{berkas}\n")


def _ke(page: Page, tautan: str) -> bool:
    """The first such link, if there is one."""
    ada = page.locator(f"main {tautan}")
    if not ada.count():
        return False
    tujuan = ada.first.get_attribute("href") or ""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + tujuan)
    return True


def _badan_usaha(page: Page, alamat: str) -> bool:
    """The one with the longest history, by its name in the story; else the first."""
    page.goto(alamat + "/badan-usaha")
    return _ke(page, 'tbody a:has-text("Satu")') or _ke(page, "tbody a")


def _lembar(akhiran: str, lalu: str = "", cari: str = "") -> Jalan:
    """A tab of the first Badan Usaha (the first with ``cari`` in its name), and a link on it."""

    def jalan(page: Page, alamat: str) -> bool:
        page.goto(alamat + "/badan-usaha")
        return _ke(page, f'tbody a:has-text("{cari}")') and _ke(page, f'nav.tab a[href$="/{akhiran}"]') and (not lalu or _ke(page, lalu))

    return jalan


def _anak(page: Page, alamat: str) -> bool:
    """Someone with a family: a member of one."""
    if not _badan_usaha(page, alamat):
        return False
    page.goto(page.url + "/peserta?kategori=INTI")
    return _ke(page, "tbody a")


def _klaim(page: Page, alamat: str) -> bool:
    page.goto(alamat + "/klaim")
    return _ke(page, "[sse-swap=kolom-DIBAYAR] a")


def _pertama(jalur: str, tautan: str) -> Jalan:
    def jalan(page: Page, alamat: str) -> bool:
        page.goto(alamat + jalur)
        return _ke(page, tautan)

    return jalan


def _desain(page: Page, alamat: str) -> bool:
    page.goto(alamat + "/desain-kartu")
    return page.locator("tbody .cip").count() > 0


def _mutasi(page: Page, alamat: str) -> bool:
    return _lembar("peserta", "tbody a", cari="Satu")(page, alamat) and _ke(page, 'nav.tab a[href$="/mutasi"]')


def _kepatuhan(page: Page, alamat: str) -> bool:
    page.goto(alamat + "/kepatuhan?keadaan=semua")
    return page.locator("tbody .cip").count() > 0


SEBAGIAN = {"keluarga": "section:has(.pohon)"}
"""Pictures of one part of a page."""
# name, as whom (None: --siapa), the way there
GAMBAR: tuple[tuple[str, str | None, Jalan], ...] = (
    ("badan-usaha", None, _badan_usaha), ("peserta", None, _anak), ("keluarga", None, _anak), ("klaim", None, _klaim),
    ("impor", None, _lembar("impor", "tbody tr:last-child a", cari="Satu")), ("kerja-sama", None, _lembar("kerja-sama")),
    ("kepatuhan", "kc-prima", _lembar("kepatuhan", cari="Satu")), ("peralihan", "kc-prima", _pertama("/peralihan", "tbody a")),
    ("tugas", "kc-prima", _pertama("/tugas", "tbody a")), ("desain-kartu", "kantor-pusat", _desain), ("mutasi", None, _mutasi),
    ("kepatuhan-semua", "kantor-pusat", _kepatuhan), ("migrasi", "divre", _pertama("/migrasi", "tbody a")),
    ("webhook", None, _pertama("/webhook", "tbody a")),
)  # fmt: skip


@contextmanager
def _halaman(browser: Browser, alamat: str, siapa: str) -> Iterator[Page]:
    konteks = browser.new_context(viewport={"width": LEBAR, "height": TINGGI}, locale="id-ID", timezone_id="Asia/Jakarta")
    page = konteks.new_page()
    masuk(page, alamat, siapa)
    yield page
    konteks.close()


def main() -> None:
    baca = argparse.ArgumentParser(description=__doc__)
    baca.add_argument("alamat", help="address of the dashboard")
    baca.add_argument("folder", type=Path)
    baca.add_argument("--siapa", default=SIAPA)
    baca.add_argument("--hanya", nargs="*", help="these pictures only")
    pilihan = baca.parse_args()
    pilihan.folder.mkdir(parents=True, exist_ok=True)
    diminta = [g for g in GAMBAR if not pilihan.hanya or g[0] in pilihan.hanya]
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=peramban.cari(), args=list(peramban.BENDERA), env={**os.environ, "LANGUAGE": "id"})
        for siapa in dict.fromkeys(s or pilihan.siapa for _, s, _ in diminta):
            with _halaman(browser, pilihan.alamat, siapa) as page:
                for nama, milik, jalan in diminta:
                    if (milik or pilihan.siapa) != siapa:
                        continue
                    if jalan(page, pilihan.alamat):
                        potret(page, pilihan.folder / f"{nama}.png", SEBAGIAN.get(nama))
                    else:
                        sys.stdout.write(f"{nama}: tumpukan ini tidak punya\n")
        browser.close()


if __name__ == "__main__":
    main()
