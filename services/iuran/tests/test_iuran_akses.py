"""Who sees what: AKT, Badan Usaha, offices, banks; and the quote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


@pytest.fixture(scope="module")
async def dua(dunia: Any) -> tuple[str, str, Any]:
    """Two accounts of two AKT with a bill each; and the bill of the first."""
    await dunia.umk()
    sentosa, melati = await dunia.badan_usaha("akt-sentosa"), await dunia.badan_usaha("akt-melati")
    for va in (sentosa, melati):
        await dunia.orang(va, upah=5_000_000)
    await dunia.tutup_kepesertaan(date(2016, 11, 20))
    await dunia.terbitkan()
    bayar = await dunia.bayar(sentosa, 250_000, "2016-12-05T10:00:00", "AK1")
    tagihan = await dunia.tagihan(sentosa)
    return sentosa, melati, {**tagihan, "pembayaran_id": bayar.json()["pembayaran_id"]}


def jalur(va: str, t: Any) -> list[str]:
    return [
        f"/v1/tagihan/{t['tagihan_id']}",
        f"/v1/tagihan/{t['tagihan_id']}/baris",
        f"/v1/pembayaran/{t['pembayaran_id']}",
        f"/v1/pembayaran?virtual_account={va}",
        f"/v1/virtual-account/{va}",
        f"/v1/virtual-account/{va}/buku",
        f"/v1/penerimaan-akt?virtual_account={va}",
    ]


async def test_the_matrix(dunia: Any, dua: tuple[str, str, Any]) -> None:
    va, _, tagihan = dua
    h, baca = dunia.h, "iuran:baca"
    siapa = {
        dunia.akt("akt-sentosa"): 200,
        dunia.akt("akt-melati"): 404,
        dunia.akt("akt-baru"): 404,
        h.token("bu", baca, badan_usaha_id=tagihan["badan_usaha_id"]): 200,
        h.token("bu", baca, badan_usaha_id="BU-LAIN"): 404,
        h.token("kc-prima", baca, kantor="KC-PRIMA-JKT", jenis_kantor="KC_PRIMA"): 200,
        h.token("kc", baca, kantor="KC-BANDUNG", jenis_kantor="KC"): 404,
        h.token("pusat", baca, kantor="PUSAT", jenis_kantor="PUSAT"): 200,
        h.token("rs", baca, kode_ppk="0301R001"): 404,
        h.token("bank", baca, kode_bank="BNI"): 404,
        h.token("tanpa-siapa", baca): 404,
        dunia.bni: 403,
    }
    for token, harap in siapa.items():
        for satu in jalur(va, tagihan):
            jawab = await h.call("GET", satu, who=token, at=saat("2016-12-06T10:00:00"))
            assert jawab.status == harap, (satu, harap, jawab.body)
    for satu in jalur(va, tagihan):
        assert (await h.call("GET", satu)).status == 401


async def test_lists_hold_the_askers_own_only(dunia: Any, dua: tuple[str, str, Any]) -> None:
    va, lain, tagihan = dua

    async def terlihat(token: str) -> set[str]:
        jawab = await dunia.h.call("GET", "/v1/tagihan?periode=2016-12", who=token, at=saat("2016-12-06T10:00:00"))
        return {t["virtual_account"] for t in jawab.json()["data"]}

    assert await terlihat(dunia.akt("akt-sentosa")) == {va}
    assert await terlihat(dunia.akt("akt-melati")) == {lain}
    assert await terlihat(dunia.h.token("bu", "iuran:baca", badan_usaha_id=tagihan["badan_usaha_id"])) == {va}
    assert await terlihat(dunia.h.token("kc", "iuran:baca", kantor="KC-BANDUNG", jenis_kantor="KC")) == set()
    assert await terlihat(dunia.h.token("kc", "iuran:baca", kantor="KC-PRIMA-JKT", jenis_kantor="KC_PRIMA")) == {va, lain}
    assert await terlihat(dunia.h.token("x", "iuran:baca")) == set()


@pytest.mark.aturan("R-AKT-35")
async def test_an_akt_whose_cooperation_ended_is_403_from_the_next_day(dunia: Any, dua: tuple[str, str, Any]) -> None:
    va = await dunia.badan_usaha("akt-lama")
    await dunia.akhiri(va, "akt-lama", date(2017, 3, 31))
    await dunia.tutup_kepesertaan(date(2016, 11, 21))
    lihat = dunia.akt("akt-lama")
    masih = await dunia.h.call("GET", f"/v1/virtual-account/{va}", who=lihat, at=saat("2017-03-31T23:59:59"))
    assert masih.status == 200
    habis = await dunia.h.call("GET", f"/v1/virtual-account/{va}", who=lihat, at=saat("2017-04-01T00:00:00"))
    assert (habis.status, habis.json()["aturan"]) == (403, "R-AKT-35")


async def test_mandiri_number_and_strange_numbers(dunia: Any, dua: tuple[str, str, Any]) -> None:
    va, _, _ = dua
    pusat = dunia.operasi
    mandiri = await dunia.h.call("GET", f"/v1/virtual-account/89888{va[5:]}", who=pusat)
    assert mandiri.json()["virtual_account"] == va and mandiri.headers["ETag"]
    for aneh in ("1", "88888000000000%00", "a" * 16, "8888800000000001x", "%F0%9F%92%A9"):
        assert (await dunia.h.call("GET", f"/v1/virtual-account/{aneh}", who=pusat)).status in (400, 404, 422)
    for kueri in ("setelah=x", "setelah=WzFd", "batas=0", "batas=x", "periode=2016", "virtual_account=" + "1" * 50):
        assert (await dunia.h.call("GET", f"/v1/tagihan?{kueri}", who=pusat)).status in (400, 422)
    assert (await dunia.h.call("GET", "/v1/tagihan/bukan-uuid", who=pusat)).status in (400, 404, 422)
    assert (await dunia.h.call("GET", "/v1/tagihan/00000000-0000-0000-0000-000000000000", who=pusat)).status == 404


@pytest.mark.aturan("R-IUR-05", "R-IUR-10", "R-IUR-14", "R-IUR-16")
async def test_a_quote(dunia: Any, dua: tuple[str, str, Any]) -> None:
    async def hitung(kueri: str) -> Any:
        return await dunia.h.call("GET", f"/v1/hitung-iuran?{kueri}", who=dunia.akt("akt-sentosa"))

    satu = (await hitung("periode=2016-12&upah_pokok=2000000&kabupaten_kota=kota%20jakarta%20selatan&keluarga_tambahan=2&kerabat=3")).json()
    assert [b["jenis"] for b in satu["baris"]] == ["PEKERJA", "KELUARGA_TAMBAHAN", "KELUARGA_TAMBAHAN", "KERABAT"]
    assert (satu["jumlah"], satu["jatuh_tempo"]) == (124_000 + 31_000 + 2 * 31_000 + 25_500, "2016-12-10")
    assert {"R-IUR-10", "R-IUR-05"} <= {d["aturan"] for d in satu["baris"][0]["dasar"]}
    assert (await hitung("periode=2015-07&upah_pokok=6500000&umk=1800000&keluarga_tambahan=4")).json()["jumlah"] == 425_250
    assert (await hitung("periode=2026-01&segmen=PBPU&kelas=3")).json()["baris"][0]["pemerintah"] == 7_000
    for kueri in (
        "periode=2016-12", "periode=2016-12&upah_pokok=1&kabupaten_kota=antah", "periode=2013-01&upah_pokok=1&umk=1",
        "periode=2016-12&upah_pokok=-1", "periode=2016-12&segmen=PBPU", "periode=2016-12&upah_pokok=1&umk=1&kerabat=9",
    ):  # fmt: skip
        assert (await hitung(kueri)).status == 422, kueri


async def test_openapi_is_served(dunia: Any, dua: tuple[str, str, Any]) -> None:
    dokumen = (await dunia.h.call("GET", "/openapi.json")).json()
    assert {"/v1/tagihan:terbitkan", "/v1/pembayaran", "/v1/berkas-bank", "/v1/hitung-iuran"} <= set(dokumen["paths"])
    assert dokumen["openapi"].startswith("3.1")
