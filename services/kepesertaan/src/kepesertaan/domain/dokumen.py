"""Supporting documents: which of them a registration needs, and which are missing (R-KEP-26). The matrix is data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kepesertaan.domain.keluarga import ANAK, PASANGAN
from kepesertaan.domain.ketentuan import DOKUMEN_PENDUKUNG

FOTO = "FOTO"
JENIS = (
    "SK_PENGANGKATAN", "SK_TERAKHIR", "SK_PENSIUN", "KARIP", "DATA_GAJI", "KTP", "PASPOR", "KARTU_KELUARGA", "AKTA_KELAHIRAN",
    "KETERANGAN_KULIAH", FOTO,
)  # fmt: skip
SEGMEN = ("PPU", "PENERIMA_PENSIUN", "PBPU", "BP")
GOLONGAN = ("PEKERJA", "PASANGAN", "ANAK", "LAIN")
KOLOM = {jenis: f"berkas_{jenis.lower()}" for jenis in JENIS}
"""Columns of a peserta file that name stored files."""


def golongan(hubungan: str) -> str:
    """PEKERJA is whoever the family is registered by, in every segment."""
    if hubungan == "PEKERJA":
        return "PEKERJA"
    return "PASANGAN" if hubungan in PASANGAN else "ANAK" if hubungan in ANAK else "LAIN"


def wajib(segmen: str, hubungan: str, pada: date, *, kuliah: bool = False) -> tuple[str, ...]:
    """What is needed, alternatives as ``A|B``. Who is said to study shows it (R-KEP-16)."""
    matriks = DOKUMEN_PENDUKUNG.pada(pada).nilai[segmen]
    return (*matriks[golongan(hubungan)], *matriks["SEMUA"], *(("KETERANGAN_KULIAH",) if kuliah else ()))


def kurang(segmen: str, hubungan: str, ada: Collection[str], pada: date, *, kuliah: bool = False) -> tuple[str, ...]:
    """Codes of what is missing, in the order of the matrix."""
    perlu = wajib(segmen, hubungan, pada, kuliah=kuliah)
    return tuple(kode(p) for p in perlu if not any(jenis in ada for jenis in p.split("|")))


def kode(perlu: str) -> str:
    return f"KURANG_{perlu.split('|')[0]}"
