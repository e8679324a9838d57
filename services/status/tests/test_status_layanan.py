"""status on real PostgreSQL and Kafka: the story's dates, isolation, another law, bad input."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from chassis.testing import Harness
from shared_events import kepesertaan

from .dunia import Dunia, akt, rs, saat, tutup


@pytest.mark.aturan("R-STA-06", "R-STA-08", "R-STA-10")
async def test_the_story_of_two_firms(h: Harness) -> None:
    satu, dua = Dunia(h, 1), Dunia(h, 2, "akt-melati")
    for d in (satu, dua):
        await d.daftar()
        await d.tagih("2016-12", "2016-11-21")
    belum = await satu.jadi("2016-12-04", "TERDAFTAR")
    assert (belum["aktif"], belum["dasar"][0]["aturan"], belum["segar_pada"]) == (False, "R-STA-08", None)

    for d in (satu, dua):
        await d.bayar("2016-12", "2016-12-05T10:00:00")
        aktif = await d.jadi("2016-12-05", "AKTIF", at="2016-12-05T10:00:00")
        assert (aktif["aktif"], aktif["lunas_sampai"], aktif["hak_kelas"]) == (True, "2016-12", 1)
        assert aktif["penanggung_biaya"] == "BPJS_KESEHATAN" and aktif["badan_usaha_id"] == d.bu
        assert (await d.tanya("2016-12-04", at="2016-12-05T10:00:00"))["keadaan"] == "TERDAFTAR"
        await d.orang(
            kepesertaan.TandaKoordinasiManfaatDiberikan(
                nomor_kartu=d.noka, akt_id=d.akt, badan_usaha_id=d.bu, berlaku_dari=date(2016, 12, 5)
            ),
            "2016-12-05T10:00:00",
        )
        await d.tagih("2017-01", "2016-12-21")

    assert (await satu.tanya("2017-01-11"))["keadaan"] == "AKTIF"  # the mark of 10 January is not there yet
    await tutup(h, "2017-01-10", "2017-01-11T00:30:00")
    menunggak = await satu.jadi("2017-01-11", "MENUNGGAK")
    assert menunggak["aktif"] and menunggak["segar_pada"] == "2017-01-10" and menunggak["koordinasi_manfaat"]["aktif"]

    for d in (satu, dua):
        await d.tagih("2017-02", "2017-01-21")
    await tutup(h, "2017-02-10", "2017-02-11T00:30:00")
    mati = await satu.jadi("2017-02-11", "TIDAK_AKTIF")
    assert (mati["aktif"], mati["dasar"][0]["aturan"]) == (False, "R-STA-06")
    assert mati["koordinasi_manfaat"] == {"aktif": False, "akt_id": "akt-sentosa", "sejak": "2016-12-05"}
    await tutup(h, "2017-02-13", "2017-02-14T00:30:00")

    for periode in ("2017-01", "2017-02"):
        await satu.bayar(periode, "2017-02-14T10:00:00")
        await dua.bayar(periode, "2017-02-10T19:00:00", "2017-02-14T10:00:00")
    await satu.jadi("2017-02-14", "AKTIF", at="2017-02-14T10:00:00")
    assert (await satu.tanya("2017-02-12", at="2017-02-14T11:00:00"))["keadaan"] == "TIDAK_AKTIF"
    pulih = await dua.jadi("2017-02-12", "AKTIF", at="2017-02-14T10:00:00")
    assert "R-STA-10" in [x["aturan"] for x in pulih["dasar"]]
    dulu = await dua.tanya("2017-02-12", at="2017-02-14T11:00:00", diketahui="2017-02-13T00:00:00")
    assert dulu["keadaan"] == "TIDAK_AKTIF"

    async def semua() -> Any:
        terbit = [(p.keadaan, str(p.dari), p.lunas_sampai) for _, p in await satu.diumumkan()]
        return terbit if len(terbit) >= 5 else None

    assert await h.until(semua) == [
        ("AKTIF", "2016-12-05", "2016-12"),
        ("MENUNGGAK", "2017-01-11", "2016-12"),
        ("TIDAK_AKTIF", "2017-02-11", "2016-12"),
        ("MENUNGGAK", "2017-02-14", "2017-01"),
        ("AKTIF", "2017-02-14", "2017-02"),
    ]

    async def dua_pulih() -> Any:
        amplop, terakhir = (await dua.diumumkan())[-1]
        return (amplop, terakhir) if terakhir.lunas_sampai == "2017-02" else None

    amplop, terakhir = await h.until(dua_pulih)
    assert (terakhir.keadaan, terakhir.dari, terakhir.sampai) == ("AKTIF", date(2017, 2, 10), date(2017, 3, 10))
    assert amplop.akt_id == "akt-melati" and amplop.recorded_time == saat("2017-02-14T10:00:00")

    riwayat = (await h.call("GET", f"/v1/status/{satu.noka}/riwayat", who=rs(h), at=saat("2017-02-20"))).json()
    assert [(m["keadaan"], m["dari"]) for m in riwayat["masa"] if m["koordinasi_manfaat"]["akt_id"] or m["keadaan"] == "TERDAFTAR"] == [
        ("TERDAFTAR", "2016-11-15"),
        ("AKTIF", "2016-12-05"),
        ("MENUNGGAK", "2017-01-11"),
        ("TIDAK_AKTIF", "2017-02-11"),
        ("AKTIF", "2017-02-14"),
    ]
    assert riwayat["saat_diketahui"]


async def test_one_month_paid_late_is_tolerance_only(h: Harness) -> None:
    d = Dunia(h, 3)
    await d.daftar()
    for periode, terbit in (("2016-12", "2016-11-21"), ("2017-01", "2016-12-21"), ("2017-02", "2017-01-21")):
        await d.tagih(periode, terbit)
    await d.bayar("2016-12", "2016-12-05")
    await d.bayar("2017-01", "2017-02-14")
    assert (await d.jadi("2017-02-14", "MENUNGGAK", at="2017-02-14T12:00:00"))["lunas_sampai"] == "2017-01"


async def test_who_may_ask(h: Harness) -> None:
    d = Dunia(h, 4)
    await d.daftar()
    await d.jadi("2016-12-01", "TERDAFTAR")
    path, at = f"/v1/status/{d.noka}", saat("2016-12-01")
    boleh = [
        akt(h),
        rs(h),
        h.token("kc-prima", "status:baca", kantor="KC-PRIMA-JKT", jenis_kantor="KC_PRIMA"),
        h.token("bu", "status:baca", badan_usaha_id=d.bu),
    ]
    tidak = [akt(h, "akt-melati"), h.token("bu", "status:baca", badan_usaha_id="BU-lain"), h.token("siapa", "status:baca")]
    for who in boleh:
        assert (await h.call("GET", path, who=who, at=at)).status == 200
    for who in tidak:
        for p in (path, f"{path}/riwayat"):
            assert (await h.call("GET", p, who=who, at=at)).status == 404
    assert (await h.call("GET", path, at=at)).status == 401
    assert (await h.call("GET", path, who=h.token("bank-bni", "pembayaran:tulis"), at=at)).status == 403


async def test_an_ended_cooperation_is_403_with_its_rule(h: Harness) -> None:
    d = Dunia(h, 5)
    await d.daftar()
    akhir = kepesertaan.DelegasiAktDiakhiri(badan_usaha_id=d.bu, akt_id=d.akt, berakhir_pada=date(2016, 12, 31))
    await h.bus.publish(f"badan-usaha:{d.bu}", akhir, at=saat("2016-12-01"), akt_id=d.akt)

    async def berakhir() -> Any:
        answer = await h.call("GET", f"/v1/status/{d.noka}", who=akt(h), at=saat("2017-01-01T00:00:00"))
        return answer if answer.status == 403 else None

    assert (await h.until(berakhir)).json()["aturan"] == "R-AKT-35"
    assert (await h.call("GET", f"/v1/status/{d.noka}", who=akt(h), at=saat("2016-12-31T23:59:00"))).status == 200


async def test_many_at_once_and_only_ones_own(h: Harness) -> None:
    a, b = Dunia(h, 6), Dunia(h, 7, "akt-melati")
    for d in (a, b):
        await d.daftar()
        await d.jadi("2016-12-01", "TERDAFTAR")
    isi = {"pada": "2016-12-01", "nomor_kartu": [a.noka, b.noka, "9999999999999", a.noka]}
    j = (await h.call("POST", "/v1/status:periksa", who=akt(h), json=isi, at=saat("2016-12-01"))).json()
    assert ([x["nomor_kartu"] for x in j["data"]], j["tidak_ditemukan"]) == ([a.noka], [b.noka, "9999999999999"])
    semua = (await h.call("POST", "/v1/status:periksa", who=rs(h), json=isi, at=saat("2016-12-01"))).json()
    assert len(semua["data"]) == 2
    assert semua["data"][0] == {**(await a.tanya("2016-12-01")), "diketahui": semua["data"][0]["diketahui"]}


async def test_another_law_over_what_happened(h: Harness) -> None:
    d = Dunia(h, 10)
    await d.daftar()
    for periode, terbit in (("2016-12", "2016-11-21"), ("2017-01", "2016-12-21")):
        await d.tagih(periode, terbit)
    await d.bayar("2016-12", "2016-12-05")
    await h.bus.close_day("iuran", date(2017, 2, 14), at=saat("2017-02-15"))
    await d.jadi("2017-02-11", "TIDAK_AKTIF", at="2017-02-15T12:00:00")
    isi: dict[str, Any] = {
        "batas_tunggakan": [{"berlaku_dari": "2016-12-01", "berlaku_sampai": "2017-12-31", "cara": "AKHIR_BULAN"}],
        "nomor_kartu": [d.noka, "9999999999999"],
    }
    j = (await h.call("POST", "/v1/status:simulasi", who=akt(h), json=isi, at=saat("2017-02-15T12:00:00"))).json()
    (beda,) = j["data"][0]["beda"]
    assert (beda["dari"], beda["sampai"]) == ("2017-02-01", "2017-02-10")
    assert (beda["sekarang"]["keadaan"], beda["simulasi"]["keadaan"]) == ("MENUNGGAK", "TIDAK_AKTIF")
    assert (j["diperiksa"], j["tidak_ditemukan"]) == (1, ["9999999999999"])
    salah: list[dict[str, Any]] = [
        {"cara": "JUMLAH_BULAN"},
        {"berlaku_sampai": "2016-01-01"},
        {"berlaku_dari": "0001-01-01"},
        {"cara": "BEBAS"},
    ]
    for ubah in salah:
        buruk = {**isi, "batas_tunggakan": [{**isi["batas_tunggakan"][0], **ubah}]}
        answer = await h.call("POST", "/v1/status:simulasi", who=akt(h), json=buruk)
        assert answer.status == 422 and answer.json()["errors"][0]["pointer"].startswith("/batas_tunggakan"), ubah


async def test_bad_input_names_the_field(h: Harness) -> None:
    who = rs(h)
    for path in (
        "/v1/status/123", "/v1/status/0000000000001?pada=2016-02-30", "/v1/status/0000000000001?diketahui=kemarin",
        "/v1/status/0000000000001?diketahui=2017-02-13T00:00:00", "/v1/status/0000000000001?diketahui=0001-01-01T00:00:00%2B07:00",
        "/v1/status/0000000000001?diketahui=9999-12-31T23:59:59-12:00",
    ):  # fmt: skip
        answer = await h.call("GET", path, who=who)
        assert answer.status == 422 and answer.json()["errors"], path
    assert (await h.call("GET", "/v1/status/9999999999999", who=who)).status == 404
    for pada in ("0001-01-01", "9999-12-31"):
        assert (await h.call("GET", f"/v1/status/0000000000001?pada={pada}", who=who)).status in (200, 404)
    salah: list[dict[str, Any]] = [
        {"nomor_kartu": []},
        {"nomor_kartu": ["1" * 13] * 1001},
        {"nomor_kartu": ["x"]},
        {"pada": "2016-12-01"},
        {"nomor_kartu": "1"},
    ]
    for isi in salah:
        assert (await h.call("POST", "/v1/status:periksa", who=who, json=isi)).status == 422, isi
