"""Compliance of an employer: are all its workers in JKN, and since when should they be (R-KEP-07, R-KEP-08, R-AKT-01).

There is no exemption: insurance with an AKT comes on top of JKN and replaces none of it, so those it insures count like the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kepesertaan.domain.formulir import PERORANGAN
from kepesertaan.domain.ketentuan import TAHAP_PENDAFTARAN, UKURAN_USAHA

Keadaan = Literal["PATUH", "BELUM_PATUH", "BELUM_JATUH_TEMPO"]


@dataclass(frozen=True, slots=True)
class Kepatuhan:
    """``belum_jkn``: of those missing, insured with an AKT (R-AKT-01); as its own number only where the Badan Usaha has one."""

    golongan: str
    batas: date
    jumlah_pekerja: int
    terdaftar: int
    belum_terdaftar: int
    belum_jkn: int
    keadaan: Keadaan


def golongan(jenis: str, jumlah_pekerja: int, pada: date) -> str:
    """BUMN and BUMD by their kind, everybody else by the number of workers; a household is no firm of any size (R-KEP-06)."""
    if jenis in PERORANGAN:
        return "LAIN"
    if jenis in ("BUMN", "BUMD"):
        return "BUMN"
    cocok = [nama for nama, paling_sedikit in UKURAN_USAHA.pada(pada).nilai if jumlah_pekerja >= paling_sedikit]
    return cocok[-1] if cocok else "LAIN"


def kepatuhan(jenis: str, jumlah_pekerja: int, terdaftar: int, *, punya_akt: bool, pada: date) -> Kepatuhan:
    """``terdaftar``: workers in JKN on the day."""
    gol = golongan(jenis, jumlah_pekerja, pada)
    batas = TAHAP_PENDAFTARAN.pada(pada).nilai[gol]
    belum = max(0, jumlah_pekerja - terdaftar)
    keadaan: Keadaan = "PATUH" if belum == 0 else "BELUM_PATUH" if pada >= batas else "BELUM_JATUH_TEMPO"
    return Kepatuhan(gol, batas, jumlah_pekerja, terdaftar, belum, belum if punya_akt else 0, keadaan)
