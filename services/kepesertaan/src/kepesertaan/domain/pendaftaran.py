"""May this person be registered under this Badan Usaha, and as what: one row against the Master File, his worker and Dukcapil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kepesertaan.domain.berkas import BarisPeserta, Cacat
from kepesertaan.domain.kelahiran import Sejak
from kepesertaan.domain.keluarga import Kategori, hak_kelas_keluarga, hak_kelas_pekerja, kategori, urutan

TUGAS_SUDAH_TERDAFTAR = "SUDAH_TERDAFTAR"
TUGAS_NIK = "NIK_TIDAK_DITEMUKAN"
JENIS_TUGAS = (TUGAS_SUDAH_TERDAFTAR, TUGAS_NIK)
"""Refusals that the Relationship Officer has to settle (R-KEP-35, R-KEP-36); the others are corrected in the file."""


@dataclass(frozen=True, slots=True)
class Terdaftar:
    """An entry of the Master File. ``di_sini``: an open membership of the very Badan Usaha that asks; ``pbi``: Pemerintah pays for him."""

    nomor_kartu: str
    di_sini: bool
    pbi: bool = False


@dataclass(slots=True)
class Pekerja:
    """A registered worker of the Badan Usaha; ``inti`` counts him and his inti family, and both counts grow while rows are decided."""

    nomor_kartu: str
    hak_kelas: int
    inti: int = 1
    anak_inti: int = 0


@dataclass(frozen=True, slots=True)
class Penduduk:
    """What Dukcapil holds of a NIK."""

    tanggal_lahir: date
    jenis_kelamin: str


@dataclass(frozen=True, slots=True)
class Diterima:
    """The row becomes a peserta of this category and class."""

    baris: BarisPeserta
    kategori: Kategori
    hak_kelas: int
    nomor_kartu_pekerja: str | None
    dari_pbi: str | None = None
    """The number he has as PBI: he changes his segment and keeps it (R-KEP-02)."""
    sejak: Sejak | None = None
    """A newborn; None: from the day of entry on."""


@dataclass(frozen=True, slots=True)
class TidakBerubah:
    """Registered here before: a file sent again or corrected changes nothing of him."""

    baris: BarisPeserta
    nomor_kartu: str


@dataclass(frozen=True)
class Keadaan:
    """What is known around the rows of a chunk; keys are ``BarisPeserta.identitas``.

    penduduk  answers of Dukcapil; a NIK asked about and missing here is unknown to it
    """

    pada: date
    sub_segmen: str
    terdaftar: Mapping[str, Terdaftar] = field(default_factory=dict)
    pekerja: dict[str, Pekerja] = field(default_factory=dict)
    penduduk: Mapping[str, Penduduk] = field(default_factory=dict)


def urutan_kerja(baris: BarisPeserta) -> tuple[object, ...]:
    """Workers first, whatever the order of the file; then families together, in the order in which inti places are given."""
    if baris.pekerja:
        return 0, "", 0, date.min, baris.baris
    return 1, baris.nik_pekerja, *urutan(baris.hubungan, baris.tanggal_lahir), baris.baris


def perlu_dukcapil(baris: BarisPeserta, keadaan: Keadaan) -> bool:
    """Who is in the Master File was checked when he came in; passports are not Dukcapil's."""
    return baris.jenis_identitas == "NIK" and baris.identitas not in keadaan.terdaftar


def putuskan(baris: BarisPeserta, keadaan: Keadaan) -> Diterima | TidakBerubah | Cacat:
    """Decide one row. The reasons name neither the other Badan Usaha nor its AKT."""
    if (ada := keadaan.terdaftar.get(baris.identitas)) is not None:
        if ada.di_sini:
            return TidakBerubah(baris, ada.nomor_kartu)
        if not ada.pbi:
            # R-KEP-11, R-KEP-35, R-AKT-33: never a second number, never a silent move
            return _cacat(
                baris, "nik", "SUDAH_TERDAFTAR", "Orang ini sudah terdaftar di Master File; Relationship Officer menindaklanjutinya."
            )
    pekerja: Pekerja | None = None
    if not baris.pekerja:
        pekerja = keadaan.pekerja.get(baris.nik_pekerja)
        if pekerja is None:
            return _cacat(baris, "nik_pekerja", "PEKERJA_TIDAK_ADA", "Pekerja yang diikuti belum terdaftar pada Badan Usaha ini.")
    dari_pbi = None if ada is None else ada.nomor_kartu
    if dari_pbi is None and (tidak_cocok := cocokkan_dukcapil(baris, keadaan.penduduk)) is not None:
        return tidak_cocok
    if pekerja is None:
        kelas = hak_kelas_pekerja(keadaan.sub_segmen, baris.golongan, baris.upah_pokok + baris.tunjangan_tetap, keadaan.pada)
        return Diterima(baris, "PEKERJA", kelas, None, dari_pbi)
    golongan = kategori(baris.hubungan, baris.anak, pekerja.inti, pekerja.anak_inti, keadaan.pada)
    if golongan == "INTI":
        pekerja.inti += 1
        pekerja.anak_inti += baris.anak is not None
    kelas = hak_kelas_keluarga(baris.hubungan, pekerja.hak_kelas, baris.kelas_dipilih)
    return Diterima(baris, golongan, kelas, pekerja.nomor_kartu, dari_pbi)


def cocokkan_dukcapil(baris: BarisPeserta, penduduk: Mapping[str, Penduduk]) -> Cacat | None:
    """Why the population register does not know this person (R-KEP-36); passports are not its own."""
    if baris.jenis_identitas != "NIK":
        return None
    orang = penduduk.get(baris.nik)
    if orang is None:
        return _cacat(baris, "nik", TUGAS_NIK, "NIK tidak ditemukan di Dukcapil; Relationship Officer menindaklanjutinya.")
    if (orang.tanggal_lahir, orang.jenis_kelamin) != (baris.tanggal_lahir, baris.jenis_kelamin):
        # "not identified": the number exists but is somebody else's
        return _cacat(baris, "nik", TUGAS_NIK, "Dukcapil mencatat NIK ini dengan tanggal lahir atau jenis kelamin lain.")
    return None


def _cacat(baris: BarisPeserta, kolom: str, kode: str, alasan: str) -> Cacat:
    return Cacat(baris.baris, kolom, kode, alasan)
