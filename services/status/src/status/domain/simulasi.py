"""What another law would have meant: the periods in which a person's answer would differ, before and after, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dasar.ketentuan import Baris

from status.domain.ketentuan import BatasTunggakan, ganti
from status.domain.nilai import Fakta, Jawaban, nilai
from status.domain.peserta import SEHARI
from status.domain.riwayat import riwayat


@dataclass(frozen=True, slots=True)
class Beda:
    """``sampai``: last day; None = goes on."""

    dari: date
    sampai: date | None
    sekarang: Jawaban
    simulasi: Jawaban


def bandingkan(f: Fakta, baris: Sequence[Baris[BatasTunggakan]], sampai: date) -> list[Beda]:
    """Raises ValueError when the rows overlap each other."""
    lain = replace(f, hukum=ganti(f.hukum, baris))
    titik = sorted({m.dari for hukum in (f, lain) for m in riwayat(hukum, sampai)})
    hasil: list[Beda] = []
    for n, hari in enumerate(titik):
        sekarang, simulasi = nilai(f, hari), nilai(lain, hari)
        akhir = titik[n + 1] - SEHARI if n + 1 < len(titik) else None
        if sekarang.keadaan == simulasi.keadaan:
            continue
        terakhir = hasil[-1] if hasil else None
        if terakhir is not None and terakhir.sampai == hari - SEHARI and _sama(terakhir, sekarang, simulasi):
            hasil[-1] = replace(terakhir, sampai=akhir)
        else:
            hasil.append(Beda(hari, akhir, sekarang, simulasi))
    return hasil


def _sama(b: Beda, sekarang: Jawaban, simulasi: Jawaban) -> bool:
    return (b.sekarang.keadaan, b.simulasi.keadaan) == (sekarang.keadaan, simulasi.keadaan)
