"""Commands on many streams at once: timers of a day in chunks, lost races, and no waiting for each other with a single command."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

import pytest
from chassis.many import execute_many
from chassis.store import PostgresStore
from chassis.testing import Harness
from chassis.timers import due_timers, mark_fired
from chassis.tx import Tx
from dasar.penolakan import Ditolak
from dasar.tanggal import WIB

from .conftest import ACCOUNT, Deposit

AT = datetime(2016, 12, 1, 9, tzinfo=WIB)


def transaction(service: Harness, conn: Any, cause: str = "sebab") -> Tx:
    return Tx(conn, service.rt.store, actor="uji", cause=cause, now=AT)


async def balances(service: Harness, like: str) -> dict[str, int]:
    return {r["id"]: r["balance"] for r in await service.fetch("select id, balance from account_model where id like $1", like)}


async def test_timers_of_a_day_fire_in_chunks_each_once(service: Harness, teller: str) -> None:
    """100 accounts of one day and 7 of the day before, 40 a chunk."""
    ids = [f"b{n:03d}" for n in range(107)]
    async with service.rt.db.transaction() as conn:
        due = {id: date(2017, 1, 10) if n >= 7 else date(2017, 1, 9) for n, id in enumerate(ids)}
        await execute_many(transaction(service, conn), ACCOUNT, [(id, Deposit(5, due=due[id])) for id in ids])
    at = datetime(2017, 1, 11, 0, 5, tzinfo=WIB)
    closing = await service.call("POST", "/v1/tutup-hari", who=teller, json={"tanggal": "2017-01-10"}, at=at)
    view = await service.job(closing, teller)
    assert (view["keadaan"], view["hasil"]["kelompok_pewaktu"]) == ("SELESAI", 4)
    assert await balances(service, "b%") == dict.fromkeys(ids, 6)
    left = await service.fetch("select 1 from timers where kind = 'INGAT' and key like 'b%' and fired_at is null")
    assert left == []


async def test_several_commands_on_one_stream_see_each_other(service: Harness) -> None:
    async with service.rt.db.transaction() as conn:
        await execute_many(transaction(service, conn), ACCOUNT, [("s1", Deposit(600_000)), ("s2", Deposit(1)), ("s1", Deposit(400_000))])
    assert await balances(service, "s_") == {"s1": 1_000_000, "s2": 1}
    with pytest.raises(Ditolak, match="melebihi"):
        async with service.rt.db.transaction() as conn:
            await execute_many(transaction(service, conn), ACCOUNT, [("s3", Deposit(1)), ("s1", Deposit(1))])
    assert await balances(service, "s3") == {}


class Meddling(PostgresStore):
    """Somebody deposits into account ``m1`` right after it has been loaded the first time."""

    service: Harness
    done = False

    async def load_many(self, stream_ids: Any) -> Any:
        found = await PostgresStore(self._db, self._conn).load_many(stream_ids)
        if not self.done:
            self.done = True
            async with self.service.rt.db.transaction() as conn:
                await transaction(self.service, conn, "lain").execute(ACCOUNT, "m1", Deposit(10))
        return found


async def test_a_lost_race_is_decided_again_and_only_that_one(service: Harness) -> None:
    Meddling.service = service
    async with service.rt.db.transaction() as conn:
        tx = transaction(service, conn)
        tx.commands.store = Meddling(service.rt.db, conn)
        await execute_many(tx, ACCOUNT, [("m1", Deposit(1)), ("m2", Deposit(1))])
    assert await balances(service, "m_") == {"m1": 11, "m2": 1}


async def test_firing_and_a_command_that_moves_the_timer_do_not_wait_for_each_other(service: Harness) -> None:
    """The command holds its stream and wants the timer; firing that locked the timer and wanted the stream was a deadlock."""
    due = date(2017, 3, 10)
    async with service.rt.db.transaction() as conn:
        await transaction(service, conn, "awal").execute(ACCOUNT, "d1", Deposit(5, due=due))

    async def fire() -> None:
        async with service.rt.db.transaction() as conn:
            timers = await due_timers(conn, "INGAT", due, 10)
            assert [t.key for t in timers] == ["d1"]
            reading.set()
            await execute_many(transaction(service, conn, "bunyi"), ACCOUNT, [("d1", Deposit(1))])
            await mark_fired(conn, timers)

    reading = asyncio.Event()
    async with service.rt.db.transaction() as conn:
        tx = transaction(service, conn, "perintah")
        await tx.execute(ACCOUNT, "d1", Deposit(5))
        firing = asyncio.create_task(fire())
        await reading.wait()
        await tx.caused_by("perintah 2").execute(ACCOUNT, "d1", Deposit(5, due=date(2017, 4, 10)))
    await firing
    assert await balances(service, "d1") == {"d1": 16}
    rows = await service.fetch("select due, fired_at from timers where kind = 'INGAT' and key = 'd1'")
    assert [tuple(r) for r in rows] == [(date(2017, 4, 10), None)]
