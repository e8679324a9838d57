"""Consumers: once per record whatever comes twice, nothing skipped, poison parked with its successors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chassis.testing import Harness
from shared_events.envelope import Envelope

from .conftest import facility

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)


async def _seen(service: Harness, kode: str, count: int) -> None:
    async def reached() -> bool:
        rows = await service.fetch("select seen, nama from facility where kode = $1", kode)
        return bool(rows) and rows[0]["seen"] == count

    await service.until(reached)


async def test_a_projection_and_a_reaction_each_see_a_record_once(service: Harness) -> None:
    await service.bus.publish("faskes:0301R001", facility("0301R001", "RS Satu"), at=AT)
    await _seen(service, "0301R001", 1)

    async def reacted() -> bool:
        return bool(await service.fetch("select 1 from account_model where id = '0301R001' and balance = 100"))

    await service.until(reacted)
    recorded = await service.fetch("select dicatat_pada from events where stream_id = 'account:0301R001' limit 1")
    assert recorded[0]["dicatat_pada"] == AT, "under simulation a reaction takes the time of its cause"


async def test_a_duplicate_is_dropped_by_its_sequence(service: Harness) -> None:
    await service.bus.publish("faskes:0301R002", facility("0301R002", "lama"), at=AT)
    await _seen(service, "0301R002", 1)
    await service.bus.publish("faskes:0301R002", facility("0301R002", "lama lagi"), at=AT, sequence=1)
    await service.bus.publish("faskes:0301R002", facility("0301R002", "baru"), at=AT, sequence=2)
    await _seen(service, "0301R002", 2)
    assert (await service.fetch("select nama from facility where kode = '0301R002'"))[0]["nama"] == "baru"

    async def reacted() -> bool:  # the reaction reads for itself, perhaps later
        return bool(await service.fetch("select 1 from account_model where id = '0301R002' and balance = 200"))

    await service.until(reacted)


async def test_poison_is_parked_with_its_successors_and_other_subjects_go_on(service: Harness, teller: str) -> None:
    await service.bus.publish("faskes:0301R003", facility("0301R003", "RACUN"), at=AT)
    await service.bus.publish("faskes:0301R003", facility("0301R003", "sesudahnya"), at=AT)
    await service.bus.publish("faskes:0301R004", facility("0301R004", "lain"), at=AT)
    await _seen(service, "0301R004", 1)

    async def parked() -> Any:
        rows = await service.fetch(
            "select reason from parked_records where subject = 'faskes:0301R003' and consumer = 'facility.v1' order by id"
        )
        return [r["reason"] for r in rows] if len(rows) == 2 else None

    assert await service.until(parked) == ["GAGAL: ValueError", "MENUNGGU_YANG_LEBIH_DULU"]
    page = (await service.call("GET", "/v1/parkir?batas=1", who=teller)).json()
    rest = (await service.call("GET", f"/v1/parkir?setelah={page['berikutnya']}", who=teller)).json()
    listed = page["data"] + rest["data"]
    first, second = [p["id"] for p in listed if p["subjek"] == "faskes:0301R003"]
    too_early = await service.call("POST", f"/v1/parkir/{second}/buang", who=teller, json={"alasan": "uji urutan keputusan"})
    assert too_early.status == 409
    reason = {"alasan": "catatan uji yang memang rusak"}
    discarded = await service.call("POST", f"/v1/parkir/{first}/buang", who=teller, json=reason, key="buang-1")
    assert discarded.json() == {"diproses": 1, "masih_diparkir": 0}
    again = await service.call("POST", f"/v1/parkir/{first}/buang", who=teller, json=reason, key="buang-1")
    assert (again.status, again.body, again.headers["Idempotency-Replayed"]) == (200, discarded.body, "true")
    assert (await service.fetch("select nama from facility where kode = '0301R003'"))[0]["nama"] == "sesudahnya"
    decided = await service.fetch("select decision from parked_decisions where subject = 'faskes:0301R003' and consumer = 'facility.v1'")
    assert sorted(d["decision"] for d in decided) == ["DIBUANG", "DIPUTAR"]


async def test_a_replay_that_fails_leaves_the_record_under_its_number(service: Harness, teller: str) -> None:
    for nama in ("RACUN", "menunggu"):
        await service.bus.publish("faskes:0301R007", facility("0301R007", nama), at=AT)

    async def parked() -> Any:
        rows = await service.fetch(
            "select * from parked_records where subject = 'faskes:0301R007' and consumer = 'facility.v1' order by \"offset\""
        )
        return rows if len(rows) == 2 else None

    before = await service.until(parked)
    assert [(r["reason"], r["attempts"]) for r in before] == [("GAGAL: ValueError", 1), ("MENUNGGU_YANG_LEBIH_DULU", 0)]
    first = before[0]["id"]
    for attempt in (2, 3):
        answer = (await service.call("POST", f"/v1/parkir/{first}/putar-ulang", who=teller)).json()
        assert (answer["diproses"], answer["masih_diparkir"]) == (0, 2)
        assert answer["tertahan"] == {"id": first, "alasan": "GAGAL: ValueError", "percobaan": attempt}
    after = await parked()
    kept = ("id", "consumer", "topic", "part", "offset", "subject", "event_id", "key", "headers", "value", "parked_at")
    assert [[r[c] for c in kept] for r in after] == [[r[c] for c in kept] for r in before]
    assert [r["attempts"] for r in after] == [3, 0] and after[0]["tried_at"] > before[0]["tried_at"] and after[1]["tried_at"] is None

    async with service.rt.db.connection() as conn:  # now it cannot even be read: another reason, the same record
        await conn.execute("update parked_records set value = '{}' where id = $1", first)
    await service.call("POST", f"/v1/parkir/{before[1]['id']}/putar-ulang", who=teller)
    shown = (await service.call("GET", f"/v1/parkir/{first}", who=teller)).json()
    assert shown["alasan"].startswith("TIDAK_TERBACA") and shown["percobaan"] == 4 and shown["dicoba_pada"] > shown["diparkir_pada"]

    async with service.rt.db.connection() as conn:  # repaired: it goes through with what waited
        await conn.execute(
            "update parked_records set value = $2 where id = $1", first, facility("0301R007", "baik").model_dump_json().encode()
        )
    answer = (await service.call("POST", f"/v1/parkir/{first}/putar-ulang", who=teller)).json()
    assert answer == {"diproses": 2, "masih_diparkir": 0}
    assert (await service.fetch("select nama, seen from facility where kode = '0301R007'"))[0]["nama"] == "menunggu"


async def test_a_gap_stops_its_subject_until_the_missing_record_comes(service: Harness, teller: str) -> None:
    await service.bus.publish("faskes:0301R005", facility("0301R005", "dua"), at=AT, sequence=2)

    async def parked() -> Any:
        return await service.fetch("select id, reason from parked_records where subject = 'faskes:0301R005' and consumer = 'facility.v1'")

    rows = await service.until(parked)
    assert rows[0]["reason"].startswith("URUTAN_BERLUBANG")
    await service.bus.publish("faskes:0301R005", facility("0301R005", "satu"), at=AT, sequence=1)

    async def both() -> Any:
        return len(await parked()) == 2

    await service.until(both)
    answer = await service.call("POST", f"/v1/parkir/{rows[0]['id']}/putar-ulang", who=teller)
    assert answer.json() == {"diproses": 2, "masih_diparkir": 0}
    assert (await service.fetch("select nama, seen from facility where kode = '0301R005'"))[0]["nama"] == "dua"


async def test_what_cannot_be_read_is_parked_not_skipped(service: Harness) -> None:
    await service.bus.raw("faskes", b"faskes:rusak-1", b"\x00\xff", [])
    envelope = Envelope.read((await service.bus.publish("faskes:rusak-2", facility("0301R006", "x"), at=AT)).headers())
    headers = [(k, v.replace(b".v1", b".v9") if k == "ce_type" else v) for k, v in envelope.headers()]
    await service.bus.raw("faskes", b"faskes:rusak-3", b"{}", [(k, v if k != "ce_subject" else b"faskes:rusak-3") for k, v in headers])
    await service.bus.raw("faskes", b"faskes:rusak-4", b'{"kode_ppk": 1}', envelope.headers())

    async def parked() -> Any:
        rows = await service.fetch(
            "select subject, reason from parked_records where consumer = 'facility.v1' and subject like 'faskes:rusak-%'"
        )
        return {r["subject"]: r["reason"] for r in rows} if len(rows) == 3 else None

    found = await service.until(parked)
    assert set(found) == {"faskes:rusak-1", "faskes:rusak-3", "faskes:rusak-4"}
    assert all(reason.startswith("TIDAK_TERBACA") for reason in found.values())
