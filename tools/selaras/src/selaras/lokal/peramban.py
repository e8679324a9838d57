"""The Chromium of the browser tests: the system's own, driven by Playwright (whose own download is not used)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMA = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BENDERA = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
)
"""Give these, a fresh profile and ``executable_path=cari()`` to Playwright."""
TIDAK_ADA = "Chromium tidak ditemukan; uji peramban dilewati (pasang paket chromium, atau tunjuk dengan SELARAS_PERAMBAN)"


def cari() -> Path | None:
    """``SELARAS_PERAMBAN``, else the first Chromium on the PATH."""
    ditunjuk = os.environ.get("SELARAS_PERAMBAN")
    if ditunjuk:
        return Path(ditunjuk)
    for nama in NAMA:
        jalur = shutil.which(nama)
        if jalur:
            return Path(jalur)
    return None


def pasang() -> Path | None:
    """On Debian as root: installs it when it is missing. Elsewhere only looks."""
    ada = cari()
    if ada or not shutil.which("apt-get") or os.geteuid() != 0:
        return ada
    print("Memasang chromium untuk uji peramban …", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for perintah in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        hasil = subprocess.run(perintah, env=env, capture_output=True, text=True, check=False)
        if hasil.returncode:
            print(f"{' '.join(perintah)} gagal:\n{hasil.stderr.strip()[-2000:]}")
            break
    return cari()


if __name__ == "__main__":
    jalur = pasang()
    print(f"Peramban: {jalur}" if jalur else TIDAK_ADA)
