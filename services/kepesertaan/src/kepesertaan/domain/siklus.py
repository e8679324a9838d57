"""The monthly cycle: which month an entry or a change first counts for."""

from __future__ import annotations

from datetime import date

from dasar.tanggal import Periode

from kepesertaan.domain.ketentuan import HARI_BATAS_ENTRI


def iuran_mulai(entri: date) -> Periode:
    """First month billed: the next one if entered by the 20th WIB, else one later; a weekend moves nothing (R-AKT-32)."""
    return Periode.dari(entri).geser(1 if entri.day <= HARI_BATAS_ENTRI.pada(entri).nilai else 2)


def iuran_terakhir(entri: date, berakhir: date) -> Periode:
    """Last month billed for who leaves: the month before a change entered today takes hold, but never before he has left (R-AKT-32)."""
    return max(Periode.dari(berakhir), iuran_mulai(entri).geser(-1))


def perubahan_mulai(entri: date, berlaku: date) -> Periode:
    """First month billed on changed data: never retroactive, and not before the day it holds from."""
    return max(Periode.dari(berlaku), iuran_mulai(entri))
