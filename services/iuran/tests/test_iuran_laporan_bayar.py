"""What a bank reports: fields, channels, partner banks, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from dasar.penolakan import Ditolak
from iuran.domain.berkas_bank import baca_berkas, laporan_baris
from iuran.domain.pembayaran import LaporanBayar, periksa

SEKARANG = datetime.fromisoformat("2016-12-05T10:00:00+07:00")
LAPORAN = LaporanBayar("8888800000012345", 100, datetime.fromisoformat("2016-12-05T09:00:00+07:00"), "BNI", "TELLER", "R1")


def penunjuk(laporan: LaporanBayar) -> list[str]:
    with pytest.raises(Ditolak) as ditolak:
        periksa(laporan, SEKARANG)
    assert ditolak.value.status == 422
    return [g.penunjuk for g in ditolak.value.galat]


def test_a_good_report_passes_in_its_standard_form() -> None:
    assert periksa(replace(LAPORAN, bank=" bni ", kanal="teller", referensi_bank=" R1 "), SEKARANG) == LAPORAN


def test_mandiri_is_the_same_account() -> None:
    assert (
        periksa(replace(LAPORAN, virtual_account="8988800000012345", bank="MANDIRI"), SEKARANG).virtual_account == LAPORAN.virtual_account
    )


@pytest.mark.parametrize(
    ("laporan", "harus"),
    [
        (replace(LAPORAN, virtual_account="123"), ["/virtual_account"]),
        (replace(LAPORAN, virtual_account="8888800000012³45"), ["/virtual_account"]),
        (replace(LAPORAN, nominal=0), ["/nominal"]),
        (replace(LAPORAN, nominal=-5), ["/nominal"]),
        (replace(LAPORAN, nominal=10**16), ["/nominal"]),
        (replace(LAPORAN, referensi_bank=" "), ["/referensi_bank"]),
        (replace(LAPORAN, referensi_bank="R" * 65), ["/referensi_bank"]),
        (replace(LAPORAN, waktu_bayar=datetime(2016, 12, 5, 9)), ["/waktu_bayar"]),  # noqa: DTZ001
        (replace(LAPORAN, waktu_bayar=datetime.fromisoformat("2016-12-05T10:00:01+07:00")), ["/waktu_bayar"]),
        (replace(LAPORAN, waktu_bayar=datetime.fromisoformat("2013-12-31T23:00:00+07:00")), ["/waktu_bayar"]),
        (replace(LAPORAN, waktu_bayar=datetime.fromisoformat("0001-01-01T00:00:00+14:00")), ["/waktu_bayar"]),
        (replace(LAPORAN, waktu_bayar=datetime.fromisoformat("2014-01-01T00:00:00+14:00")), ["/waktu_bayar"]),
        (replace(LAPORAN, waktu_bayar=datetime.fromisoformat("9999-12-31T23:59:59-12:00")), ["/waktu_bayar"]),
        (replace(LAPORAN, nominal=0, virtual_account="x", kanal="Y"), ["/virtual_account", "/nominal", "/kanal"]),
    ],
)
def test_every_faulty_field_is_named(laporan: LaporanBayar, harus: list[str]) -> None:
    assert penunjuk(laporan) == harus


@pytest.mark.aturan("R-BYR-03", "R-BYR-04")
@pytest.mark.parametrize("kanal", ["KASIR_KC", "QRIS", ""])
def test_a_channel_that_is_none_in_2016_is_refused(kanal: str) -> None:
    assert penunjuk(replace(LAPORAN, kanal=kanal)) == ["/kanal"]


@pytest.mark.aturan("R-BYR-04", "R-BYR-05")
@pytest.mark.parametrize("kanal", ["ATM", "EDC", "AUTODEBET", "TELLER", "SMS_BANKING", "INTERNET_BANKING", "PPOB"])
def test_channels_of_2016(kanal: str) -> None:
    assert periksa(replace(LAPORAN, kanal=kanal), SEKARANG).kanal == kanal


@pytest.mark.aturan("R-BYR-04")
def test_the_list_of_channels_is_dated() -> None:
    nanti = datetime.fromisoformat("2026-01-05T10:00:00+07:00")
    assert periksa(replace(LAPORAN, kanal="QRIS", waktu_bayar=nanti), nanti).kanal == "QRIS"


@pytest.mark.aturan("R-BYR-09")
def test_a_bank_that_is_no_partner_pays_by_rtgs_only() -> None:
    assert penunjuk(replace(LAPORAN, bank="BCA", kanal="ATM")) == ["/bank"]
    assert periksa(replace(LAPORAN, bank="BCA", kanal="RTGS"), SEKARANG).bank == "BCA"


KEPALA = "virtual_account,nominal,waktu_bayar,bank,kanal,referensi_bank"


def test_a_file_with_comma_or_semicolon_and_bom() -> None:
    baris = f"{KEPALA}\n8888800000012345,100,2017-02-10T19:00:00+07:00,BNI,TELLER,R1\n\n"
    for isi in (baris.encode(), b"\xef\xbb\xbf" + baris.encode(), baris.replace(",", ";").replace("\n", "\r\n").encode()):
        hasil = baca_berkas(isi)
        assert [b.nomor for b in hasil] == [2]
        assert laporan_baris(hasil[0].isi) == LaporanBayar(
            "8888800000012345", 100, datetime.fromisoformat("2017-02-10T19:00:00+07:00"), "BNI", "TELLER", "R1"
        )


@pytest.mark.parametrize("isi", [b"", b"\xff\xfe", b"a,b\n1,2", b"virtual_account\x00", KEPALA.replace(",kanal", "").encode()])
def test_a_file_that_is_none_is_refused_whole(isi: bytes) -> None:
    with pytest.raises(Ditolak) as ditolak:
        baca_berkas(isi)
    assert ditolak.value.status == 422


@pytest.mark.parametrize(
    ("ubah", "kolom"),
    [
        ({"nominal": "1.000"}, "/nominal"),
        ({"nominal": "١٠"}, "/nominal"),
        ({"waktu_bayar": "kemarin"}, "/waktu_bayar"),
        ({"bank": ""}, "/bank"),
    ],
)
def test_a_bad_row_names_its_column(ubah: dict[str, str], kolom: str) -> None:
    isi = dict(zip(KEPALA.split(","), ["8888800000012345", "100", "2017-02-10T19:00:00+07:00", "BNI", "TELLER", "R1"], strict=True)) | ubah
    with pytest.raises(Ditolak) as ditolak:
        laporan_baris(isi)
    assert ditolak.value.galat[0].penunjuk == kolom
