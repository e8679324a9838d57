"""Days that are no hari kerja: libur nasional and cuti bersama of Indonesia, from the package ``holidays``.

It knows the election days too (Pilkada of 2017-02-15), so no table of our own is needed; tests hold the counts that depend on them.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.metadata import version

import holidays


def libur(tahun_dari: int, tahun_sampai: int) -> frozenset[date]:
    """All libur nasional and cuti bersama of the years, both included. ``dasar.tanggal.hari_kerja`` adds the weekends."""
    return frozenset(day for year in range(tahun_dari, tahun_sampai + 1) for day in _year(year))


def versi_kalender() -> str:
    """To be kept beside a due date: cuti bersama are decreed late, so a later calendar may count otherwise."""
    return f"holidays-{version('holidays')}"


@lru_cache(maxsize=256)
def _year(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))
