"""One contract, two consumer stores and leases."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from chassis.ports import Position, RawRecord, Standing

from .kits import Kit

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)
TP, OTHER = ("t", 0), ("t", 1)
SHORT = 0.15


def _raw(offset: int) -> RawRecord:
    return RawRecord("t", 0, offset, b"s", b"v", (("ce_id", b"x"),))


def _move(tp: tuple[str, int], old: int, new: int) -> dict[tuple[str, int], tuple[Position, Position]]:
    return {tp: (Position(old, None), Position(new, f"id{new}"))}


async def test_positions_begin_at_nothing_and_move_together_with_what_is_written(kit: Kit) -> None:
    store = kit.consumers("c")
    assert await store.positions([TP, OTHER]) == {TP: Position(0, None), OTHER: Position(0, None)}
    async with store.begin() as tx:
        assert await tx.advance({**_move(TP, 0, 3), **_move(OTHER, 0, 1)})
        await kit.keep(tx.conn, "a")  # type: ignore[attr-defined]
    assert await store.positions([TP, OTHER]) == {TP: Position(3, "id3"), OTHER: Position(1, "id1")}
    assert await kit.consumers("another").positions([TP]) == {TP: Position(0, None)}
    assert await kit.kept() == ["a"]


async def test_one_stale_partition_fences_them_all(kit: Kit) -> None:
    store = kit.consumers("c")
    await store.positions([TP, OTHER])
    with pytest.raises(KeyError):
        async with store.begin() as tx:
            await kit.keep(tx.conn, "a")  # type: ignore[attr-defined]
            assert not await tx.advance({**_move(TP, 0, 3), **_move(OTHER, 2, 4)})
            raise KeyError
    assert (await store.positions([TP]), await kit.kept()) == ({TP: Position(0, None)}, [])


@pytest.mark.parametrize("first_commits", [True, False])
async def test_a_second_owner_waits_and_then_knows(kit: Kit, first_commits: bool) -> None:
    store = kit.consumers("c")
    await store.positions([TP])

    async def second() -> bool:
        async with store.begin() as tx:
            return await tx.advance(_move(TP, 0, 2))

    waiting: asyncio.Task[bool] | None = None
    try:
        async with store.begin() as tx:
            assert await tx.advance(_move(TP, 0, 3))
            waiting = asyncio.create_task(second())
            await asyncio.sleep(SHORT)
            assert not waiting.done()
            if not first_commits:
                raise KeyError
    except KeyError:
        pass
    assert waiting is not None
    assert await waiting is not first_commits


async def test_two_that_wait_for_each_other_are_told(kit: Kit) -> None:
    store = kit.consumers("c")
    await store.positions([TP, OTHER])
    both = asyncio.Barrier(2)

    async def cross(first: Any, then: Any) -> bool:
        async with store.begin() as tx:
            await tx.advance(_move(first, 0, 1))
            await both.wait()
            return await tx.advance(_move(then, 0, 1))

    ends = await asyncio.gather(cross(TP, OTHER), cross(OTHER, TP), return_exceptions=True)
    assert sorted(type(e).__name__ for e in ends) == ["DeadlockDetectedError", "bool"]
    assert asyncpg.DeadlockDetectedError in {type(e) for e in ends}


async def test_sequences_parked_records_and_marks(kit: Kit) -> None:
    store = kit.consumers("c")
    async with store.begin() as tx:
        assert (await tx.standing([("t", "s"), ("t", "x")])).sequences == {}
        await tx.set_sequences({("t", "s"): 4})
        assert (await tx.standing([("t", "s"), ("t", "x")])).sequences == {("t", "s"): 4}
        await tx.park(_raw(7), "s", "id", "GAGAL", AT)
        await tx.park(_raw(7), "s", "id", "GAGAL", AT)
        assert (await tx.standing([("t", "s"), ("t", "x")])).parked == {("t", "s")}
        await tx.mark_days({TP: (date(2016, 11, 2), AT)})
        await tx.mark_days({TP: (date(2016, 11, 1), AT)})
    async with store.begin() as tx:
        await tx.set_sequences({("t", "s"): 5, ("t", "x"): 1})
        assert (await tx.standing([("t", "s"), ("t", "x")])).sequences == {("t", "s"): 5, ("t", "x"): 1}
        assert (await tx.standing([("t", "s")])).parked == {("t", "s")}
    async with kit.consumers("another").begin() as tx:
        assert await tx.standing([("t", "s")]) == Standing({}, set())


async def test_a_savepoint_undoes_only_its_own(kit: Kit) -> None:
    async with kit.consumers("c").begin() as tx:
        await kit.keep(tx.conn, "a")  # type: ignore[attr-defined]
        with pytest.raises(KeyError):
            async with tx.savepoint():
                await kit.keep(tx.conn, "b")  # type: ignore[attr-defined]
                await tx.set_sequences({("t", "s"): 1})
                raise KeyError
        assert (await tx.standing([("t", "s")])).sequences == {}
        await kit.keep(tx.conn, "c")  # type: ignore[attr-defined]
    assert await kit.kept() == ["a", "c"]


async def test_a_lease_has_one_owner_until_it_ends(kit: Kit) -> None:
    one, two = kit.lease("one", 0.3), kit.lease("two", 5.0)
    assert await one.acquire()
    assert not await two.acquire()
    assert await one.acquire(), "renewed"
    await asyncio.sleep(0.5)
    assert await two.acquire()
    assert not await one.acquire()
