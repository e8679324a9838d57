"""UMK: the minimum wage of a kabupaten/kota for a year, floor of the base of iuran (R-IUR-10, R-IUR-12)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TetapkanUmk:
    tahun: int
    kabupaten_kota: str
    nilai: int
    sumber: str


@dataclass(frozen=True, slots=True)
class UmkDitetapkan:
    tahun: int
    kabupaten_kota: str
    nilai: int
    sumber: str


@dataclass(frozen=True, slots=True)
class Umk:
    nilai: int = 0
    sumber: str = ""


AWAL = Umk()


def decide(perintah: TetapkanUmk, umk: Umk) -> list[UmkDitetapkan]:
    if (umk.nilai, umk.sumber) == (perintah.nilai, perintah.sumber):
        return []
    return [UmkDitetapkan(perintah.tahun, perintah.kabupaten_kota, perintah.nilai, perintah.sumber)]


def evolve(_: Umk, e: UmkDitetapkan) -> Umk:
    return Umk(e.nilai, e.sumber)


def kunci(tahun: int, kabupaten_kota: str) -> str:
    """One stream a year and place."""
    return f"{tahun}:{kabupaten_kota}"
