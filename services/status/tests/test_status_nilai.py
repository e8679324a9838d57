"""The answer of status, given facts: gate of the first payment, arrears by the law of the day, knowledge, moves, PHK, death."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from dasar.tanggal import Periode
from status.domain.buku import susun
from status.domain.catatan import CatatanPeserta, CatatanUnit
from status.domain.nilai import BPJS, Fakta, Jawaban, nilai
from status.domain.peserta import lipat

VA, VA2 = "8888800000012345", "8888800000054321"


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks if 'T' in teks else teks + 'T09:00:00'}+07:00")


def tagihan(periode: str) -> CatatanUnit:
    p = Periode.baca(periode)
    terbit = datetime.combine(p.geser(-1).hari(21), datetime.min.time(), saat("2016-01-01").tzinfo)
    return CatatanUnit("TAGIHAN", terbit, f"T{periode}", periode, tanggal=p.hari(10))


def lunas(periode: str, waktu: str, dicatat: str | None = None) -> CatatanUnit:
    return CatatanUnit("LUNAS", saat(dicatat or waktu), f"L{periode}", periode, waktu=saat(waktu))


def buka(periode: str, waktu: str) -> CatatanUnit:
    return CatatanUnit("BUKA", saat(waktu), f"B{periode}", periode, waktu=saat(waktu))


def daftar(dari: str = "2016-11-15", iuran_mulai: str = "2016-12", segmen: str = "PPU", va: str = VA, **ubah: Any) -> CatatanPeserta:
    return CatatanPeserta(
        "DAFTAR", saat(dari), "P1", va=va, badan_usaha_id="BU1" if segmen == "PPU" else None, segmen=segmen, hak_kelas=1,
        dari=date.fromisoformat(dari), periode=iuran_mulai, **ubah,
    )  # fmt: skip


def catatan(jenis: Any, dicatat: str, **isi: Any) -> CatatanPeserta:
    return CatatanPeserta(jenis, saat(dicatat), f"E-{jenis}", **isi)


def tanya(
    pada: str,
    unit: Sequence[CatatanUnit],
    *,
    orang: Sequence[CatatanPeserta] = (daftar(),),
    ditutup: str | None = None,
    diketahui: str | None = None,
    unit2: Sequence[CatatanUnit] = (),
) -> Jawaban:
    """``ditutup`` left out: iuran has closed the day before ``pada``."""
    hari = date.fromisoformat(pada)
    k = saat(diketahui) if diketahui else None
    tutup = date.fromisoformat(ditutup) if ditutup else hari - timedelta(days=1)
    return nilai(Fakta(lipat(orang, k), {VA: susun(unit, k), VA2: susun(unit2, k)}, tutup), hari)


DESEMBER = (tagihan("2016-12"), lunas("2016-12", "2016-12-05T10:00:00"))
JANUARI = (*DESEMBER, tagihan("2017-01"))
FEBRUARI = (*JANUARI, tagihan("2017-02"))


def aturan(j: Jawaban) -> list[str]:
    return [d.aturan for d in j.dasar]


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
def test_phk_keeps_cover_for_six_months() -> None:
    fakta = [tagihan("2014-03"), lunas("2014-03", "2014-03-05")]
    phk = catatan("PHK", "2014-03-31", dari=date(2014, 3, 31), sampai=date(2014, 9, 30), periode="2014-03")
    orang = [daftar("2014-02-15", "2014-03"), phk]
    assert tanya("2014-03-31", fakta, orang=orang).keadaan == "AKTIF"
    for pada in ("2014-04-01", "2014-09-30"):
        j = tanya(pada, fakta, orang=orang)
        assert (j.aktif, j.keadaan, aturan(j)[0], j.hak_kelas) == (True, "PHK", "R-STA-12", 1)
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
