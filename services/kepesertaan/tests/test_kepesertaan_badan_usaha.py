"""AKT, PKS, Badan Usaha, single registration, access: over HTTP on real servers."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from typing import Any

import pytest
from dasar.tanggal import WIB
from kepesertaan.domain.ketentuan import KANTOR

Panggung = Any


@pytest.mark.aturan("R-AKT-02", "R-AKT-03", "R-AKT-04", "R-AKT-06", "R-AKT-10", "R-AKT-27")
async def test_akt_and_pks_are_for_kantor_pusat_by_standard_draft_for_a_year(panggung: Panggung) -> None:
    h, at = panggung.h, panggung.waktu("2016-11-01T09:00")
    rekening = {"bank": "BNI", "nomor": "0123456789", "nama": "PT Uji"}
    akt = {"nama": "PT Uji", "jenis_produk": ["CASH_PLAN"], "rekening": rekening}
    assert (await h.call("PUT", "/v1/akt/akt-uji", who=panggung.pusat(), json=akt, at=at)).status == 201
    assert (await h.call("PUT", "/v1/akt/akt-uji", who=panggung.pusat(), json=akt, at=at)).status == 200
    kc = await h.call("PUT", "/v1/akt/akt-uji", who=panggung.prima(), json=akt, at=at)
    assert (kc.status, kc.json()["aturan"]) == (403, "R-AKT-02")
    life = await h.call("PUT", "/v1/akt/akt-jiwa", who=panggung.pusat(), json={**akt, "jenis_produk": ["TERM_LIFE"]}, at=at)
    assert (life.status, life.json()["aturan"]) == (422, "R-AKT-06")
    pks = {
        "nomor": "P1", "berlaku_dari": "2016-11-01", "berlaku_sampai": "2017-10-31", "versi_naskah": "2016.1",
        "bentuk_kerja_sama": ["KOORDINASI_MANFAAT", "kepesertaan", "SOSIALISASI", "IURAN", "sistem informasi"], "manfaat": ["RITL"],
    }  # fmt: skip
    path = "/v1/akt/akt-uji/pks"
    for ubah, status, aturan in (
        ({"berlaku_sampai": "2017-10-30"}, 422, "R-AKT-04"),
        ({"versi_naskah": "bebas"}, 422, "R-AKT-03"),
        ({"bentuk_kerja_sama": ["GOLF"]}, 422, "R-AKT-10"),
    ):
        no = await h.call("POST", path, who=panggung.pusat(), json={**pks, **ubah}, at=at)
        assert (no.status, no.json()["aturan"]) == (status, aturan)
    no = await h.call("POST", path, who=panggung.prima(), json=pks, at=at)
    assert (no.status, no.json()["aturan"]) == (403, "R-AKT-02")
    assert (await h.call("POST", path, who=panggung.pusat(), json=pks, at=at)).json() == {**pks, "versi": 1}
    assert (await h.call("POST", path, who=panggung.pusat(), json=pks, at=at)).json() == {**pks, "versi": 1}
    other = await h.call("POST", path, who=panggung.pusat(), json={**pks, "manfaat": ["RAWAT_GIGI"]}, at=at)
    assert (other.status, other.json()["type"].rsplit("/", 1)[1]) == (409, "pks-berbeda")
    assert other.json()["title"] == "PKS berbeda"
    longer = await h.call("POST", path, who=panggung.pusat(), json={**pks, "berlaku_sampai": "2018-10-31"}, at=at)
    assert (longer.status, longer.json()["versi"]) == (201, 2)
    own = await h.call("GET", "/v1/akt/akt-uji", who=h.token("akt-uji", "kepesertaan:baca", akt_id="akt-uji"))
    whole = {**akt, "akt_id": "akt-uji", "pks": [{**pks, "berlaku_sampai": "2018-10-31", "versi": 2}]}
    assert (own.json(), own.headers["ETag"]) == (whole, longer.headers["ETag"]), "the answer is what was sent"
    active = (await h.call("GET", "/v1/akt?pks_aktif_pada=2018-10-31", who=panggung.akt())).json()["data"]
    alien = [("akt-uji", None, [])]
    assert [(a["akt_id"], a["rekening"], a["pks"]) for a in active] == alien, "another AKT finds it, not its agreement or account"
    assert (await h.call("GET", "/v1/akt?pks_aktif_pada=2018-11-01", who=panggung.akt())).json()["data"] == [], "its last day is over"
    seen = (await h.call("GET", "/v1/akt?pks_aktif_pada=2018-10-31", who=panggung.pusat())).json()["data"]
    assert seen == [whole]
    stale = await h.call("POST", path, who=panggung.pusat(), json={**pks, "nomor": "P2"}, headers={"If-Match": '"1"'}, at=at)
    assert stale.status == 412


@pytest.mark.aturan("R-AKT-14", "R-AKT-17", "R-AKT-23", "R-AKT-24", "R-KEP-37")
async def test_registration_in_one_201_with_ro_in_turn_and_account(panggung: Panggung) -> None:
    isi = await panggung.daftar_bu(kode_bu="00012399")
    assert (isi["keadaan"], isi["kurang"], isi["keadaan_va"]) == ("TERDAFTAR", [], "MENUNGGU")
    assert isi["virtual_account"] == "8888800000012399"
    others = [await panggung.daftar_bu() for _ in range(3)]
    assert {o["relationship_officer"] for o in others} == {"RO-JKT-01", "RO-JKT-02", "RO-JKT-03"}
    h, at = panggung.h, panggung.waktu("2016-11-07T10:00")
    subject = f"badan-usaha:{isi['badan_usaha_id']}"

    async def out() -> Any:
        return [
            type(e).__name__ for a, e in sorted(await h.bus.read("kepesertaan"), key=lambda x: x[0].sequence or 0) if a.subject == subject
        ]

    assert await h.until(out) == [
        "BadanUsahaDidaftarkan",
        "RelationshipOfficerDitunjuk",
        "DelegasiAktDitetapkan",
        "VirtualAccountDiterbitkan",
    ]
    twice = await h.call("POST", "/v1/badan-usaha", who=panggung.akt(), json=panggung.formulir(kode_bu="00012399"), at=at)
    assert (twice.status, twice.json()["errors"][0]["pointer"]) == (409, "/kode_bu")
    form = panggung.formulir()
    keyed = await asyncio.gather(*(h.call("POST", "/v1/badan-usaha", who=panggung.akt(), json=form, at=at, key="bu-1") for _ in range(4)))
    assert {k.status for k in keyed} == {201} and len({k.body for k in keyed}) == 1
    same = await h.call(
        "POST", "/v1/badan-usaha", who=panggung.akt("akt-melati"), json=panggung.formulir("akt-melati", npwp=form["npwp"]), at=at
    )
    assert same.status == 409 and "sentosa" not in same.body.decode()
    for ubah, who, status, aturan in (
        ({"kantor_cabang": "KC-BANDUNG"}, panggung.akt(), 422, "R-AKT-17"),
        ({"akt_id": "akt-melati"}, panggung.akt(), 403, "R-AKT-17"),
        ({}, h.token("badan-usaha-a", "kepesertaan:tulis", badan_usaha_id="x"), 403, "R-AKT-17"),
        ({"akt_id": None, "daftar_akt": [], "akt_ditunjuk": None, "surat_kuasa": None}, panggung.prima(), 422, "R-KEP-37"),
        ({"sub_segmen": "h"}, panggung.akt(), 422, "R-KEP-03"),
        ({"cakupan": None}, panggung.akt(), 422, "R-AKT-14"),
        ({"kantor_cabang": "KC-BULAN"}, panggung.akt(), 422, None),
        ({"daftar_akt": ["akt-sentosa", "akt-x"], "akt_ditunjuk": ["akt-sentosa", "akt-x"]}, panggung.akt(), 422, "R-AKT-20"),
        ({"daftar_akt": ["akt-x"], "akt_ditunjuk": None}, panggung.akt(), 422, "R-AKT-20"),
        ({"nama": "a\u0000"}, panggung.akt(), 422, None),
        ({"npwp": "12"}, panggung.akt(), 422, None),
    ):
        no = await h.call("POST", "/v1/badan-usaha", who=who, json=panggung.formulir(**ubah), at=at)
        assert (no.status, no.json().get("aturan")) == (status, aturan), (ubah, no.body)
    bumn = panggung.formulir(akt_id=None, daftar_akt=[], akt_ditunjuk=None, surat_kuasa=None, cakupan=None, jenis="BUMN")
    assert (await h.call("POST", "/v1/badan-usaha", who=panggung.prima(), json=bumn, at=at)).json()["keadaan"] == "TERDAFTAR"


@pytest.mark.aturan("R-AKT-18")
async def test_who_comes_online_with_an_akt_is_told_where_to_go(panggung: Panggung) -> None:
    sendiri = panggung.h.token("badan-usaha-a", "kepesertaan:tulis", badan_usaha_id="x")
    at = datetime(2016, 11, 7, 10, tzinfo=WIB)
    no = await panggung.h.call("POST", "/v1/badan-usaha", who=sendiri, json=panggung.formulir(), at=at)
    (kantor,) = no.json()["errors"]
    assert kantor["pointer"] == "/kantor_cabang"
    for k in KANTOR.values():
        disebut = k.kode in re.findall(r"[A-Z-]+", kantor["detail"])
        assert disebut is (k.jenis == "KC_PRIMA") and (k.kode in re.findall(r"[A-Z-]+", no.json()["detail"])) is disebut


@pytest.mark.aturan("R-AKT-19", "R-AKT-22")
async def test_missing_attachment_is_named_and_may_follow(panggung: Panggung) -> None:
    isi = await panggung.daftar_bu(daftar_akt=[], akt_ditunjuk=None)
    assert (isi["keadaan"], isi["kurang"], isi["virtual_account"]) == ("BERKAS_TIDAK_LENGKAP", ["KURANG_LAMPIRAN_DAFTAR_AKT"], None)
    h, who, at, id = panggung.h, panggung.akt(), panggung.waktu("2016-11-08T10:00"), isi["badan_usaha_id"]
    assert (await h.call("GET", f"/v1/badan-usaha/{id}", who=who, at=at)).status == 200
    assert (await h.call("GET", f"/v1/badan-usaha/{id}", who=panggung.akt("akt-melati"), at=at)).status == 404
    early = await panggung.kirim(id, b"nik\r\n", at="2016-11-08T10:00")
    assert (early.status, early.json()["aturan"]) == (403, "R-AKT-13")
    body = {"daftar_akt": ["akt-sentosa", "akt-lain"], "akt_ditunjuk": "akt-sentosa"}
    done = await h.call("POST", f"/v1/badan-usaha/{id}/berkas", who=who, json=body, at=at)
    assert (done.status, done.json()["keadaan"], done.json()["keadaan_va"]) == (200, "TERDAFTAR", "MENUNGGU"), done.body
    assert done.json()["relationship_officer"]


@pytest.mark.aturan("R-AKT-13", "R-AKT-25", "R-AKT-34", "R-AKT-35", "R-AKT-31")
async def test_ended_cooperation_is_403_never_delegated_404(panggung: Panggung) -> None:
    h, who = panggung.h, panggung.akt()
    id = (await panggung.daftar_bu())["badan_usaha_id"]
    path = f"/v1/badan-usaha/{id}"
    late = await h.call(
        "POST", f"{path}/penghentian-kerja-sama", who=who, json={"berakhir_pada": "2017-03-31"}, at=panggung.waktu("2017-02-01T09:00")
    )
    assert late.json()["catatan"] == "TERLAMBAT_1_HARI", late.body
    assert (await h.call("GET", path, who=who, at=panggung.waktu("2017-03-31T23:59"))).status == 200
    ended = await h.call("GET", path, who=who, at=panggung.waktu("2017-04-01T00:00"))
    assert (ended.status, ended.json()["aturan"]) == (403, "R-AKT-35")
    other = (await panggung.daftar_bu(surat_kuasa={"nomor": "S", "berlaku_dari": "2016-11-01", "berlaku_sampai": "2016-12-31"}))[
        "badan_usaha_id"
    ]
    expired = await h.call("GET", f"/v1/badan-usaha/{other}", who=who, at=panggung.waktu("2017-01-02T09:00"))
    assert (expired.status, expired.json()["aturan"]) == (403, "R-AKT-13")
    assert (await h.call("GET", path, who=panggung.akt("akt-melati"), at=panggung.waktu("2017-04-01T00:00"))).status == 404
    bu = h.token("badan-usaha-a", "kepesertaan:baca kepesertaan:tulis", badan_usaha_id=other)
    form = {"badan_usaha_id": other, "nik": "1", "nama": "x", "tanggal_lahir": "1990-01-01", "jenis_kelamin": "L", "hubungan": "PEKERJA"}
    told = await h.call("POST", "/v1/peserta", who=bu, json=form, at=panggung.waktu("2016-12-01T09:00"))
    assert (told.status, told.json()["aturan"]) == (403, "R-AKT-31")


async def test_lists_and_offices(panggung: Panggung) -> None:
    h, at = panggung.h, panggung.waktu("2016-11-09T10:00")
    id = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]

    async def ids(who: str) -> set[str]:
        found: set[str] = set()
        after = ""
        while True:
            page = (await h.call("GET", f"/v1/badan-usaha?batas=2{after}", who=who, at=at)).json()
            found |= {b["badan_usaha_id"] for b in page["data"]}
            if page["berikutnya"] is None:
                return found
            after = f"&setelah={page['berikutnya']}"

    def kantor(kode: str, jenis: str) -> str:
        return str(h.token(kode, "kepesertaan:baca", kantor=kode, jenis_kantor=jenis))

    assert id in await ids(panggung.akt("akt-melati")) and id not in await ids(panggung.akt())
    for who, sees in (
        (kantor("KC-PRIMA-JKT", "KC_PRIMA"), True),
        (kantor("DIVRE-IV", "DIVRE"), True),
        (panggung.pusat(), True),
        (kantor("KC-BANDUNG", "KC"), False),
        (kantor("DIVRE-V", "DIVRE"), False),
        (h.token("x", "kepesertaan:baca"), False),
        (h.token("rs-a", "kepesertaan:baca", kode_ppk="0301R001"), False),
        (h.token("b", "kepesertaan:baca", badan_usaha_id=id), True),
    ):
        assert (id in await ids(who)) is sees
        answer = await h.call("GET", f"/v1/badan-usaha/{id}", who=who, at=at)
        assert answer.status == (200 if sees else 404)
        assert not sees or answer.json()["sub_segmen"] == "f", "as it was sent"
    assert (await h.call("GET", "/v1/badan-usaha", at=at)).status == 401
    assert (await h.call("GET", "/v1/badan-usaha?setelah=%21", who=panggung.pusat(), at=at)).status == 400


@pytest.mark.aturan("R-IUR-10", "R-IUR-12")
async def test_umk_is_published(panggung: Panggung) -> None:
    body = {"tahun": 2016, "kabupaten_kota": "Kota Denpasar", "nilai": 2_007_000, "sumber": "CONTOH"}
    assert (await panggung.h.call("PUT", "/v1/umk", who=panggung.pusat(), json=body)).status == 200
    other = {**body, "nilai": 1}
    stale = await panggung.h.call("PUT", "/v1/umk", who=panggung.pusat(), json=other, headers={"If-Match": '"7"'})
    assert stale.status == 412
    assert (await panggung.h.call("PUT", "/v1/umk", who=panggung.pusat(), json={**body, "nilai": 0})).status == 422
    assert (await panggung.h.call("PUT", "/v1/umk", who=panggung.prima(), json=body)).status == 403

    async def out() -> Any:
        return await panggung.peristiwa("UmkDitetapkan", "umk:2016:Kota Denpasar")

    [e] = await panggung.h.until(out)
    assert e.nilai == 2_007_000


async def test_one_person_by_the_rules_of_the_file(panggung: Panggung) -> None:
    h, who, at = panggung.h, panggung.akt("akt-melati"), panggung.waktu("2016-11-21T09:00")
    bu = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    orang = next(b.orang for b in panggung.bahan.melati if b.orang.pekerja)
    kolom = {k: v for k, v in orang.baris().items() if v and k not in ("upah_pokok", "tunjangan_tetap", "kelas_dipilih")}
    isi = {**kolom, "badan_usaha_id": bu, "upah_pokok": orang.upah_pokok}
    made = await h.call("POST", "/v1/peserta", who=who, json=isi, at=at, key="p-1")
    assert (made.status, made.json()["iuran_mulai"], made.json()["kategori"]) == (201, "2017-01", "PEKERJA"), made.body
    replay = await h.call("POST", "/v1/peserta", who=who, json=isi, at=at, key="p-1")
    assert replay.body == made.body and replay.headers["Idempotency-Replayed"] == "true"
    same = await h.call("POST", "/v1/peserta", who=who, json=isi, at=at)
    assert (same.status, same.json()["tidak_berubah"], same.json()["nomor_kartu"]) == (200, True, made.json()["nomor_kartu"])
    assert (await h.call("GET", f"/v1/badan-usaha/{bu}", who=who, at=at)).json()["keadaan_va"] == "AKTIF"
    sentosa = (await panggung.daftar_bu())["badan_usaha_id"]
    taken = await h.call("POST", "/v1/peserta", who=panggung.akt(), json={**isi, "badan_usaha_id": sentosa}, at=at)
    assert (taken.status, taken.json()["aturan"], taken.json()["errors"][0]["kode"]) == (409, "R-KEP-35", "SUDAH_TERDAFTAR")
    tugas = (await h.call("GET", f"/v1/tugas?badan_usaha_id={sentosa}", who=panggung.prima(), at=at)).json()["data"]
    assert [t["jenis"] for t in tugas] == ["SUDAH_TERDAFTAR"]
    id = tugas[0]["tugas_id"]
    assert (await h.call("POST", f"/v1/tugas/{id}/penyelesaian", who=panggung.akt(), json={"hasil": "DITOLAK"}, at=at)).status == 403
    assert (
        await h.call("POST", f"/v1/tugas/{id}/penyelesaian", who=panggung.akt("akt-melati"), json={"hasil": "DITOLAK"}, at=at)
    ).status == 404
    done = await h.call("POST", f"/v1/tugas/{id}/penyelesaian", who=panggung.prima(), json={"hasil": "DITOLAK"}, at=at)
    assert (done.status, done.json()["keadaan"]) == (200, "SELESAI"), done.body
    unknown = await h.call(
        "POST", "/v1/peserta", who=panggung.akt(), json={**isi, "badan_usaha_id": sentosa, "nik": f"{orang.nik[:12]}9999"}, at=at
    )
    assert (unknown.status, unknown.json()["aturan"]) == (422, "R-KEP-36"), unknown.body
    bad = await h.call("POST", "/v1/peserta", who=who, json={**isi, "upah_pokok": None, "nik": orang.nik}, at=at)
    assert (bad.status, bad.json()["errors"][0]) == (
        422, {"pointer": "/upah_pokok", "detail": "Upah pokok pekerja harus diisi.", "lokasi": "body", "kode": "UPAH_KOSONG"},
    )  # fmt: skip


async def test_day_closes_and_pks_end_is_told(panggung: Panggung) -> None:
    h = panggung.h
    ask = await h.call(
        "POST", "/v1/tutup-hari", who=panggung.pusat(), json={"tanggal": "2018-11-01"}, at=panggung.waktu("2018-11-02T00:05")
    )
    done = await h.job(ask, panggung.pusat(), seconds=60)
    assert done["keadaan"] == "SELESAI", done

    async def out() -> Any:
        return await panggung.peristiwa("PksBerakhir")

    assert {e.akt_id for e in await h.until(out)} == {"akt-sentosa", "akt-melati", "akt-uji"}


async def test_openapi_is_true_and_every_route_asks_for_a_scope(panggung: Panggung) -> None:
    document = (await panggung.h.call("GET", "/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("security"), (method, path)
