"""Takes the pictures of the README from a running stack: ``python services/dasbor/tests/potret.py http://127.0.0.1:8100 docs/gambar``.

``selaras demo`` prints the dashboard's address. The pages are found as a person finds them: by signing in and following links.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from selaras.lokal import peramban

SIAPA = "akt-sentosa"
LEBAR, TINGGI = 1360, 820


def masuk(page: Page, alamat: str, siapa: str) -> None:
    page.goto(alamat + "/masuk")
    page.click(f'button[value="{siapa}"]')
    page.wait_for_selector("h1")


def potret(page: Page, berkas: Path) -> None:
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => 1)")
    page.screenshot(path=berkas)
    sys.stdout.write(f"{berkas}\n")


def main() -> None:
    baca = argparse.ArgumentParser(description=__doc__)
    baca.add_argument("alamat", help="address of the dashboard")
    baca.add_argument("folder", type=Path)
    baca.add_argument("--siapa", default=SIAPA)
    pilihan = baca.parse_args()
    pilihan.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=peramban.cari(), args=list(peramban.BENDERA), env={**os.environ, "LANGUAGE": "id"})
        page = browser.new_page(viewport={"width": LEBAR, "height": TINGGI}, locale="id-ID", timezone_id="Asia/Jakarta")
        masuk(page, pilihan.alamat, pilihan.siapa)
        page.goto(pilihan.alamat + "/badan-usaha")
        page.click("main tbody a >> nth=0")
        potret(page, pilihan.folder / "badan-usaha.png")
        page.goto(pilihan.alamat + "/klaim")
        page.click("[sse-swap=kolom-DIBAYAR] a >> nth=0")
        potret(page, pilihan.folder / "klaim.png")
        page.click('main a[href^="/peserta/"] >> nth=0')
        potret(page, pilihan.folder / "peserta.png")
        browser.close()


if __name__ == "__main__":
    main()
