"""Jobs with their checkpoints, timers, and the mark of a closed day after everything before it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chassis.days import closed_day
from chassis.testing import Harness
from dasar.tanggal import WIB

AT = datetime(2016, 12, 1, 9, tzinfo=WIB)
AFTER = datetime(2016, 12, 11, 0, 5, tzinfo=WIB)


async def test_a_job_does_every_row_once_and_lists_the_failed(service: Harness, teller: str) -> None:
    started = await service.call("POST", "/v1/many", who=teller, json={"count": 45}, key="job-1", at=AT)
    again = await service.call("POST", "/v1/many", who=teller, json={"count": 45}, key="job-1", at=AT)
    assert started.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    view = await service.job(started, teller)
    assert (view["keadaan"], view["selesai"], view["gagal"], view["jumlah"]) == ("SELESAI", 38, 7, 45)
    assert view["baris_gagal"][1] == {"baris": 7, "kolom": "nomor", "kode": "KELIPATAN_TUJUH", "alasan": "Baris ini kelipatan tujuh."}
    rows = await service.fetch("select count(*) as n from streams where stream_id like $1", f"account:{view['pekerjaan_id']}-%")
    assert rows[0]["n"] == 38
    csv = (await service.call("GET", f"{started.headers['Location']}/gagal.csv", who=teller)).body.decode("utf-8-sig")
    assert csv.splitlines()[:2] == ["baris,kode,alasan", "0,KELIPATAN_TUJUH,Baris ini kelipatan tujuh."]


async def test_a_job_is_nobody_elses(service: Harness, teller: str) -> None:
    started = await service.call("POST", "/v1/many", who=teller, json={"count": 3}, at=AT)
    other = service.token("lain", "iuran:tulis", akt_id="akt-b")
    assert (await service.call("GET", started.headers["Location"], who=other)).status == 404
    await service.job(started, teller)


async def test_a_day_closes_after_its_timers_and_its_mark_comes_last(service: Harness, teller: str) -> None:
    await service.call("POST", "/v1/account/c1/deposit", who=teller, json={"amount": 5, "due": "2016-12-10"}, at=AT)
    await service.call("POST", "/v1/account/c2/deposit", who=teller, json={"amount": 5, "due": "2016-12-12"}, at=AT)
    early = await service.call("POST", "/v1/tutup-hari", who=teller, json={"tanggal": "2016-12-10"}, at=AFTER.replace(day=10))
    assert (early.status, early.json()["type"].rsplit("/", 1)[1]) == (409, "hari-belum-berakhir")
    closing = await service.call("POST", "/v1/tutup-hari", who=teller, json={"tanggal": "2016-12-10"}, at=AFTER)
    assert (await service.job(closing, teller))["keadaan"] == "SELESAI"
    balances = {r["id"]: r["balance"] for r in await service.fetch("select id, balance from account_model where id in ('c1', 'c2')")}
    assert balances == {"c1": 6, "c2": 5}

    async def marked() -> Any:
        events = await service.bus.read("iuran")
        marks = [(e, p) for e, p in events if e.type.endswith(".HariDitutup.v1")]
        return events if len(marks) == 12 else None

    events = await service.until(marked)
    fired = [i for i, (e, _) in enumerate(events) if e.subject == "account:c1" and e.sequence == 2]
    assert fired, "what the timer did is on the topic"
    again = await service.call("POST", "/v1/tutup-hari", who=teller, json={"tanggal": "2016-12-10"}, at=AFTER)
    await service.job(again, teller)
    assert len([1 for e, _ in await service.bus.read("iuran") if e.type.endswith(".HariDitutup.v1")]) == 12


async def test_a_deadline_written_late_fires_when_its_day_is_closed_again(service: Harness, teller: str) -> None:
    """What docs/operasi.md tells to do about SelarasPewaktuTerlewat; the mark stays the one there was."""
    await service.call("POST", "/v1/account/c3/deposit", who=teller, json={"amount": 5, "due": "2016-12-31"}, at=AT)
    day = {"tanggal": "2016-12-10"}
    await service.job(await service.call("POST", "/v1/tutup-hari", who=teller, json=day, at=AFTER), teller)
    before = await service.fetch("select * from day_marks order by tanggal")
    await service.fetch("update timers set due = '2016-12-09' where key = 'c3'")
    view = await service.job(await service.call("POST", "/v1/tutup-hari", who=teller, json=day, at=AFTER.replace(day=13)), teller)
    assert view["keadaan"] == "SELESAI"
    assert [r["balance"] for r in await service.fetch("select balance from account_model where id = 'c3'")] == [6]
    assert await service.fetch("select 1 from timers where key = 'c3' and fired_at is null") == []
    assert await service.fetch("select * from day_marks order by tanggal") == before
    marks = [1 for e, p in await service.bus.read("iuran") if e.type.endswith(".HariDitutup.v1") and str(p.tanggal) == "2016-12-10"]  # type: ignore[attr-defined]
    assert len(marks) == 12


async def test_a_day_is_closed_for_a_reader_only_on_every_partition(service: Harness) -> None:
    topic = service.rt.topic("faskes")

    async def closed() -> date | None:
        async with service.rt.db.connection() as conn:
            return await closed_day(conn, "facility.v1", topic)

    assert await closed() is None
    await service.bus.close_day("faskes", date(2016, 11, 20), at=AT)

    async def is_closed() -> bool:
        return await closed() == date(2016, 11, 20)

    await service.until(is_closed)
    assert await service.fetch("select 1 from outbox where day is not null") == []
