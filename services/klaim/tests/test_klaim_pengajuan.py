"""The monthly submission: dates, completeness, feedback, FPK, the 30 working days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from chassis.holidays_id import libur
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from klaim.domain.pengajuan import KOSONG, Pengajuan, batas_berikut, batas_pengajuan, decide, evolve, jatuh_tempo
from klaim.domain.pengajuan_peristiwa import (
    AjukanPengajuan,
    BatasTerlewati,
    BentukFpk,
    CatatFpkDibayar,
    FpkRingkas,
    LewatiBatas,
    NyatakanLengkap,
    PengajuanCommand,
    PengajuanDiterima,
    TerbitkanUmpanBalik,
)

LIBUR = libur(2016, 2018)
AJUKAN = AjukanPengajuan("p-1", "akt-sentosa", "KC-PRIMA-JKT", True, "2016-12", 3, date(2017, 1, 9), ("k-1", "k-2"), 0, 9_000_000, LIBUR)
LENGKAP = NyatakanLengkap(date(2017, 1, 9), date(2017, 2, 21), ("k-1",), ("k-2",), "BA-1", "holidays-0")
UMPAN = TerbitkanUmpanBalik(date(2017, 1, 16), 0, 1, 0, 1, 5_000_000)
FPK = BentukFpk(date(2017, 1, 17), (FpkRingkas("FPK-1", "0301R001", 1, 5_000_000),))


def jalan(*commands: PengajuanCommand) -> Pengajuan:
    state = KOSONG
    for c in commands:
        for e in decide(c, state):
            state = evolve(state, e)
    return state


def ditolak(command: PengajuanCommand, state: Pengajuan = KOSONG) -> tuple[str, str | None]:
    with pytest.raises(Ditolak) as tolak:
        decide(command, state)
    return tolak.value.kode, tolak.value.aturan


@pytest.mark.aturan("R-KLM-02", "R-KLM-03")
def test_tanggal_10_bergeser_ke_hari_kerja() -> None:
    # 2016-12-10 is a Saturday, 2016-12-12 Maulid Nabi
    assert batas_pengajuan(Periode(2016, 11), LIBUR) == date(2016, 12, 13)
    assert batas_pengajuan(Periode(2016, 12), LIBUR) == date(2017, 1, 10)


@pytest.mark.aturan("R-KLM-04")
def test_sesudah_tanggal_10_masuk_pengajuan_bulan_berikut() -> None:
    assert batas_berikut(Periode(2016, 11), date(2016, 12, 20), LIBUR) == (date(2017, 1, 10), False)
    assert batas_berikut(Periode(2016, 11), date(2016, 12, 13), LIBUR) == (date(2016, 12, 13), True)


@pytest.mark.aturan("R-BAY-01")
@pytest.mark.parametrize(
    ("lengkap", "tempo"),
    [
        (date(2016, 11, 10), date(2016, 12, 23)),
        (date(2017, 6, 9), date(2017, 7, 31)),
        (date(2017, 1, 9), date(2017, 2, 21)),
    ],
)
def test_tiga_puluh_hari_kerja(lengkap: date, tempo: date) -> None:
    assert jatuh_tempo(lengkap, LIBUR) == tempo


@pytest.mark.aturan("R-KLM-10")
def test_fpk_rangkap_dua_ditolak() -> None:
    assert ditolak(replace(AJUKAN, rangkap_fpk=2)) == ("RANGKAP_FPK", "R-KLM-10")


@pytest.mark.aturan("R-AKT-12", "R-KLM-01")
def test_kantor_cabang_biasa_ditolak() -> None:
    assert ditolak(replace(AJUKAN, kantor_cabang="KC-BANDUNG", kantor_prima=False)) == ("BUKAN_KANTOR_CABANG_PRIMA", "R-AKT-12")


def test_pengajuan_tepat_waktu_tercatat() -> None:
    (e,) = decide(AJUKAN, KOSONG)
    assert isinstance(e, PengajuanDiterima) and e.tepat_waktu and e.batas == date(2017, 1, 10)
    assert decide(AJUKAN, evolve(KOSONG, e)) == []
    assert jalan(replace(AJUKAN, klaim=(), ditolak=1)).keadaan == "DITOLAK"
    assert ditolak(replace(AJUKAN, klaim=(), ditolak=0))[0] == "TANPA_KLAIM"


@pytest.mark.aturan("R-VER-07", "R-VER-08")
def test_yang_lengkap_jalan_yang_kurang_kembali() -> None:
    p = jalan(AJUKAN, LENGKAP)
    assert p.keadaan == "LENGKAP" and p.jatuh_tempo == date(2017, 2, 21) and p.dikembalikan == ("k-2",)
    semua = jalan(AJUKAN, replace(LENGKAP, lengkap=(), dikembalikan=("k-1", "k-2")))
    assert semua.keadaan == "DIKEMBALIKAN" and semua.jatuh_tempo is None


@pytest.mark.aturan("R-VER-03")
def test_fpk_menunggu_umpan_balik() -> None:
    assert ditolak(FPK, jalan(AJUKAN, LENGKAP)) == ("UMPAN_BALIK_BELUM", "R-VER-03")
    assert ditolak(replace(UMPAN, belum=1), jalan(AJUKAN, LENGKAP)) == ("VERIFIKASI_BELUM_SELESAI", "R-VER-03")
    assert jalan(AJUKAN, LENGKAP, UMPAN, FPK).keadaan == "FPK"


@pytest.mark.aturan("R-VER-04")
def test_satu_fpk_per_faskes() -> None:
    dua = BentukFpk(date(2017, 1, 17), (FPK.fpk[0], replace(FPK.fpk[0], nomor_fpk="FPK-2")))
    with pytest.raises(ValueError, match="R-VER-04"):
        decide(dua, jalan(AJUKAN, LENGKAP, UMPAN))


@pytest.mark.aturan("R-BAY-01")
def test_batas_pembayaran_terlewati_hanya_bila_belum_dibayar() -> None:
    fpk = jalan(AJUKAN, LENGKAP, UMPAN, FPK)
    assert decide(LewatiBatas(date(2017, 2, 20)), fpk) == []
    assert decide(LewatiBatas(date(2017, 2, 21)), fpk) == [BatasTerlewati(date(2017, 2, 21), 1)]
    dibayar = jalan(AJUKAN, LENGKAP, UMPAN, FPK, CatatFpkDibayar("FPK-1", 1, date(2017, 1, 20)))
    assert dibayar.keadaan == "DIBAYAR" and decide(LewatiBatas(date(2017, 2, 21)), dibayar) == []
