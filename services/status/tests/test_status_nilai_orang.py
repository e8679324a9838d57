"""The answer of status, given facts: what was known when, the AKT's delay, moves, PHK, death."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from status.domain.catatan import CatatanUnit
from status.domain.nilai import BPJS

from .fakta_uji import DESEMBER, FEBRUARI, JANUARI, VA, VA2, aturan, buka, catatan, daftar, lunas, saat, tagihan, tanya

# --- what was known when


@pytest.mark.aturan("R-STA-10", "R-BYR-05")
def test_a_payment_that_arrives_late_counts_from_the_day_it_was_made() -> None:
    fakta = (*FEBRUARI, *(lunas(b, "2017-02-10T19:00:00", "2017-02-14") for b in ("2017-01", "2017-02")))
    j = tanya("2017-02-12", fakta)
    assert j.keadaan == "AKTIF" and "R-STA-10" in aturan(j)
    assert tanya("2017-02-12", fakta, diketahui="2017-02-13T00:00:00").keadaan == "TIDAK_AKTIF"
    assert tanya("2017-02-12", fakta, diketahui="2017-02-14").keadaan == "AKTIF"


@pytest.mark.aturan("R-STA-10")
def test_repair_leaves_no_gap() -> None:
    nov = (tagihan("2016-11"), lunas("2016-11", "2016-11-05"), tagihan("2016-12"), tagihan("2017-01"))
    diperbaiki = (*nov, lunas("2016-12", "2016-12-09", "2017-01-16"))
    orang = [daftar("2016-10-15", "2016-11")]
    assert tanya("2017-01-11", nov, orang=orang).keadaan == "TIDAK_AKTIF"
    assert tanya("2017-01-11", diperbaiki, orang=orang).keadaan == "MENUNGGAK"  # January itself is due
    assert all(tanya(f"2016-12-{h:02d}", diperbaiki, orang=orang).keadaan == "AKTIF" for h in (9, 11, 31))


def test_a_payment_taken_back_opens_the_bill_from_that_day() -> None:
    fakta = (*JANUARI, lunas("2017-01", "2017-01-05"), buka("2017-01", "2017-01-20"))
    assert tanya("2017-01-19", fakta).keadaan == "AKTIF"
    assert tanya("2017-01-20", fakta).keadaan == "MENUNGGAK"
    assert tanya("2017-01-20", fakta, diketahui="2017-01-19").keadaan == "AKTIF"
    lagi = (*fakta, lunas("2017-01", "2017-01-25"))
    assert [tanya(p, lagi).keadaan for p in ("2017-01-24", "2017-01-25")] == ["MENUNGGAK", "AKTIF"]
    pertama = (tagihan("2016-12"), lunas("2016-12", "2016-12-05"), buka("2016-12", "2016-12-05T15:00:00"))
    assert tanya("2016-12-06", pertama).keadaan == "TERDAFTAR"


# --- the AKT's delay, the COB flag


@pytest.mark.aturan("R-STA-11", "R-BYR-17")
def test_the_akt_that_forwarded_late_bears_the_cost() -> None:
    telat = CatatanUnit("AKT_TERLAMBAT", saat("2016-12-09T16:00:00"), "AT", waktu=saat("2016-12-08T15:00:00"), akt_id="akt-sentosa")
    nov = (tagihan("2016-11"), lunas("2016-11", "2016-11-05"), tagihan("2016-12"), telat, tagihan("2017-01"))
    orang = [daftar("2016-10-15", "2016-11")]
    j = tanya("2017-01-11", nov, orang=orang)
    assert (j.aktif, j.penanggung_biaya) == (False, "akt-sentosa") and "R-STA-11" in aturan(j)
    assert tanya("2017-01-09", nov, orang=orang).penanggung_biaya == BPJS
    sendiri = (tagihan("2016-11"), lunas("2016-11", "2016-11-05"), tagihan("2016-12"), tagihan("2017-01"))
    assert tanya("2017-01-11", sendiri, orang=orang).penanggung_biaya is None
    maret = (*nov, lunas("2016-12", "2017-01-12"), lunas("2017-01", "2017-01-12"), tagihan("2017-02"), tagihan("2017-03"))
    nanti = tanya("2017-03-11", maret, orang=orang)
    assert (nanti.keadaan, nanti.penanggung_biaya) == ("TIDAK_AKTIF", None)


@pytest.mark.aturan("R-STA-09")
def test_the_flag_works_only_while_active() -> None:
    tanda = catatan("TANDA_DIBERIKAN", "2016-12-05", akt_id="akt-sentosa", dari=date(2016, 12, 5))
    orang = [daftar(), tanda]
    aktif = tanya("2016-12-06", FEBRUARI, orang=orang).koordinasi_manfaat
    assert (aktif.aktif, aktif.akt_id, aktif.sejak) == (True, "akt-sentosa", date(2016, 12, 5))
    mati = tanya("2017-02-11", FEBRUARI, orang=orang)
    assert (mati.koordinasi_manfaat.aktif, mati.koordinasi_manfaat.akt_id) == (False, "akt-sentosa") and "R-STA-09" in aturan(mati)
    dihapus = catatan("TANDA_DIHAPUS", "2017-01-03", akt_id="akt-sentosa", sampai=date(2017, 1, 3))
    assert tanya("2017-01-03", FEBRUARI, orang=[*orang, dihapus]).koordinasi_manfaat.aktif
    assert tanya("2017-01-04", FEBRUARI, orang=[*orang, dihapus]).koordinasi_manfaat.akt_id is None


# --- moving, leaving, PHK, death, class


@pytest.mark.aturan("R-KEP-10")
def test_moving_to_another_firm_leaves_no_gap() -> None:
    lama = [tagihan("2016-05"), lunas("2016-05", "2016-05-05")]
    baru = [tagihan("2016-06"), lunas("2016-06", "2016-06-08")]
    pindah = catatan("PINDAH", "2016-05-25", va=VA2, badan_usaha_id="BU2", dari=date(2016, 6, 1), periode="2016-06")
    orang = [daftar("2016-04-10", "2016-05"), pindah]
    for pada, bu in (("2016-05-31", "BU1"), ("2016-06-01", "BU2"), ("2016-06-07", "BU2"), ("2016-06-08", "BU2")):
        j = tanya(pada, lama, unit2=baru, orang=orang)
        assert (j.keadaan, j.badan_usaha_id) == ("AKTIF", bu), pada
    assert "R-KEP-10" in aturan(tanya("2016-06-01", lama, unit2=baru, orang=orang))
    tak_dibayar = tanya("2016-07-11", lama, unit2=[tagihan("2016-06"), tagihan("2016-07")], orang=orang)
    assert tak_dibayar.keadaan == "TIDAK_AKTIF"


def test_who_was_not_covered_before_moving_waits_for_the_payment() -> None:
    pindah = catatan("PINDAH", "2016-11-25", va=VA2, badan_usaha_id="BU2", dari=date(2016, 12, 1), periode="2016-12")
    orang = [daftar("2016-11-15", "2016-12"), pindah]
    assert tanya("2016-12-03", [], unit2=[tagihan("2016-12")], orang=orang).keadaan == "TERDAFTAR"


@pytest.mark.aturan("R-IUR-18")
def test_who_leaves_is_covered_to_the_end_of_the_paid_month() -> None:
    keluar = catatan("KELUAR", "2017-01-15", sampai=date(2017, 1, 15), periode="2017-01")
    fakta = (*JANUARI, lunas("2017-01", "2017-01-05"))
    assert tanya("2017-01-31", fakta, orang=[daftar(), keluar]).aktif
    j = tanya("2017-02-01", fakta, orang=[daftar(), keluar])
    assert (j.keadaan, aturan(j)[0]) == ("TIDAK_AKTIF", "R-IUR-18")
    assert tanya("2017-02-01", fakta, orang=[daftar(), keluar], diketahui="2017-01-14").aktif


def test_bills_after_he_left_do_not_concern_him() -> None:
    keluar = catatan("KELUAR", "2016-12-20", sampai=date(2016, 12, 31), periode="2016-12")
    assert tanya("2016-12-31", FEBRUARI, orang=[daftar(), keluar]).aktif


@pytest.mark.aturan("R-STA-12", "R-KEP-32")
@pytest.mark.parametrize(("sebab", "kata"), [("PHK", "PHK pada"), ("CACAT_TOTAL", "Cacat total tetap pada")])
def test_phk_keeps_cover_for_six_months(sebab: Any, kata: str) -> None:
    fakta = [tagihan("2014-03"), lunas("2014-03", "2014-03-05")]
    phk = catatan(sebab, "2014-03-31", dari=date(2014, 3, 31), sampai=date(2014, 9, 30), periode="2014-03")
    orang = [daftar("2014-02-15", "2014-03"), phk]
    assert tanya("2014-03-31", fakta, orang=orang).keadaan == "AKTIF"
    for pada in ("2014-04-01", "2014-09-30"):
        j = tanya(pada, fakta, orang=orang)
        assert (j.aktif, j.keadaan, aturan(j)[0], j.hak_kelas) == (True, "PHK", "R-STA-12", 1)
        assert j.alasan.startswith(kata)
    habis = tanya("2014-10-01", fakta, orang=orang)
    assert (habis.keadaan, aturan(habis)[0]) == ("TIDAK_AKTIF", "R-KEP-32")


@pytest.mark.aturan("R-KEP-34")
def test_a_new_employer_ends_phk_cover_without_a_gap() -> None:
    fakta = [tagihan("2014-03"), lunas("2014-03", "2014-03-05")]
    phk = catatan("PHK", "2014-03-31", dari=date(2014, 3, 31), sampai=date(2014, 9, 30), periode="2014-03")
    kerja = catatan("PINDAH", "2014-06-15", va=VA2, badan_usaha_id="BU2", dari=date(2014, 6, 15), periode="2014-07")
    orang = [daftar("2014-02-15", "2014-03"), phk, kerja]
    j = tanya("2014-06-15", fakta, unit2=[tagihan("2014-07")], orang=orang)
    assert (j.keadaan, j.badan_usaha_id) == ("AKTIF", "BU2")
    assert tanya("2014-06-14", fakta, orang=orang).keadaan == "PHK"
    assert tanya("2014-07-11", fakta, unit2=[tagihan("2014-07")], orang=orang).keadaan == "MENUNGGAK"


def test_phk_after_perpres_82_is_class_three() -> None:
    fakta = [tagihan("2019-03"), lunas("2019-03", "2019-03-05")]
    phk = catatan("PHK", "2019-03-31", dari=date(2019, 3, 31), sampai=date(2019, 9, 30), periode="2019-03")
    assert tanya("2019-04-01", fakta, orang=[daftar("2019-02-15", "2019-03"), phk]).hak_kelas == 3


@pytest.mark.aturan("R-KEP-28", "R-STA-13")
def test_death_is_final() -> None:
    mati = catatan("MENINGGAL", "2016-12-20", sampai=date(2016, 12, 18), periode="2016-12")
    assert tanya("2016-12-18", DESEMBER, orang=[daftar(), mati]).aktif
    assert tanya("2016-12-19", DESEMBER, orang=[daftar(), mati]).keadaan == "MENINGGAL"
    assert tanya("2016-12-19", DESEMBER, orang=[daftar(), mati], diketahui="2016-12-19").keadaan == "AKTIF"


@pytest.mark.aturan("R-KEP-28")
def test_the_death_of_one_who_had_left_brings_no_cover_back() -> None:
    keluar = catatan("KELUAR", "2016-12-20", sampai=date(2016, 12, 31), periode="2016-12")
    mati = catatan("MENINGGAL", "2017-02-20", sampai=date(2017, 2, 18), periode="2016-12")
    fakta = (*DESEMBER, *JANUARI)
    assert tanya("2016-12-31", fakta, orang=[daftar(), keluar, mati]).aktif
    for pada in ("2017-01-15", "2017-02-18"):
        j = tanya(pada, fakta, orang=[daftar(), keluar, mati])
        assert (j.aktif, j.keadaan) == (False, "TIDAK_AKTIF")
    assert tanya("2017-02-19", fakta, orang=[daftar(), keluar, mati]).keadaan == "MENINGGAL"


def test_class_of_care_goes_by_its_day() -> None:
    naik = catatan("HAK_KELAS", "2016-12-28", hak_kelas=2, dari=date(2017, 1, 1))
    assert [tanya(p, DESEMBER, orang=[daftar(), naik]).hak_kelas for p in ("2016-12-31", "2017-01-01")] == [1, 2]


def test_pbi_needs_no_payment_and_before_jkn_nobody_is_active() -> None:
    assert tanya("2016-12-01", [], orang=[daftar(segmen="PBI")]).keadaan == "AKTIF"
    lama = [tagihan("2013-11"), lunas("2013-11", "2013-11-05")]
    assert tanya("2013-12-31", lama, orang=[daftar("2013-10-01", "2013-11")]).keadaan == "TIDAK_AKTIF"


@pytest.mark.aturan("R-STA-02")
def test_merging_family_bills_leaves_everyone_his_status() -> None:
    lama = [tagihan("2016-07"), lunas("2016-07", "2016-07-05")]
    gabung = catatan("PINDAH", "2016-07-25", va=VA2, keluarga_id="K1", dari=date(2016, 8, 1), periode="2016-08")
    ayah, ibu = daftar("2016-06-01", "2016-07", "PBPU"), daftar("2016-06-01", "2016-09", "PBPU")
    assert tanya("2016-08-01", lama, unit2=[tagihan("2016-08")], orang=[ayah, gabung]).aktif
    assert not tanya("2016-08-01", lama, unit2=[tagihan("2016-08")], orang=[ibu, gabung]).aktif


# --- segments


@pytest.mark.aturan("R-KEP-02", "R-KEP-38")
def test_one_segment_at_any_date_and_class_three_while_pbi() -> None:
    """The example: PBI to 31 March 2014, PPU from 1 April; a class recorded while PBI does not count."""
    orang = [
        daftar("2014-01-01", "2014-01", segmen="PBI"),  # recorded with class 1
        catatan("PINDAH", "2014-03-10", va=VA2, badan_usaha_id="BU2", segmen="PPU", dari=date(2014, 4, 1), periode="2014-04"),
        catatan("HAK_KELAS", "2014-03-10", hak_kelas=2, dari=date(2014, 4, 1)),
    ]
    hari = {p: tanya(p, (), orang=orang) for p in ("2014-01-01", "2014-03-31", "2014-04-01")}
    assert [(j.segmen, j.hak_kelas, j.aktif) for j in hari.values()] == [("PBI", 3, True), ("PBI", 3, True), ("PPU", 2, True)]
    assert [j.virtual_account for j in hari.values()] == [VA, VA, VA2]
    belum_tahu = tanya("2014-04-01", (), orang=orang, diketahui="2014-03-09")
    assert (belum_tahu.segmen, belum_tahu.hak_kelas) == ("PBI", 3)


@pytest.mark.aturan("R-KEP-33")
def test_after_the_six_months_of_phk_he_is_pbi() -> None:
    orang = [
        daftar("2014-01-01", "2014-01"),
        catatan("PHK", "2014-03-31", va=VA, dari=date(2014, 3, 31), sampai=date(2014, 9, 30), periode="2014-03"),
        catatan("PINDAH", "2014-09-15", va=VA2, keluarga_id="KEL-1", segmen="PBI", dari=date(2014, 10, 1), periode="2014-10"),
    ]
    hari = [tanya(p, (), orang=orang) for p in ("2014-09-30", "2014-10-01")]
    assert [(j.keadaan, j.segmen, j.hak_kelas) for j in hari] == [("PHK", "PPU", 1), ("AKTIF", "PBI", 3)]
    tanpa = [tanya(p, (), orang=orang[:2]) for p in ("2014-09-30", "2014-10-01")]
    assert [j.keadaan for j in tanpa] == ["PHK", "TIDAK_AKTIF"]
