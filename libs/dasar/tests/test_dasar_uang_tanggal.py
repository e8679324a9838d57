"""Rupiah and dates: what every domain rests on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from dasar.tanggal import (
    WIB,
    Periode,
    akhir_hari,
    awal_hari,
    hari_kerja,
    hari_wib,
    tambah_bulan,
    tambah_hari_kerja,
    tulis,
    umur,
)
from dasar.uang import bagian, persen, rupiah
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.aturan("R-IUR-22")
@pytest.mark.parametrize(
    ("dasar", "tarif", "hasil"),
    [
        (3_333_333, "4", 133_333),  # 133.333,32
        (3_333_333, "1", 33_333),  # 33.333,33
        (4_725_000, "0,5", 23_625),
        (50, "1", 1),  # exactly half a rupiah goes up
        (49, "1", 0),
        (0, "5", 0),
    ],
)
def test_each_share_is_rounded_half_up(dasar: int, tarif: str, hasil: int) -> None:
    assert bagian(dasar, persen(tarif)) == hasil


@given(st.integers(0, 10**12), st.fractions(0, 1, max_denominator=10_000))
def test_a_share_is_within_half_a_rupiah_of_the_exact_one(dasar: int, tarif: Fraction) -> None:
    selisih = bagian(dasar, tarif) - dasar * tarif
    assert -Fraction(1, 2) < selisih <= Fraction(1, 2)


def test_a_negative_base_is_no_share() -> None:
    with pytest.raises(ValueError, match="negative"):
        bagian(-1, persen("1"))


def test_rupiah_is_written_with_dots() -> None:
    assert (rupiah(48_216_400), rupiah(0), rupiah(-5_000)) == ("Rp 48.216.400", "Rp 0", "-Rp 5.000")


def test_a_day_is_a_wib_day() -> None:
    assert hari_wib(datetime(2016, 8, 10, 16, 59, 59, tzinfo=UTC)) == date(2016, 8, 10)
    assert hari_wib(datetime(2016, 8, 10, 17, tzinfo=UTC)) == date(2016, 8, 11)
    assert (awal_hari(date(2016, 8, 11)), akhir_hari(date(2016, 8, 10)).second) == (datetime(2016, 8, 11, tzinfo=WIB), 59)
    with pytest.raises(ValueError, match="zona"):
        hari_wib(datetime(2016, 8, 10))  # noqa: DTZ001 - a time without a zone is what is refused


@pytest.mark.aturan("R-KLM-21", "R-KOR-06")
@pytest.mark.parametrize(
    ("mulai", "bulan", "hasil"),
    [
        (date(2016, 11, 30), 6, date(2017, 5, 30)),
        (date(2016, 8, 31), 6, date(2017, 2, 28)),
        (date(2016, 12, 31), 2, date(2017, 2, 28)),
        (date(2015, 12, 31), 2, date(2016, 2, 29)),
        (date(2016, 3, 31), -1, date(2016, 2, 29)),
        (date(2016, 1, 15), -1, date(2015, 12, 15)),
    ],
)
def test_months_clamp_to_the_last_day(mulai: date, bulan: int, hasil: date) -> None:
    assert tambah_bulan(mulai, bulan) == hasil


@pytest.mark.parametrize(("pada", "tahun"), [(date(2016, 7, 14), 20), (date(2016, 7, 15), 21), (date(2017, 7, 14), 21)])
def test_one_is_older_from_the_birthday_on(pada: date, tahun: int) -> None:
    assert umur(date(1995, 7, 15), pada) == tahun


def test_born_on_a_leap_day_one_is_older_from_1_march() -> None:
    assert (umur(date(1996, 2, 29), date(2017, 2, 28)), umur(date(1996, 2, 29), date(2017, 3, 1))) == (20, 21)


@pytest.mark.aturan("R-BAY-01")
def test_working_days_skip_weekends_and_the_calendar_handed_in() -> None:
    pilkada = date(2017, 2, 15)
    assert not hari_kerja(date(2017, 1, 14), ())
    assert not hari_kerja(pilkada, {pilkada})
    assert tambah_hari_kerja(date(2017, 1, 9), 30, {pilkada}) == date(2017, 2, 21)
    assert tambah_hari_kerja(date(2017, 1, 9), 30, ()) == date(2017, 2, 20)
    assert tambah_hari_kerja(date(2017, 1, 13), 1, ()) == date(2017, 1, 16), "the day of receipt is not counted"
    assert tambah_hari_kerja(date(2017, 1, 9), 0, ()) == date(2017, 1, 9)


def test_a_period_is_a_month() -> None:
    p = Periode.baca("2016-12")
    assert (str(p), p.nama, p.awal, p.akhir) == ("2016-12", "Desember 2016", date(2016, 12, 1), date(2016, 12, 31))
    assert (str(p.geser(1)), str(p.geser(-12)), str(Periode(2016, 1).geser(-1))) == ("2017-01", "2015-12", "2015-12")
    assert (Periode(2017, 2).hari(30), Periode.dari(date(2017, 2, 3))) == (date(2017, 2, 28), Periode(2017, 2))
    assert Periode(2016, 12) < Periode(2017, 1)


@pytest.mark.parametrize("teks", ["2016-13", "2016-00", "2016-1", "16-12", "2016/12", "", "2016-12-01", "abcd-ef", "\u0662016-12"])
def test_what_is_no_month_is_refused(teks: str) -> None:
    with pytest.raises(ValueError, match="periode"):
        Periode.baca(teks)


@pytest.mark.parametrize(
    ("hari", "kalimat"),
    [(date(2017, 1, 9), "9 Januari 2017"), (date(2016, 2, 29), "29 Februari 2016"), (date(2017, 12, 31), "31 Desember 2017")],
)
def test_a_date_in_a_sentence(hari: date, kalimat: str) -> None:
    assert tulis(hari) == kalimat
