"""Rows of the E-Klaim TXT and of the tariff CSV; the regulation tables."""

from __future__ import annotations

from datetime import date

import pytest
from klaim.domain.dokumen import kode_baku
from klaim.domain.eklaim import KOLOM, BarisDitolak, BarisEklaim, kolom_hilang, urai_baris
from klaim.domain.inacbg import urai
from klaim.domain.ketentuan import REZIM_TARIF, SKEMA_COB
from klaim.domain.tarif import BarisTarifDitolak, Tarif
from klaim.domain.tarif import urai_baris as urai_tarif

BARIS = dict.fromkeys(KOLOM, "-") | {
    "PTD": "1",
    "ADMISSION_DATE": "06/12/2016",
    "DISCHARGE_DATE": "10/12/2016",
    "INACBG": "E-4-10-I",
    "VERSI_INACBG": "5.1",
    "DIAGLIST": "E11.6;I10",
    "TARIF_RS": "12000000",
    "NAMA_PASIEN": "Siti Contoh",
    "MRN": "123",
    "DPJP": "dr. Uji",
    "SEP": "0301R0011216V000001",
    "NOKARTU": "0001944358911",
}


def kode(**ubah: str) -> str:
    hasil = urai_baris(BARIS | ubah)
    return hasil.kode if isinstance(hasil, BarisDitolak) else ""


def test_tujuh_puluh_delapan_kolom() -> None:
    assert len(KOLOM) == 78 and kolom_hilang(KOLOM) == [] and kolom_hilang([k for k in KOLOM if k != "TARIF_RS"]) == ["TARIF_RS"]
    assert kolom_hilang([*reversed(KOLOM), "IDRG_DIAG_LISTS"]) == []


def test_baris_baik() -> None:
    hasil = urai_baris(BARIS)
    assert isinstance(hasil, BarisEklaim) and hasil.tanggal_pulang == date(2016, 12, 10) and hasil.tagihan_rs == 12_000_000
    assert hasil.rahasia["nama_pasien"] == "Siti Contoh" and "Siti" not in repr(
        {k: v for k, v in BARIS.items() if k not in ("NAMA_PASIEN",)}
    )


@pytest.mark.parametrize("serial", ["42711", "42711.5", "42711,25"])
def test_tanggal_yang_dirusak_lembar_kerja(serial: str) -> None:
    assert kode(DISCHARGE_DATE=serial) == "TANGGAL_RUSAK"


@pytest.mark.parametrize("tanggal", ["2016-12-10", "31/02/2016", "", "12/10/16"])
def test_tanggal_yang_salah_tulis(tanggal: str) -> None:
    assert kode(DISCHARGE_DATE=tanggal) == "TANGGAL_TIDAK_SAH"


@pytest.mark.aturan("R-KLM-12")
@pytest.mark.parametrize("ubah", [{"INACBG": "None"}, {"INACBG": ""}, {"VERSI_INACBG": ""}])
def test_tanpa_hasil_grouper(ubah: dict[str, str]) -> None:
    assert kode(**ubah) == "TANPA_GROUPER"


@pytest.mark.aturan("R-KLM-33")
def test_tanpa_diagnosis_utama() -> None:
    assert kode(DIAGLIST="-") == "TANPA_DIAGNOSIS"


@pytest.mark.parametrize("nilai", ["", "0", "12.000.000", "1e6", "-5", "١٢", "9" * 13])
def test_tagihan_yang_bukan_rupiah_bulat(nilai: str) -> None:
    assert kode(TARIF_RS=nilai) == "TAGIHAN_TIDAK_SAH"


@pytest.mark.aturan("R-KLM-35", "R-KLM-33")
@pytest.mark.parametrize(
    ("teks", "sah"),
    [("K-4-17-I", True), ("O-6-10-III", True), ("K-0-17-I", False), ("X-0-96-X", False), ("K417I", False), ("k-4-17-i", False)],
)
def test_kode_inacbg(teks: str, sah: bool) -> None:
    assert (urai(teks) is not None) == sah
    assert kode(INACBG=teks) == ("" if sah else "KODE_INACBG_TIDAK_SAH")


def test_susunan_kode_inacbg() -> None:
    k = urai("K-4-17-I")
    assert k is not None and (k.cmg, k.tipe, k.nomor, k.keparahan) == ("K", "4", "17", "I") and k.rawat_inap and not k.bedah


def test_nama_dokumen_lain() -> None:
    assert kode_baku("surat rujukan") == "RUJUKAN" and kode_baku("RESUME_MEDIS") == "RESUME_MEDIS" and kode_baku("FOTO") is None


TARIF = {
    "kode_inacbg": "E-4-10-I",
    "deskripsi": "uji",
    "regional": "3",
    "kelas_rs": "C",
    "kepemilikan": "PEMERINTAH",
    "kelas_rawat": "2",
    "tarif": "4459300",
    "berlaku_dari": "2016-10-26",
    "sumber": "Permenkes 52/2016",
}


def test_baris_tarif() -> None:
    t = urai_tarif(TARIF)
    assert isinstance(t, Tarif) and t.tarif == 4_459_300


@pytest.mark.parametrize(
    ("kolom", "nilai"),
    [
        ("regional", "6"),
        ("kelas_rs", "E"),
        ("kepemilikan", "BUMN"),
        ("kelas_rawat", "VIP"),
        ("tarif", "4.459.300"),
        ("tarif", "0"),
        ("berlaku_dari", "26/10/2016"),
        ("berlaku_dari", "2013-01-01"),
        ("sumber", ""),
        ("kode_inacbg", "E410"),
    ],
)
def test_baris_tarif_ditolak(kolom: str, nilai: str) -> None:
    hasil = urai_tarif(TARIF | {kolom: nilai})
    assert isinstance(hasil, BarisTarifDitolak) and hasil.kolom == kolom


@pytest.mark.aturan("R-AKT-45")
def test_skema_dan_rezim_pada_tanggalnya() -> None:
    assert SKEMA_COB.pada(date(2016, 10, 30)).nilai.nama == "2014"
    assert SKEMA_COB.pada(date(2016, 10, 31)).nilai.nama == "47/2016"
    assert REZIM_TARIF.pada(date(2016, 10, 25)).nilai != REZIM_TARIF.pada(date(2016, 10, 26)).nilai
