"""Why a person has the class of care he has: the sentence beside the number, with its rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dasar.uang import rupiah

from kepesertaan.domain.keluarga import golongan_romawi
from kepesertaan.domain.ketentuan import BATAS_UPAH_KELAS_SATU, PENYELENGGARA_NEGARA
from kepesertaan.domain.peserta import Peserta


@dataclass(frozen=True, slots=True)
class DasarKelas:
    aturan: str
    penjelasan: str


def dasar_kelas(p: Peserta, pada: date) -> DasarKelas:
    """Of the class in force on a day. Says of a wage only on which side of the threshold it lies, as the class itself does."""
    if p.segmen == "PBI":
        return DasarKelas("R-KEP-38", "Penerima Bantuan Iuran dirawat di kelas III, tanpa kecuali.")
    if p.hubungan == "KERABAT" and p.kelas_dipilih is not None:
        return DasarKelas("R-KEP-41", "Kerabat: kelas yang dipilih dan dibayar untuknya.")
    if p.nomor_kartu_pekerja is not None:
        return DasarKelas("R-KEP-42", f"Mengikuti kelas peserta {p.nomor_kartu_pekerja}.")
    if p.segmen != "PPU":
        return DasarKelas("R-KEP-41", "Kelas iuran yang dipilih dan dibayar.")
    if p.sub_segmen in PENYELENGGARA_NEGARA and (tingkat := golongan_romawi(p.golongan)) is not None:
        return DasarKelas("R-KEP-39", f"Golongan {tingkat}.")
    kelas, sejak = next(((k, dari) for dari, k in reversed(p.kelas) if dari <= pada), (p.kelas[0][1], p.kelas[0][0]))
    batas = rupiah(BATAS_UPAH_KELAS_SATU.pada(sejak).nilai)
    return DasarKelas("R-KEP-40", f"Upah {'di atas' if kelas == 1 else 'paling tinggi'} {batas} sebulan.")
