"""Folding what kepesertaan tells about one person; sealing lines. Pure parts of what the integration tests run whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from chassis.crypto import new_key
from iuran.baris_tersandi import KunciTidakAda, buka, tutup
from iuran.domain.hitung import Alasan, BarisIuran
from iuran.projections.keanggotaan import Keanggotaan, terapkan_satu
from iuran.projections.upah import terapkan as terapkan_upah
from shared_events import kepesertaan as k

NOKA, A, B = "0000000000001", "8888800000000001", "8888800000000002"


def daftar(va: str = A, mulai: str = "2016-12") -> k.PesertaDidaftarkan:
    return k.PesertaDidaftarkan(
        nomor_kartu=NOKA, virtual_account=va, segmen="PPU", hubungan="PEKERJA", kategori="PEKERJA", hak_kelas=2, iuran_mulai=mulai,
        berlaku_dari=date(2016, 12, 1), rahasia="x",
    )  # fmt: skip


def pindah(dari: str, ke: str, mulai: str) -> k.PesertaDipindahkan:
    return k.PesertaDipindahkan(
        nomor_kartu=NOKA, dari_virtual_account=dari, ke_virtual_account=ke, iuran_mulai=mulai, berlaku_dari=date(2017, 1, 1)
    )


def singkat(semua: list[Keanggotaan]) -> list[tuple[str, str, str | None]]:
    return [(s.virtual_account, s.iuran_mulai, s.iuran_terakhir) for s in semua]


@pytest.mark.aturan("R-KEP-10")
def test_a_move_ends_one_stay_and_begins_the_next_without_a_gap() -> None:
    semua: list[Keanggotaan] = []
    for e in (daftar(), pindah(A, B, "2017-03"), pindah(B, A, "2017-06")):
        semua = terapkan_satu(semua, e)
    assert singkat(semua) == [(A, "2016-12", "2017-02"), (B, "2017-03", "2017-05"), (A, "2017-06", None)]


@pytest.mark.aturan("R-KEP-17", "R-KEP-13")
def test_an_inti_child_who_becomes_tambahan_is_billed_from_that_month_on_and_not_before() -> None:
    anak = daftar().model_copy(update={"hubungan": "ANAK", "kategori": "INTI", "nomor_kartu_pekerja": "0000000000009"})
    tambahan = k.KategoriPesertaDitetapkan(
        nomor_kartu=NOKA, virtual_account=A, kategori="TAMBAHAN", berlaku_dari=date(2017, 2, 14), iuran_mulai="2017-03", aturan="R-KEP-17"
    )
    semua: list[Keanggotaan] = []
    for e in (anak, tambahan):
        semua = terapkan_satu(semua, e)
    assert [(s.kategori, s.iuran_mulai, s.iuran_terakhir) for s in semua] == [("INTI", "2016-12", "2017-02"), ("TAMBAHAN", "2017-03", None)]
    assert {s.nomor_kartu_pekerja for s in semua} == {"0000000000009"}
    # of the very month he is first billed for: one stay, the new one
    [satu] = terapkan_satu(terapkan_satu([], anak), tambahan.model_copy(update={"iuran_mulai": "2016-12"}))
    assert (satu.kategori, satu.iuran_terakhir) == ("TAMBAHAN", None)
    with pytest.raises(ValueError, match="tidak pernah terdaftar"):
        terapkan_satu([], tambahan)


@pytest.mark.aturan("R-KEP-10")
def test_a_move_says_what_he_is_there() -> None:
    anak = daftar().model_copy(update={"hubungan": "ANAK", "kategori": "INTI", "nomor_kartu_pekerja": "0000000000009"})
    bekerja = pindah(A, B, "2017-03").model_copy(
        update={
            "segmen": "PPU",
            "sub_segmen": "SWASTA",
            "hubungan": "PEKERJA",
            "kategori": "PEKERJA",
            "kabupaten_kota_kerja": "Kota Bekasi",
        }
    )
    lama, baru = terapkan_satu(terapkan_satu([], anak), bekerja)
    assert (lama.kategori, lama.iuran_terakhir) == ("INTI", "2017-02")
    assert (baru.hubungan, baru.kategori, baru.nomor_kartu_pekerja, baru.kabupaten_kota_kerja) == (
        "PEKERJA",
        "PEKERJA",
        None,
        "Kota Bekasi",
    )


def test_leaving_keeps_the_earlier_end() -> None:
    keluar = k.PesertaDikeluarkan(nomor_kartu=NOKA, virtual_account=A, berakhir_pada=date(2017, 1, 31), iuran_terakhir="2017-01")
    mati = k.PesertaMeninggal(nomor_kartu=NOKA, virtual_account=A, meninggal_pada=date(2017, 3, 1), iuran_terakhir="2017-03")
    semua: list[Keanggotaan] = []
    for e in (daftar(), keluar, mati, daftar(A, "2017-08")):
        semua = terapkan_satu(semua, e)
    assert singkat(semua) == [(A, "2016-12", "2017-01"), (A, "2017-08", None)]


def test_a_move_out_of_nowhere_is_parked_not_guessed() -> None:
    with pytest.raises(ValueError, match="unit yang tidak dikenal"):
        terapkan_satu([], pindah(A, B, "2017-03"))


async def test_a_wage_keeps_its_place_of_work_also_when_both_arrive_in_one_batch() -> None:
    """Found by rebuilding the model from the topic (make kekacauan, seed 1): the place decides whose UMK is the least, and so the bill."""
    mulai = daftar().model_copy(update={"upah_tersandi": "lama", "kabupaten_kota_kerja": "Kota Bekasi"})
    ubah = k.UpahPesertaDiubah(nomor_kartu=NOKA, berlaku_periode="2016-12", upah_tersandi="baru")
    ditulis: list[Any] = []

    class Koneksi:
        async def execute(self, _sql: str, *kolom: Any) -> None:
            ditulis.append(kolom)

    await terapkan_upah(Koneksi(), [mulai, ubah])
    assert ditulis == [([NOKA], ["2016-12"], ["baru"], ["Kota Bekasi"])]


def test_a_line_opens_with_its_keys_for_its_bill_only() -> None:
    pekerja, ibu = "0000000000001", "0000000000002"
    kunci = {pekerja: new_key(), ibu: new_key()}
    baris = BarisIuran(ibu, "KELUARGA_TAMBAHAN", 0, 80_000, 0, 8_000_000, (Alasan("R-IUR-14", "Perpres 111/2013"),))
    tersandi = tutup(baris, pekerja, "T1", kunci)
    assert tersandi.kunci == (ibu, pekerja) and "8000000" not in tersandi.rahasia
    assert buka(tersandi, "T1", kunci) == baris
    assert buka(tersandi, "T2", kunci) is None
    for hilang in (pekerja, ibu):
        assert buka(tersandi, "T1", {n: b for n, b in kunci.items() if n != hilang}) is None
        with pytest.raises(KunciTidakAda):
            tutup(baris, pekerja, "T1", {n: b for n, b in kunci.items() if n != hilang})
    sendiri = BarisIuran(pekerja, "PEKERJA", 320_000, 80_000, 0, 8_000_000)
    assert buka(tutup(sendiri, pekerja, "T1", kunci), "T1", {pekerja: kunci[pekerja]}) == sendiri
