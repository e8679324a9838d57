"""``make bench [HANYA=name,…]``: one table and one JSON line a row. Nothing is asserted: what stays short is told, with its figure."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time

import uvloop
from chassis.telemetry import configure_telemetry
from rich.console import Console
from rich.table import Table

from benchmarks.kerangka import Baris, Pengukur
from benchmarks.lingkungan import Lingkungan

# name on the command line -> module with ``ukur``, in the order of a whole run
BARIS = {
    "pembayaran": "benchmarks.baris.pembayaran",
    "tulis": "benchmarks.baris.tulis",
    "status": "benchmarks.baris.tanya_status",
    "cari": "benchmarks.baris.cari_peserta",
    "relay": "benchmarks.baris.kirim_arus",
    "konsumen": "benchmarks.baris.baca_arus",
    "reaksi": "benchmarks.baris.reaksi",
    "bangun": "benchmarks.baris.bangun",
    "webhook": "benchmarks.baris.webhook",
    "aktif": "benchmarks.baris.sampai_aktif",
    "memori": "benchmarks.baris.memori",
    "impor": "benchmarks.baris.impor",
    "tinjauan": "benchmarks.baris.tinjauan",
    "kartu": "benchmarks.baris.kartu",
    "penagihan": "benchmarks.baris.penagihan",
}


def pengukur(nama: str) -> Pengukur:
    ukur: Pengukur = importlib.import_module(BARIS[nama]).ukur
    return ukur


async def jalankan(hanya: list[str], konsol: Console) -> list[Baris]:
    hasil: list[Baris] = []
    async with Lingkungan(lambda teks: konsol.print(teks, style="dim")) as dunia:
        for nama in hanya:
            mulai = time.perf_counter()
            baru = await pengukur(nama)(dunia)
            hasil += baru
            for b in baru:
                print(json.dumps(b.json()), flush=True)  # at once: a long run that is broken off has told what it knew
            konsol.print(f"{nama}: {time.perf_counter() - mulai:.0f} s", style="dim")
    return hasil


def tabel(hasil: list[Baris]) -> Table:
    t = Table(title=f"{os.cpu_count()} cores, Python {platform.python_version()}", title_justify="left")
    for kolom in ("what", "ours", "floor", "", "ratio", "wanted", "against"):
        t.add_column(kolom, justify="right" if kolom in ("ours", "floor", "ratio") else "left", overflow="fold")
    for b in hasil:
        warna = {True: "green", False: "red", None: ""}[b.held]
        t.add_row(b.name, _angka(b.ours), _angka(b.floor), b.unit, _angka(b.ratio), b.wanted, b.against, style=warna)
    return t


def _angka(nilai: float | None) -> str:
    if nilai is None:
        return ""
    return f"{nilai:,.2f}" if abs(nilai) < 100 else f"{nilai:,.0f}"


def main() -> int:
    urai = argparse.ArgumentParser(prog="benchmarks")
    urai.add_argument("hanya", nargs="*", help=", ".join(BARIS))
    hanya = [n for teks in urai.parse_args().hanya for n in teks.split(",") if n] or list(BARIS)
    if asing := [n for n in hanya if n not in BARIS]:
        urai.error(f"tidak dikenal: {', '.join(asing)}; yang ada: {', '.join(BARIS)}")
    configure_telemetry("bench")
    konsol = Console(stderr=not sys.stdout.isatty())
    hasil = uvloop.run(jalankan(hanya, konsol))
    konsol.print(tabel(hasil))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
