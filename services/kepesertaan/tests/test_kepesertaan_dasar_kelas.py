"""Why a class is what it is, as of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from kepesertaan.domain.dasar_kelas import DasarKelas, dasar_kelas
from kepesertaan.domain.peserta import Peserta

NAIK = date(2016, 6, 1)
PEKERJA = Peserta(
    nomor_kartu="0001000000011", keadaan="TERDAFTAR", segmen="PPU", sub_segmen="BU_SWASTA", hubungan="PEKERJA", kategori="PEKERJA",
    kelas=((date(2016, 2, 1), 2), (NAIK, 1)), berlaku_dari=date(2016, 2, 1),
)  # fmt: skip
ANAK = replace(PEKERJA, nomor_kartu="0001000000022", hubungan="ANAK", kategori="INTI", nomor_kartu_pekerja="0001000000011")


@pytest.mark.aturan("R-KEP-40")
def test_batas_upah_dari_hari_kelasnya_ditetapkan() -> None:
    """The threshold that was in force when the class was set, though a newer one is in force now."""
    assert dasar_kelas(PEKERJA, date(2016, 5, 31)) == DasarKelas("R-KEP-40", "Upah paling tinggi Rp 3.543.750 sebulan.")
    assert dasar_kelas(PEKERJA, NAIK) == DasarKelas("R-KEP-40", "Upah di atas Rp 4.000.000 sebulan.")
    assert dasar_kelas(PEKERJA, date(2016, 1, 1)).penjelasan == "Upah paling tinggi Rp 3.543.750 sebulan."  # before his first day


@pytest.mark.parametrize(
    ("orang", "aturan", "kata"),
    [
        (replace(PEKERJA, segmen="PBI", sub_segmen=""), "R-KEP-38", "kelas III"),
        (replace(PEKERJA, sub_segmen="PNS", golongan="III/a"), "R-KEP-39", "Golongan III."),
        (replace(PEKERJA, sub_segmen="PNS", golongan="?"), "R-KEP-40", "Upah di atas"),
        (replace(PEKERJA, segmen="PBPU", sub_segmen=""), "R-KEP-41", "dipilih"),
        (replace(ANAK, hubungan="KERABAT", kategori="KERABAT", kelas_dipilih=2), "R-KEP-41", "dipilih"),
        (ANAK, "R-KEP-42", "0001000000011"),
    ],
)
@pytest.mark.aturan("R-KEP-38", "R-KEP-39", "R-KEP-41", "R-KEP-42")
def test_siapa_menurut_apa(orang: Peserta, aturan: str, kata: str) -> None:
    dasar = dasar_kelas(orang, date(2016, 12, 1))
    assert dasar.aturan == aturan
    assert kata in dasar.penjelasan
