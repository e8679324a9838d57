"""After the last day of a cooperation its AKT is told nothing more of the Badan Usaha and of its people (R-AKT-35). Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kepesertaan import publish
from kepesertaan.domain import badan_usaha, peserta
from kepesertaan.domain import badan_usaha_pesan as bu
from kepesertaan.domain import peserta_pesan as ps

from .test_kepesertaan_agregat import FORMULIR, LAHIR, NOKA, TANDA

AKHIR = date(2017, 3, 31)
UBAH = ps.DataDiubah(NOKA, ("alamat",), date(2017, 4, 2), None, None)
IMPOR = bu.ImporSelesai("B1", "J9", "IMPOR_PESERTA", 1, 1, 0, 1)


def diberi_tahu(modul: Any, terbitkan: Any, *peristiwa: Any) -> str | None:
    """Whom the last of these events is told."""
    keadaan = modul.AWAL
    for e in peristiwa:
        keadaan = modul.evolve(keadaan, e)
    publik = terbitkan(peristiwa[-1], keadaan)
    assert publik is not None
    akt: str | None = publik.akt_id
    return akt


@pytest.mark.aturan("R-AKT-35")
@pytest.mark.parametrize("alasan", ["KERJA_SAMA_BERAKHIR", "PERALIHAN_AKT"])
def test_a_person_is_told_to_the_akt_of_the_day(alasan: str) -> None:
    hapus = ps.TandaDihapus(NOKA, "akt-x", "B1", AKHIR, alasan)
    minta, baru = ps.KoordinasiDiminta(NOKA, "akt-y", "B1"), ps.TandaDiberikan(NOKA, "akt-y", "B1", date(2017, 4, 1), None)
    assert diberi_tahu(peserta, publish.peserta, LAHIR, TANDA, UBAH) == "akt-x"
    assert diberi_tahu(peserta, publish.peserta, LAHIR, TANDA, hapus) == "akt-x"  # that its own flag has ended
    assert diberi_tahu(peserta, publish.peserta, LAHIR, TANDA, hapus, UBAH) is None
    assert diberi_tahu(peserta, publish.peserta, LAHIR, TANDA, hapus, minta, UBAH) == "akt-y"
    assert diberi_tahu(peserta, publish.peserta, LAHIR, TANDA, hapus, baru, UBAH) == "akt-y"


@pytest.mark.aturan("R-AKT-35")
def test_who_had_no_flag_is_told_to_the_leaving_akt_no_longer_either() -> None:
    cabut = ps.CabutTanda("akt-x", AKHIR, "KERJA_SAMA_BERAKHIR", "B1")
    lahir = peserta.evolve(peserta.AWAL, LAHIR)
    [habis] = peserta.decide(cabut, lahir)
    assert habis == ps.PendampinganBerakhir(NOKA, "akt-x", AKHIR)
    assert diberi_tahu(peserta, publish.peserta, LAHIR, habis, UBAH) is None
    assert peserta.decide(cabut, peserta.evolve(lahir, habis)) == []
    for lain in (ps.CabutTanda("akt-y", AKHIR, "x", "B1"), ps.CabutTanda("akt-x", AKHIR, "x", "B2")):
        assert peserta.decide(lain, lahir) == []


@pytest.mark.aturan("R-AKT-35", "R-KIB-07")
def test_the_flag_of_family_and_of_who_left_says_nothing_of_the_own_unit() -> None:
    lewat = ps.TandaDiberikan(NOKA, "akt-z", "B2", date(2017, 1, 1), None)
    habis = ps.TandaDihapus(NOKA, "akt-z", "B2", AKHIR, "KERJA_SAMA_BERAKHIR")
    assert diberi_tahu(peserta, publish.peserta, LAHIR, lewat, UBAH) == "akt-x"
    assert diberi_tahu(peserta, publish.peserta, LAHIR, lewat, habis, UBAH) == "akt-x"
    keluar = ps.TandaDihapus(NOKA, "akt-x", "B1", AKHIR, "KELUAR")
    assert diberi_tahu(peserta, publish.peserta, LAHIR, TANDA, keluar, UBAH) == "akt-x"


@pytest.mark.aturan("R-AKT-35")
def test_a_badan_usaha_is_told_to_nobody_between_two_cooperations() -> None:
    awal: list[Any] = [
        bu.BadanUsahaDidaftarkan("B1", FORMULIR, "TERDAFTAR", (), date(2016, 11, 7)),
        bu.DelegasiDitetapkan("B1", "akt-x", "SELURUH", "SK/1", date(2016, 11, 1), None),
        bu.DelegasiDiakhiri("B1", "akt-x", AKHIR, "", 0),
    ]
    assert diberi_tahu(badan_usaha, publish.badan_usaha, *awal, IMPOR) == "akt-x"  # its last day is not over
    keadaan = badan_usaha.AWAL
    for e in awal:
        keadaan = badan_usaha.evolve(keadaan, e)
    selesai = bu.SelesaikanDelegasi("akt-x", AKHIR)
    assert badan_usaha.decide(bu.SelesaikanDelegasi("akt-x", date(2017, 4, 30)), keadaan) == []
    [habis] = badan_usaha.decide(selesai, keadaan)
    assert badan_usaha.decide(selesai, badan_usaha.evolve(keadaan, habis)) == []
    assert diberi_tahu(badan_usaha, publish.badan_usaha, *awal, habis, IMPOR) is None
    baru = bu.DelegasiDitetapkan("B1", "akt-y", "SELURUH", "SK/2", date(2017, 4, 1), None)
    assert diberi_tahu(badan_usaha, publish.badan_usaha, *awal, habis, baru, IMPOR) == "akt-y"
    assert diberi_tahu(badan_usaha, publish.badan_usaha, *awal, baru, habis, IMPOR) == "akt-y"  # the new one came first
