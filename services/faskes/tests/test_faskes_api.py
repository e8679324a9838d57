"""faskes on real PostgreSQL and Kafka: PUT, GET by date, list, isolation, publication, races."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from chassis.testing import Harness, running
from faskes.main import SPEC
from selaras.lokal.uji import ServerUji
from shared_events import faskes as publik

KODE = "0301R001"
SAAT = datetime.fromisoformat("2016-11-01T09:00:00+07:00")


def isi(**ubah: Any) -> dict[str, Any]:
    return {
        "nama": "RSUD Contoh Satu",
        "jenis": "FKRTL",
        "kelas_rs": "B",
        "sk_kelas": {"nomor": "HK.02.03/I/1/2014", "tanggal": "2014-03-03"},
        "kepemilikan": "PEMERINTAH",
        "kabupaten_kota": "Kota Medan",
        "regional": 3,
        "kontrak_bpjs": [{"dari": "2016-12-01", "sampai": "2017-12-31"}],
        "kontrak_akt": [{"akt_id": "akt-sentosa", "dari": "2016-01-01", "sampai": None}],
        "lulus_kredensialing": True,
        **ubah,
    }


@pytest.fixture(scope="module")
async def h(servers: ServerUji) -> AsyncIterator[Harness]:
    async with running(SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap) as harness:
        yield harness


def pusat(h: Harness) -> str:
    return h.token("kantor-pusat", "referensi:tulis", kantor="PUSAT", jenis_kantor="PUSAT")


def sentosa(h: Harness) -> str:
    return h.token("akt-sentosa", "klaim:baca", akt_id="akt-sentosa")


async def test_put_makes_then_changes_and_is_published_whole(h: Harness) -> None:
    who = pusat(h)
    made = await h.call("PUT", f"/v1/faskes/{KODE}", who=who, json=isi(), at=SAAT)
    assert (made.status, made.headers["ETag"], made.json()["klasifikasi"]) == (201, '"1"', "FASKES_AKT")
    assert (await h.call("PUT", f"/v1/faskes/{KODE}", who=who, json=isi(), at=SAAT)).status == 200
    changed = await h.call("PUT", f"/v1/faskes/{KODE}", who=who, json=isi(kelas_rs="A", berlaku_dari="2017-01-01"), at=SAAT)
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')

    async def published() -> Any:
        found = [(e, p) for e, p in await h.bus.read("faskes") if e.subject == f"faskes:{KODE}"]
        return found if len(found) == 2 else None

    (first, registered), (second, contract) = await h.until(published)
    assert isinstance(registered, publik.FaskesDidaftarkan) and isinstance(contract, publik.KontrakFaskesDiubah)
    assert (first.sequence, second.sequence, first.akt_id) == (1, 2, None)
    assert (registered.kelas_rs, contract.kelas_rs, contract.berlaku_dari) == ("B", "A", date(2017, 1, 1))
    assert first.recorded_time == SAAT.astimezone(UTC)


@pytest.mark.aturan("R-AKT-40")
async def test_get_by_date_classifies_and_hides_other_insurers_contracts(h: Harness) -> None:
    await h.call("PUT", "/v1/faskes/0301R002", who=pusat(h), json=isi(), at=SAAT)
    for pada, klasifikasi in (("2016-11-30", "FASKES_AKT"), ("2016-12-01", "IRISAN"), ("2018-01-01", "FASKES_AKT")):
        seen = (await h.call("GET", f"/v1/faskes/0301R002?pada={pada}", who=sentosa(h))).json()
        assert (seen["klasifikasi"], seen["pada"], len(seen["kontrak_akt"])) == (klasifikasi, pada, 1)
    melati = h.token("akt-melati", "klaim:baca", akt_id="akt-melati")
    other = (await h.call("GET", "/v1/faskes/0301R002?pada=2016-12-01", who=melati)).json()
    assert (other["klasifikasi"], other["kontrak_akt"]) == ("BPJS", [])


@pytest.mark.aturan("R-AKT-41")
async def test_refusals_name_field_and_rule(h: Harness) -> None:
    who = pusat(h)
    clinic = isi(jenis="FKTP", kelas_rs=None, sk_kelas=None, lulus_kredensialing=False)
    refused = await h.call("PUT", "/v1/faskes/0301U001", who=who, json=clinic, at=SAAT)
    assert (refused.status, refused.json()["aturan"], refused.json()["errors"][0]["pointer"]) == (422, "R-AKT-41", "/kontrak_bpjs/0")
    assert refused.headers["Content-Type"] == "application/problem+json"
    for salah in (
        {"regional": 9},
        {"kelas_rs": "Z"},
        {"nama": ""},
        {"nama": "a\u0000b"},
        {"lain": 1},
        {"kontrak_bpjs": [{"dari": "kapan"}]},
    ):
        answer = await h.call("PUT", "/v1/faskes/0301R009", who=who, json=isi(**salah), at=SAAT)
        assert answer.status == 422 and answer.json()["errors"], salah
    for path in ("/v1/faskes/0301r009", "/v1/faskes/0301R00", "/v1/faskes/0301R009x"):
        assert (await h.call("PUT", path, who=who, json=isi(), at=SAAT)).status == 422
    assert (await h.call("GET", "/v1/faskes/0301R009", who=who)).status == 404
    assert (await h.call("GET", "/v1/faskes/0301R001?pada=2016-02-30", who=who)).status == 422


async def test_who_may_what(h: Harness) -> None:
    assert (await h.call("PUT", "/v1/faskes/0301R003", json=isi())).status == 401
    assert (await h.call("PUT", "/v1/faskes/0301R003", who=sentosa(h), json=isi())).status == 403
    assert (await h.call("GET", "/v1/faskes", who=h.token("bank-bni", "pembayaran:tulis"))).status == 403
    assert (await h.call("GET", "/v1/faskes", who=h.token("rs-a", "sep:tulis status:baca", kode_ppk=KODE))).status == 200


async def test_if_match_and_idempotency_key(h: Harness) -> None:
    who, path = pusat(h), "/v1/faskes/0301R004"
    first = await h.call("PUT", path, who=who, json=isi(), at=SAAT, key="k-1")
    again = await h.call("PUT", path, who=who, json=isi(), at=SAAT, key="k-1")
    assert (first.status, again.status, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert (await h.call("PUT", path, who=who, json=isi(regional=1), at=SAAT, key="k-1")).status == 422
    stale = await h.call("PUT", path, who=who, json=isi(regional=1), at=SAAT, headers={"If-Match": '"7"'})
    assert stale.status == 412
    assert (await h.call("PUT", path, who=who, json=isi(regional=1), at=SAAT, headers={"If-Match": '"1"'})).status == 200


async def test_two_writers_at_once_make_one_registration(h: Harness) -> None:
    answers = await asyncio.gather(
        *(h.call("PUT", "/v1/faskes/0301R005", who=pusat(h), json=isi(kabupaten_kota=f"Kota {n}"), at=SAAT) for n in range(4))
    )
    assert sorted(a.status for a in answers) == [200, 200, 200, 201]
    rows = await h.fetch("select type from events where stream_id = 'faskes:0301R005' order by version")
    assert [r["type"] for r in rows] == ["FaskesDidaftarkan", *["FaskesDiubah"] * 3]


async def test_list_pages_in_order(h: Harness) -> None:
    who = pusat(h)
    for n in range(5):
        await h.call("PUT", f"/v1/faskes/0909R00{n}", who=who, json=isi(kabupaten_kota="Kota Ambon"), at=SAAT)
    seen: list[str] = []
    path = "/v1/faskes?kabupaten_kota=Kota%20Ambon&batas=2&pada=2016-12-01"
    page = (await h.call("GET", path, who=who)).json()
    while True:
        seen += [f["kode_ppk"] for f in page["data"]]
        if page["berikutnya"] is None:
            break
        page = (await h.call("GET", f"{path}&setelah={page['berikutnya']}", who=who)).json()
    assert seen == [f"0909R00{n}" for n in range(5)]
    assert (await h.call("GET", "/v1/faskes?setelah=bukan", who=who)).status == 400
    assert (await h.call("GET", "/v1/faskes?jenis=FKTP&kabupaten_kota=Kota%20Ambon", who=who)).json()["data"] == []


async def test_reference_lists_by_date(h: Harness) -> None:
    who = sentosa(h)
    found = (await h.call("GET", "/v1/referensi/pengecualian?pada=2016-12-01", who=who)).json()
    assert len(found["data"]) == 15 and "Perpres 12/2013" in found["sumber"]
    assert (await h.call("GET", "/v1/referensi/kriteria-gawat-darurat", who=who)).status == 200
    assert (await h.call("GET", "/v1/referensi/apa-saja", who=who)).status == 404
    assert (await h.call("GET", "/v1/referensi/pengecualian?pada=2013-12-31", who=who)).status == 404


async def test_a_day_can_be_closed(h: Harness) -> None:
    who = h.token("operasi", "operasi", kantor="PUSAT", jenis_kantor="PUSAT")
    asked = await h.call("POST", "/v1/tutup-hari", who=who, json={"tanggal": "2016-10-31"}, at=SAAT)
    assert (await h.job(asked, who))["keadaan"] == "SELESAI"


async def test_the_document_tells_every_route(h: Harness) -> None:
    paths = (await h.call("GET", "/openapi.json")).json()["paths"]
    assert {"/v1/faskes/{kode_ppk}", "/v1/faskes", "/v1/referensi/{daftar}"} <= set(paths)
