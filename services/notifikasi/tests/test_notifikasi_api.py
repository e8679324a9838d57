"""Endpoints and the feed over HTTP: secrets, isolation, repetition, bad input, the document."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from chassis.testing import Answer, Harness
from dasar.tanggal import WIB
from jsonschema import Draft202012Validator
from notifikasi.domain.jenis import JENIS
from standardwebhooks import Webhook, WebhookVerificationError

from .conftest import Terima, akt, daftar, penerima
from .test_notifikasi_kirim import SAAT, kabarkan, lunas, sampai

TUJUAN = {"url": "http://127.0.0.1:9/x", "jenis": ["*"]}


def sah(rahasia: str, t: Terima) -> bool:
    try:
        Webhook(rahasia).verify(t.badan, t.kepala)
    except WebhookVerificationError:
        return False
    return True


async def test_the_secret_is_shown_once_and_lies_sealed(h: Harness) -> None:
    made = await h.call("POST", "/v1/webhook", who=akt(h, "akt-a"), json=TUJUAN, key="k-1")
    isi = made.json()
    assert (made.status, isi["keadaan"], isi["jenis"], isi["rahasia"][:6]) == (201, "AKTIF", ["*"], "whsec_")
    path = f"/v1/webhook/{isi['webhook_id']}"
    assert made.headers["Location"] == path
    again = await h.call("POST", "/v1/webhook", who=akt(h, "akt-a"), json=TUJUAN, key="k-1")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (isi, "true")
    assert (await h.call("POST", "/v1/webhook", who=akt(h, "akt-a"), json=TUJUAN | {"jenis": ["sep.diubah"]}, key="k-1")).status == 422
    clear = isi["rahasia"].removeprefix("whsec_").encode()
    for table in ("webhook", "events", "commands"):
        rows = await h.fetch(f"select t::text as t, {'response' if table == 'commands' else 'null::bytea'} as b,"  # noqa: S608
                             f" {'data' if table == 'events' else 'null::bytea'} as c from {table} t")  # fmt: skip
        assert rows and not any(clear in r["t"].encode() or clear in (r["b"] or b"") or clear in (r["c"] or b"") for r in rows)
    seen = await h.call("GET", path, who=akt(h, "akt-a"))
    assert (seen.status, seen.headers["ETag"]) == (200, '"1"') and "rahasia" not in seen.json()


async def test_rotation_signs_with_both_for_a_day(h: Harness) -> None:
    async with penerima() as p:
        webhook = await daftar(h, "akt-putar", p)
        (old,) = p.rahasia
        p.rahasia.clear()
        path = f"/v1/webhook/{webhook}"
        turned = await h.call("POST", f"{path}/rotasi", who=akt(h, "akt-putar"), key="r-1")
        new, until = turned.json()["rahasia"], datetime.fromisoformat(turned.json()["rahasia_lama_berlaku_sampai"])
        assert (turned.status, new != old) == (200, True)
        assert timedelta(hours=23, minutes=59) < until - datetime.now(WIB) <= timedelta(hours=24)
        assert (await h.call("POST", f"{path}/rotasi", who=akt(h, "akt-putar"), key="r-1")).json() == turned.json()
        assert (await h.call("GET", path, who=akt(h, "akt-putar"))).json()["rahasia_lama_berlaku_sampai"] is not None
        await kabarkan(h, "akt-putar", "8888800000000201", 1)
        (both,) = await sampai(h, p, 1)
        assert (sah(old, both), sah(new, both), both.kepala["webhook-signature"].count("v1,")) == (True, True, 2)
        await h.fetch("update webhook set lama_berlaku_sampai = now() where webhook_id = $1::uuid", webhook)
        await kabarkan(h, "akt-putar", "8888800000000201", 2)
        one = (await sampai(h, p, 2))[1]
        assert (sah(old, one), sah(new, one)) == (False, True)
        assert (await h.call("GET", path, who=akt(h, "akt-putar"))).json()["rahasia_lama_berlaku_sampai"] is None
        stale = await h.call("POST", f"{path}/rotasi", who=akt(h, "akt-putar"), headers={"If-Match": '"1"'})
        assert stale.status == 412


async def test_a_test_message_goes_to_the_endpoint_whatever_it_subscribed_to(h: Harness) -> None:
    async with penerima() as p:
        webhook = await daftar(h, "akt-uji", p, "klaim.dibayar")
        asked = await h.call("POST", f"/v1/webhook/{webhook}/uji", who=akt(h, "akt-uji"), at=SAAT, key="u-1")
        assert asked.status == 202
        (got,) = await sampai(h, p, 1)
        assert (got.id, got.jenis, got.data["urutan"]) == (asked.json()["pesan_id"], "webhook.uji", 1)
        assert (got.data["webhook_id"], got.data["akt_id"]) == (webhook, "akt-uji")
        same = await h.call("POST", f"/v1/webhook/{webhook}/uji", who=akt(h, "akt-uji"), at=SAAT, key="u-1")
        assert same.json() == asked.json()
        for deed in ("uji", "kirim-ulang"):
            stale = await h.call("POST", f"/v1/webhook/{webhook}/{deed}", who=akt(h, "akt-uji"), headers={"If-Match": '"1"'}, at=SAAT)
            assert stale.status == 412, deed
        await asyncio.sleep(0.4)
        assert len(p.percobaan) == 1
        assert (await h.call("GET", "/v1/peristiwa", who=akt(h, "akt-uji"))).json()["data"] == []


async def test_deleted_gets_nothing_more(h: Harness) -> None:
    async with penerima() as p, penerima() as lain:
        webhook = await daftar(h, "akt-hapus", p)
        await daftar(h, "akt-hapus", lain)
        path = f"/v1/webhook/{webhook}"
        gone = await h.call("DELETE", path, who=akt(h, "akt-hapus"), key="d-1")
        assert (gone.status, gone.body) == (204, b"")
        again = await h.call("DELETE", path, who=akt(h, "akt-hapus"), key="d-1")
        assert (again.status, again.headers["Idempotency-Replayed"]) == (204, "true")
        assert (await h.call("DELETE", path, who=akt(h, "akt-hapus"))).status == 404
        await kabarkan(h, "akt-hapus", "8888800000000211")
        await sampai(h, lain, 1)
        assert p.percobaan == []
        listed = (await h.call("GET", "/v1/webhook", who=akt(h, "akt-hapus"))).json()["data"]
        assert webhook not in {w["webhook_id"] for w in listed} and len(listed) == 1


async def test_the_feed_is_the_akts_own_and_without_holes(h: Harness) -> None:
    await asyncio.gather(
        *(
            h.bus.publish(f"rekening:{va}", lunas(va, n), at=SAAT, akt_id=nama)
            for n in range(1, 4)
            for nama, dasar_va in (("akt-umpan", 300), ("akt-tetangga", 400))
            for va in (f"88888{dasar_va + i:011}" for i in range(20))
        )
    )

    async def all_there() -> Any:
        rows = await h.fetch("select count(*) as n from peristiwa where akt_id in ('akt-umpan', 'akt-tetangga')")
        return rows[0]["n"] == 120

    await h.until(all_there)
    for nama in ("akt-umpan", "akt-tetangga"):
        seen: list[dict[str, Any]] = []
        path = "/v1/peristiwa?batas=25"
        page = (await h.call("GET", path, who=akt(h, nama))).json()
        while True:
            seen += page["data"]
            if page["berikutnya"] is None:
                break
            page = (await h.call("GET", f"{path}&setelah={page['berikutnya']}", who=akt(h, nama))).json()
        assert [p["nomor"] for p in seen] == list(range(1, 61))
        per: dict[str, list[str]] = {}
        for p in seen:
            per.setdefault(p["subjek"], []).append(p["data"]["tagihan_id"])
        assert set(map(tuple, per.values())) == {("t-1", "t-2", "t-3")}
        assert len({p["peristiwa_id"] for p in seen}) == 60
    rest = (await h.call("GET", "/v1/peristiwa?setelah=58", who=akt(h, "akt-umpan"))).json()
    assert [p["nomor"] for p in rest["data"]] == [59, 60] and rest["berikutnya"] is None
    assert (await h.call("GET", "/v1/peristiwa?jenis=sep.diubah", who=akt(h, "akt-umpan"))).json()["data"] == []
    operator = h.token("operasi", "operasi", kantor="PUSAT", jenis_kantor="PUSAT")
    assert len((await h.call("GET", "/v1/peristiwa?akt_id=akt-umpan&batas=500", who=operator)).json()["data"]) == 60
    assert (await h.call("GET", "/v1/peristiwa", who=operator)).status == 403
    assert (await h.call("GET", "/v1/peristiwa?akt_id=akt-umpan", who=akt(h, "akt-tetangga"))).status == 404


async def test_anothers_endpoint_does_not_exist(h: Harness) -> None:
    made = (await h.call("POST", "/v1/webhook", who=akt(h, "akt-punya"), json=TUJUAN)).json()["webhook_id"]
    calls = [("GET", ""), ("DELETE", ""), ("POST", "/rotasi"), ("POST", "/kirim-ulang"), ("POST", "/uji"), ("GET", "/pengiriman")]
    for method, sisa in calls:
        for id in (made, str(uuid4())):
            path = f"/v1/webhook/{id}{sisa}"
            assert (await h.call(method, path, who=akt(h, "akt-lain"))).status == 404, (method, sisa)
            assert (await h.call(method, path)).status == 401
            assert (await h.call(method, path, who=h.token("x", "klaim:baca", akt_id="akt-punya"))).status == 403
            if method != "GET":
                assert (await h.call(method, path, who=h.token("ops", "operasi", jenis_kantor="PUSAT"))).status == 403
                assert (await h.call(method, path, who=h.token("kc", "notifikasi:kelola", jenis_kantor="PUSAT"))).status == 403
    assert (await h.call("GET", f"/v1/webhook/{made}", who=akt(h, "akt-punya"))).status == 200
    operator = h.token("operasi", "operasi", kantor="PUSAT", jenis_kantor="PUSAT")
    assert (await h.call("GET", f"/v1/webhook/{made}/pengiriman", who=operator)).json()["data"] == []
    assert (await h.call("GET", "/v1/webhook?akt_id=akt-punya", who=operator)).json()["data"][0]["webhook_id"] == made
    assert (await h.call("GET", "/v1/webhook", who=akt(h, "akt-lain"))).json()["data"] == []
    assert (await h.call("GET", "/v1/webhook", who=h.token("kc", "notifikasi:kelola", jenis_kantor="KC"))).status == 403


@pytest.mark.parametrize(
    ("isi", "penunjuk"),
    [
        ({}, "/url"),
        ({"url": "http://127.0.0.1/x"}, "/jenis"),
        ({"url": "http://127.0.0.1/x", "jenis": []}, "/jenis"),
        ({"url": "http://127.0.0.1/x", "jenis": "*"}, "/jenis"),
        ({"url": "http://127.0.0.1/x", "jenis": ["apa.saja"]}, "/jenis/0"),
        ({"url": "http://127.0.0.1/x", "jenis": ["*"], "rahasia": "whsec_x"}, "/rahasia"),
        ({"url": 5, "jenis": ["*"]}, "/url"),
        ({"url": "bukan url", "jenis": ["*"]}, "/url"),
        ({"url": "http://10.0.0.1/x", "jenis": ["*"]}, "/url"),
        ({"url": "http://169.254.169.254/latest/meta-data", "jenis": ["*"]}, "/url"),
        ({"url": "http://[::1]:8105/x", "jenis": ["*"]}, "/url"),
        ({"url": "http://[::ffff:127.0.0.1]/x", "jenis": ["*"]}, "/url"),
        ({"url": "http://0x0a.1/x", "jenis": ["*"]}, "/url"),
        ({"url": "http://a\u0000b/", "jenis": ["*"]}, "/url"),
    ],
)
async def test_bad_input_names_the_field(h: Harness, isi: dict[str, Any], penunjuk: str) -> None:
    refused = await h.call("POST", "/v1/webhook", who=akt(h, "akt-salah"), json=isi)
    assert refused.status == 422 and refused.headers["Content-Type"] == "application/problem+json"
    assert penunjuk in [e["pointer"] for e in refused.json()["errors"]]


async def test_bad_parameters(h: Harness) -> None:
    who = akt(h, "akt-salah")
    for path in ("/v1/peristiwa?setelah=bukan", "/v1/webhook?setelah=bukan", "/v1/webhook?setelah=WyJ4Il0"):
        assert (await h.call("GET", path, who=who)).status == 400, path
    for path in ("/v1/webhook/bukan-uuid", "/v1/peristiwa?batas=0", "/v1/peristiwa?batas=501"):
        assert (await h.call("GET", path, who=who)).status == 422, path
    made = (await h.call("POST", "/v1/webhook", who=who, json=TUJUAN)).json()["webhook_id"]
    path = f"/v1/webhook/{made}/kirim-ulang"
    for isi in ({"sejak": "2016-12-05"}, {"sejak": "2016-12-05T10:00:00"}, {"sejak": 5}, {"hanya_gagal": 1}, {"lain": True}):
        assert (await h.call("POST", path, who=who, json=isi)).status == 422, isi
    for path in (f"/v1/webhook/{made}/pengiriman?keadaan=APA", f"/v1/webhook/{made}/pengiriman?batas=x"):
        assert (await h.call("GET", path, who=who)).status == 422


async def test_an_akt_has_a_bounded_number_of_endpoints(h: Harness) -> None:
    who = akt(h, "akt-banyak")
    for _ in range(20):
        assert (await h.call("POST", "/v1/webhook", who=who, json=TUJUAN)).status == 201
    assert (await h.call("POST", "/v1/webhook", who=who, json=TUJUAN)).status == 409
    page = (await h.call("GET", "/v1/webhook?batas=15", who=who)).json()
    rest = (await h.call("GET", f"/v1/webhook?batas=15&setelah={page['berikutnya']}", who=who)).json()
    assert (len(page["data"]), len(rest["data"]), rest["berikutnya"]) == (15, 5, None)


async def test_one_key_makes_one_endpoint_however_many_ask_at_once(h: Harness) -> None:
    answers: list[Answer] = await asyncio.gather(
        *(h.call("POST", "/v1/webhook", who=akt(h, "akt-serentak"), json=TUJUAN, key="sama") for _ in range(6))
    )
    assert {a.status for a in answers} == {201} and len({a.body for a in answers}) == 1
    assert len((await h.call("GET", "/v1/webhook", who=akt(h, "akt-serentak"))).json()["data"]) == 1


async def test_a_day_closes_when_the_others_have_closed_it(h: Harness) -> None:
    who = h.token("operasi", "operasi", kantor="PUSAT", jenis_kantor="PUSAT")
    asked = await h.call("POST", "/v1/tutup-hari", who=who, json={"tanggal": "2016-11-30"}, at=SAAT)
    for layanan in ("faskes", "kepesertaan", "iuran", "status"):
        await h.bus.close_day(layanan, date(2016, 11, 30), at=SAAT)
    await asyncio.sleep(0.5)
    assert (await h.call("GET", asked.headers["Location"], who=who)).json()["keadaan"] == "BERJALAN"
    await h.bus.close_day("klaim", date(2016, 11, 30), at=SAAT)
    assert (await h.job(asked, who))["keadaan"] == "SELESAI"


def rujukan(isi: Any) -> Iterator[str]:
    if isinstance(isi, dict):
        if isinstance(isi.get("$ref"), str):
            yield isi["$ref"]
        for nilai in isi.values():
            yield from rujukan(nilai)
    elif isinstance(isi, list):
        for nilai in isi:
            yield from rujukan(nilai)


async def test_the_document_describes_every_type_and_what_is_sent_fits_it(h: Harness) -> None:
    document = (await h.call("GET", "/openapi.json")).json()
    assert set(document["webhooks"]) == set(JENIS)
    skema = document["components"]["schemas"]
    assert {r.rsplit("/", 1)[1] for r in rujukan(document["webhooks"]) if "/schemas/" in r} <= set(skema)
    assert {r.rsplit("/", 1)[1] for r in rujukan(skema)} <= set(skema)
    async with penerima() as p:
        webhook = await daftar(h, "akt-skema", p)
        await kabarkan(h, "akt-skema", "8888800000000221")
        await h.call("POST", f"/v1/webhook/{webhook}/uji", who=akt(h, "akt-skema"))
        for got in await sampai(h, p, 2):
            isi = document["webhooks"][got.jenis]["post"]["requestBody"]["content"]["application/json"]["schema"]
            Draft202012Validator({**isi, "components": document["components"]}).validate(json.loads(got.badan))
