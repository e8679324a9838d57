"""From cover to tanda, from tanda to card, and their end: on real PostgreSQL and Kafka, status played by the test."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from shared_events.status import StatusUnitBerubah

Panggung = Any


@pytest.fixture(scope="module")
async def bu(panggung: Panggung) -> dict[str, Any]:
    isi: dict[str, Any] = await panggung.daftar_bu("akt-melati")
    done = await panggung.impor(isi["badan_usaha_id"], panggung.bahan.melati, akt="akt-melati", at="2016-11-14T09:00")
    assert done["selesai"] == 40
    return isi


async def lunas(panggung: Panggung, bu: dict[str, Any], *, dari: str, sampai: str, at: str) -> None:
    va = bu["virtual_account"]
    event = StatusUnitBerubah(
        virtual_account=va, badan_usaha_id=bu["badan_usaha_id"], keadaan="AKTIF", aktif=True, dari=dari, lunas_sampai=sampai
    )
    await panggung.h.bus.publish(f"unit:{va}", event, at=panggung.waktu(at), akt_id="akt-melati")


async def desain(panggung: Panggung, versi: str, *, setuju: bool = True) -> None:
    at = panggung.waktu("2016-12-01T09:00")
    rute, isi = "/v1/kartu-identitas-bersama/desain", {"versi": versi, "keterangan": "biru"}
    made = await panggung.h.call("POST", rute, who=panggung.akt("akt-melati"), json=isi, at=at)
    assert made.status == 201, made.body
    semua = (await panggung.h.call("GET", rute, who=panggung.pusat(), at=at)).json()
    assert [(d["keadaan"], d["keterangan"]) for d in semua if d["versi"] == versi] == [("DIAJUKAN", "biru")]  # what is to be decided on
    path = f"/v1/kartu-identitas-bersama/desain/akt-melati/{versi}/persetujuan"
    done = await panggung.h.call("POST", path, who=panggung.pusat(), json={"setuju": setuju, "alasan": "uji"}, at=at)
    assert done.status == 200, done.body


async def noka(panggung: Panggung, n: int = 0, *, pekerja: bool = True) -> str:
    orang = [b.orang for b in panggung.bahan.melati if b.orang.pekerja is pekerja][n]
    [found] = await panggung.cari(orang.nik, akt="akt-melati")
    return str(found["nomor_kartu"])


@pytest.mark.aturan("R-KIB-03", "R-KIB-04", "R-KIB-02")
async def test_no_card_without_design_tanda_or_by_another_than_the_akt(panggung: Panggung, bu: dict[str, Any]) -> None:
    card = {"nomor_kartu": [await noka(panggung)], "versi_desain": "v1"}
    who, at = panggung.akt("akt-melati"), panggung.waktu("2016-12-01T10:00")
    path = "/v1/kartu-identitas-bersama"
    early = await panggung.h.call("POST", path, who=who, json=card, at=at)
    assert (early.status, early.json()["aturan"]) == (409, "R-KIB-04")
    await desain(panggung, "v0", setuju=False)
    refused = await panggung.h.call("POST", path, who=who, json={**card, "versi_desain": "v0"}, at=at)
    assert refused.json()["aturan"] == "R-KIB-04"
    await desain(panggung, "v1")
    untagged = await panggung.h.call("POST", path, who=who, json=card, at=at)
    assert (untagged.status, untagged.json()["aturan"], untagged.json()["type"].rsplit("/", 1)[1]) == (
        409,
        "R-KIB-03",
        "pendaftaran-belum-selesai",
    )
    office = await panggung.h.call("POST", path, who=panggung.prima(), json=card, at=at)
    assert (office.status, office.json()["aturan"]) == (403, "R-KIB-02")
    kc = await panggung.h.call(
        "POST", f"{path}/desain/akt-melati/v1/persetujuan", who=panggung.h.token("x", "persetujuan:tulis", jenis_kantor="KC_PRIMA"), json={}
    )
    assert (kc.status, kc.json()["aturan"]) == (403, "R-KIB-04")


@pytest.mark.aturan("R-KIB-06", "R-KIB-05")
async def test_tanda_follows_the_cover_once_each(panggung: Panggung, bu: dict[str, Any]) -> None:
    n = await noka(panggung)
    who = panggung.akt("akt-melati")
    before = (await panggung.h.call("GET", f"/v1/peserta/{n}", who=who, at=panggung.waktu("2016-12-04T09:00"))).json()
    assert before["koordinasi_manfaat"]["tanda"] is False
    await lunas(panggung, bu, dari="2016-12-05", sampai="2016-12", at="2016-12-05T10:00")

    async def given() -> Any:
        return await panggung.peristiwa("TandaKoordinasiManfaatDiberikanMassal", f"badan-usaha:{bu['badan_usaha_id']}")

    [announced] = await panggung.h.until(given)
    assert len(announced.nomor_kartu) == 40 and announced.berlaku_dari.isoformat() == "2016-12-05"
    after = (await panggung.h.call("GET", f"/v1/peserta/{n}", who=who, at=panggung.waktu("2016-12-05T11:00"))).json()
    assert after["koordinasi_manfaat"] == {"tanda": True, "akt_id": "akt-melati", "sejak": "2016-12-05", "sampai": None}
    earlier = (await panggung.h.call("GET", f"/v1/peserta/{n}?pada=2016-12-04", who=who, at=panggung.waktu("2016-12-05T11:00"))).json()
    assert earlier["koordinasi_manfaat"]["tanda"] is False
    await lunas(panggung, bu, dari="2016-12-05", sampai="2017-01", at="2016-12-30T10:00")
    await asyncio.sleep(0.3)
    assert len(await panggung.h.fetch("select 1 from events where type = 'TandaDiberikan'")) == 40


async def test_cards_are_issued_once_and_told_again(panggung: Panggung, bu: dict[str, Any]) -> None:
    who, at = panggung.akt("akt-melati"), panggung.waktu("2016-12-05T12:00")
    numbers = [await noka(panggung), await noka(panggung, 1)]
    body = {"nomor_kartu": numbers, "versi_desain": "v1"}
    answers = await asyncio.gather(*(panggung.h.call("POST", "/v1/kartu-identitas-bersama", who=who, json=body, at=at) for _ in range(4)))
    assert {a.status for a in answers} == {201}, [a.body for a in answers]
    assert len({a.body for a in answers}) == 1
    keyed = await panggung.h.call("POST", "/v1/kartu-identitas-bersama", who=who, json=body, at=at, key="kib-1")
    replay = await panggung.h.call("POST", "/v1/kartu-identitas-bersama", who=who, json=body, at=at, key="kib-1")
    assert replay.headers["Idempotency-Replayed"] == "true" and replay.body == keyed.body == answers[0].body
    kib = answers[0].json()["data"][0]["nomor_kib"]
    assert (await panggung.h.call("GET", f"/v1/kartu-identitas-bersama/{kib}", who=who)).json()["nomor_kartu"] == numbers[0]
    assert (await panggung.h.call("GET", f"/v1/kartu-identitas-bersama/{kib}", who=panggung.akt())).status == 404
    foreign = await panggung.h.call("POST", "/v1/kartu-identitas-bersama", who=panggung.akt(), json=body, at=at)
    assert foreign.status == 409


@pytest.mark.aturan("R-KIB-10", "R-STA-09", "R-AKT-32")
async def test_leaving_ends_the_tanda_in_one_append_with_it(panggung: Panggung, bu: dict[str, Any]) -> None:
    who = panggung.akt("akt-melati")
    keluarga = [b.orang for b in panggung.bahan.melati if b.orang.nik_pekerja]
    pekerja = keluarga[0].nik_pekerja
    [worker] = await panggung.cari(pekerja, akt="akt-melati")
    n, path = worker["nomor_kartu"], f"/v1/peserta/{worker['nomor_kartu']}/mutasi"
    at = panggung.waktu("2017-01-15T09:00")
    body = {"jenis": "KELUAR", "berlaku": "2017-01-15"}
    done = await panggung.h.call("POST", path, who=who, json=body, at=at, key="keluar-1")
    assert done.status == 200, done.body
    ikut = 1 + sum(o.nik_pekerja == pekerja for o in keluarga)
    assert (len(done.json()["nomor_kartu_terdampak"]), done.json()["iuran_terakhir"]) == (ikut, "2017-01")
    again = await panggung.h.call("POST", path, who=who, json=body, at=at, key="keluar-1")
    assert again.headers["Idempotency-Replayed"] == "true"
    now = (await panggung.h.call("GET", f"/v1/peserta/{n}", who=who, at=at)).json()
    assert (now["keadaan"], now["koordinasi_manfaat"]["tanda"]) == ("KELUAR", False)
    assert now["riwayat_tanda"] == [{"akt_id": "akt-melati", "sejak": "2016-12-05", "sampai": "2017-01-15"}]
    known = "2017-01-14T00:00:00%2B07:00"
    before = (await panggung.h.call("GET", f"/v1/peserta/{n}?pada=2017-01-20&diketahui={known}", who=who, at=at)).json()
    assert (before["keadaan"], before["koordinasi_manfaat"]["tanda"]) == ("TERDAFTAR", True)
    twice = await panggung.h.call("POST", path, who=who, json={**body, "berlaku": "2017-01-16"}, at=at)
    assert twice.status == 409
    rows = await panggung.h.fetch("select version, type from events where stream_id = $1 order by version", f"peserta:{n}")
    assert [r["type"] for r in rows][-2:] == ["PesertaDikeluarkan", "TandaDihapus"]


@pytest.mark.aturan("R-KEP-40", "R-KEP-42")
async def test_a_rise_changes_the_class_of_worker_and_family(panggung: Panggung, bu: dict[str, Any]) -> None:
    who, at = panggung.akt("akt-melati"), panggung.waktu("2016-12-21T09:00")
    keluarga = [b.orang for b in panggung.bahan.melati if b.orang.nik_pekerja]
    pekerja = keluarga[-1].nik_pekerja
    [worker] = await panggung.cari(pekerja, akt="akt-melati")
    upah = 3_900_000 if worker["hak_kelas"] == 1 else 4_000_001
    path = f"/v1/peserta/{worker['nomor_kartu']}/mutasi"
    done = await panggung.h.call("POST", path, who=who, json={"jenis": "UBAH_UPAH", "berlaku": "2016-12-01", "upah_pokok": upah}, at=at)
    assert done.status == 200, done.body
    ikut = 1 + sum(o.nik_pekerja == pekerja and o.hubungan != "KERABAT" for o in keluarga)
    assert (done.json()["hak_kelas"], len(done.json()["nomor_kartu_terdampak"])) == (3 - worker["hak_kelas"], ikut)
    for pada, kelas in (("2017-01-31", worker["hak_kelas"]), ("2017-02-01", 3 - worker["hak_kelas"])):
        seen = (await panggung.h.call("GET", f"/v1/peserta/{worker['nomor_kartu']}?pada={pada}", who=who, at=at)).json()
        assert seen["hak_kelas"] == kelas, pada
    nama = await panggung.h.call(
        "POST", path, who=who, json={"jenis": "UBAH_DATA", "berlaku": "2016-12-21", "data": {"nama": "Zulaikha Contoh"}}, at=at
    )
    assert nama.status == 200, nama.body
    found = await panggung.h.call("POST", "/v1/peserta:cari", who=who, json={"nama": "zulai"}, at=at)
    assert [d["nomor_kartu"] for d in found.json()["data"]] == [worker["nomor_kartu"]]
    bad = await panggung.h.call("POST", path, who=who, json={"jenis": "TERBANG", "berlaku": "2016-12-21"}, at=at)
    assert bad.status == 422


@pytest.mark.aturan("R-KIB-11", "R-AKT-37", "R-AKT-35")
async def test_the_end_of_cooperation_ends_the_flags_when_its_day_is_closed(panggung: Panggung, bu: dict[str, Any]) -> None:
    h, id = panggung.h, bu["badan_usaha_id"]
    body = {"berakhir_pada": "2017-03-31", "alasan": "pindah AKT"}
    path = f"/v1/badan-usaha/{id}/penghentian-kerja-sama"
    told = await h.call("POST", path, who=panggung.akt("akt-melati"), json=body, at=panggung.waktu("2017-01-31T09:00"))
    assert (told.status, told.json()["catatan"]) == (200, None), told.body
    bertanda = "select count(*) as n from peserta where badan_usaha_id = $1 and tanda_akt_id is not null"
    [before] = await h.fetch(bertanda, id)
    assert before["n"] > 30
    ask = await h.call(
        "POST", "/v1/tutup-hari", who=panggung.pusat(), json={"tanggal": "2017-03-31"}, at=panggung.waktu("2017-04-01T00:05")
    )
    assert (await h.job(ask, panggung.pusat(), seconds=60))["keadaan"] == "SELESAI"

    async def ended() -> Any:
        [row] = await h.fetch(bertanda, id)
        return row["n"] == 0

    assert await h.until(ended)
    n = (await h.fetch("select nomor_kartu from peserta where badan_usaha_id = $1 and keadaan = 'TERDAFTAR' limit 1", id))[0]["nomor_kartu"]
    office, at = panggung.prima(), panggung.waktu("2017-04-01T08:00")
    seen = (await h.call("GET", f"/v1/peserta/{n}", who=office, at=at)).json()
    assert (seen["koordinasi_manfaat"]["tanda"], seen["riwayat_tanda"][-1]["sampai"]) == (False, "2017-03-31")
    assert (await h.call("GET", f"/v1/peserta/{n}", who=panggung.akt("akt-melati"), at=at)).status == 403
