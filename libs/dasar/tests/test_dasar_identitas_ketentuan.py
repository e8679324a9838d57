"""Identifiers and dated tables."""

from __future__ import annotations

from datetime import date

import pytest
from dasar import identitas as i
from dasar.ketentuan import Baris, KetentuanTidakAda, Tabel, muat
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan


@pytest.mark.parametrize(
    ("nik", "sah"),
    [
        ("3602041211870001", True),
        ("3602045211870001", True),  # a woman: day + 40
        ("3602043211870001", False),  # day 32
        ("3602047211870001", False),  # day 72
        ("3602041213870001", False),  # month 13
        ("3602041211870000", False),  # serial from 0001
        ("360204121187001", False),
        ("36020412118700011", False),
        ("36020412118700O1", False),
        ("٣602041211870001", False),  # digits of other scripts
    ],
)
def test_a_nik_has_sixteen_digits_with_a_possible_day(nik: str, sah: bool) -> None:
    assert i.nik_sah(nik) is sah


def test_a_nik_agrees_with_birth_date_and_sex() -> None:
    assert i.nik_cocok_tanggal_lahir("3602041211870001", date(1987, 11, 12))
    assert i.nik_cocok_tanggal_lahir("3602045211870001", date(1987, 11, 12))
    assert not i.nik_cocok_tanggal_lahir("3602041211870001", date(1987, 11, 13))
    assert i.nik_cocok_jenis_kelamin("3602045211870001", "P")
    assert not i.nik_cocok_jenis_kelamin("3602041211870001", "P")
    assert i.samarkan_nik("3273011211870001") == "3273••••••••0001"


@pytest.mark.aturan("R-BYR-06")
def test_a_mandiri_number_is_the_same_account() -> None:
    assert i.va_baku("8988801944358911") == i.va_baku("8888801944358911") == "8888801944358911"
    assert i.va_baku(" 8888801944358911 ") == "8888801944358911"
    assert [i.va_baku(v) for v in ("7777701944358911", "888880194435891", "88888O1944358911", "")] == [None] * 4
    assert (i.va_badan_usaha("12345"), i.va_perorangan("0001944358911")) == ("8888800000012345", "8888801944358911")
    with pytest.raises(ValueError, match="digits"):
        i.va_badan_usaha("BU-1")


def test_a_sep_names_its_hospital_and_month() -> None:
    nomor = i.nomor_sep("0301R001", date(2016, 11, 5), 123)
    assert (nomor, i.nomor_sep_sah(nomor), len(nomor)) == ("0301R0011116V000123", True, 19)
    assert not any(i.nomor_sep_sah(n) for n in ("0301R0011116P000123", "0301r0011116V000123", "0301R001111V000123", nomor + "4"))
    assert [i.kode_ppk_sah(k) for k in ("0301R001", "03010001", "0301r001", "030R0001", "0301R01")] == [True, True, False, False, False]
    assert (i.noka_sah("0001944358911"), i.noka_sah("1944358911")) == (True, False)


TABEL = """
[[tarif]]
berlaku_dari = 2014-01-01
berlaku_sampai = 2015-06-30
nilai = "4,5"
sumber = "Perpres 111/2013"
keyakinan = "seed"

[[tarif]]
berlaku_dari = 2015-07-01
nilai = "5"
sumber = "Perpres 111/2013"
keyakinan = "seed"
"""


@pytest.mark.parametrize(
    ("pada", "nilai"), [(date(2014, 1, 1), "4,5"), (date(2015, 6, 30), "4,5"), (date(2015, 7, 1), "5"), (date(2099, 1, 1), "5")]
)
def test_the_date_decides_the_row(pada: date, nilai: str) -> None:
    assert muat(TABEL, "tarif", str).pada(pada).nilai == nilai


def test_before_the_first_row_nothing_is_guessed() -> None:
    with pytest.raises(KetentuanTidakAda, match="tarif"):
        muat(TABEL, "tarif", str).pada(date(2013, 12, 31))


def _baris(dari: date, sampai: date | None) -> Baris[str]:
    return Baris(dari, sampai, "x", "sumber", "seed")


def test_rows_neither_overlap_nor_leave_holes() -> None:
    a = _baris(date(2014, 1, 1), date(2014, 12, 31))
    with pytest.raises(ValueError, match="overlap"):
        Tabel("t", [a, _baris(date(2014, 12, 31), None)])
    with pytest.raises(ValueError, match="overlap"):
        Tabel("t", [_baris(date(2014, 1, 1), None), _baris(date(2015, 1, 1), None)])
    with pytest.raises(ValueError, match="hole"):
        Tabel("t", [a, _baris(date(2015, 1, 2), None)])
    assert len(Tabel("t", [_baris(date(2015, 1, 2), None), a], boleh_berlubang=True).baris) == 2


def test_how_sure_a_row_is_must_be_one_of_the_known_words() -> None:
    with pytest.raises(ValueError, match="keyakinan"):
        muat(TABEL.replace('"seed"', '"kira-kira"'), "tarif", str)


def test_a_refusal_says_what_by_which_rule_and_where() -> None:
    tolak = Ditolak("UPAH_KOSONG", "Upah wajib diisi.", "R-IUR-07", 422, (Galat("/upah_pokok", "Wajib diisi."),))
    assert (str(tolak), tolak.status, tolak.galat[0].penunjuk) == ("UPAH_KOSONG: Upah wajib diisi. (R-IUR-07)", 422, "/upah_pokok")
    assert (tidak_ditemukan("Faskes").status, tidak_ditemukan("Faskes").alasan) == (404, "Faskes tidak ditemukan.")
