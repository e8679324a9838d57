"""The answer of status, given facts: gate of the first payment, arrears by the law of the day."""

from __future__ import annotations

from datetime import date

import pytest
from status.domain.buku import susun
from status.domain.catatan import CatatanUnit
from status.domain.nilai import Fakta, nilai
from status.domain.peserta import lipat

from .fakta_uji import DESEMBER, FEBRUARI, JANUARI, VA, aturan, daftar, lunas, saat, tagihan, tanya

# --- the first payment


@pytest.mark.aturan("R-STA-08")
def test_a_new_worker_is_active_from_the_day_of_payment() -> None:
    sebelum, sesudah = tanya("2016-12-04", DESEMBER), tanya("2016-12-05", DESEMBER)
    assert (sebelum.aktif, sebelum.keadaan, aturan(sebelum)[0]) == (False, "TERDAFTAR", "R-STA-08")
    assert "Desember 2016" in sebelum.alasan
    assert (sesudah.aktif, sesudah.keadaan, sesudah.lunas_sampai) == (True, "AKTIF", "2016-12")
    assert "R-STA-08" in aturan(sesudah) and "L2016-12" in [d.peristiwa_id for d in sesudah.dasar]


@pytest.mark.aturan("R-STA-08")
def test_the_payment_has_to_cover_his_own_first_month() -> None:
    baru = daftar("2016-12-22", "2017-02")
    fakta = (*JANUARI, lunas("2017-01", "2017-01-05"), tagihan("2017-02"), lunas("2017-02", "2017-02-06"))
    assert tanya("2017-01-20", fakta, orang=[baru]).keadaan == "TERDAFTAR"
    assert tanya("2017-02-05", fakta, orang=[baru]).keadaan == "TERDAFTAR"
    assert tanya("2017-02-06", fakta, orang=[baru]).aktif


@pytest.mark.aturan("R-IUR-18")
def test_a_payment_before_the_month_gives_no_cover_before_it() -> None:
    awal = (tagihan("2016-12"), lunas("2016-12", "2016-11-28"))
    assert tanya("2016-11-30", awal).keadaan == "TERDAFTAR"
    assert tanya("2016-12-01", awal).keadaan == "AKTIF"


def test_a_first_time_payer_has_no_tolerance_and_an_unissued_bill_covers_nobody() -> None:
    assert tanya("2016-12-08", [tagihan("2016-12")]).keadaan == "TERDAFTAR"
    assert tanya("2016-12-20", [tagihan("2016-12")]).keadaan == "TERDAFTAR"
    assert tanya("2016-12-20", []).keadaan == "TERDAFTAR"
    assert tanya("2016-11-01", DESEMBER).alasan.startswith("Belum terdaftar")


# --- arrears by the law of October 2016


@pytest.mark.aturan("R-STA-03", "R-IUR-18")
def test_a_paid_month_covers_and_the_next_may_be_paid_until_its_tenth() -> None:
    fakta = (tagihan("2014-07"), lunas("2014-07", "2014-07-03"), tagihan("2014-08"), lunas("2014-08", "2014-08-06"))
    assert tanya("2014-08-04", fakta, orang=[daftar("2014-06-01", "2014-07")]).keadaan == "AKTIF"
    assert tanya("2017-01-10", JANUARI).keadaan == "AKTIF"


@pytest.mark.aturan("R-STA-06", "R-STA-13", "R-BYR-18")
def test_one_month_late_is_inactive_on_the_day_after_the_next_tenth() -> None:
    for pada, keadaan in (("2017-01-11", "MENUNGGAK"), ("2017-02-10", "MENUNGGAK"), ("2017-02-11", "TIDAK_AKTIF")):
        assert tanya(pada, FEBRUARI).keadaan == keadaan
    assert (tanya("2017-01-11", FEBRUARI).aktif, tanya("2017-02-11", FEBRUARI).aktif) == (True, False)
    november = (tagihan("2016-10"), lunas("2016-10", "2016-10-05"), tagihan("2016-11"))
    orang = [daftar("2016-09-15", "2016-10")]
    assert tanya("2016-12-10", november, orang=orang).keadaan == "MENUNGGAK"
    habis = tanya("2016-12-11", november, orang=orang)
    assert (habis.keadaan, aturan(habis)[0]) == ("TIDAK_AKTIF", "R-STA-06") and "47/2016" in habis.dasar[0].sumber


@pytest.mark.aturan("R-IUR-19")
def test_may_paid_june_not_is_one_month_in_arrears() -> None:
    fakta = (tagihan("2014-05"), lunas("2014-05", "2014-05-28"), tagihan("2014-06"))
    orang = [daftar("2014-05-20", "2014-05", "PBPU")]
    assert tanya("2014-05-31", fakta, orang=orang).keadaan == "AKTIF"
    assert tanya("2014-06-10", fakta, orang=orang).keadaan == "AKTIF"
    j = tanya("2014-06-11", fakta, orang=orang)
    assert j.keadaan == "MENUNGGAK" and "1 bulan" in j.dasar[1].penjelasan


def test_a_missed_day_counts_only_once_iuran_has_closed_it() -> None:
    assert tanya("2017-01-15", JANUARI, ditutup="2017-01-09").keadaan == "AKTIF"
    assert tanya("2017-01-15", JANUARI, ditutup="2017-01-10").keadaan == "MENUNGGAK"
    assert tanya("2017-02-11", FEBRUARI, ditutup="2017-02-09").keadaan == "MENUNGGAK"
    assert nilai(Fakta(lipat([daftar()]), {VA: susun(FEBRUARI)}, None), date(2017, 2, 11)).keadaan == "AKTIF"


@pytest.mark.aturan("R-STA-06")
def test_paying_both_months_late_gives_cover_from_that_day_and_one_month_only_tolerance() -> None:
    dua = (*FEBRUARI, lunas("2017-01", "2017-02-14"), lunas("2017-02", "2017-02-14"))
    assert [tanya(p, dua).keadaan for p in ("2017-02-12", "2017-02-13", "2017-02-14")] == ["TIDAK_AKTIF", "TIDAK_AKTIF", "AKTIF"]
    satu = (*FEBRUARI, lunas("2017-01", "2017-02-14"))
    assert tanya("2017-02-14", satu).keadaan == "MENUNGGAK"


def test_the_law_of_december_2018_stops_on_the_first_of_the_next_month() -> None:
    fakta = (tagihan("2020-05"), lunas("2020-05", "2020-05-05"), tagihan("2020-06"))
    orang = [daftar("2020-04-15", "2020-05")]
    assert tanya("2020-06-30", fakta, orang=orang).keadaan == "MENUNGGAK"
    j = tanya("2020-07-01", fakta, orang=orang)
    assert j.keadaan == "TIDAK_AKTIF" and "82/2018" in j.dasar[0].sumber


# --- the law of 2014


def bulanan(tahun: int, dari: int, sampai: int) -> list[CatatanUnit]:
    return [tagihan(f"{tahun}-{b:02d}") for b in range(dari, sampai + 1)]


@pytest.mark.aturan("R-STA-04")
def test_2014_a_firm_is_stopped_by_the_fourth_unpaid_month() -> None:
    fakta = [tagihan("2013-12"), lunas("2013-12", "2013-12-05"), *bulanan(2014, 1, 4)]
    orang = [daftar("2013-11-15", "2013-12")]
    assert tanya("2014-04-05", fakta, orang=orang).aktif
    assert tanya("2014-04-10", fakta, orang=orang).aktif
    j = tanya("2014-04-11", fakta, orang=orang)
    assert (j.keadaan, aturan(j)[0]) == ("TIDAK_AKTIF", "R-STA-04")


@pytest.mark.aturan("R-STA-05")
def test_2014_a_family_is_stopped_by_the_seventh_unpaid_month() -> None:
    fakta = [tagihan("2013-12"), lunas("2013-12", "2013-12-05"), *bulanan(2014, 1, 7)]
    for segmen in ("PBPU", "BP"):
        orang = [daftar("2013-11-15", "2013-12", segmen)]
        assert tanya("2014-07-10", fakta, orang=orang).aktif
        j = tanya("2014-07-11", fakta, orang=orang)
        assert (j.keadaan, aturan(j)[0]) == ("TIDAK_AKTIF", "R-STA-05")


@pytest.mark.aturan("R-STA-13")
def test_2014_states_of_a_family_over_seven_unpaid_months() -> None:
    fakta = [tagihan("2014-05"), lunas("2014-05", "2014-05-05"), *bulanan(2014, 6, 12)]
    orang = [daftar("2014-04-15", "2014-05", "PBPU")]
    for pada, keadaan in (
        ("2014-06-10", "AKTIF"), ("2014-06-11", "MENUNGGAK"), ("2014-12-10", "MENUNGGAK"), ("2014-12-11", "TIDAK_AKTIF"),
    ):  # fmt: skip
        assert tanya(pada, fakta, orang=orang).keadaan == keadaan


@pytest.mark.aturan("R-STA-07")
def test_2014_service_returns_when_arrears_and_fine_are_paid_together() -> None:
    denda = CatatanUnit("DENDA", saat("2014-08-11"), "D", "2014-08")
    utang = [tagihan("2013-12"), lunas("2013-12", "2013-12-05"), *bulanan(2014, 1, 8), denda]
    orang = [daftar("2013-11-15", "2013-12", "PBPU")]
    tunggakan = [lunas(f"2014-{b:02d}", "2014-08-20") for b in range(1, 9)]
    sebagian = [*utang, *tunggakan[:4]]
    assert tanya("2014-08-20", sebagian, orang=orang).keadaan == "TIDAK_AKTIF"  # fewer than seven, but once stopped all is due
    tanpa_denda = tanya("2014-08-20", [*utang, *tunggakan], orang=orang)
    assert (tanpa_denda.keadaan, aturan(tanpa_denda)[0]) == ("TIDAK_AKTIF", "R-STA-07")
    lengkap = [*utang, *tunggakan, CatatanUnit("DENDA_LUNAS", saat("2014-08-21"), "DL", "2014-08", waktu=saat("2014-08-21"))]
    assert tanya("2014-08-20", lengkap, orang=orang).keadaan == "TIDAK_AKTIF"
    assert tanya("2014-08-21", lengkap, orang=orang).keadaan == "AKTIF"
