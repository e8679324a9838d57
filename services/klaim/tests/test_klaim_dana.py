"""Utilization review and cash forecast: the arithmetic, and both over a running service."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from dasar.tanggal import WIB
from klaim.domain.dana import KOSONG, Kewajiban, MintaDana, Pemanfaatan, decide, evolve, jatuh_sampai, rerata_persetujuan
from shared_events import kepesertaan as kp

JT = 1_000_000


@pytest.mark.aturan("R-UR-01")
def test_contoh_katalog_pemanfaatan() -> None:
    u = Pemanfaatan(10_000, 120, 0, 120, 600 * JT)
    assert u.rate == 12 and u.unit_cost == 5 * JT and u.ratio is None


@pytest.mark.aturan("R-UR-02")
def test_kelompok_tanpa_peserta_tidak_terdefinisi() -> None:
    u = Pemanfaatan(0, 0, 0, 0, 0)
    assert u.rate is None and u.ratio is None and u.unit_cost is None
    assert Pemanfaatan(10, 3, 12, 3, 10).ratio == Fraction(1, 4) and Pemanfaatan(10, 3, 12, 3, 10).unit_cost == 3


@pytest.mark.aturan("R-UR-05")
def test_contoh_katalog_prakiraan() -> None:
    k = Kewajiban(date(2017, 2, 21), 300 * JT, 0, 500 * JT)
    assert k.prakiraan(rerata_persetujuan(1000, 900)) == 750 * JT
    assert k.prakiraan(rerata_persetujuan(0, 0)) == 800 * JT


@pytest.mark.aturan("R-UR-06")
def test_prakiraan_menurut_jatuh_tempo() -> None:
    semua = (Kewajiban(date(2016, 12, 23), JT, 0, 0), Kewajiban(date(2017, 1, 5), JT, 0, 0))
    assert jatuh_sampai(semua, date(2016, 12, 31)) == semua[:1]
    minta = MintaDana("d-1", "KC-PRIMA-JKT", date(2016, 12, 31), semua, Fraction(1), date(2016, 12, 1))
    (e,) = decide(minta, KOSONG)
    assert e.nominal == JT and decide(minta, evolve(KOSONG, e)) == []
    with pytest.raises(Ditolak, match="TANPA_KEWAJIBAN"):
        decide(MintaDana("d-2", "KC-PRIMA-JKT", date(2016, 12, 1), semua, Fraction(1), date(2016, 12, 1)), KOSONG)


@pytest.mark.aturan("R-UR-04")
async def test_hanya_peserta_koordinasi_manfaat(panggung: Any) -> None:
    p = panggung
    akt = "akt-uji-ur"
    noka = [p.noka(8000 + n, akt) for n in range(4)]
    for n in noka:
        tanda = kp.TandaKoordinasiManfaatDiberikan(nomor_kartu=n, akt_id=akt, badan_usaha_id="bu", berlaku_dari=date(2016, 12, 2))
        await p.h.bus.publish(f"peserta:{n}", tanda, at=datetime(2016, 12, 2, tzinfo=WIB))
    hapus = kp.TandaKoordinasiManfaatDihapus(nomor_kartu=noka[3], akt_id=akt, badan_usaha_id="bu", berakhir_pada=date(2016, 12, 31))
    await p.h.bus.publish(f"peserta:{noka[3]}", hapus, at=datetime(2016, 12, 31, tzinfo=WIB))
    await p.h.until(lambda: p.h.fetch("select 1 from p_tanda where akt_id = $1 and berakhir_pada is not null", akt))
    await p.h.until(lambda: p.h.fetch("select 1 from p_tanda where akt_id = $1 having count(*) = 4", akt))
    await p.rawat("rs-a", noka[0], "0301R001", date(2016, 12, 6), date(2016, 12, 8), jenis_pelayanan="RJTL")
    isi = (await p.get("pusat", f"/v1/utilization-review?bulan=2016-12&akt_id={akt}")).json()
    assert (isi["peserta"], isi["kasus_ritl"], isi["kasus_rjtl"], isi["rate_permil"]) == (4, 0, 1, "0.00")
    januari = (await p.get("pusat", f"/v1/utilization-review?bulan=2017-01&akt_id={akt}")).json()
    assert januari["peserta"] == 3
    sebelum = (await p.get("pusat", f"/v1/utilization-review?bulan=2016-11&akt_id={akt}")).json()
    assert sebelum["peserta"] == 0 and sebelum["rate_permil"] == "TIDAK_TERDEFINISI"
    milik_sendiri = (await p.get("akt-melati", f"/v1/utilization-review?bulan=2016-12&akt_id={akt}")).json()
    assert milik_sendiri["akt_id"] == "akt-melati"


async def test_prakiraan_dan_permintaan_dana(panggung: Any) -> None:
    p = panggung
    saat = datetime(2017, 1, 16, 9, tzinfo=WIB)
    semua = (await p.get("pusat", "/v1/cash-forecast")).json()
    assert semua["jumlah"] == sum(d["prakiraan"] for d in semua["data"])
    assert (await p.get("akt-sentosa", "/v1/cash-forecast")).status == 403
    kosong = await p.post("kc-prima-sby", "/v1/permintaan-dana", {"sampai": "2017-12-31"}, pada=saat)
    assert kosong.status == 409 and kosong.json()["aturan"] == "R-UR-06"
    milik = (await p.get("kc-prima", "/v1/cash-forecast")).json()
    minta = await p.post("kc-prima", "/v1/permintaan-dana", {"sampai": "2099-12-31"}, pada=saat, kunci="dana-1")
    if milik["jumlah"]:
        assert minta.status == 201 and minta.json()["nominal"] == milik["jumlah"]
        assert minta.json()["permintaan_id"] in {d["permintaan_id"] for d in (await p.get("pusat", "/v1/permintaan-dana")).json()["data"]}
    else:
        assert minta.status == 409
