"""``selaras up``, ``down``, ``clean``: the stack in the foreground or in the background, with its data kept until it is wiped."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from selaras.lokal import catatan, jalur
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.susunan import LAYANAN

TETAP_ADA = ("alat", "terpasang")
"""Of the state folder: uv and the mark of `make setup` are tools, not data."""


async def depan(folder: Path, layar: Console) -> None:
    """Until Ctrl-C or SIGTERM."""
    from selaras.lokal.tumpukan import Tumpukan

    berhenti = asyncio.Event()
    for sinyal in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sinyal, berhenti.set)
    tumpukan = Tumpukan(folder, kabar=lambda kabar: layar.print(kabar, highlight=False))
    nyala = asyncio.create_task(tumpukan.start())
    batal = asyncio.create_task(berhenti.wait())
    await asyncio.wait({nyala, batal}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not nyala.done():
            nyala.cancel()  # start() takes down what it had brought up
            await asyncio.gather(nyala, return_exceptions=True)
            return
        await nyala
        tampilkan(folder, layar)
        if layar.is_terminal:
            layar.print("Ctrl-C menghentikan semuanya; data tetap ada.")
        gagal = asyncio.create_task(tumpukan.wait_failed())
        await asyncio.wait({batal, gagal}, return_when=asyncio.FIRST_COMPLETED)
        if gagal.done():
            raise gagal.result()
        gagal.cancel()
    finally:
        batal.cancel()
        await tumpukan.stop()


def latar(folder: Path, layar: Console, tenggat: float = 180.0) -> None:
    """Starts ``selaras up`` as a process of its own and returns when all is ready."""
    if catatan.terkunci(folder):
        layar.print("Tumpukan sudah berjalan.")
        tampilkan(folder, layar)
        return
    log = folder / "tumpukan.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    (folder / catatan.BERKAS).unlink(missing_ok=True)  # of a stack that was killed
    with log.open("ab") as keluaran:
        proses = subprocess.Popen(
            [sys.executable, "-m", "selaras.cli", "up"],
            stdin=subprocess.DEVNULL,
            stdout=keluaran,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | {"SELARAS_STATE": str(folder), "PYTHONUNBUFFERED": "1"},
        )
    akhir = time.monotonic() + tenggat
    sudah = 0
    while True:
        berakhir = proses.poll() is not None  # before the log is read: its last lines are shown too
        baris = log.read_text(errors="replace").splitlines()
        for satu in baris[sudah:]:
            layar.print(satu, highlight=False)
        sudah = len(baris)
        if berakhir:
            raise GalatTumpukan(f"Tumpukan tidak dapat dinyalakan; log: {log} dan {folder / 'log'}")
        berjalan = catatan.baca(folder)
        if berjalan is not None and berjalan.siap:
            layar.print("Berjalan di latar; hentikan dengan `make down`.")
            return
        if time.monotonic() > akhir:
            raise GalatTumpukan(f"Tumpukan belum siap setelah {tenggat:.0f} detik; lihat {log} dan {folder / 'log'}")
        time.sleep(0.2)


def padam(folder: Path, layar: Console, tenggat: float = 60.0) -> None:
    berjalan = catatan.baca(folder)
    if berjalan is None:
        if catatan.terkunci(folder):
            raise GalatTumpukan("Tumpukan sedang dinyalakan atau dihentikan; coba lagi sebentar.")
        layar.print("Tumpukan tidak sedang berjalan.")
        return
    os.kill(berjalan.pid, signal.SIGTERM)  # the holder of the lock wrote this pid itself
    akhir = time.monotonic() + tenggat
    while catatan.terkunci(folder):
        if time.monotonic() > akhir:
            raise GalatTumpukan(f"Tumpukan (pid {berjalan.pid}) belum berhenti setelah {tenggat:.0f} detik.")
        time.sleep(0.1)
    layar.print("Tumpukan berhenti; datanya tetap ada.")


def bersih(folder: Path, layar: Console) -> None:
    padam(folder, layar)
    if not folder.is_dir():
        return
    for postgres in folder.glob("**/postgres"):
        jalur.hapus(postgres)
    for isi in folder.iterdir():
        if isi.name in TETAP_ADA:
            continue
        if isi.is_dir():
            shutil.rmtree(isi)
        else:
            isi.unlink()
    layar.print(f"Data tumpukan di {folder} dihapus.")
    if os.environ.get("DATABASE_URL") or os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        layar.print("Basis data dan topik di server Anda sendiri tidak disentuh.")


def tampilkan(folder: Path, layar: Console) -> None:
    berjalan = catatan.baca(folder)
    if berjalan is None:
        raise GalatTumpukan("Tumpukan tidak sedang berjalan.")
    tabel = Table(
        "Program", "Alamat", "Dokumentasi", title=f"Tumpukan lokal (pid {berjalan.pid})" + ("" if berjalan.siap else ", belum siap")
    )
    for nama in sorted(berjalan.url, key=lambda n: berjalan.url[n]):
        tabel.add_row(nama, berjalan.url[nama], f"{berjalan.url[nama]}/docs" if nama in LAYANAN else "")
    layar.print(tabel)
