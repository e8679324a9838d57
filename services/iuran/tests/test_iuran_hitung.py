"""How much: the oracles of the domain facts and the example of every rule."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from dasar.ketentuan import Tabel
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from iuran.domain import ketentuan
from iuran.domain.hitung import (
    BarisIuran,
    Orang,
    Umk,
    Upah,
    denda_terlambat,
    hitung_orang,
    hitung_unit,
    iuran_veteran,
    jatuh_tempo,
    jumlahkan,
)

PEKERJA = Orang("0000000000001", "PPU", "PEKERJA", "SWASTA", 1)


def umk(periode: str, nilai: int) -> Umk:
    return Umk(int(periode[:4]), "KOTA UJI", nilai, "uji")


def pekerja(periode: str, upah: int, umk_nilai: int = 1_000_000, sub_segmen: str = "SWASTA", tunjangan: int = 0) -> BarisIuran:
    orang = Orang("0000000000001", "PPU", "PEKERJA", sub_segmen, 1)
    baris = hitung_orang(orang, Upah(upah, tunjangan, umk(periode, umk_nilai)), Periode.baca(periode))
    assert baris is not None
    return baris


@pytest.mark.parametrize(
    ("periode", "upah", "umk_nilai", "dasar", "pemberi_kerja", "bagian_pekerja"),
    [
        ("2014-03", 3_600_000, 1_600_000, 3_600_000, 144_000, 18_000),
        ("2015-06", 6_500_000, 1_800_000, 4_725_000, 189_000, 23_625),
        ("2015-07", 6_500_000, 1_800_000, 4_725_000, 189_000, 47_250),
        ("2015-07", 1_500_000, 2_000_000, 2_000_000, 80_000, 20_000),
        ("2017-01", 10_000_000, 2_000_000, 8_000_000, 320_000, 80_000),
        ("2026-01", 15_000_000, 3_300_000, 12_000_000, 480_000, 120_000),
    ],
)
@pytest.mark.aturan("R-IUR-04", "R-IUR-05", "R-IUR-09", "R-IUR-10")
def test_oracles_of_the_facts(periode: str, upah: int, umk_nilai: int, dasar: int, pemberi_kerja: int, bagian_pekerja: int) -> None:
    baris = pekerja(periode, upah, umk_nilai)
    assert (baris.dasar_upah, baris.pemberi_kerja, baris.pekerja, baris.pemerintah) == (dasar, pemberi_kerja, bagian_pekerja, 0)


@pytest.mark.aturan("R-IUR-04", "R-IUR-05", "R-IUR-06")
def test_the_month_of_the_iuran_chooses_the_rate() -> None:
    assert pekerja("2015-06", 3_600_000).pekerja == 18_000
    assert pekerja("2015-07", 3_600_000).pekerja == 36_000


@pytest.mark.aturan("R-IUR-03", "R-KEP-03")
@pytest.mark.parametrize("sub_segmen", ["a", "e", "PNS", "TNI", "POLRI", "PEJABAT_NEGARA", "PPNPN", "PENSIUNAN"])
def test_penyelenggara_negara_three_and_two_percent(sub_segmen: str) -> None:
    baris = pekerja("2014-05", 3_500_000, sub_segmen=sub_segmen, tunjangan=500_000)
    assert (baris.pemberi_kerja, baris.pekerja) == (120_000, 80_000)


@pytest.mark.aturan("R-IUR-03")
def test_penyelenggara_negara_have_no_ceiling_before_october_2019_and_then_one() -> None:
    assert pekerja("2019-09", 20_000_000, sub_segmen="PNS").dasar_upah == 20_000_000
    assert pekerja("2019-10", 20_000_000, sub_segmen="PNS").dasar_upah == 12_000_000
    assert pekerja("2019-10", 1_000_000, 3_000_000, sub_segmen="PNS").dasar_upah == 3_000_000


@pytest.mark.aturan("R-IUR-07", "R-IUR-08")
def test_base_is_upah_pokok_and_tunjangan_tetap() -> None:
    # lembur 500.000 and uang makan that is not tetap never reach the calculation
    assert pekerja("2014-05", 3_000_000, tunjangan=400_000).dasar_upah == 3_400_000
    assert pekerja("2014-05", 3_000_000, tunjangan=600_000).dasar_upah == 3_600_000


@pytest.mark.aturan("R-IUR-11")
@pytest.mark.parametrize(
    ("upah", "dasar"), [(1_999_999, 2_000_000), (2_000_000, 2_000_000), (4_725_000, 4_725_000), (4_725_001, 4_725_000)]
)
def test_floor_then_ceiling(upah: int, dasar: int) -> None:
    assert pekerja("2015-07", upah, 2_000_000).dasar_upah == dasar


@pytest.mark.aturan("R-IUR-11")
def test_a_umk_above_the_ceiling_is_cut_to_the_ceiling() -> None:
    assert pekerja("2015-07", 1_000_000, 5_000_000).dasar_upah == 4_725_000


@pytest.mark.aturan("R-IUR-12")
def test_umk_is_that_of_the_year_and_never_guessed() -> None:
    for salah in (None, Umk(2013, "KOTA DENPASAR", 1_000_000, "uji")):
        with pytest.raises(Ditolak) as ditolak:
            hitung_orang(PEKERJA, Upah(3_000_000, 0, salah), Periode(2014, 2))
        assert (ditolak.value.kode, ditolak.value.aturan) == ("UMK_TIDAK_ADA", "R-IUR-12")


@pytest.mark.aturan("R-IUR-10", "R-IUR-12")
def test_a_raised_base_names_the_umk_row_it_used() -> None:
    baris = hitung_orang(PEKERJA, Upah(1_000_000, 0, Umk(2014, "KOTA DENPASAR", 1_600_000, "Pergub Bali 65/2013")), Periode(2014, 2))
    assert baris is not None
    assert ("R-IUR-10", "UMK 2014 KOTA DENPASAR (Pergub Bali 65/2013)") in [(a.aturan, a.sumber) for a in baris.dasar]


def keluarga(periode: str, upah: int, kategori: Iterable[str]) -> tuple[BarisIuran, ...]:
    orang = [PEKERJA] + [
        Orang(f"{i:013d}", "PPU", k, "SWASTA", 3, nomor_kartu_pekerja=PEKERJA.nomor_kartu) for i, k in enumerate(kategori, 2)
    ]
    return hitung_unit(orang, {PEKERJA.nomor_kartu: Upah(upah, 0, umk(periode, 1_800_000))}, Periode.baca(periode))


@pytest.mark.aturan("R-IUR-14")
def test_four_keluarga_tambahan_are_four_lines_of_one_percent_on_the_worker() -> None:
    baris = keluarga("2014-05", 6_500_000, ["INTI", "TAMBAHAN", "TAMBAHAN", "TAMBAHAN", "TAMBAHAN"])
    assert [b.jenis for b in baris] == ["PEKERJA"] + ["KELUARGA_TAMBAHAN"] * 4
    assert sum(b.pekerja for b in baris) == 23_625 + 189_000
    assert all(b.pemberi_kerja == 0 for b in baris[1:])
    r = jumlahkan(keluarga("2015-07", 6_500_000, ["TAMBAHAN"] * 4))
    assert (r.pemberi_kerja, r.pekerja, r.jumlah) == (189_000, 5 * 47_250, 425_250)


@pytest.mark.aturan("R-IUR-15")
def test_keluarga_tambahan_pays_on_the_clamped_base() -> None:
    assert keluarga("2014-05", 20_000_000, ["TAMBAHAN"])[1].pekerja == 47_250


@pytest.mark.aturan("R-IUR-16", "R-KEP-18")
def test_kerabat_pays_the_nominal_of_his_class() -> None:
    assert keluarga("2015-03", 20_000_000, ["KERABAT"])[1].pekerja == 25_500
    kelas_2 = hitung_orang(Orang("0000000000009", "PPU", "KERABAT", "SWASTA", 2), None, Periode(2014, 4))
    assert kelas_2 is not None and (kelas_2.jenis, kelas_2.pekerja, kelas_2.dasar_upah) == ("KERABAT", 42_500, None)


@pytest.mark.aturan("R-IUR-13")
@pytest.mark.parametrize(
    ("periode", "kelas", "peserta", "pemerintah"),
    [
        ("2014-06", 1, 59_500, 0),
        ("2014-06", 2, 42_500, 0),
        ("2014-06", 3, 25_500, 0),
        ("2016-04", 3, 25_500, 0),
        ("2016-04", 2, 51_000, 0),
        ("2016-04", 1, 80_000, 0),
        ("2020-03", 3, 42_000, 0),
        ("2020-04", 3, 25_500, 0),
        ("2020-06", 1, 80_000, 0),
        ("2020-07", 3, 25_500, 16_500),
        ("2021-01", 3, 35_000, 7_000),
        ("2026-11", 2, 100_000, 0),
        ("2026-11", 1, 150_000, 0),
    ],
)
def test_pbpu_nominals_by_month(periode: str, kelas: int, peserta: int, pemerintah: int) -> None:
    baris = hitung_orang(Orang("0000000000001", "PBPU", "PEKERJA", None, kelas), None, Periode.baca(periode))
    assert baris is not None and (baris.pekerja, baris.pemerintah, baris.pemberi_kerja) == (peserta, pemerintah, 0)


@pytest.mark.aturan("R-IUR-13", "R-TAG-03")
def test_a_family_is_one_sum() -> None:
    keluarga_4 = [Orang(f"{i:013d}", "PBPU", "INTI", None, 1) for i in range(4)]
    assert jumlahkan(hitung_unit(keluarga_4, {}, Periode(2014, 6))).jumlah == 238_000
    kelas_3 = [Orang(f"{i:013d}", "PBPU", "INTI", None, 3) for i in range(4)]
    assert jumlahkan(hitung_unit(kelas_3, {}, Periode(2016, 8))).jumlah == 102_000


@pytest.mark.aturan("R-IUR-02")
def test_pbi_is_paid_by_pemerintah() -> None:
    baris = hitung_orang(Orang("0000000000001", "PBI", "PEKERJA"), None, Periode(2014, 7))
    assert baris is not None and baris.pekerja == 0 and baris.pemerintah > 0


@pytest.mark.aturan("R-IUR-17")
def test_veteran() -> None:
    baris = iuran_veteran(3_000_000, Periode(2016, 12))
    assert (baris.pemerintah, baris.pekerja, baris.pemberi_kerja) == (67_500, 0, 0)


@pytest.mark.aturan("R-IUR-20")
def test_ten_workers_are_one_bill() -> None:
    orang = [Orang(f"{i:013d}", "PPU", "PEKERJA", "SWASTA", 1) for i in range(10)]
    upah = {o.nomor_kartu: Upah(3_600_000, 0, umk("2015-07", 1_000_000)) for o in orang}
    rincian = jumlahkan(hitung_unit(orang, upah, Periode(2015, 7)))
    assert (rincian.jumlah, rincian.jumlah_peserta) == (1_800_000, 10)


@pytest.mark.aturan("R-IUR-22")
def test_each_share_is_rounded_half_up_and_the_total_is_their_sum() -> None:
    baris = pekerja("2015-07", 3_333_333)
    assert (baris.pemberi_kerja, baris.pekerja, jumlahkan([baris]).jumlah) == (133_333, 33_333, 166_666)
    setengah = pekerja("2015-07", 3_000_050)  # 1% = 30.000,5
    assert setengah.pekerja == 30_001


@pytest.mark.aturan("R-IUR-09")
def test_the_ceiling_is_a_number_of_its_own_and_not_the_ptkp_of_the_day() -> None:
    # 2 x PTKP K/1 of 2015 would be 7.000.000
    assert pekerja("2016-03", 9_000_000).dasar_upah == 4_725_000
    assert pekerja("2016-04", 9_000_000).dasar_upah == 8_000_000
    assert pekerja("2019-11", 20_000_000, sub_segmen="BUMN").dasar_upah == 12_000_000
    assert pekerja("2019-11", 20_000_000).dasar_upah == 8_000_000


def test_a_month_before_the_programme_is_refused() -> None:
    with pytest.raises(Ditolak, match="KETENTUAN_TIDAK_ADA"):
        pekerja("2013-12", 3_000_000)


def test_a_missing_wage_or_class_is_refused_not_guessed() -> None:
    with pytest.raises(Ditolak, match="UPAH_TIDAK_ADA"):
        hitung_orang(PEKERJA, None, Periode(2016, 12))
    with pytest.raises(Ditolak, match="KELAS_TIDAK_ADA"):
        hitung_orang(Orang("0000000000001", "PPU", "KERABAT"), None, Periode(2016, 12))


@pytest.mark.aturan("R-TAG-27", "R-TAG-28", "R-TAG-29")
def test_fine_for_lateness_until_june_2016() -> None:
    assert denda_terlambat(5_000_000, 5, Periode(2014, 5), pemberi_kerja=True) == 300_000
    assert denda_terlambat(612_000, 8, Periode(2014, 8), pemberi_kerja=False) == 73_440
    assert denda_terlambat(1_800_000, 1, Periode(2016, 8), pemberi_kerja=True) == 0


@pytest.mark.aturan("R-BYR-01", "R-BYR-02")
def test_due_on_day_10_whatever_day_it_is() -> None:
    assert jatuh_tempo(Periode(2016, 9)).isoformat() == "2016-09-10"  # a Saturday


def test_tables_reach_from_2014_to_today_without_holes() -> None:
    tabel: list[Tabel[object]] = [
        ketentuan.PBI,  # type: ignore[list-item]
        ketentuan.KELUARGA_TAMBAHAN,  # type: ignore[list-item]
        *ketentuan.PPU.values(),  # type: ignore[list-item]
        *ketentuan.PBPU.values(),  # type: ignore[list-item]
        ketentuan.KANAL,  # type: ignore[list-item]
        ketentuan.BANK_MITRA,  # type: ignore[list-item]
        ketentuan.DENDA_TERLAMBAT,  # type: ignore[list-item]
    ]
    for t in tabel:
        assert t.baris[0].berlaku_dari.isoformat() == "2014-01-01", t.nama
        assert t.baris[-1].berlaku_sampai is None, t.nama
        assert all(b.sumber for b in t.baris)
