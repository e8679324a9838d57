"""Read models built from nothing equal the ones in use, row by row; what differs is found and put right, beside the working service."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from chassis.rebuild_service import rebuild_inline, rebuild_projection
from chassis.replay_inline import CannotRebuild
from chassis.service import Parts
from chassis.shadow import RebuildRunning, shadow
from chassis.testing import Harness

from .conftest import facility

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)


async def _deposits(service: Harness, teller: str, prefix: str, count: int) -> None:
    for n in range(count):
        due = "2016-11-10" if n % 2 else None
        body = {"amount": 5, "reference": f"{prefix}-{n}", "due": due}
        answer = await service.call("POST", f"/v1/account/{prefix}{n % 3}/deposit", who=teller, json=body, at=AT, key=f"{prefix}-{n}")
        assert answer.status == 201, answer.body


async def _wrong(service: Harness, *, repair: bool = False) -> dict[str, tuple[int, int]]:
    found = await rebuild_inline(service.rt, service.process.parts, repair=repair)
    assert {d.table for d in found} == {"account_model", "reference_used", "timers"}
    return {d.table: (d.missing, d.surplus) for d in found if not d.same}


async def test_inline_models_equal_what_their_events_give(service: Harness, teller: str) -> None:
    await _deposits(service, teller, "sama", 8)
    assert await _wrong(service) == {}
    found = {d.table: d.rows for d in await rebuild_inline(service.rt, service.process.parts, repair=False)}
    assert found["account_model"] >= 3
    assert found["reference_used"] >= 8
    assert found["timers"] >= 3


async def test_a_row_changed_lost_or_invented_is_found_and_put_right(service: Harness, teller: str) -> None:
    await _deposits(service, teller, "rusak", 6)
    await service.fetch("update account_model set balance = balance + 1 where id = 'rusak0'")
    await service.fetch("delete from reference_used where reference = 'rusak-1'")
    await service.fetch("insert into reference_used values ('karangan')")
    await service.fetch("delete from timers where key = 'rusak1'")
    await service.fetch("insert into timers (kind, key, due, payload) values ('INGAT', 'hantu', '2016-11-10', 'null')")
    assert await _wrong(service, repair=True) == {"account_model": (1, 1), "reference_used": (1, 1), "timers": (1, 1)}
    assert await _wrong(service) == {}
    assert (await service.fetch("select balance from account_model where id = 'rusak0'"))[0]["balance"] == 10


async def test_a_lost_row_comes_back_to_a_table_that_lets_nothing_go(service: Harness, teller: str) -> None:
    """Found by restoring iuran from an older backup (make kekacauan ADEGAN=cadangan-lama): its ledger refuses a delete even of nothing."""
    await _deposits(service, teller, "buku", 3)
    await service.fetch("delete from reference_used where reference = 'buku-1'")
    await service.fetch("create function uji_tetap() returns trigger language plpgsql as $$ begin raise exception 'insert only'; end $$")
    await service.fetch("create trigger uji_tetap before delete on reference_used for each statement execute function uji_tetap()")
    try:
        assert await _wrong(service, repair=True) == {"reference_used": (1, 0)}
        assert await _wrong(service) == {}
    finally:
        await service.fetch("drop function uji_tetap cascade")


async def test_a_timer_that_fired_is_no_difference(service: Harness, teller: str) -> None:
    await _deposits(service, teller, "bunyi", 2)
    await service.fetch("update timers set fired_at = now() where key = 'bunyi1'")
    assert await _wrong(service) == {}


async def test_rebuilding_beside_writers_sees_all_or_nothing_of_an_append(service: Harness, teller: str) -> None:
    writing = asyncio.create_task(_deposits(service, teller, "sibuk", 40))
    checks = 0
    while not writing.done():
        assert await _wrong(service) == {}
        checks += 1
    await writing
    assert checks >= 1
    assert await _wrong(service) == {}


async def test_a_projection_equals_what_its_topics_give_and_is_put_right(service: Harness) -> None:
    [projection] = service.process.parts.projections
    for n in range(20):
        await service.bus.publish(f"faskes:03{n % 4:02}R001", facility(f"03{n % 4:02}R001", f"RS {n}"), at=AT)
    await service.bus.publish("faskes:0399R001", facility("0399R001", "RACUN"), at=AT)
    await service.bus.publish("faskes:0399R001", facility("0399R001", "SESUDAH RACUN"), at=AT)

    async def all_read() -> bool:
        return len(await service.fetch("select 1 from parked_records where consumer = 'facility.v1'")) == 2

    await service.until(all_read)
    [same] = await rebuild_projection(service.rt, projection, repair=False)
    assert same.same, same
    await service.fetch("update facility set nama = 'lain' where kode = '0301R001'")
    [found] = await rebuild_projection(service.rt, projection, repair=True)
    assert (found.missing, found.surplus, found.example) == (1, 1, "0301R001")
    [after] = await rebuild_projection(service.rt, projection, repair=False)
    assert after.same, after


async def test_a_discarded_record_is_discarded_in_the_rebuilt_model_too(service: Harness) -> None:
    [projection] = service.process.parts.projections
    [oldest] = await service.fetch("select min(id) as id from parked_records where consumer = 'facility.v1'")
    operator = service.token("op", "operasi")
    answer = await service.call(
        "POST", f"/v1/parkir/{oldest['id']}/buang", who=operator, json={"alasan": "nama uji, bukan faskes"}, key="buang-1", at=AT
    )  # fmt: skip
    assert answer.status == 200, answer.body
    assert [r["nama"] for r in await service.fetch("select nama from facility where kode = '0399R001'")] == ["SESUDAH RACUN"]
    [found] = await rebuild_projection(service.rt, projection, repair=False)
    assert found.same, found


async def test_a_stream_of_no_declared_aggregate_stops_the_rebuild(service: Harness) -> None:
    with pytest.raises(CannotRebuild, match="account:"):
        await rebuild_inline(service.rt, Parts(aggregates=[_other()], inline=("account_model",)), repair=False)


async def test_one_rebuild_of_a_database_at_a_time(service: Harness) -> None:
    async with shadow(service.rt.db, ["account_model"]):
        with pytest.raises(RebuildRunning):
            await rebuild_inline(service.rt, service.process.parts, repair=False)


def _other() -> Any:
    from dataclasses import replace

    from .conftest import ACCOUNT

    return replace(ACCOUNT, category="lain")
