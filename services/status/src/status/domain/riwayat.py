"""Periods of a person or a unit: the answer computed on every day it can change, equal neighbours put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dasar.ketentuan import Tabel

from status.domain import ketentuan
from status.domain.buku import Buku
from status.domain.ketentuan import BatasTunggakan
from status.domain.nilai import Fakta, Jawaban, nilai
from status.domain.peserta import SEHARI
from status.domain.tunggakan import Keadaan, Putusan, gerbang, nilai_tunggakan


@dataclass(frozen=True, slots=True)
class Masa:
    """``sampai``: last day; None = goes on as far as known."""

    dari: date
    sampai: date | None
    jawaban: Jawaban


def _titik_aturan(hukum: Tabel[BatasTunggakan] = ketentuan.BATAS_TUNGGAKAN) -> set[date]:
    return {b.berlaku_dari for b in hukum.baris}


def riwayat(f: Fakta, sampai: date) -> list[Masa]:
    """From the first day of membership to ``sampai``, oldest first."""
    if not f.peserta.keanggotaan:
        return []
    mulai = min(k.dari for k in f.peserta.keanggotaan)
    titik = {mulai} | f.peserta.titik() | _titik_aturan(f.hukum)
    for va in {k.va for k in f.peserta.keanggotaan}:
        titik |= f.buku(va).titik()
    hasil: list[Masa] = []
    for hari in sorted(t for t in titik if mulai <= t <= sampai):
        jawaban = nilai(f, hari)
        if hasil and _sama(hasil[-1].jawaban, jawaban):
            continue
        if hasil:
            hasil[-1] = Masa(hasil[-1].dari, hari - SEHARI, hasil[-1].jawaban)
        hasil.append(Masa(hari, None, jawaban))
    return hasil


def _sama(a: Jawaban, b: Jawaban) -> bool:
    def inti(j: Jawaban) -> tuple[object, ...]:
        return (j.keadaan, j.hak_kelas, j.virtual_account, j.koordinasi_manfaat, j.penanggung_biaya)

    return inti(a) == inti(b)


def nilai_unit(buku: Buku, segmen: str, pada: date, ditutup: date | None) -> Putusan:
    """The unit itself on a day: as somebody who has belonged to it since its first bill."""
    if not buku.bulan:
        return Putusan("TERDAFTAR", ())
    pintu = gerbang(buku, buku.bulan[0].periode, pada)
    if pintu is None:
        return Putusan("TERDAFTAR", ())
    putusan = nilai_tunggakan(buku, segmen, pada, ditutup)
    return Putusan(putusan.keadaan, (*putusan.dasar, pintu), putusan.penyebab)


def sejak(buku: Buku, segmen: str, pada: date, ditutup: date | None) -> date:
    """First day of the state in which the unit is on ``pada``."""
    keadaan: Keadaan = nilai_unit(buku, segmen, pada, ditutup).keadaan
    awal = pada
    for hari in _mundur(buku, pada):
        if nilai_unit(buku, segmen, hari, ditutup).keadaan != keadaan:
            break
        awal = hari
    return awal


def _mundur(buku: Buku, pada: date) -> Iterator[date]:
    """Days on which the state can have changed, newest first. Between two of them it is the same."""
    return iter(sorted((t for t in buku.titik() | _titik_aturan() if t <= pada), reverse=True))
