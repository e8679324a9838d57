"""Dates of the regulation: WIB days, calendar months with clamping, working days, periods ``YYYY-MM``."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")

BULAN = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def hari_wib(saat: datetime) -> date:
    """The WIB calendar day of a moment. Naive times are refused: nobody knows where they are."""
    if saat.tzinfo is None:
        raise ValueError("waktu tanpa zona")
    return saat.astimezone(WIB).date()


def awal_hari(tanggal: date) -> datetime:
    return datetime.combine(tanggal, time.min, WIB)


def akhir_hari(tanggal: date) -> datetime:
    """The last microsecond of a WIB day."""
    return datetime.combine(tanggal, time.max, WIB)


def tulis(tanggal: date) -> str:
    """As a sentence says it: ``9 Januari 2017``."""
    return f"{tanggal.day} {BULAN[tanggal.month - 1]} {tanggal.year}"


def tambah_bulan(tanggal: date, jumlah: int) -> date:
    """Calendar months, clamped to the last day: 2016-08-31 + 6 months = 2017-02-28."""
    tahun, bulan0 = divmod(tanggal.year * 12 + tanggal.month - 1 + jumlah, 12)
    return date(tahun, bulan0 + 1, min(tanggal.day, calendar.monthrange(tahun, bulan0 + 1)[1]))


def umur(lahir: date, pada: date) -> int:
    """Whole years of age on a day (born 29 February: older from 1 March in common years)."""
    return pada.year - lahir.year - ((pada.month, pada.day) < (lahir.month, lahir.day))


def hari_kerja(tanggal: date, libur: Collection[date]) -> bool:
    """Monday to Friday without libur nasional and cuti bersama (facts.md section 12)."""
    return tanggal.weekday() < 5 and tanggal not in libur


def tambah_hari_kerja(mulai: date, jumlah: int, libur: Collection[date]) -> date:
    """The n-th working day after ``mulai``; the day of receipt is not counted (R-BAY-01)."""
    hari = mulai
    while jumlah > 0:
        hari += timedelta(days=1)
        if hari_kerja(hari, libur):
            jumlah -= 1
    return hari


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """A month of iuran. ``str(Periode(2016, 12)) == "2016-12"``."""

    tahun: int
    bulan: int

    def __post_init__(self) -> None:
        if not (1 <= self.bulan <= 12 and 1900 <= self.tahun <= 9999):
            raise ValueError(f"periode tidak sah: {self.tahun}-{self.bulan}")

    @classmethod
    def baca(cls, teks: str) -> Periode:
        tahun, pisah, bulan = teks.partition("-")
        if pisah != "-" or len(tahun) != 4 or len(bulan) != 2 or not (tahun + bulan).isdigit() or not teks.isascii():
            raise ValueError(f"periode tidak sah: {teks!r}")
        return cls(int(tahun), int(bulan))

    @classmethod
    def dari(cls, tanggal: date) -> Periode:
        return cls(tanggal.year, tanggal.month)

    def geser(self, jumlah: int) -> Periode:
        tahun, bulan0 = divmod(self.tahun * 12 + self.bulan - 1 + jumlah, 12)
        return Periode(tahun, bulan0 + 1)

    def hari(self, tanggal: int) -> date:
        """A day of the month, clamped to its last."""
        return date(self.tahun, self.bulan, min(tanggal, calendar.monthrange(self.tahun, self.bulan)[1]))

    @property
    def awal(self) -> date:
        return date(self.tahun, self.bulan, 1)

    @property
    def akhir(self) -> date:
        return self.hari(31)

    @property
    def nama(self) -> str:
        return f"{BULAN[self.bulan - 1]} {self.tahun}"

    def __str__(self) -> str:
        return f"{self.tahun:04d}-{self.bulan:02d}"
