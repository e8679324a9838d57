"""Why: the rule, the text it comes from, the event behind it, a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass

from dasar.tanggal import Periode

PERDIR_47 = "Perdir BPJS Kesehatan 47/2016"
SOSIALISASI = "Sosialisasi JKN 2014 (Perpres 111/2013)"


@dataclass(frozen=True, slots=True)
class Dasar:
    aturan: str
    sumber: str
    penjelasan: str
    peristiwa_id: str | None = None


_SEBAB = {"PHK": "PHK", "CACAT_TOTAL": "Cacat total tetap"}


def sebab_jaminan(sebab: str) -> str:
    """Why somebody is covered without iuran, as a sentence begins with it."""
    return _SEBAB[sebab]


def bulan(periode: str) -> str:
    """``2017-01`` -> ``Januari 2017``."""
    return Periode.baca(periode).nama
