"""What kind of employer registers: a household is no Badan Usaha (R-KEP-06)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from kepesertaan.domain.formulir import jenis_pemberi_kerja
from kepesertaan.domain.kepatuhan import kepatuhan

Panggung = Any


@pytest.mark.aturan("R-KEP-06")
@pytest.mark.parametrize(
    ("jenis", "sub_segmen", "hasil"),
    [
        ("PEMBERI_KERJA_PERORANGAN", "PEKERJA_LAIN", "PEMBERI_KERJA_PERORANGAN"),  # a household and its driver
        ("PERORANGAN", "SWASTA", "PEMBERI_KERJA_PERORANGAN"),
        ("SWASTA", "SWASTA", "BADAN_USAHA"),  # a PT
        ("KOPERASI", "SWASTA", "BADAN_USAHA"),  # other legal bodies
        ("BUMN", "BUMN", "BADAN_USAHA"),
        ("INSTANSI", "PNS", "PENYELENGGARA_NEGARA"),
        ("INSTANSI", "PPNPN", "PENYELENGGARA_NEGARA"),
    ],
)
def test_a_badan_usaha_is_one_kind_of_employer(jenis: str, sub_segmen: str, hasil: str) -> None:
    assert jenis_pemberi_kerja(jenis, sub_segmen) == hasil


@pytest.mark.aturan("R-KEP-06", "R-KEP-08")
def test_a_household_is_no_micro_firm() -> None:
    assert kepatuhan("PERORANGAN", 1, 0, punya_akt=False, pada=date(2016, 6, 1)).keadaan == "BELUM_JATUH_TEMPO"
    assert kepatuhan("PERORANGAN", 1, 0, punya_akt=False, pada=date(2019, 1, 1)).keadaan == "BELUM_PATUH"
    assert kepatuhan("SWASTA", 1, 0, punya_akt=False, pada=date(2016, 6, 1)).keadaan == "BELUM_PATUH"


@pytest.mark.aturan("R-KEP-06", "R-KEP-37")
async def test_a_household_registers_its_driver_at_its_own_office(panggung: Panggung) -> None:
    h = panggung.h
    kc = h.token("kc-bandung", "kepesertaan:baca kepesertaan:tulis", kantor="KC-BANDUNG", jenis_kantor="KC")
    lengkap = panggung.formulir(jenis="PEMBERI_KERJA_PERORANGAN", nama="Keluarga Sutanto", kantor_cabang="KC-BANDUNG", sub_segmen="g")
    rumah = {k: v for k, v in lengkap.items() if k not in ("akt_id", "cakupan", "daftar_akt", "akt_ditunjuk", "surat_kuasa")}
    rumah |= {"npwp": "", "jumlah_pekerja": 1}

    async def daftar(isi: dict[str, Any], who: str, status: int) -> Any:
        answer = await h.call("POST", "/v1/badan-usaha", who=who, json=isi, at=panggung.waktu("2016-11-07T10:00"))
        assert answer.status == status, answer.body
        return answer.json()

    # no kode Badan Usaha is asked of it, nor may it bring one; neither is an NPWP of a firm needed
    tolak = await daftar(rumah | {"kode_bu": "00077001"}, kc, 422)
    assert (tolak["aturan"], tolak["errors"][0]["pointer"]) == ("R-KEP-06", "/kode_bu")
    jadi = await daftar(rumah, kc, 201)
    assert (jadi["jenis_pemberi_kerja"], jadi["keadaan"], jadi["keadaan_va"]) == ("PEMBERI_KERJA_PERORANGAN", "TERDAFTAR", "MENUNGGU")
    lihat = (await h.call("GET", f"/v1/badan-usaha/{jadi['badan_usaha_id']}", who=kc, at=panggung.waktu("2016-11-07T10:00"))).json()
    assert (lihat["jenis"], lihat["jenis_pemberi_kerja"]) == ("PEMBERI_KERJA_PERORANGAN", "PEMBERI_KERJA_PERORANGAN")
    assert (await daftar(rumah | {"kantor_cabang": "KC-PRIMA-JKT"}, panggung.prima(), 422))["aturan"] == "R-KEP-37"
    pt = await panggung.daftar_bu()
    assert pt["jenis_pemberi_kerja"] == "BADAN_USAHA"
