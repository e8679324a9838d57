"""Family: who is inti, who is tambahan, and which class of care each has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dasar.tanggal import tambah_bulan, umur

from kepesertaan.domain.ketentuan import BATAS_UPAH_KELAS_SATU, BULAN_KETERANGAN_KULIAH, INTI, KELAS_GOLONGAN, PENYELENGGARA_NEGARA
from kepesertaan.domain.mutasi_pesan import SebabHabis

Kategori = Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"]

PASANGAN = ("SUAMI", "ISTRI")
ANAK = ("ANAK", "ANAK_TIRI", "ANAK_ANGKAT")
ORANG_TUA = ("AYAH", "IBU", "MERTUA")
HUBUNGAN = ("PEKERJA", *PASANGAN, *ANAK, *ORANG_TUA, "KERABAT")


@dataclass(frozen=True, slots=True)
class DataAnak:
    """What decides about a child."""

    tanggal_lahir: date
    kawin: bool
    bekerja: bool
    kuliah: bool


def anak_memenuhi(anak: DataAnak, pada: date) -> bool:
    """Not working, not married, and below 21, or below 25 while in formal education: all tests together (R-KEP-15, R-KEP-16)."""
    batas = INTI.pada(pada).nilai
    umur_batas = batas.umur_anak_kuliah if anak.kuliah else batas.umur_anak
    return not anak.bekerja and not anak.kawin and umur(anak.tanggal_lahir, pada) < umur_batas


def batas_usia(lahir: date, kuliah_sampai: date | None, pada: date) -> tuple[date, SebabHabis]:
    """First day on which a child is inti no more, by the limits in force on ``pada``, and by which of them (R-KEP-15, R-KEP-16)."""
    batas = INTI.pada(pada).nilai
    dewasa, akhir = _ulang_tahun(lahir, batas.umur_anak), _ulang_tahun(lahir, batas.umur_anak_kuliah)
    tanpa_surat = dewasa if kuliah_sampai is None else kuliah_sampai + timedelta(days=1)
    if tanpa_surat <= dewasa:
        return dewasa, "UMUR_21"
    return (akhir, "UMUR_25") if tanpa_surat >= akhir else (tanpa_surat, "KETERANGAN_KULIAH")


def kuliah_berlaku(surat: date) -> date:
    """Last day on which a statement of that day counts."""
    return tambah_bulan(surat, BULAN_KETERANGAN_KULIAH.pada(surat).nilai) - timedelta(days=1)


def _ulang_tahun(lahir: date, tahun: int) -> date:
    """The day on which ``umur`` becomes so many years: who is born on 29 February is older from 1 March in common years."""
    try:
        return lahir.replace(year=lahir.year + tahun)
    except ValueError:
        return date(lahir.year + tahun, 3, 1)


def kategori(hubungan: str, anak: DataAnak | None, inti: int, anak_inti: int, pada: date) -> Kategori:
    """Category of one more person of a family that has ``inti`` inti persons, the worker included, ``anak_inti`` of them children."""
    if hubungan == "PEKERJA":
        return "PEKERJA"
    if hubungan == "KERABAT":
        return "KERABAT"  # R-KEP-18
    if hubungan in ORANG_TUA:
        return "TAMBAHAN"  # R-KEP-17
    if anak is not None and not anak_memenuhi(anak, pada):
        return "TAMBAHAN"
    batas = INTI.pada(pada).nilai
    penuh = inti >= batas.orang or (anak is not None and anak_inti >= batas.anak)  # R-KEP-13; the fourth child: R-KEP-17
    return "TAMBAHAN" if penuh else "INTI"


def urutan(hubungan: str, tanggal_lahir: date) -> tuple[int, date]:
    """The order in which places among the inti are given: spouse, then children from the eldest."""
    return (0 if hubungan in PASANGAN else 1 if hubungan in ANAK else 2), tanggal_lahir


def hak_kelas_pekerja(sub_segmen: str, golongan: str, upah: int, pada: date) -> int:
    """Class of care of a worker by golongan (R-KEP-39) or by wage (R-KEP-40): exactly on the threshold is class II."""
    if sub_segmen in PENYELENGGARA_NEGARA and (tingkat := golongan_romawi(golongan)) is not None:
        return KELAS_GOLONGAN.pada(pada).nilai[tingkat]
    return 1 if upah > BATAS_UPAH_KELAS_SATU.pada(pada).nilai else 2


def aturan_kelas(sub_segmen: str) -> str:
    return "R-KEP-39" if sub_segmen in PENYELENGGARA_NEGARA else "R-KEP-40"


def golongan_romawi(golongan: str) -> str | None:
    """``III/a``, ``III a``, ``3A`` -> ``III``; None if it is no golongan."""
    kata = golongan.strip().upper().split("/")[0].split(" ")[0].rstrip("ABCDE") or golongan.strip().upper()
    kata = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(kata, kata)
    return kata if kata in ("I", "II", "III", "IV") else None


def hak_kelas_keluarga(hubungan: str, kelas_pekerja: int, kelas_dipilih: int | None) -> int:
    """The family has the worker's class (R-KEP-42); a kerabat the class bought for him (R-KEP-18, R-KEP-41)."""
    return kelas_dipilih if hubungan == "KERABAT" and kelas_dipilih is not None else kelas_pekerja
