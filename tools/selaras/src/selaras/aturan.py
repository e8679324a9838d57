"""Which rules of docs/aturan.md are proved by a passing test, by area (`make aturan`).

A rule counts only when at least one marked test passed and none failed; a skipped or expected failure proves nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

TABEL = Path("docs/aturan.md")
CATATAN = Path(".selaras/aturan.json")
_BARIS = re.compile(r"^\| (R-([A-Z]+)-\d\d) \| ([^|]+) \|")
_AREA = re.compile(r"^\| \[([A-Z]+)\]\(#\w+\) \| ([^|]+) \| (\d+) \|")
_DIPANTAU = ("libs", "services", "tools", "tests")


@dataclass(frozen=True, slots=True)
class Aturan:
    id: str
    area: str
    judul: str


@dataclass(frozen=True, slots=True)
class Tabel:
    aturan: Mapping[str, Aturan]
    area: Mapping[str, str]


def baca_tabel(berkas: Path) -> Tabel:
    """The rules and areas of docs/aturan.md. The area table states its own counts; a row lost by an edit is an error."""
    aturan: dict[str, Aturan] = {}
    area: dict[str, str] = {}
    jumlah: dict[str, int] = {}
    for baris in berkas.read_text(encoding="utf-8").splitlines():
        if cocok := _BARIS.match(baris):
            if cocok[1] in aturan:
                raise ValueError(f"{berkas.name}: {cocok[1]} stands twice")
            aturan[cocok[1]] = Aturan(cocok[1], cocok[2], cocok[3].strip())
        elif cocok := _AREA.match(baris):
            area[cocok[1]] = cocok[2].strip()
            jumlah[cocok[1]] = int(cocok[3])
    for kode, banyak in jumlah.items():
        ada = sum(1 for satu in aturan.values() if satu.area == kode)
        if ada != banyak:
            raise ValueError(f"{berkas.name}: area {kode} says {banyak} rules and has {ada}")
    return Tabel(aturan, area)


@dataclass(frozen=True, slots=True)
class Cakupan:
    """`terbukti` and `gagal` are disjoint; every other rule of the table has no passing test."""

    terbukti: frozenset[str]
    gagal: frozenset[str]


def hitung(tes: Iterable[Mapping[str, Any]]) -> Cakupan:
    """Coverage from recorded tests `{aturan: [...], hasil: passed|failed|skipped}`."""
    lulus: set[str] = set()
    gagal: set[str] = set()
    for satu in tes:
        if satu["hasil"] == "passed":
            lulus.update(satu["aturan"])
        elif satu["hasil"] == "failed":
            gagal.update(satu["aturan"])
    return Cakupan(frozenset(lulus - gagal), frozenset(gagal))


def laporan(tabel: Tabel, cakupan: Cakupan, *, rinci: bool = True) -> str:
    """The table that `make aturan` prints."""
    semua = len(tabel.aturan)
    baris = ["Rules with a passing test, by area", ""]
    for kode, nama in tabel.area.items():
        milik = [satu.id for satu in tabel.aturan.values() if satu.area == kode]
        ada = sum(1 for satu in milik if satu in cakupan.terbukti)
        baris.append(f"  {kode:<5} {nama:<42} {ada:>3} / {len(milik):>3}  {_batang(ada, len(milik))}")
    total = len(cakupan.terbukti & tabel.aturan.keys())
    baris += ["", f"  {'all':<5} {'':<42} {total:>3} / {semua:>3}  {_batang(total, semua)}"]
    if cakupan.gagal:
        baris += ["", "Failing: " + ", ".join(sorted(cakupan.gagal))]
    tanpa = [satu for satu in tabel.aturan.values() if satu.id not in cakupan.terbukti and satu.id not in cakupan.gagal]
    if rinci and tanpa:
        baris += ["", f"Without a passing test ({len(tanpa)}):"]
        baris += [f"  {satu.id:<10} {satu.judul}" for satu in tanpa]
    return "\n".join(baris)


def _batang(ada: int, dari: int, lebar: int = 20) -> str:
    penuh = ada * lebar // dari if dari else 0
    return "#" * penuh + "." * (lebar - penuh)


def baca_catatan(akar: Path) -> dict[str, Any] | None:
    """The last recording of the pytest plugin, or None when there is none."""
    berkas = akar / CATATAN
    return json.loads(berkas.read_text(encoding="utf-8")) if berkas.is_file() else None


def masih_baru(akar: Path, catatan: Mapping[str, Any]) -> bool:
    """Is it of a complete run, and has no source changed since it began?"""
    if not catatan["lengkap"]:
        return False
    mulai = datetime.fromisoformat(catatan["mulai"]).timestamp()
    berkas = (satu for folder in _DIPANTAU for satu in (akar / folder).rglob("*") if satu.suffix in {".py", ".toml", ".csv", ".sql"})
    return all(satu.stat().st_mtime <= mulai for satu in (akar / TABEL, *berkas))


def akar_proyek(mulai: Path | None = None) -> Path:
    """The checkout: the nearest folder upwards that holds docs/aturan.md."""
    awal = (mulai or Path.cwd()).resolve()
    for folder in (awal, *awal.parents):
        if (folder / TABEL).is_file():
            return folder
    raise FileNotFoundError(f"{TABEL} not found from {awal} upwards")


def jalankan(*, ulang: bool = False, baca: bool = False, rinci: bool = True) -> int:
    """Print the table; the marked tests are run first unless the last complete run still stands (`ulang` forces, `baca` forbids)."""
    akar = akar_proyek()
    tabel = baca_tabel(akar / TABEL)
    catatan = baca_catatan(akar)
    keluar = 0
    if not baca and (ulang or catatan is None or not masih_baru(akar, catatan)):
        keluar = subprocess.run([sys.executable, "-m", "pytest", "-m", "aturan", "-q"], cwd=akar, check=False).returncode
        catatan = baca_catatan(akar)
    if catatan is None:
        print("No recorded run yet: run `make test`, or `make aturan` without --baca.", file=sys.stderr)
        return 2
    cakupan = hitung(catatan["tes"].values())
    print(laporan(tabel, cakupan, rinci=rinci))
    jenis = "complete run" if catatan["lengkap"] else "INCOMPLETE run (a part of the tests, or merged from several runs)"
    print(f"\nFrom a {jenis} begun {catatan['mulai']}: {len(catatan['tes'])} marked tests.")
    return keluar or (1 if cakupan.gagal else 0)


def main() -> None:
    urai = argparse.ArgumentParser(prog="selaras aturan", description="Rules with passing tests / all, by area, and which have none.")
    urai.add_argument("--ulang", action="store_true", help="run the marked tests even if the last complete run still stands")
    urai.add_argument("--baca", action="store_true", help="only read the last recorded run")
    urai.add_argument("--ringkas", action="store_true", help="do not list the rules without a test")
    pilihan = urai.parse_args()
    raise SystemExit(jalankan(ulang=pilihan.ulang, baca=pilihan.baca, rinci=not pilihan.ringkas))


if __name__ == "__main__":
    main()
