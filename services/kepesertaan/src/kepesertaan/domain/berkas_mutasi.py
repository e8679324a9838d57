"""The file of mutasi: one row names a person and what the single route is asked about him. Read here, decided there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.format_berkas import Format

UPAH = ("upah_pokok", "tunjangan_tetap")
DATA = ("nama", "alamat", "telepon", "email", "nomor_kk", "kode_fktp")
JENIS: Mapping[str, tuple[str, ...]] = {
    "KELUAR": ("sebab",),
    "MENINGGAL": (),
    "PHK": (),
    "CACAT_TOTAL": (),
    "UBAH_UPAH": (*UPAH, "golongan", "kabupaten_kota_kerja"),
    "UBAH_DATA": DATA,
    "NIKAH": ("menjadi",),
    "BEKERJA": ("menjadi",),
    "CERAI": (),
    "KETERANGAN_KULIAH": (),
    "KELUARGA_TAMBAHAN": (),
    "LENGKAPI_NIK": ("nik_baru",),
}
"""Kinds a file may bring, with the columns that each of them wants."""
SATU_PER_SATU: Mapping[str, str] = {
    "PINDAH": "Kepindahan dilaporkan satu per satu: POST /v1/peserta/{nomor_kartu}/mutasi.",
    "KELAHIRAN": "Kelahiran dilaporkan satu per satu: POST /v1/peserta/{nomor_kartu}/mutasi.",
    "KARTU_HILANG": "Kehilangan kartu dilaporkan satu per satu: POST /v1/peserta/{nomor_kartu}/kartu-jkn/kehilangan.",
}
MENJADI = ("KELUAR", "TAMBAHAN")
FORMAT = Format(
    ("jenis", "berlaku"),
    ("sebab", *UPAH, "golongan", "kabupaten_kota_kerja", *DATA, "menjadi", "nik_baru"),
    salah_satu=("nomor_kartu", "nik"),
)
_NAMA_LAIN = {"sebab": "alasan", "nik_baru": "nik"}
"""Columns that the body of the single route calls by another name."""
KOLOM_ASAL = {lain: kolom for kolom, lain in _NAMA_LAIN.items()}


@dataclass(frozen=True, slots=True)
class BarisMutasi:
    """``isi``: the body that the single route takes."""

    nomor_kartu: str
    nik: str
    isi: Mapping[str, object]


def baca_mutasi(asal: Mapping[str, str]) -> BarisMutasi:
    """One row by itself; raises for the first fault, with its column."""
    isi = {k: (asal.get(k) or "").strip() for k in FORMAT.kolom}
    jenis = isi["jenis"].upper().replace(" ", "_")
    if jenis in SATU_PER_SATU:
        raise salah("jenis", "MUTASI_SATU_PER_SATU", SATU_PER_SATU[jenis])
    if jenis not in JENIS:
        raise salah("jenis", "ISIAN_TIDAK_SAH", f"Kolom jenis: pilihannya {', '.join(JENIS)}.")
    if not (isi["nomor_kartu"] or isi["nik"]):
        raise salah("nomor_kartu", "ISIAN_KOSONG", "Nomor kartu, atau NIK, orang ini harus diisi.")
    if not isi["berlaku"]:
        raise salah("berlaku", "ISIAN_KOSONG", "Tanggal berlaku harus diisi.")
    asing = [k for k in FORMAT.boleh if isi[k] and k not in JENIS[jenis]]
    if asing:
        raise salah(asing[0], "ISIAN_TIDAK_DIPAKAI", f"Kolom {asing[0]} tidak dipakai untuk {jenis}; kosongkan agar tidak salah arti.")
    terisi: dict[str, object] = {_NAMA_LAIN.get(k, k): _nilai(k, isi[k]) for k in JENIS[jenis] if isi[k]}
    if jenis == "UBAH_DATA":
        if not terisi:
            raise salah("nama", "ISIAN_KOSONG", f"Isi paling sedikit satu dari {', '.join(DATA)}.")
        terisi = {"data": terisi}
    if "menjadi" in terisi:
        terisi["menjadi"] = isi["menjadi"].upper()
    return BarisMutasi(isi["nomor_kartu"], isi["nik"], {"jenis": jenis, "berlaku": isi["berlaku"], **terisi})


def _nilai(kolom: str, teks: str) -> object:
    if kolom not in UPAH:
        return teks
    if not (teks.isascii() and teks.isdigit() and len(teks) <= 15):
        raise salah(kolom, "ISIAN_TIDAK_SAH", f"Kolom {kolom} harus rupiah bulat tanpa titik dan koma.")
    return int(teks)


def salah(kolom: str, kode: str, alasan: str) -> Ditolak:
    return Ditolak(kode, alasan, status=422, galat=(Galat(f"/{kolom}", alasan, kode),))
