"""Commands and events of a peserta about his place in a family: proof of study, marriage, work, divorce, and the monthly review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kategori = Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"]
Menjadi = Literal["KELUAR", "TAMBAHAN"]
SebabHabis = Literal["UMUR_21", "UMUR_25", "KETERANGAN_KULIAH"]


@dataclass(frozen=True, slots=True)
class CatatKeteranganKuliah:
    """A written statement that the child still studies, of the day ``berlaku`` (R-KEP-16)."""

    berlaku: date
    pada: date


@dataclass(frozen=True, slots=True)
class LepaskanAnak:
    """The child married or works: out of the inti from ``berlaku`` on, whatever his age (R-KEP-15)."""

    sebab: Literal["NIKAH", "BEKERJA"]
    berlaku: date
    menjadi: Menjadi
    pada: date


@dataclass(frozen=True, slots=True)
class Ceraikan:
    """The spouse belongs to the family no more; ``berlaku`` is the last day (R-KEP-28)."""

    berlaku: date
    pada: date


@dataclass(frozen=True, slots=True)
class JadikanTambahan:
    """The worker pays for the child who is about to be no inti any more (R-KEP-16, R-KEP-17)."""

    berlaku: date
    pada: date


@dataclass(frozen=True, slots=True)
class TinjauAnak:
    """The review of ``periode`` looks at a child. ``lahir``: opened for this decision, in no event."""

    periode: str
    lahir: date
    pekerjaan_id: str
    pada: date


@dataclass(frozen=True, slots=True)
class TinjauJaminan:
    """The review of ``periode`` looks at somebody covered without iuran (R-KEP-32)."""

    periode: str
    pekerjaan_id: str


@dataclass(frozen=True, slots=True)
class KeteranganKuliahDicatat:
    nomor_kartu: str
    kuliah_sampai: date


@dataclass(frozen=True, slots=True)
class KategoriDitetapkan:
    nomor_kartu: str
    virtual_account: str
    kategori: Kategori
    berlaku_dari: date
    iuran_mulai: str
    aturan: str


@dataclass(frozen=True, slots=True)
class AkanHabisUsia:
    """Told once for this end: he becomes keluarga tambahan or leaves. ``bulan``: month of his first day outside, or of the review
    that found it late; the day itself would tell his birthday."""

    nomor_kartu: str
    sebab: SebabHabis
    bulan: str
    periode: str
    pekerjaan_id: str


@dataclass(frozen=True, slots=True)
class JaminanAkanBerakhir:
    nomor_kartu: str
    periode: str
    pekerjaan_id: str


MutasiPerintah = CatatKeteranganKuliah | LepaskanAnak | Ceraikan | JadikanTambahan | TinjauAnak | TinjauJaminan
MutasiPeristiwa = KeteranganKuliahDicatat | KategoriDitetapkan | AkanHabisUsia | JaminanAkanBerakhir
