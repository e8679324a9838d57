"""The recap of family members who are registered under another employer (R-KIB-07, R-KIB-08)."""

from __future__ import annotations

from dataclasses import dataclass

from dasar.penolakan import Ditolak, Galat

DOKUMEN = {
    "identitas_jkn": ("KURANG_IDENTITAS_JKN", "Identitas JKN-KIS anggota keluarga belum dilampirkan."),
    "kartu_keluarga": ("KURANG_KARTU_KELUARGA", "Kartu Keluarga belum dilampirkan."),
    "salinan_polis": ("KURANG_POLIS", "Salinan polis dengan daftar tertanggung dan keluarga belum dilampirkan."),
}
BUKAN_SATU_KELUARGA = "BUKAN_SATU_KELUARGA"
PEKERJA_TIDAK_ADA = "PEKERJA_TIDAK_ADA"
ALASAN = {
    BUKAN_SATU_KELUARGA: "Nomor kartu ini tidak dikenal, atau Kartu Keluarganya bukan Kartu Keluarga pekerja.",
    PEKERJA_TIDAK_ADA: "Pekerja ini tidak terdaftar pada Badan Usaha ini.",
}


@dataclass(frozen=True, slots=True)
class Dokumen:
    """References of the copies that were shown."""

    identitas_jkn: str | None = None
    kartu_keluarga: str | None = None
    salinan_polis: str | None = None


@dataclass(frozen=True, slots=True)
class Anggota:
    nomor_kartu: str
    nomor_kartu_pekerja: str


def periksa_dokumen(d: Dokumen) -> None:
    """All three, or no flag for anybody (R-KIB-08). The first missing one gives the code; every one is named."""
    kurang = [(nama, *DOKUMEN[nama]) for nama in DOKUMEN if not getattr(d, nama)]
    if kurang:
        galat = tuple(Galat(f"/dokumen/{nama}", alasan, kode) for nama, kode, alasan in kurang)
        raise Ditolak(kurang[0][1], " ".join(alasan for _, _, alasan in kurang), aturan="R-KIB-08", status=422, galat=galat)
