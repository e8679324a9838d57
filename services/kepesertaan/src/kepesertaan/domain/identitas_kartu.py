"""The card of JKN of one peserta: issued, reported lost, issued again. Its number is the nomor kartu, whichever card it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from dasar.penolakan import Ditolak, Galat


@dataclass(frozen=True, slots=True)
class TerbitkanKartuJkn:
    nomor_kartu: str
    pada: date


@dataclass(frozen=True, slots=True)
class LaporkanHilang:
    """Also of a card that was printed before there was this register. ``hilang_pada``: the day it was lost."""

    nomor_kartu: str
    hilang_pada: date
    pada: date


@dataclass(frozen=True, slots=True)
class KartuJknDiterbitkan:
    nomor_kartu: str
    ke: int
    diterbitkan_pada: date


@dataclass(frozen=True, slots=True)
class KartuJknDilaporkanHilang:
    nomor_kartu: str
    hilang_pada: date


KartuJknPerintah = TerbitkanKartuJkn | LaporkanHilang
KartuJknPeristiwa = KartuJknDiterbitkan | KartuJknDilaporkanHilang


@dataclass(frozen=True, slots=True)
class KartuJkn:
    """``ke``: how many cards there were. ``hilang_pada``: the present one is reported lost."""

    nomor_kartu: str = ""
    ke: int = 0
    diterbitkan_pada: date | None = None
    hilang_pada: date | None = None


AWAL = KartuJkn()


def decide(perintah: KartuJknPerintah, k: KartuJkn) -> list[KartuJknPeristiwa]:
    match perintah:
        case TerbitkanKartuJkn(nomor_kartu, pada):
            if k.ke and k.hilang_pada is None:
                return []  # he has one
            return [KartuJknDiterbitkan(nomor_kartu, k.ke + 1, pada)]
        case LaporkanHilang(nomor_kartu, hilang_pada, pada):
            if hilang_pada > pada:
                alasan = "Tanggal hilang belum terjadi."
                raise Ditolak("TANGGAL_TIDAK_SAH", alasan, aturan="R-KEP-29", status=422, galat=(Galat("/hilang_pada", alasan),))
            if k.hilang_pada is not None:
                return []
            return [KartuJknDilaporkanHilang(nomor_kartu, hilang_pada)]
        case _:
            assert_never(perintah)


def evolve(k: KartuJkn, e: KartuJknPeristiwa) -> KartuJkn:
    match e:
        case KartuJknDiterbitkan(nomor_kartu, ke, pada):
            return KartuJkn(nomor_kartu, ke, pada)
        case KartuJknDilaporkanHilang(nomor_kartu, hilang_pada):
            return replace(k, nomor_kartu=nomor_kartu, hilang_pada=hilang_pada)
        case _:
            assert_never(e)
