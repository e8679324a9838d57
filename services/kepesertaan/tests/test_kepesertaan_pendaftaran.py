"""Who is registered as what: one row against Master File, worker and Dukcapil; family categories, classes, months. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from kepesertaan.domain import ketentuan
from kepesertaan.domain.berkas import BarisPeserta, Cacat
from kepesertaan.domain.keluarga import DataAnak, anak_memenuhi, golongan_romawi, hak_kelas_keluarga, hak_kelas_pekerja, kategori
from kepesertaan.domain.pendaftaran import Diterima, Keadaan, Pekerja, Penduduk, Terdaftar, TidakBerubah, putuskan
from kepesertaan.domain.siklus import iuran_mulai, iuran_terakhir, perubahan_mulai

PADA = date(2016, 11, 15)
NIK, NIK_ANAK = "3174011505850001", "3174011003050002"
PEKERJA = BarisPeserta(
    2, "NIK", NIK, "3174010101100001", "Budi", "Jakarta", date(1985, 5, 15), "L", "PEKERJA", "", True, True, False, 5_000_000, 0, "",
    "Kota Jakarta Selatan", None, "", "", "", "", True,
)  # fmt: skip
ANAK = replace(PEKERJA, nik=NIK_ANAK, tanggal_lahir=date(2005, 3, 10), hubungan="ANAK", nik_pekerja=NIK, kawin=False, bekerja=False)


def keadaan(**ubah: object) -> Keadaan:
    penduduk = {b.nik: Penduduk(b.tanggal_lahir, b.jenis_kelamin) for b in (PEKERJA, ANAK)}
    dasar = Keadaan(PADA, "SWASTA", {}, {NIK: Pekerja("0001000000001", 1)}, penduduk)
    return replace(dasar, **ubah)  # type: ignore[arg-type]


def test_a_worker_known_to_dukcapil_and_to_nobody_here_is_registered_with_his_class() -> None:
    assert putuskan(PEKERJA, keadaan()) == Diterima(PEKERJA, "PEKERJA", 1, None)
    assert putuskan(ANAK, keadaan()) == Diterima(ANAK, "INTI", 1, "0001000000001")


@pytest.mark.aturan("R-KEP-11", "R-KEP-35", "R-AKT-33")
def test_who_is_in_the_master_file_elsewhere_is_not_moved() -> None:
    hasil = putuskan(PEKERJA, keadaan(terdaftar={NIK: Terdaftar("0001944358911", False)}))
    assert isinstance(hasil, Cacat) and hasil.kode == "SUDAH_TERDAFTAR"
    assert "0001944358911" not in hasil.alasan


@pytest.mark.aturan("R-AKT-42")
def test_who_is_registered_here_does_not_change_by_a_file_sent_again() -> None:
    assert putuskan(PEKERJA, keadaan(terdaftar={NIK: Terdaftar("0001000000001", True)})) == TidakBerubah(PEKERJA, "0001000000001")


@pytest.mark.aturan("R-KEP-36")
def test_unknown_to_dukcapil_or_somebody_elses_number_is_for_the_ro() -> None:
    for penduduk in ({}, {NIK: Penduduk(date(1985, 5, 16), "L")}, {NIK: Penduduk(date(1985, 5, 15), "P")}):
        hasil = putuskan(PEKERJA, keadaan(penduduk=penduduk))
        assert isinstance(hasil, Cacat) and hasil.kode == "NIK_TIDAK_DITEMUKAN"


def test_a_child_without_its_worker_is_refused_and_a_passport_is_not_asked_of_dukcapil() -> None:
    hasil = putuskan(ANAK, keadaan(pekerja={}))
    assert isinstance(hasil, Cacat) and (hasil.kolom, hasil.kode) == ("nik_pekerja", "PEKERJA_TIDAK_ADA")
    wna = replace(PEKERJA, jenis_identitas="PASPOR", nik="X1234567")
    assert isinstance(putuskan(wna, keadaan(penduduk={})), Diterima)


@pytest.mark.aturan("R-KEP-13", "R-KEP-17")
def test_worker_spouse_and_three_children_are_inti_the_fourth_is_tambahan() -> None:
    k = keadaan(penduduk={f"{n}": Penduduk(ANAK.tanggal_lahir, "L") for n in range(6)})
    istri = replace(ANAK, nik="0", hubungan="ISTRI")
    anak = [replace(ANAK, nik=f"{n}") for n in range(1, 5)]
    assert [h.kategori for b in (istri, *anak) if isinstance(h := putuskan(b, k), Diterima)] == ["INTI"] * 4 + ["TAMBAHAN"]
    for hubungan in ("AYAH", "IBU", "MERTUA"):
        assert kategori(hubungan, None, 1, 0, PADA) == "TAMBAHAN"
    assert kategori("ANAK", ANAK.anak, 4, 3, PADA) == "TAMBAHAN"


@pytest.mark.aturan("R-KEP-15", "R-KEP-16")
@pytest.mark.parametrize(
    ("pada", "kuliah", "kawin", "bekerja", "inti"),
    [
        (date(2016, 7, 14), False, False, False, True),
        (date(2016, 7, 15), False, False, False, False),
        (date(2016, 7, 15), True, False, False, True),
        (date(2020, 7, 14), True, False, False, True),
        (date(2020, 7, 15), True, False, False, False),
        (date(2016, 1, 10), False, True, False, False),
        (date(2016, 1, 10), False, False, True, False),
    ],
)
def test_a_child_counts_while_young_unmarried_and_not_working(pada: date, kuliah: bool, kawin: bool, bekerja: bool, inti: bool) -> None:
    assert anak_memenuhi(DataAnak(date(1995, 7, 15), kawin, bekerja, kuliah), pada) is inti


@pytest.mark.aturan("R-KEP-18", "R-KEP-41")
def test_a_relative_has_the_class_bought_for_him() -> None:
    assert kategori("KERABAT", None, 1, 0, PADA) == "KERABAT"
    assert hak_kelas_keluarga("KERABAT", 1, 3) == 3


@pytest.mark.aturan("R-KEP-42")
def test_the_family_has_the_workers_class() -> None:
    assert hak_kelas_keluarga("ANAK", 1, None) == 1


@pytest.mark.aturan("R-KEP-40")
@pytest.mark.parametrize(
    ("pada", "upah", "kelas"),
    [
        (date(2014, 5, 1), 3_543_750, 2),
        (date(2014, 5, 1), 3_543_751, 1),
        (date(2016, 3, 31), 3_600_000, 1),
        (date(2016, 4, 1), 3_600_000, 2),
        (date(2016, 11, 15), 4_000_000, 2),
        (date(2016, 11, 15), 4_000_001, 1),
        (date(2026, 1, 1), 4_000_001, 1),
    ],
)
def test_class_by_wage_exactly_on_the_threshold_is_two(pada: date, upah: int, kelas: int) -> None:
    assert hak_kelas_pekerja("SWASTA", "", upah, pada) == kelas


@pytest.mark.aturan("R-KEP-39")
@pytest.mark.parametrize(("golongan", "kelas"), [("III/a", 1), ("II/d", 2), ("I/a", 2), ("IV/e", 1), ("3A", 1), ("ii d", 2)])
def test_class_of_a_civil_servant_by_golongan_whatever_his_wage(golongan: str, kelas: int) -> None:
    assert hak_kelas_pekerja("PNS", golongan, 20_000_000 if kelas == 2 else 1_000_000, PADA) == kelas


def test_what_is_no_golongan_is_none() -> None:
    assert [golongan_romawi(g) for g in ("", "V/a", "abc", "5")] == [None] * 4


@pytest.mark.aturan("R-AKT-32")
@pytest.mark.parametrize(
    ("entri", "periode"),
    [(date(2016, 11, 20), "2016-12"), (date(2016, 11, 21), "2017-01"), (date(2016, 12, 20), "2017-01"), (date(2016, 12, 21), "2017-02")],
)
def test_entered_by_the_20th_counts_for_the_next_bill(entri: date, periode: str) -> None:
    assert str(iuran_mulai(entri)) == periode


@pytest.mark.aturan("R-AKT-32")
def test_changes_follow_the_same_day_of_the_month_and_never_reach_back() -> None:
    assert str(iuran_terakhir(date(2017, 1, 15), date(2017, 1, 15))) == "2017-01"
    assert str(iuran_terakhir(date(2017, 1, 21), date(2017, 1, 21))) == "2017-02"
    assert str(iuran_terakhir(date(2017, 1, 15), date(2017, 3, 31))) == "2017-03"
    assert str(iuran_terakhir(date(2017, 1, 15), date(2016, 11, 30))) == "2017-01"
    assert str(perubahan_mulai(date(2016, 12, 21), date(2016, 12, 1))) == "2017-02"
    assert str(perubahan_mulai(date(2016, 12, 1), date(2017, 4, 1))) == "2017-04"


@pytest.mark.aturan("R-KEP-03")
def test_sub_segments_by_letter_or_name() -> None:
    assert [ketentuan.sub_segmen_baku(s) for s in ("a", "e", "F", "swasta", "PPU_BUMN", "h", "")] == [
        "PNS", "PPNPN", "SWASTA", "SWASTA", "BUMN", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("hari", [date(2014, 1, 1), date(2016, 11, 15), date(2017, 2, 14), date(2026, 11, 24)])
def test_every_table_has_a_row_for_the_story_and_for_today(hari: date) -> None:
    from dasar.ketentuan import Tabel

    tabel = [t for t in vars(ketentuan).values() if isinstance(t, Tabel)]
    assert len(tabel) >= 10
    for t in tabel:
        assert t.pada(hari).sumber, t.nama
