"""The gap of a partial delegation: workers the form states who are registered by nobody, looked at once a month (R-AKT-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PeriksaKesenjangan:
    """What a month ended with. ``tugas_id``: for the tugas that a new gap opens."""

    badan_usaha_id: str
    akt_id: str
    periode: str
    jumlah_pekerja: int
    terdaftar: int
    tugas_id: str
    pada: date


@dataclass(frozen=True, slots=True)
class KesenjanganDiperiksa:
    """``tugas_id``: the open tugas of the gap, also in the month in which it closes; None when there is nothing to do.
    ``ditutup``: this month closed it."""

    badan_usaha_id: str
    akt_id: str
    periode: str
    jumlah_pekerja: int
    terdaftar: int
    kesenjangan: int
    tugas_id: str | None
    ditutup: bool
    pada: date


@dataclass(frozen=True, slots=True)
class Kesenjangan:
    periode: str = ""
    terakhir: KesenjanganDiperiksa | None = None

    @property
    def tugas_terbuka(self) -> str | None:
        return None if self.terakhir is None or self.terakhir.ditutup else self.terakhir.tugas_id


AWAL = Kesenjangan()


def hitung(jumlah_pekerja: int, terdaftar: int) -> int:
    return max(0, jumlah_pekerja - terdaftar)


def decide(perintah: PeriksaKesenjangan, k: Kesenjangan) -> list[KesenjanganDiperiksa]:
    if perintah.periode <= k.periode:
        return []
    p = perintah
    kesenjangan = hitung(p.jumlah_pekerja, p.terdaftar)
    terbuka = k.tugas_terbuka
    tugas = (terbuka or p.tugas_id) if kesenjangan else terbuka
    ditutup = kesenjangan == 0 and terbuka is not None
    return [KesenjanganDiperiksa(p.badan_usaha_id, p.akt_id, p.periode, p.jumlah_pekerja, p.terdaftar, kesenjangan, tugas, ditutup, p.pada)]


def evolve(_: Kesenjangan, e: KesenjanganDiperiksa) -> Kesenjangan:
    return Kesenjangan(e.periode, e)
