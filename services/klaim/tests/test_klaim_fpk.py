"""FPK: approved by another person, paid once, to the AKT's own account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from dasar.penolakan import Ditolak
from klaim.domain.fpk import KOSONG, BayarFpk, CetakFpk, Fpk, FpkCommand, FpkDibayar, KlaimFpk, Rekening, SetujuiFpk, decide, evolve

CETAK = CetakFpk(
    "FPK-1", "p-1", "akt-sentosa", "Asuransi Sentosa", "0301R001", "RSUD Contoh", "KC-PRIMA-JKT", "2016-12",
    (KlaimFpk("k-1", "0301R0011216V000001", 5_000_000), KlaimFpk("k-2", "0301R0011216V000002", 4_000_000)),
    ("kc-prima",), date(2017, 2, 21), date(2017, 1, 17),
)  # fmt: skip
REKENING = Rekening("BNI", "0123456789", "PT Asuransi Sentosa")
SETUJUI = SetujuiFpk("kc-prima-persetujuan", date(2017, 1, 18))
BAYAR = BayarFpk("kc-prima-persetujuan", date(2017, 1, 20), REKENING, None, "TRF-1", 9_000_000)


def jalan(*commands: FpkCommand) -> Fpk:
    state = KOSONG
    for c in commands:
        for e in decide(c, state):
            state = evolve(state, e)
    return state


def ditolak(command: FpkCommand, state: Fpk) -> tuple[str, str | None, int]:
    with pytest.raises(Ditolak) as tolak:
        decide(command, state)
    return tolak.value.kode, tolak.value.aturan, tolak.value.status


@pytest.mark.aturan("R-VER-04")
def test_fpk_menyebut_asuransi_dan_faskes() -> None:
    fpk = jalan(CETAK)
    assert (fpk.nama_akt, fpk.nama_faskes, fpk.nilai) == ("Asuransi Sentosa", "RSUD Contoh", 9_000_000)


@pytest.mark.aturan("R-VER-05")
def test_verifikator_tidak_boleh_menyetujui_atau_membayar() -> None:
    assert ditolak(replace(SETUJUI, oleh="kc-prima"), jalan(CETAK)) == ("PENYETUJU_SAMA_DENGAN_VERIFIKATOR", "R-VER-05", 403)
    assert ditolak(replace(BAYAR, oleh="kc-prima"), jalan(CETAK, SETUJUI))[2] == 403


@pytest.mark.aturan("R-VER-05")
def test_tanpa_persetujuan_tidak_dibayar() -> None:
    assert ditolak(BAYAR, jalan(CETAK)) == ("BELUM_DISETUJUI", "R-VER-05", 409)


@pytest.mark.aturan("R-BAY-02")
def test_rekening_rumah_sakit_ditolak() -> None:
    rs = Rekening("BRI", "999", "RSUD Contoh")
    assert ditolak(replace(BAYAR, tujuan=rs), jalan(CETAK, SETUJUI)) == ("BUKAN_REKENING_AKT", "R-BAY-02", 422)
    assert ditolak(replace(BAYAR, rekening_akt=None), jalan(CETAK, SETUJUI))[0] == "REKENING_AKT_TIDAK_ADA"


@pytest.mark.aturan("R-BAY-08", "R-BAY-02")
def test_dibayar_sekali() -> None:
    fpk = jalan(CETAK, SETUJUI)
    assert decide(BAYAR, fpk) == [FpkDibayar("kc-prima-persetujuan", date(2017, 1, 20), 9_000_000, REKENING, "TRF-1")]
    assert decide(replace(BAYAR, referensi="TRF-2"), jalan(CETAK, SETUJUI, BAYAR)) == []
    assert decide(SETUJUI, jalan(CETAK, SETUJUI)) == []


@pytest.mark.aturan("R-BAY-03")
def test_tidak_melebihi_yang_terutang() -> None:
    assert jalan(CETAK, SETUJUI, replace(BAYAR, nilai=8_900_000)).dibayar == 8_900_000
