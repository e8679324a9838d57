"""Given events, when a command, then events: an AKT and its agreements. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from kepesertaan.domain import akt


def ketika(perintah: akt.AktPerintah, *sebelum: akt.AktPeristiwa) -> Sequence[akt.AktPeristiwa]:
    """given ``sebelum`` when ``perintah`` then …"""
    keadaan = akt.AWAL
    for e in sebelum:
        keadaan = akt.evolve(keadaan, e)
    return akt.decide(perintah, keadaan)


def ditolak(aturan: str, perintah: akt.AktPerintah, *sebelum: akt.AktPeristiwa) -> None:
    with pytest.raises(Ditolak) as tolak:
        ketika(perintah, *sebelum)
    assert tolak.value.aturan == aturan, tolak.value


HARI = date(2016, 11, 7)
AKT = akt.AktDidaftarkan("akt-x", "PT X", ("INDEMNITY",), None)
PKS = akt.SepakatiPks("P1", date(2016, 11, 1), date(2017, 10, 31), "2016.1", ("MANFAAT",), ("RITL",))
PKS_1 = akt.PksDisepakati("akt-x", "P1", 1, "2016.1", date(2016, 11, 1), date(2017, 10, 31), ("MANFAAT",), ("RITL",))


@pytest.mark.aturan("R-AKT-04")
def test_pks_of_a_year_is_agreed_a_day_less_refused_an_extension_is_a_new_version() -> None:
    assert ketika(PKS, AKT) == [PKS_1]
    ditolak("R-AKT-04", replace(PKS, berlaku_sampai=date(2017, 10, 30)), AKT)
    panjang = replace(PKS, berlaku_sampai=date(2018, 10, 31))
    assert ketika(panjang, AKT, PKS_1) == [replace(PKS_1, versi=2, berlaku_sampai=date(2018, 10, 31))]
    assert ketika(PKS, AKT, PKS_1) == []
    ditolak("R-AKT-04", replace(PKS, berlaku_dari=date(2016, 11, 2), berlaku_sampai=date(2019, 1, 1)), AKT, PKS_1)
    ditolak("R-AKT-02", replace(PKS, nomor="P2"), AKT, PKS_1)


@pytest.mark.parametrize("ubah", [{"manfaat": ("RITL", "RJTL")}, {"manfaat": ()}, {"bentuk_kerja_sama": ("MANFAAT", "IURAN")}])
def test_the_same_pks_with_other_content_is_not_the_same_pks(ubah: dict[str, Any]) -> None:
    with pytest.raises(Ditolak) as terjadi:
        ketika(replace(PKS, **ubah), AKT, PKS_1)
    assert (terjadi.value.kode, terjadi.value.status) == ("PKS_BERBEDA", 409)
    urut = replace(PKS, bentuk_kerja_sama=("IURAN", "MANFAAT"))
    assert ketika(urut, AKT, replace(PKS_1, bentuk_kerja_sama=("MANFAAT", "IURAN"))) == [], "the order of a list agrees nothing"
    lanjut = replace(PKS, berlaku_sampai=date(2018, 10, 31), **ubah)
    assert ketika(lanjut, AKT, PKS_1) == [replace(PKS_1, versi=2, berlaku_sampai=date(2018, 10, 31), **ubah)]


def test_the_end_of_a_pks_is_told_once_and_not_if_extended() -> None:
    akhir = akt.AkhiriPks("P1", date(2017, 10, 31))
    berakhir = akt.PksBerakhir("akt-x", "P1", date(2017, 10, 31))
    assert ketika(akhir, AKT, PKS_1) == [berakhir]
    assert ketika(akhir, AKT, PKS_1, berakhir) == []
    assert ketika(akhir, AKT, PKS_1, replace(PKS_1, versi=2, berlaku_sampai=date(2018, 10, 31))) == []


@pytest.mark.aturan("R-AKT-06")
def test_only_products_that_coordinate_benefits() -> None:
    perintah = akt.DaftarkanAkt("akt-x", "PT X", ("CASH_PLAN",), None, HARI)
    assert ketika(perintah) == [akt.AktDidaftarkan("akt-x", "PT X", ("CASH_PLAN",), None)]
    ditolak("R-AKT-06", replace(perintah, jenis_produk=("TERM_LIFE",)))
    assert ketika(akt.DaftarkanAkt("akt-x", "PT X", ("INDEMNITY",), None, HARI), AKT) == []
