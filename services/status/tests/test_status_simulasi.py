"""Another law over the same facts; the waiting time of a new family member."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from dasar.ketentuan import Baris
from dasar.tanggal import Periode, awal_hari
from status.domain.buku import susun
from status.domain.catatan import CatatanPeserta, CatatanUnit
from status.domain.ketentuan import BATAS_TUNGGAKAN, SEGMEN_MEMBAYAR, BatasTunggakan, ganti
from status.domain.nilai import Fakta, nilai
from status.domain.peserta import lipat
from status.domain.simulasi import bandingkan

VA = "8888800000012345"


def saat(teks: str) -> datetime:
    return awal_hari(date.fromisoformat(teks))


def tagihan(periode: str) -> CatatanUnit:
    p = Periode.baca(periode)
    return CatatanUnit("TAGIHAN", awal_hari(p.geser(-1).hari(21)), f"T{periode}", periode, tanggal=p.hari(10))


def lunas(periode: str, hari: str) -> CatatanUnit:
    return CatatanUnit("LUNAS", saat(hari), f"L{periode}", periode, waktu=saat(hari))


def orang(dari: str, periode: str, segmen: str = "PPU") -> CatatanPeserta:
    return CatatanPeserta(
        "DAFTAR", saat(dari), "P", va=VA, keluarga_id="K1", segmen=segmen, hak_kelas=1, dari=date.fromisoformat(dari), periode=periode
    )


def hukum(cara: str, dari: str, sampai: str | None, batas: int = 3) -> Baris[BatasTunggakan]:
    nilai_baris = BatasTunggakan(cara, dict.fromkeys(SEGMEN_MEMBAYAR, batas), dict.fromkeys(SEGMEN_MEMBAYAR, "R-STA-06"))  # type: ignore[arg-type]
    return Baris(date.fromisoformat(dari), date.fromisoformat(sampai) if sampai else None, nilai_baris, "simulasi", "usulan")


TAGIHAN = [tagihan("2016-12"), tagihan("2017-01"), tagihan("2017-02")]
FAKTA = Fakta(
    lipat([orang("2016-11-15", "2016-12")]),
    {
        VA: susun(
            [tagihan("2016-12"), lunas("2016-12", "2016-12-05"), tagihan("2017-01"), tagihan("2017-02"), lunas("2017-01", "2017-02-14")]
        )
    },
    date(2017, 3, 31),
)


def test_a_stricter_law_ends_the_cover_sooner_and_says_from_when_to_when() -> None:
    beda = bandingkan(FAKTA, [hukum("AKHIR_BULAN", "2017-01-01", "2017-12-31")], date(2017, 3, 31))
    assert [(str(b.dari), str(b.sampai), b.sekarang.keadaan, b.simulasi.keadaan) for b in beda] == [
        ("2017-02-01", "2017-02-10", "MENUNGGAK", "TIDAK_AKTIF"),
        ("2017-03-01", "2017-03-10", "MENUNGGAK", "TIDAK_AKTIF"),
    ]
    assert beda[0].simulasi.dasar[0].sumber == "simulasi"


def test_a_milder_law_keeps_the_cover_and_the_same_law_changes_nothing() -> None:
    beda = bandingkan(FAKTA, [hukum("JUMLAH_BULAN", "2017-01-01", None)], date(2017, 3, 31))
    assert [(str(b.dari), b.sekarang.keadaan, b.simulasi.keadaan) for b in beda] == [
        ("2017-02-11", "TIDAK_AKTIF", "MENUNGGAK"),
        ("2017-03-11", "TIDAK_AKTIF", "MENUNGGAK"),
    ]
    assert bandingkan(FAKTA, [hukum("SATU_BULAN", "2016-01-01", "2018-01-01")], date(2017, 3, 31)) == []


def test_rows_put_over_the_law_leave_the_rest_of_it() -> None:
    baru = ganti(BATAS_TUNGGAKAN, [hukum("AKHIR_BULAN", "2016-06-01", "2016-12-31")])
    hari = ("2016-05-31", "2016-06-01", "2016-12-31", "2017-01-01", "2020-01-01")
    assert [baru.pada(date.fromisoformat(t)).nilai.cara for t in hari] == [
        "JUMLAH_BULAN", "AKHIR_BULAN", "AKHIR_BULAN", "SATU_BULAN", "AKHIR_BULAN",
    ]  # fmt: skip
    assert ganti(BATAS_TUNGGAKAN, [hukum("SATU_BULAN", "2014-01-01", None)]).baris[0].berlaku_sampai is None
    for salah in (
        [hukum("SATU_BULAN", "2016-01-01", None), hukum("SATU_BULAN", "2017-01-01", None)],
        [hukum("SATU_BULAN", "2017-01-01", "2016-01-01")],
    ):
        with pytest.raises(ValueError):
            ganti(BATAS_TUNGGAKAN, salah)


@pytest.mark.aturan("R-STA-01")
def test_a_new_family_member_is_activated_by_the_rule_in_force_not_by_the_family() -> None:
    buku = susun([tagihan("2016-08"), lunas("2016-08", "2016-08-05"), tagihan("2016-09"), lunas("2016-09", "2016-09-06")])
    lama, baru = orang("2016-07-01", "2016-08", "PBPU"), orang("2016-08-20", "2016-09", "PBPU")
    assert nilai(Fakta(lipat([lama]), {VA: buku}, None), date(2016, 8, 25)).aktif
    for pada, aktif in (("2016-08-25", False), ("2016-09-05", False), ("2016-09-06", True)):
        assert nilai(Fakta(lipat([baru]), {VA: buku}, None), date.fromisoformat(pada)).aktif is aktif


@pytest.mark.aturan("R-STA-01")
def test_since_2018_a_new_pbpu_waits_fourteen_days_and_a_worker_does_not() -> None:
    buku = susun([tagihan("2019-03"), lunas("2019-03", "2019-03-02")])
    for segmen, pada, keadaan in (
        ("PBPU", "2019-03-07", "TERDAFTAR"), ("PBPU", "2019-03-08", "AKTIF"), ("BP", "2019-03-07", "TERDAFTAR"),
        ("PPU", "2019-03-02", "AKTIF"),
    ):  # fmt: skip
        j = nilai(Fakta(lipat([orang("2019-02-22", "2019-03", segmen)]), {VA: buku}, None), date.fromisoformat(pada))
        assert j.keadaan == keadaan, (segmen, pada)
    tunggu = nilai(Fakta(lipat([orang("2019-02-22", "2019-03", "PBPU")]), {VA: buku}, None), date(2019, 3, 7))
    assert tunggu.dasar[0].aturan == "R-STA-01"
