"""The commands of several records in one statement leave what each would have left alone; what does not go through harms nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chassis.commands import Commands
from chassis.context import Context
from chassis.ports import Conflict, Remembered, StoredEvent
from chassis.store import PostgresStore
from chassis.testing import Harness
from chassis.together import Deed, execute_together
from dasar.penolakan import Ditolak

from .conftest import ACCOUNT, Deposit, facility

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)
_EVENTS = (
    "version, type, data, replace(convert_from(metadata, 'UTF8'), $1, ''), waktu, dicatat_pada, sequence, public_type, public_data, akt_id"
)


def deed(id: str, n: int, amount: int = 5) -> Deed:
    at = AT + timedelta(minutes=n)
    ctx = Context("reaksi:uji", ACCOUNT.stream(id), f"sebab-{n}", b"", at, f"awal-{n}", f"sebab-{n}", f"00-{n:032d}-{n:016d}-01")
    return Deed(ACCOUNT, id, Deposit(amount), ctx)


async def left(service: Harness, id: str) -> list[Any]:
    """Everything but the stream's name, which is in the ids of events too."""
    stream = ACCOUNT.stream(id)
    ids = [r["event_id"] for r in await service.fetch("select event_id from events where stream_id = $1", stream)]
    assert len(set(ids)) == len(ids)
    return [
        [tuple(r) for r in await service.fetch(f"select {_EVENTS} from events where stream_id = $1 order by version", stream)],  # noqa: S608
        [tuple(r) for r in await service.fetch("select version, sequence from streams where stream_id = $1", stream)],
        [
            tuple(r)
            for r in await service.fetch(
                "select client, key, request_hash, status, response from commands where route = $1 order by key", stream
            )
        ],
        [tuple(r) for r in await service.fetch("select balance, version from account_model where id = $1", id)],
    ]


async def test_together_they_leave_what_each_would_have_left_alone(service: Harness) -> None:
    def deeds(prefix: str) -> list[Deed]:
        return [deed(f"{prefix}1", 1), deed(f"{prefix}2", 2), deed(f"{prefix}1", 3), deed(f"{prefix}3", 4)]

    for one in deeds("sendiri"):
        async with service.rt.db.transaction() as conn:
            await Commands(service.rt.store.within(conn)).execute(ACCOUNT, one.id, one.command, ctx=one.ctx)
    async with service.rt.db.transaction() as conn:
        await execute_together(service.rt.store.within(conn), deeds("bersama"))
    for n in (1, 2, 3):
        assert await left(service, f"bersama{n}") == await left(service, f"sendiri{n}")
    assert (await service.fetch("select balance from account_model where id = 'bersama1'"))[0]["balance"] == 10


async def test_a_key_used_before_is_told_and_nothing_is_written(service: Harness) -> None:
    async with service.rt.db.transaction() as conn:
        await execute_together(service.rt.store.within(conn), [deed("dua1", 1)])
    with pytest.raises(Remembered):
        async with service.rt.db.transaction() as conn:
            await execute_together(service.rt.store.within(conn), [deed("dua1", 1), deed("dua2", 2)])
    assert (await left(service, "dua1"))[3] == [(5, 3)]
    assert await left(service, "dua2") == [[], [], [], []]


class Meddling(PostgresStore):
    """Somebody deposits into one of the accounts right after they have been loaded."""

    async def load_many(self, stream_ids: Sequence[str]) -> Mapping[str, list[StoredEvent]]:
        found = await super().load_many(stream_ids)
        await Commands(PostgresStore(self._db)).execute(ACCOUNT, "sela1", Deposit(1), ctx=Context("x", "x", None, b"", AT, "x"))
        return found

    def within(self, conn: Any) -> PostgresStore:
        return Meddling(self._db, conn)


@pytest.mark.parametrize("there", [False, True])
async def test_a_lost_race_is_told_and_the_caller_rolls_all_of_it_back(service: Harness, there: bool) -> None:
    if there:
        await Commands(service.rt.store).execute(ACCOUNT, "sela1", Deposit(1), ctx=Context("x", "x", None, b"", AT, "x"))
    before = await left(service, "sela2")
    with pytest.raises(Conflict):
        async with service.rt.db.transaction() as conn:
            await execute_together(Meddling(service.rt.db).within(conn), [deed("sela1", 8), deed("sela2", 9)])
    assert await left(service, "sela2") == before


async def test_one_refusal_in_a_poll_parks_that_record_and_none_beside_it(service: Harness) -> None:
    full = "0309R005"
    await Commands(service.rt.store).execute(ACCOUNT, full, Deposit(1_000_000), ctx=Context("x", "x", None, b"", AT, "x"))
    codes = [f"0309R{n:03d}" for n in range(10)]
    await asyncio.gather(*(service.bus.publish(f"faskes:{kode}", facility(kode, "ramai"), at=AT) for kode in codes))

    async def parked() -> Any:
        return await service.fetch("select reason from parked_records where subject = $1 and consumer = 'greet'", f"faskes:{full}")

    assert [r["reason"] for r in await service.until(parked)] == [f"GAGAL: {Ditolak.__name__}"]

    async def done() -> bool:
        rows = await service.fetch("select id, balance from account_model where id like '0309R%'")
        return {r["id"]: r["balance"] for r in rows} == {k: 1_000_000 if k == full else 100 for k in codes}

    await service.until(done)
