"""The matrix of supporting documents, and what a collective registration does with a form that lacks one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from dasar.penolakan import Ditolak
from hypothesis import given
from hypothesis import strategies as st
from kepesertaan.domain import kolektif as domain
from kepesertaan.domain.dokumen import GOLONGAN, JENIS, SEGMEN, kurang, wajib
from kepesertaan.domain.ketentuan import DOKUMEN_PENDUKUNG
from kepesertaan.domain.kolektif_pesan import Ajukan, CatatHasil, Kekurangan, KolektifPerintah, KolektifSelesai, Lengkapi, Putusan, Tarik

HARI = date(2016, 11, 15)
PPU = {"SK_PENGANGKATAN", "DATA_GAJI", "KTP", "KARTU_KELUARGA", "FOTO"}


@pytest.mark.aturan("R-KEP-26")
@pytest.mark.parametrize(
    ("segmen", "hubungan", "ada", "kode"),
    [
        ("PPU", "PEKERJA", PPU - {"DATA_GAJI"}, ("KURANG_DATA_GAJI",)),  # the example
        ("PPU", "PEKERJA", PPU, ()),
        ("PPU", "PEKERJA", PPU - {"SK_PENGANGKATAN"} | {"SK_TERAKHIR"}, ()),
        ("PPU", "PEKERJA", {"KTP", "SK_PENSIUN"}, ("KURANG_SK_PENGANGKATAN", "KURANG_DATA_GAJI", "KURANG_KARTU_KELUARGA", "KURANG_FOTO")),
        ("PENERIMA_PENSIUN", "PEKERJA", {"KARIP", "KTP", "KARTU_KELUARGA", "FOTO"}, ()),  # neither SK pengangkatan nor data gaji
        ("PENERIMA_PENSIUN", "PEKERJA", PPU, ("KURANG_SK_PENSIUN",)),
        ("PBPU", "PEKERJA", {"KTP", "KARTU_KELUARGA", "FOTO"}, ()),
        ("PBPU", "ANAK", {"KTP", "KARTU_KELUARGA", "FOTO"}, ("KURANG_AKTA_KELAHIRAN",)),
        ("PPU", "ANAK_TIRI", {"AKTA_KELAHIRAN", "KARTU_KELUARGA", "FOTO"}, ()),
        ("PPU", "ISTRI", {"KARTU_KELUARGA", "FOTO"}, ("KURANG_KTP",)),
        ("PPU", "MERTUA", {"PASPOR", "KARTU_KELUARGA", "FOTO"}, ()),
        ("BP", "KERABAT", set(), ("KURANG_KTP", "KURANG_KARTU_KELUARGA", "KURANG_FOTO")),
    ],
)  # fmt: skip
def test_what_is_missing_depends_on_segment_and_family(segmen: str, hubungan: str, ada: set[str], kode: Sequence[str]) -> None:
    assert kurang(segmen, hubungan, ada, HARI) == kode


@pytest.mark.aturan("R-KEP-16", "R-KEP-26")
def test_who_studies_shows_it() -> None:
    ada = {"AKTA_KELAHIRAN", "KARTU_KELUARGA", "FOTO"}
    assert kurang("PPU", "ANAK", ada, HARI, kuliah=True) == ("KURANG_KETERANGAN_KULIAH",)
    assert kurang("PPU", "ANAK", ada | {"KETERANGAN_KULIAH"}, HARI, kuliah=True) == ()


@pytest.mark.aturan("R-KEP-26")
def test_the_matrix_is_whole_and_names_documents_that_exist() -> None:
    for baris in DOKUMEN_PENDUKUNG.baris:
        assert set(baris.nilai) == set(SEGMEN)
        for isi in baris.nilai.values():
            assert set(isi) == {"SEMUA", *GOLONGAN}
            assert {j for perlu in isi.values() for p in perlu for j in p.split("|")} <= set(JENIS)
    with pytest.raises(LookupError):
        wajib("PPU", "PEKERJA", date(2013, 12, 31))


def jalan(k: domain.Kolektif, *perintah: KolektifPerintah) -> domain.Kolektif:
    for p in perintah:
        for e in domain.decide(p, k):
            k = domain.evolve(k, e)
    return k


def ajukan(*kurang_foto: int, jumlah: int = 25) -> Ajukan:
    formulir = tuple(Kekurangan(n, ("KURANG_FOTO",) if n in kurang_foto else ()) for n in range(1, jumlah + 1))
    return Ajukan("K", "BU", "akt-a", formulir, "J1" if len(kurang_foto) < jumlah else None, HARI)


@pytest.mark.aturan("R-KEP-21")
def test_twenty_five_forms_and_twenty_four_photos() -> None:
    k = jalan(domain.AWAL, ajukan(25))
    assert (k.jumlah("DIPROSES"), k.formulir[25].kurang, k.keadaan) == (24, ("KURANG_FOTO",), "BELUM_SELESAI")
    k = jalan(k, CatatHasil("J1", (), HARI))
    assert (k.jumlah("TERDAFTAR"), k.jumlah("MENUNGGU_DOKUMEN"), k.keadaan) == (24, 1, "BELUM_SELESAI")
    k = jalan(k, Lengkapi((Kekurangan(25),), "J2", HARI))
    assert (k.formulir[25].keadaan, k.keadaan) == ("DIPROSES", "BELUM_SELESAI")
    [*_, selesai] = domain.decide(CatatHasil("J2", (), HARI), k)
    assert selesai == KolektifSelesai(25, 0, 0, HARI)
    assert jalan(k, CatatHasil("J2", (), HARI)).keadaan == "SELESAI"


@pytest.mark.aturan("R-KEP-21")
def test_with_all_photos_the_batch_is_finished_at_once_and_a_refused_form_does_not_hold_it() -> None:
    k = jalan(domain.AWAL, ajukan(), CatatHasil("J1", (Putusan(3, "NIK_TIDAK_DITEMUKAN"),), HARI))
    assert (k.keadaan, k.jumlah("TERDAFTAR"), k.formulir[3].kode) == ("SELESAI", 24, "NIK_TIDAK_DITEMUKAN")
    assert domain.decide(CatatHasil("J1", (), HARI), k) == []  # told twice
    with pytest.raises(Ditolak, match="FORMULIR_TIDAK_MENUNGGU"):
        domain.decide(Lengkapi((Kekurangan(3),), "J2", HARI), k)


@pytest.mark.aturan("R-KEP-21")
def test_a_form_still_lacking_something_goes_on_waiting_until_it_is_taken_back() -> None:
    k = jalan(domain.AWAL, ajukan(1, 2, jumlah=2))
    k = jalan(k, Lengkapi((Kekurangan(1, ("KURANG_KTP",)),), None, HARI))
    assert (k.formulir[1].kurang, k.jumlah("MENUNGGU_DOKUMEN")) == (("KURANG_KTP",), 2)
    k = jalan(k, Tarik((1,), "pindah kerja", HARI))
    assert k.keadaan == "BELUM_SELESAI"
    assert jalan(k, Tarik((2,), "pindah kerja", HARI)).keadaan == "SELESAI"
    for n in (1, 3):
        with pytest.raises(Ditolak, match="FORMULIR_TIDAK_MENUNGGU"):
            domain.decide(Tarik((n,), "lagi", HARI), k)


@pytest.mark.aturan("R-KEP-23")
def test_a_thousand_forms_are_a_collective_registration_and_one_more_is_a_migration() -> None:
    assert jalan(domain.AWAL, ajukan(jumlah=1000)).jumlah("DIPROSES") == 1000
    with pytest.raises(Ditolak, match="GUNAKAN_MIGRASI"):
        domain.decide(ajukan(jumlah=1001), domain.AWAL)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=30), st.integers(1, 6))
def test_no_form_is_lost_or_counted_twice(langkah: list[int], jumlah: int) -> None:
    """Whatever comes in whatever order: every form is in exactly one state, and finished means that none waits or runs."""
    k = jalan(domain.AWAL, ajukan(*range(1, jumlah + 1, 2), jumlah=jumlah))
    for nomor, n in enumerate(langkah):
        baris = 1 + n % jumlah
        berjalan = next((f.pekerjaan_id for f in k.formulir.values() if f.keadaan == "DIPROSES"), None)
        perintah: KolektifPerintah = (
            Lengkapi((Kekurangan(baris),), f"L{nomor}", HARI),
            Lengkapi((Kekurangan(baris, ("KURANG_FOTO",)),), None, HARI),
            Tarik((baris,), "tarik", HARI),
            CatatHasil(berjalan or "J1", (Putusan(baris, "X"),), HARI),
            CatatHasil("asing", (), HARI),
        )[n]
        try:
            k = jalan(k, perintah)
        except Ditolak as tolak:
            assert tolak.kode == "FORMULIR_TIDAK_MENUNGGU"
        keadaan = ("MENUNGGU_DOKUMEN", "DIPROSES", "TERDAFTAR", "DITOLAK", "DITARIK")
        assert sum(k.jumlah(s) for s in keadaan) == jumlah  # type: ignore[arg-type]
        assert (k.keadaan == "SELESAI") == (not k.jumlah("MENUNGGU_DOKUMEN") and not k.jumlah("DIPROSES"))
