"""A migration in words: its steps as kepesertaan says it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dasbor.format import angka
from dasbor.kata_proses import Langkah

KEADAAN = (
    ("", "Semua"), ("MENUNGGU_DOKUMEN", "Menunggu surat pengesahan"), ("DIPERIKSA", "Sedang diperiksa"),
    ("MENUNGGU_VALIDASI_KC", "Menunggu validasi KC"), ("MENUNGGU_VALIDASI_DIVRE", "Menunggu validasi Divre"),
    ("DIPROSES", "Sedang didaftarkan"), ("SELESAI", "Selesai"), ("DITOLAK", "Ditolak"), ("DITARIK", "Ditarik"),
)  # fmt: skip
BERAKHIR = ("SELESAI", "DITOLAK", "DITARIK")


def langkah(m: Mapping[str, Any]) -> list[Langkah]:
    periksa = "" if m["baik"] is None else f"{angka(m['baik'])} baik"
    selesai = m["keadaan"] == "SELESAI"
    semua = (
        ("Surat pengesahan pimpinan badan usaha", "R-KEP-25", m["surat_pengesahan"] is not None, f"{angka(m['jumlah'])} rekaman"),
        ("Pemeriksaan setiap baris", "R-KEP-22", m["baik"] is not None, periksa),
        ("Validasi Kantor Cabang", "R-KEP-24", m["validasi_kc"] is not None, _oleh(m["validasi_kc"])),
        ("Validasi Divre, oleh orang lain", "R-KEP-24", m["validasi_divre"] is not None, _oleh(m["validasi_divre"])),
        ("Pendaftaran ke Master File", "R-KEP-24", selesai, f"{angka(m['terdaftar'])} terdaftar" if selesai else ""),
    )
    kini = next((n for n, (_, _, sudah, _) in enumerate(semua) if not sudah), None)

    def keadaan(n: int, sudah: bool) -> str:
        if sudah:
            return "SELESAI"
        if m["keadaan"] in BERAKHIR:
            return "TIDAK_JADI"
        if n != kini:
            return "BELUM"
        return "TERTAHAN" if m["keadaan"] == "MENUNGGU_DOKUMEN" else "BERIKUTNYA"

    return [Langkah(str(n + 1), nama, aturan, rinci, keadaan(n, sudah)) for n, (nama, aturan, sudah, rinci) in enumerate(semua)]


def _oleh(siapa: str | None) -> str:
    return f"oleh {siapa}" if siapa else ""
