"""RekeningIuran, given/when/then: bills, payments, arrears, cancellation, prepayment, the AKT's 24 hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from iuran.domain import rekening as r
from iuran.domain import rekening_peristiwa as p
from iuran.domain.hitung import Rincian, jatuh_tempo
from iuran.domain.pembayaran import LaporanBayar
from iuran.domain.rekening_keadaan import Rekening

VA = "8888800000012345"
UNIT = p.Unit(VA, "BU1", None, "akt-sentosa")


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


def terbitkan(periode: str, jumlah: int = 1_800_000, waktu: str = "2016-11-21T08:00:00") -> r.TerbitkanTagihan:
    rincian = Rincian(jumlah * 4 // 5, jumlah - jumlah * 4 // 5, 0, 10)
    return r.TerbitkanTagihan(UNIT, f"T-{periode}", periode, jatuh_tempo(Periode.baca(periode)), rincian, saat(waktu))


def bayar(nama: str, nominal: int, waktu: str, keadaan_va: str = "AKTIF", dicatat: str | None = None) -> r.CatatPembayaran:
    laporan = LaporanBayar(VA, nominal, saat(waktu), "BNI", "TELLER", nama)
    return r.CatatPembayaran(UNIT, keadaan_va, nama, laporan, saat(dicatat or waktu))


def jalankan(*perintah: r.Perintah, dari: Rekening = r.AWAL) -> tuple[Rekening, list[p.Peristiwa]]:
    """The state after all commands and the events of the last one."""
    state, terakhir = dari, []
    for c in perintah:
        terakhir = r.decide(c, state)
        for e in terakhir:
            state = r.evolve(state, e)
    return state, terakhir


def jenis(peristiwa: Sequence[p.Peristiwa]) -> list[str]:
    return [type(e).__name__ for e in peristiwa]


def test_a_bill_is_issued_once_a_month() -> None:
    state, peristiwa = jalankan(terbitkan("2016-12"))
    assert jenis(peristiwa) == ["TagihanDiterbitkan"]
    assert state.tagihan["2016-12"].keadaan == "TERBIT" and state.tagihan["2016-12"].sisa == 1_800_000
    assert r.decide(terbitkan("2016-12"), state) == []


@pytest.mark.aturan("R-TAG-02")
def test_a_short_payment_leaves_the_bill_kurang_bayar() -> None:
    state, peristiwa = jalankan(terbitkan("2016-12"), bayar("p1", 1_700_000, "2016-12-05T10:00:00"))
    assert jenis(peristiwa) == ["PembayaranDicatat"]
    assert (state.tagihan["2016-12"].keadaan, state.tagihan["2016-12"].sisa, state.lunas_sampai) == ("KURANG_BAYAR", 100_000, None)
    state, peristiwa = jalankan(bayar("p2", 100_000, "2016-12-06T10:00:00"), dari=state)
    assert jenis(peristiwa) == ["PembayaranDicatat", "TagihanDilunasi"]
    assert (state.tagihan["2016-12"].keadaan, state.lunas_sampai) == ("LUNAS", "2016-12")


@pytest.mark.aturan("R-TAG-02")
def test_more_than_the_bill_is_full_payment_and_credit() -> None:
    state, peristiwa = jalankan(terbitkan("2016-12"), bayar("p1", 1_980_000, "2016-12-05T10:00:00"))
    assert jenis(peristiwa) == ["PembayaranDicatat", "TagihanDilunasi", "KelebihanDicatat"]
    assert state.kredit == 180_000


def test_one_payment_covers_two_months_oldest_first() -> None:
    state, peristiwa = jalankan(
        terbitkan("2017-01", 1_000_000), terbitkan("2017-02", 1_100_000), bayar("p1", 2_100_000, "2017-02-14T09:00:00")
    )
    catat = peristiwa[0]
    assert isinstance(catat, p.PembayaranDicatat)
    assert [(a.periode, a.nominal) for a in catat.dialokasikan] == [("2017-01", 1_000_000), ("2017-02", 1_100_000)]
    assert jenis(peristiwa) == ["PembayaranDicatat", "TagihanDilunasi", "TagihanDilunasi"]
    assert state.lunas_sampai == "2017-02"


def test_lunas_sampai_stops_at_the_first_open_month() -> None:
    state, _ = jalankan(terbitkan("2017-02", 50), terbitkan("2017-01", 100), bayar("p1", 120, "2017-02-01T09:00:00"))
    assert state.lunas_sampai == "2017-01"
    assert [t.periode for t in state.terbuka] == ["2017-02"]


def test_lunas_pada_is_the_latest_payment_that_covers_the_bill() -> None:
    # the second report tells of an earlier payment: the bill was complete only with the later of the two
    _, peristiwa = jalankan(
        terbitkan("2016-12", 100),
        bayar("p1", 60, "2016-12-09T10:00:00"),
        bayar("p2", 40, "2016-12-05T10:00:00", dicatat="2016-12-10T08:00:00"),
    )
    lunas = peristiwa[1]
    assert isinstance(lunas, p.TagihanDilunasi) and lunas.lunas_pada == saat("2016-12-09T10:00:00")


@pytest.mark.aturan("R-BYR-05")
def test_a_payment_counts_from_waktu_bayar_however_late_it_is_reported() -> None:
    _, peristiwa = jalankan(terbitkan("2017-01", 100), bayar("p1", 100, "2017-02-10T19:00:00", dicatat="2017-02-14T10:00:00"))
    lunas = peristiwa[1]
    assert isinstance(lunas, p.TagihanDilunasi) and lunas.lunas_pada == saat("2017-02-10T19:00:00")


@pytest.mark.aturan("R-BYR-07", "R-KOR-41")
@pytest.mark.parametrize(("keadaan", "aturan"), [("MENUNGGU", "R-BYR-07"), ("DITUTUP", "R-KOR-41")])
def test_an_account_that_is_not_active_takes_no_payment(keadaan: str, aturan: str) -> None:
    with pytest.raises(Ditolak) as ditolak:
        jalankan(bayar("p1", 100, "2016-12-05T10:00:00", keadaan_va=keadaan))
    assert (ditolak.value.status, ditolak.value.aturan) == (409, aturan)


def test_the_same_payment_twice_is_one() -> None:
    state, _ = jalankan(terbitkan("2016-12", 100), bayar("p1", 60, "2016-12-05T10:00:00"))
    assert r.decide(bayar("p1", 60, "2016-12-05T10:00:00"), state) == []


@pytest.mark.aturan("R-TAG-11", "R-BYR-01", "R-IUR-19")
def test_an_unpaid_bill_is_in_arrears_after_its_due_day() -> None:
    tandai = r.TandaiMenunggak(UNIT, "T-2016-08")
    state, peristiwa = jalankan(terbitkan("2016-08"), tandai)
    telat = peristiwa[0]
    assert isinstance(telat, p.TagihanMenunggak) and (telat.menunggak_sejak.isoformat(), telat.sisa) == ("2016-08-11", 1_800_000)
    assert state.tagihan["2016-08"].keadaan == "MENUNGGAK"
    assert r.decide(tandai, state) == []
    assert r.decide(r.TandaiMenunggak(UNIT, "lain"), state) == []
    lunas, _ = jalankan(terbitkan("2016-08"), bayar("p1", 1_800_000, "2016-08-10T23:50:00"))
    assert r.decide(tandai, lunas) == []


def test_paying_late_ends_the_arrears() -> None:
    state, _ = jalankan(terbitkan("2016-08"), r.TandaiMenunggak(UNIT, "T-2016-08"), bayar("p1", 1_800_000, "2016-08-20T10:00:00"))
    assert state.tagihan["2016-08"].keadaan == "LUNAS"


@pytest.mark.aturan("R-KOR-05", "R-BYR-10")
def test_credit_is_not_used_silently() -> None:
    state, peristiwa = jalankan(terbitkan("2016-12", 100), bayar("p1", 500, "2016-12-05T10:00:00"), terbitkan("2017-01", 100))
    assert jenis(peristiwa) == ["TagihanDiterbitkan"]
    assert (state.kredit, state.tagihan["2017-01"].sisa) == (400, 100)


@pytest.mark.aturan("R-BYR-10", "R-BYR-11")
def test_prepaid_months_take_their_credit_when_billed() -> None:
    di_muka = r.TetapkanBayarDiMuka(UNIT, "2016-12", 3, saat("2016-12-05T09:00:00"))
    state, peristiwa = jalankan(
        terbitkan("2016-12"), di_muka, bayar("p1", 5_400_000, "2016-12-05T10:00:00"), terbitkan("2017-01"), terbitkan("2017-02")
    )
    assert jenis(peristiwa) == ["TagihanDiterbitkan", "KreditDialokasikan", "TagihanDilunasi"]
    lunas = peristiwa[2]
    assert isinstance(lunas, p.TagihanDilunasi) and lunas.pembayaran_id is None and lunas.lunas_pada == saat("2016-12-05T10:00:00")
    assert (state.lunas_sampai, state.kredit) == ("2017-02", 0)
    state, peristiwa = jalankan(bayar("p2", 50, "2017-02-20T10:00:00"), terbitkan("2017-03"), dari=state)
    assert jenis(peristiwa) == ["TagihanDiterbitkan"]  # outside the three months
    assert r.decide(di_muka, state) == []


@pytest.mark.aturan("R-BYR-10")
@pytest.mark.parametrize("bulan", [0, 1, 2, 4, 13])
def test_only_a_quarter_half_or_whole_year_can_be_prepaid(bulan: int) -> None:
    with pytest.raises(Ditolak) as ditolak:
        jalankan(r.TetapkanBayarDiMuka(UNIT, "2016-12", bulan, saat("2016-12-05T09:00:00")))
    assert ditolak.value.aturan == "R-BYR-10"


def batalkan(nama: str, waktu: str) -> r.BatalkanPembayaran:
    return r.BatalkanPembayaran(UNIT, nama, "SALAH_POSTING", saat(waktu))


def test_cancelling_opens_the_months_again() -> None:
    state, peristiwa = jalankan(
        terbitkan("2017-01", 100),
        terbitkan("2017-02", 100),
        bayar("p1", 230, "2017-01-05T10:00:00"),
        batalkan("p1", "2017-01-06T10:00:00"),
    )
    batal = peristiwa[0]
    assert isinstance(batal, p.PembayaranDibatalkan)
    assert (batal.dibuka_kembali, batal.kelebihan_dicabut, jenis(peristiwa)) == (("2017-01", "2017-02"), 30, ["PembayaranDibatalkan"])
    assert (state.kredit, state.tunggakan, state.lunas_sampai) == (0, 200, None)
    assert state.tagihan["2017-01"].lunas_pada is None
    assert r.decide(batalkan("p1", "2017-01-07T10:00:00"), state) == []


def test_cancelling_after_the_due_day_means_arrears_at_once() -> None:
    dasar = (terbitkan("2017-01", 100), bayar("p1", 100, "2017-01-05T10:00:00"))
    _, tepat = jalankan(*dasar, batalkan("p1", "2017-01-10T23:59:59"))
    assert jenis(tepat) == ["PembayaranDibatalkan"]
    state, lewat = jalankan(*dasar, batalkan("p1", "2017-01-11T00:00:00"))
    assert jenis(lewat) == ["PembayaranDibatalkan", "TagihanMenunggak"]
    assert state.tagihan["2017-01"].keadaan == "MENUNGGAK"


def test_cancelling_what_was_never_paid_is_404() -> None:
    with pytest.raises(Ditolak) as ditolak:
        jalankan(batalkan("p9", "2017-01-10T10:00:00"))
    assert ditolak.value.status == 404


def terima(nama: str, nominal: int, diterima: str, waktu: str | None = None) -> r.CatatPenerimaanAkt:
    return r.CatatPenerimaanAkt(UNIT, nama, "akt-sentosa", nominal, saat(diterima), saat(waktu or diterima), ("IURAN",))


@pytest.mark.aturan("R-BYR-15", "R-BYR-16")
@pytest.mark.parametrize(("dibayar", "terlambat"), [("2016-12-09T15:00:00", False), ("2016-12-09T15:01:00", True)])
def test_the_akt_has_24_hours(dibayar: str, terlambat: bool) -> None:
    state, peristiwa = jalankan(terbitkan("2016-12", 100), terima("a1", 100, "2016-12-08T15:00:00"), bayar("p1", 100, dibayar))
    assert ("PenerusanTerlambat" in jenis(peristiwa)) is terlambat
    assert state.penerimaan["a1"].sisa == 0
    assert r.decide(r.PeriksaPenerusan(UNIT, "a1"), state) == []


@pytest.mark.aturan("R-BYR-16")
def test_money_not_forwarded_is_late_once() -> None:
    state, peristiwa = jalankan(terima("a1", 100, "2016-12-08T15:00:00"), r.PeriksaPenerusan(UNIT, "a1"))
    telat = peristiwa[0]
    assert isinstance(telat, p.PenerusanTerlambat)
    assert (telat.nominal, telat.batas_penerusan) == (100, saat("2016-12-08T15:00:00") + timedelta(hours=24))
    assert r.decide(r.PeriksaPenerusan(UNIT, "a1"), state) == []
    _, bayar_akhirnya = jalankan(bayar("p1", 100, "2016-12-20T10:00:00"), dari=state)
    assert "PenerusanTerlambat" not in jenis(bayar_akhirnya)


@pytest.mark.aturan("R-AKT-10")
@pytest.mark.parametrize(
    ("bentuk", "aturan"),
    [
        (("MANFAAT", "SISTEM_INFORMASI"), "R-AKT-10"),
        (("MANFAAT", "KEPESERTAAN", "SOSIALISASI", "SISTEM_INFORMASI"), "R-AKT-10"),
        ((), "R-AKT-10"),
        (None, "R-AKT-02"),
        (("IURAN",), None),
    ],
)
def test_an_akt_forwards_iuran_only_where_that_is_agreed(bentuk: tuple[str, ...] | None, aturan: str | None) -> None:
    perintah = replace(terima("a1", 100, "2016-12-08T15:00:00"), bentuk_kerja_sama=bentuk)
    if aturan is None:
        assert jenis(r.decide(perintah, r.AWAL)) == ["PenerimaanAktDicatat"]
        return
    with pytest.raises(Ditolak) as ditolak:
        r.decide(perintah, r.AWAL)
    assert (ditolak.value.status, ditolak.value.aturan) == (403, aturan)


def test_a_payment_before_the_receipt_forwards_nothing() -> None:
    state, _ = jalankan(terima("a1", 100, "2016-12-08T15:00:00"), bayar("p1", 100, "2016-12-08T14:00:00", dicatat="2016-12-08T16:00:00"))
    assert state.penerimaan["a1"].sisa == 100


def test_a_receipt_in_the_future_is_refused() -> None:
    with pytest.raises(Ditolak):
        jalankan(terima("a1", 100, "2016-12-08T15:00:00", waktu="2016-12-08T14:59:59"))


@pytest.mark.parametrize("diterima", ["0001-01-01T00:00:00+14:00", "2013-12-31T23:59:59+07:00", "9999-12-31T23:59:59-12:00"])
def test_a_receipt_at_an_impossible_time_names_the_field(diterima: str) -> None:
    perintah = r.CatatPenerimaanAkt(UNIT, "a1", "akt-sentosa", 1, datetime.fromisoformat(diterima), saat("2016-12-08T15:00:00"), ("IURAN",))
    with pytest.raises(Ditolak) as ditolak:
        r.decide(perintah, r.AWAL)
    assert [g.penunjuk for g in ditolak.value.galat] == ["/diterima_pada"]


def test_prepayment_before_the_programme_is_refused() -> None:
    with pytest.raises(Ditolak):
        r.decide(r.TetapkanBayarDiMuka(UNIT, "2013-12", 3, saat("2016-12-05T09:00:00")), r.AWAL)


def test_a_bill_wholly_paid_by_pemerintah_is_paid_when_issued() -> None:
    terbit = r.TerbitkanTagihan(UNIT, "T", "2016-12", jatuh_tempo(Periode(2016, 12)), Rincian(0, 0, 23_000, 1), saat("2016-11-21T08:00:00"))
    state, peristiwa = jalankan(terbit)
    assert jenis(peristiwa) == ["TagihanDiterbitkan", "TagihanDilunasi"] and state.lunas_sampai == "2016-12"


@pytest.mark.aturan("R-BYR-08", "R-KOR-39")
def test_a_lump_sum_for_two_accounts_is_credit_of_the_one_it_was_paid_on() -> None:
    satu, _ = jalankan(terbitkan("2016-12", 1_000_000), bayar("p1", 1_500_000, "2016-12-05T10:00:00"))
    dua, _ = jalankan(terbitkan("2016-12", 500_000))
    assert (satu.kredit, satu.tunggakan) == (500_000, 0)
    assert (dua.kredit, dua.tunggakan) == (0, 500_000)
