"""Changes of a person in words: which there are for whom, and who may ask for them. Decided in kepesertaan, said here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PASANGAN = ("SUAMI", "ISTRI")
ANAK = ("ANAK", "ANAK_TIRI", "ANAK_ANGKAT")
ORANG_TUA = ("AYAH", "IBU", "MERTUA")
KEPALA = "KEPALA_KELUARGA"
HUBUNGAN = (
    ("SUAMI", "Suami"), ("ISTRI", "Istri"), ("ANAK", "Anak"), ("ANAK_TIRI", "Anak tiri"), ("ANAK_ANGKAT", "Anak angkat"), ("AYAH", "Ayah"),
    ("IBU", "Ibu"), ("MERTUA", "Mertua"),
)  # fmt: skip
HUBUNGAN_PEKERJA = (*HUBUNGAN, ("KERABAT", "Kerabat"))
HUBUNGAN_MANDIRI = ((KEPALA, "Kepala keluarga"), *HUBUNGAN, ("LAINNYA", "Lainnya"))
AKHIR = {
    "KELUAR": "Keluar", "PHK": "PHK", "CACAT_TOTAL": "Cacat total tetap", "CERAI": "Cerai", "NIKAH": "Menikah", "BEKERJA": "Bekerja",
    "MENINGGAL": "Meninggal",
}  # fmt: skip
"""How somebody's stay ends, in the order in which it is offered."""
STATUS_KAWIN = (("", "Tidak disebut"), ("BELUM_KAWIN", "Belum kawin"), ("KAWIN", "Kawin"), ("CERAI", "Cerai"))
KELAMIN = (("L", "Laki-laki"), ("P", "Perempuan"))
KELAS = (("", "Tidak memilih"), ("1", "Kelas 1"), ("2", "Kelas 2"), ("3", "Kelas 3"))
KOORDINASI = (("", "Menurut delegasi"), ("Y", "Ya"), ("T", "Tidak, JKN saja"))
SEGMEN = (
    ("PBPU", "Pekerja bukan penerima upah (PBPU)"), ("BP", "Bukan pekerja (BP)"), ("PBI", "Penerima bantuan iuran (PBI)"),
)  # fmt: skip
SUB_SEGMEN = (
    ("", "Bukan BP"), ("a", "a · Investor"), ("b", "b · Pemberi kerja"), ("c", "c · Penerima pensiun"), ("d", "d · Veteran"),
    ("e", "e · Perintis kemerdekaan"), ("f", "f · Lainnya yang mampu membayar"),
)  # fmt: skip


def cara_berakhir(orang: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of somebody no longer a member only a death is still to be told."""
    hubungan, keadaan = orang["hubungan"], orang["keadaan"]
    if keadaan == "MENINGGAL":
        return []
    if keadaan != "TERDAFTAR":
        kode: tuple[str, ...] = ("MENINGGAL",)
    elif hubungan == "PEKERJA":
        kode = ("KELUAR", "PHK", "CACAT_TOTAL", "MENINGGAL")
    elif hubungan in PASANGAN:
        kode = ("KELUAR", "CERAI", "MENINGGAL")
    elif hubungan in ANAK:
        kode = ("KELUAR", "NIKAH", "BEKERJA", "MENINGGAL")
    else:
        kode = ("KELUAR", "MENINGGAL")
    return [(k, AKHIR[k]) for k in kode]
