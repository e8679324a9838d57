"""Rows of the peserta file and whole files: pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from dasar.penolakan import Ditolak
from kepesertaan.domain.akses import MilikSiapa, Penanya, RiwayatDelegasi, periksa_tulis
from kepesertaan.domain.berkas import FORMAT, WAJIB, Aturan, BarisPeserta, Cacat, baca_baris
from kepesertaan.domain.pendaftaran import urutan_kerja
from kepesertaan.pilah import pilah, tandai_ganda

PADA = date(2016, 11, 15)
ATURAN = Aturan(PADA, "SWASTA", koordinasi_bawaan=True)
PEKERJA = {
    "nik": "3174011505850001", "nomor_kk": "3174010101100001", "nama": "Budi Santoso", "tempat_lahir": "Jakarta",
    "tanggal_lahir": "1985-05-15", "jenis_kelamin": "L", "hubungan": "PEKERJA", "nik_pekerja": "", "status_kawin": "KAWIN", "bekerja": "Y",
    "upah_pokok": "5000000", "tunjangan_tetap": "", "golongan": "", "tanggal_mulai_kerja": "2015-01-01",
    "kabupaten_kota_kerja": "Kota Jakarta Selatan",
}  # fmt: skip
ANAK = {
    **PEKERJA, "nik": "3174011003050002", "tanggal_lahir": "2005-03-10", "hubungan": "ANAK", "nik_pekerja": PEKERJA["nik"],
    "status_kawin": "BELUM_KAWIN", "bekerja": "T", "upah_pokok": "", "kabupaten_kota_kerja": "",
}  # fmt: skip


def baca(dasar: dict[str, str] = PEKERJA, aturan: Aturan = ATURAN, **ubah: str) -> BarisPeserta | Cacat:
    return baca_baris(2, {**dasar, **ubah}, aturan)


def kode(dasar: dict[str, str] = PEKERJA, aturan: Aturan = ATURAN, **ubah: str) -> tuple[str, str] | None:
    hasil = baca(dasar, aturan, **ubah)
    return (hasil.kolom, hasil.kode) if isinstance(hasil, Cacat) else None


def test_a_sound_worker_and_child_are_read_whole() -> None:
    b, a = baca(), baca(ANAK)
    assert isinstance(b, BarisPeserta) and isinstance(a, BarisPeserta)
    assert (b.upah_pokok, b.tunjangan_tetap, b.kawin, b.bekerja, b.koordinasi_manfaat) == (5_000_000, 0, True, True, True)
    assert (a.upah_pokok, a.nik_pekerja, a.anak is not None, b.anak) == (0, PEKERJA["nik"], True, None)


@pytest.mark.parametrize(
    ("ubah", "harap"),
    [
        ({"nik": "317401150585000"}, ("nik", "NIK_TIDAK_SAH")),
        ({"nik": "3174013205850001"}, ("nik", "NIK_TIDAK_SAH")),
        ({"nik": "3174011605850001"}, ("nik", "NIK_TIDAK_COCOK_TANGGAL_LAHIR")),
        ({"nik": "3174015505850001"}, ("nik", "NIK_TIDAK_COCOK_JENIS_KELAMIN")),
        ({"hubungan": "SEPUPU"}, ("hubungan", "HUBUNGAN_TIDAK_DIKENAL")),
        ({"upah_pokok": ""}, ("upah_pokok", "UPAH_KOSONG")),
        ({"upah_pokok": "0"}, ("upah_pokok", "UPAH_KOSONG")),
        ({"upah_pokok": "5.000.000"}, ("upah_pokok", "ISIAN_TIDAK_SAH")),
        ({"upah_pokok": "-1"}, ("upah_pokok", "ISIAN_TIDAK_SAH")),
        ({"upah_pokok": "٥٠٠٠٠٠٠"}, ("upah_pokok", "ISIAN_TIDAK_SAH")),
        ({"tanggal_lahir": "15/05/1985"}, ("tanggal_lahir", "TANGGAL_TIDAK_SAH")),
        ({"tanggal_lahir": "2016-11-16"}, ("tanggal_lahir", "TANGGAL_TIDAK_SAH")),
        ({"tanggal_lahir": ""}, ("tanggal_lahir", "TANGGAL_TIDAK_SAH")),
        ({"jenis_kelamin": "X"}, ("jenis_kelamin", "ISIAN_TIDAK_SAH")),
        ({"nama": ""}, ("nama", "ISIAN_KOSONG")),
        ({"nama": "Budi\u0000"}, ("nama", "ISIAN_TIDAK_SAH")),
        ({"nama": "B" * 151}, ("nama", "ISIAN_TIDAK_SAH")),
        ({"nomor_kk": "12"}, ("nomor_kk", "ISIAN_TIDAK_SAH")),
        ({"kabupaten_kota_kerja": ""}, ("kabupaten_kota_kerja", "ISIAN_KOSONG")),
        ({"nik_pekerja": "3174011505850009"}, ("nik_pekerja", "ISIAN_TIDAK_SAH")),
        ({"koordinasi_manfaat": "MUNGKIN"}, ("koordinasi_manfaat", "ISIAN_TIDAK_SAH")),
    ],
)
def test_each_fault_of_a_worker_has_its_column_and_code(ubah: dict[str, str], harap: tuple[str, str]) -> None:
    assert kode(**ubah) == harap


@pytest.mark.aturan("R-KEP-14")
def test_an_adopted_child_needs_its_proof() -> None:
    assert kode(ANAK, hubungan="ANAK_ANGKAT") == ("akta_adopsi", "DOKUMEN_ADOPSI")
    assert kode(ANAK, hubungan="ANAK_ANGKAT", akta_adopsi="Y") is None
    assert kode(ANAK, hubungan="ANAK_TIRI") is None


def test_a_family_member_names_his_worker_and_a_relative_his_class() -> None:
    assert kode(ANAK, nik_pekerja="") == ("nik_pekerja", "PEKERJA_TIDAK_ADA")
    assert kode(ANAK, hubungan="KERABAT") == ("kelas_dipilih", "KELAS_KOSONG")
    assert kode(ANAK, hubungan="KERABAT", kelas_dipilih="4") == ("kelas_dipilih", "KELAS_KOSONG")
    kerabat = baca(ANAK, hubungan="KERABAT", kelas_dipilih="II")
    assert isinstance(kerabat, BarisPeserta) and kerabat.kelas_dipilih == 2


@pytest.mark.aturan("R-KEP-01")
def test_a_foreigner_works_here_six_months_at_least() -> None:
    wna = {"jenis_identitas": "PASPOR", "nik": "X1234567", "nomor_kk": "", "tanggal_mulai_kerja": "2016-01-01"}
    assert kode(**wna, kontrak_sampai="2016-05-31") == ("kontrak_sampai", "MASA_KERJA_KURANG")
    assert kode(**wna, kontrak_sampai="2016-06-29") == ("kontrak_sampai", "MASA_KERJA_KURANG")
    assert kode(**wna, kontrak_sampai="2016-06-30") is None
    assert kode(**wna) == ("kontrak_sampai", "ISIAN_KOSONG")
    assert kode(jenis_identitas="PASPOR", nik="!!") == ("nik", "NOMOR_PASPOR_TIDAK_SAH")


@pytest.mark.aturan("R-AKT-14")
def test_in_full_delegation_all_people_take_part_and_the_badan_usaha_registers_nobody() -> None:
    penuh, sebagian = ATURAN, Aturan(PADA, "SWASTA")
    for dasar in (PEKERJA, ANAK):
        ikut, tidak = baca(dasar, penuh), baca(dasar, sebagian)
        assert isinstance(ikut, BarisPeserta) and isinstance(tidak, BarisPeserta)
        assert (ikut.koordinasi_manfaat, tidak.koordinasi_manfaat) == (True, False)
    milik = MilikSiapa("B1", "KC-PRIMA-JKT", "akt-x", (RiwayatDelegasi("akt-x", date(2016, 11, 1), date(2017, 10, 31), None),))
    periksa_tulis(Penanya(akt_id="akt-x"), milik, PADA, "Badan Usaha")
    with pytest.raises(Ditolak) as tolak:
        periksa_tulis(Penanya(badan_usaha_id="B1"), milik, PADA, "Badan Usaha")
    assert (tolak.value.kode, tolak.value.status) == ("LAPOR_KE_AKT", 403)


@pytest.mark.aturan("R-AKT-15")
def test_in_partial_delegation_the_akt_registers_people_with_koordinasi_manfaat_only() -> None:
    sebagian = Aturan(PADA, "SWASTA", wajib_koordinasi=True)
    assert kode(aturan=sebagian) == ("koordinasi_manfaat", "BUKAN_KOORDINASI_MANFAAT")
    assert kode(aturan=sebagian, koordinasi_manfaat="Y") is None


@pytest.mark.aturan("R-KEP-39")
def test_a_civil_servant_needs_his_golongan() -> None:
    pns = Aturan(PADA, "PNS")
    assert kode(aturan=pns) == ("golongan", "GOLONGAN_KOSONG")
    assert kode(aturan=pns, golongan="III/a") is None


def test_no_reason_repeats_what_stood_in_the_row() -> None:
    for kolom in WAJIB:
        hasil = baca(**{kolom: "Rahasia-4711"})
        if isinstance(hasil, Cacat):
            assert "4711" not in hasil.alasan


@pytest.mark.aturan("R-KEP-22")
def test_a_missing_column_is_named_and_optional_ones_may_be_absent() -> None:
    FORMAT.periksa(WAJIB)
    with pytest.raises(Ditolak) as tolak:
        FORMAT.periksa([k for k in WAJIB if k != "nik"])
    assert (tolak.value.aturan, tolak.value.status) == ("R-KEP-22", 422) and "nik" in tolak.value.alasan
    with pytest.raises(Ditolak):
        FORMAT.periksa([*WAJIB, "nik"])


def periksa(*baris: dict[str, Any]) -> tuple[list[int], list[tuple[int, str]]]:
    """Each row a piece of its own: what they have to do with one another must not depend on how the file was cut."""
    dikenal: dict[bytes, int] = {}
    baik: list[BarisPeserta] = []
    cacat: list[Cacat] = []
    for nomor, isi in enumerate(baris, 2):
        terpilah = pilah(orjson.dumps([(nomor, list(isi.values()))]), list(isi), ATURAN, b"garam")
        lolos, gagal = tandai_ganda(terpilah, dikenal)
        cacat += gagal
        baik += [b for t in lolos if isinstance(b := baca_baris(t.baris, orjson.loads(t.asal), ATURAN), BarisPeserta)]
    return [b.baris for b in sorted(baik, key=urutan_kerja)], [(c.baris, c.kode) for c in cacat]


def test_the_second_row_of_a_person_is_refused_and_a_mistyped_number_claims_it_from_nobody() -> None:
    assert periksa(PEKERJA, PEKERJA) == ([2], [(3, "GANDA_DALAM_BERKAS")])
    assert periksa({**PEKERJA, "upah_pokok": ""}, PEKERJA) == ([], [(2, "UPAH_KOSONG"), (3, "GANDA_DALAM_BERKAS")])
    salah_ketik = {**ANAK, "nik": PEKERJA["nik"]}
    assert periksa(salah_ketik, PEKERJA) == ([3], [(2, "NIK_TIDAK_COCOK_TANGGAL_LAHIR")])


def test_workers_come_before_families_and_children_by_age_whatever_the_order() -> None:
    adik = {**ANAK, "nik": "3174011003080003", "tanggal_lahir": "2008-03-10"}
    istri = {**ANAK, "nik": "3174015003860004", "tanggal_lahir": "1986-03-10", "jenis_kelamin": "P", "hubungan": "ISTRI"}
    assert periksa(adik, ANAK, istri, PEKERJA) == ([5, 4, 3, 2], [])
