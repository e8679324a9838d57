"""Re-pricing to the rupiah: class caps, regional, hak kelas, never above bill or filing, and the split that always sums."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from hypothesis import given
from hypothesis import strategies as st
from klaim.domain.harga import acuan, bagi, hitung
from klaim.domain.sep_peristiwa import MENOLAK, TIDAK_DIPINDAH
from klaim.domain.tarif import Tarif, pilih

Pembuat = Callable[..., Any]


def aturan(p: Any) -> set[str | None]:
    return {a.aturan for a in p.dasar}


@pytest.mark.aturan("R-KLM-13", "R-VER-10", "R-BAY-07")
def test_contoh_katalog_pembagian_dua_belas_juta(kasus: Pembuat, tarif: Pembuat) -> None:
    p = hitung(kasus(tagihan_rs=12_000_000, diajukan=9_000_000, dijamin_polis=6_000_000), tarif(5_000_000))
    assert (p.terverifikasi, p.bpjs, p.akt, p.peserta) == (5_000_000, 5_000_000, 6_000_000, 1_000_000)
    assert "R-KLM-13" in aturan(p) and "R-BAY-07" in aturan(p)


@pytest.mark.aturan("R-KLM-13", "R-KLM-14", "R-KLM-15")
@pytest.mark.parametrize(
    ("kelas", "sk", "hasil", "rule"),
    [
        ("A", date(2014, 1, 1), "C", "R-KLM-13"),
        ("B", date(2014, 1, 1), "C", "R-KLM-13"),
        ("C", date(2014, 1, 1), "C", "R-KLM-13"),
        ("D", date(2014, 1, 1), "D", "R-KLM-14"),
        ("B", None, "D", "R-KLM-15"),
        ("B", date(2016, 12, 6), "C", "R-KLM-13"),
        ("B", date(2016, 12, 7), "D", "R-KLM-15"),
    ],
)
def test_kelas_acuan(kasus: Pembuat, faskes: Pembuat, kelas: str, sk: date | None, hasil: str, rule: str) -> None:
    a = acuan(kasus(faskes=faskes(kelas_rs=kelas, sk_kelas=sk)))
    assert a.kelas_rs == hasil and rule in aturan(a)


@pytest.mark.aturan("R-KLM-16")
def test_gawat_darurat_tanpa_kontrak_paling_banyak_kelas_c(kasus: Pembuat, faskes: Pembuat, tarif: Pembuat) -> None:
    k = kasus(faskes=faskes(kontrak_bpjs=()), gawat_darurat=True, tagihan_rs=8_000_000, diajukan=6_000_000)
    p = hitung(k, tarif(4_500_000))
    assert p.bpjs == 4_500_000 and "R-KLM-16" in aturan(p)


@pytest.mark.aturan("R-KLM-17", "R-KLM-18")
def test_regional_rumah_sakit_dan_hak_kelas_peserta(kasus: Pembuat, faskes: Pembuat) -> None:
    a = acuan(kasus(faskes=faskes(regional=3), hak_kelas=2))
    assert (a.regional, a.kelas_rawat) == (3, 2) and {"R-KLM-17", "R-KLM-18"} <= aturan(a)


@pytest.mark.aturan("R-KLM-19")
def test_tidak_melebihi_tagihan(kasus: Pembuat, tarif: Pembuat) -> None:
    p = hitung(kasus(tagihan_rs=4_200_000, diajukan=4_900_000), tarif(5_000_000))
    assert p.bpjs == 4_200_000 and p.akt == p.peserta == 0 and "R-KLM-19" in aturan(p)


@pytest.mark.aturan("R-VER-10")
@pytest.mark.parametrize(("tarif_", "hasil"), [(5_000_000, 5_000_000), (6_000_000, 6_000_000), (7_000_000, 6_000_000)])
def test_tidak_melebihi_yang_diajukan(kasus: Pembuat, tarif: Pembuat, tarif_: int, hasil: int) -> None:
    assert hitung(kasus(diajukan=6_000_000), tarif(tarif_)).terverifikasi == hasil


@pytest.mark.aturan("R-PLY-15")
def test_tidak_dipindah_hanya_bagian_gawat_darurat(kasus: Pembuat, tarif: Pembuat) -> None:
    k = kasus(tagihan_rs=10_000_000, diajukan=10_000_000, hasil_pemindahan=TIDAK_DIPINDAH, biaya_gawat_darurat=4_000_000, dijamin_polis=0)
    p = hitung(k, tarif(5_000_000))
    assert (p.bpjs, p.peserta) == (4_000_000, 6_000_000) and "R-PLY-15" in aturan(p)


@pytest.mark.aturan("R-PLY-16")
def test_menolak_dipindah_seluruhnya_asuransi(kasus: Pembuat, tarif: Pembuat) -> None:
    p = hitung(kasus(tagihan_rs=10_000_000, hasil_pemindahan=MENOLAK, dijamin_polis=10_000_000), tarif(5_000_000))
    assert (p.bpjs, p.akt, p.peserta) == (0, 10_000_000, 0)


@pytest.mark.aturan("R-AKT-43")
def test_bagian_asuransi_dipotong_sampai_biaya() -> None:
    p = bagi(8_000_000, 5_000_000, 5_000_000, 5_000_000, ())
    assert (p.akt, p.peserta) == (3_000_000, 0) and "R-AKT-43" in aturan(p)


@pytest.mark.aturan("R-AKT-43", "R-BAY-07")
@given(
    tagihan=st.integers(1, 10**10),
    diajukan=st.integers(1, 10**10),
    polis=st.integers(0, 10**10),
    tarif=st.integers(1, 10**9),
    masuk=st.sampled_from([date(2016, 12, 6), date(2015, 1, 1), date(2025, 6, 1)]),
    pemindahan=st.sampled_from([None, MENOLAK, TIDAK_DIPINDAH]),
)
def test_tiga_bagian_selalu_sama_dengan_tagihan(
    tagihan: int, diajukan: int, polis: int, tarif: int, masuk: date, pemindahan: str | None
) -> None:
    from klaim.domain.faskes import FaskesPada
    from klaim.domain.harga import Kasus

    f = FaskesPada("0301R001", "RS", "FKRTL", "B", date(2014, 1, 1), "SWASTA", 1)
    k = Kasus(masuk, "K-4-17-I", 1, f, False, tagihan, diajukan, polis, pemindahan, tagihan // 3)
    p = hitung(k, Tarif("K-4-17-I", "", 1, "C", "SWASTA", 1, tarif, masuk, "uji"))
    assert p.bpjs + p.akt + p.peserta == tagihan
    assert 0 <= p.bpjs <= min(tagihan, diajukan, tarif) and 0 <= p.akt <= polis and p.peserta >= 0


def test_tanpa_baris_tarif_tidak_ada_tebakan(kasus: Pembuat) -> None:
    with pytest.raises(Ditolak) as tolak:
        hitung(kasus(), None)
    assert tolak.value.kode == "TARIF_TIDAK_ADA" and "Permenkes 52/2016" in tolak.value.alasan


def _baris(dari: date, jumlah: int) -> Tarif:
    return Tarif("O-6-10-I", "", 1, "D", "PEMERINTAH", 3, jumlah, dari, "uji")


@pytest.mark.aturan("R-KLM-36")
def test_baris_satu_rezim_tidak_memberi_harga_rezim_lain() -> None:
    baru = _baris(date(2023, 1, 9), 4_521_100)
    lama = _baris(date(2016, 10, 26), 3_900_000)
    assert pilih([baru], date(2016, 12, 6)) is None
    assert pilih([lama], date(2023, 1, 8)) == lama
    assert pilih([lama], date(2023, 1, 9)) is None
    assert pilih([lama, baru], date(2023, 1, 9)) == baru
    assert pilih([lama], date(2016, 10, 25)) is None
    ubah = _baris(date(2018, 1, 1), 4_000_000)
    assert pilih([lama, ubah], date(2017, 12, 31)) == lama and pilih([lama, ubah], date(2018, 1, 1)) == ubah


@pytest.mark.aturan("R-KLM-14")
def test_contoh_katalog_kelas_d_permenkes_3_2023(kasus: Pembuat, faskes: Pembuat) -> None:
    f = faskes(kelas_rs="D", regional=1)
    k = kasus(tanggal_masuk=date(2023, 3, 1), kode_inacbg="O-6-10-I", hak_kelas=3, faskes=f, diajukan=9_000_000)
    assert acuan(k).kelas_rs == "D"
    assert hitung(k, _baris(date(2023, 1, 9), 4_521_100)).bpjs == 4_521_100


@pytest.mark.aturan("R-AKT-05")
@pytest.mark.parametrize(
    ("di_luar", "bpjs", "akt"),
    [
        (2_500_000, 0, 2_500_000),  # the example: a VIP room surcharge and nothing else
        (2_499_999, 1, 2_499_999),
        (0, 2_500_000, 0),
    ],
)
def test_butir_di_luar_pks_bukan_bagian_bpjs(kasus: Pembuat, tarif: Pembuat, di_luar: int, bpjs: int, akt: int) -> None:
    k = kasus(tagihan_rs=2_500_000, diajukan=2_500_000, dijamin_polis=5_000_000, di_luar_pks=di_luar)
    p = hitung(k, tarif(5_000_000))
    assert (p.bpjs, p.akt, p.peserta) == (bpjs, akt, 0)
    assert ("R-AKT-05" in aturan(p)) == (di_luar > 0)


@pytest.mark.aturan("R-AKT-05")
def test_butir_di_luar_pks_ditambahkan_pada_paket(kasus: Pembuat, tarif: Pembuat) -> None:
    k = kasus(tagihan_rs=7_500_000, diajukan=5_000_000, dijamin_polis=5_000_000, di_luar_pks=2_500_000)
    p = hitung(k, tarif(5_000_000))
    assert (p.bpjs, p.akt, p.peserta) == (5_000_000, 2_500_000, 0)
