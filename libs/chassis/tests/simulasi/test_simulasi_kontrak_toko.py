"""One contract, two event stores: what the simulation runs on behaves as PostgreSQL does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from chassis.aggregate import Appended
from chassis.commands import Commands, event_ids, new_events
from chassis.context import Context
from chassis.ports import Append, CommandRow, EventTooLarge, NewEvent, Remembered, StreamAppend, Taken
from dasar.penolakan import Ditolak

from .accounts import ACCOUNT, Account, Deposit, inline
from .kits import Kit

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)
SHORT = 0.15


def _ctx(key: str | None = None) -> Context:
    return Context("uji", "uji", key, b"h", AT, "korelasi")


async def _deposit(kit: Kit, id: str, amount: int, *, key: str | None = None, unique: str = "", store: Any = None) -> Any:
    return await Commands(store or kit.store).execute(ACCOUNT, id, Deposit(amount, "r", unique), ctx=_ctx(key))


def _write(id: str, expected: int, amount: int, *, unique: str = "", key: str | None = None) -> Append:
    """An append by hand, with the version it expects."""
    before = Account(0, open=expected > 0)
    events = tuple(ACCOUNT.decide(Deposit(amount, "r", unique), before))
    ids = event_ids(_ctx(), ACCOUNT.stream(id), expected, len(events))
    appended = Appended(ACCOUNT.stream(id), id, expected + len(events), ACCOUNT.fold(events, before), events, ids, AT)
    stream = StreamAppend(ACCOUNT.stream(id), expected, new_events(ACCOUNT, before, events, ids, _ctx()))
    rows = () if key is None else (CommandRow("uji", "uji", key, b"h", 201, b"{}"),)
    return Append((stream,), tuple(inline([appended])), rows)


async def _public(kit: Kit) -> list[tuple[str, int | None]]:
    return [(e.envelope.subject, e.envelope.sequence) for e in await kit.outbox.pending(100) if e.envelope is not None]


async def test_an_append_is_events_sequence_reference_and_model(kit: Kit) -> None:
    await _deposit(kit, "a", 8)
    outcome = await _deposit(kit, "a", 5)
    assert outcome.version == 6
    stored = await kit.store.load("account:a")
    assert [(e.version, e.type) for e in stored] == [
        (1, "Opened"), (2, "Deposited"), (3, "Noted"), (4, "Deposited"), (5, "Noted"), (6, "Deposited"),
    ]  # fmt: skip
    assert [e.version for e in await kit.store.load("account:a", 4)] == [5, 6]
    assert await _public(kit) == [("account:a", 1), ("account:a", 2), ("account:a", 3)]
    assert await kit.model("a") == (13, 6)


async def test_the_outbox_tells_the_public_form_and_forgets_what_is_deleted(kit: Kit) -> None:
    await _deposit(kit, "a", 5)
    entry = (await kit.outbox.pending(1))[0]
    assert entry.envelope is not None
    assert (entry.envelope.akt_id, entry.envelope.correlation_id, entry.envelope.source) == ("akt-a", "korelasi", "/iuran")
    assert (entry.envelope.time, entry.envelope.recorded_time, entry.day) == (AT, AT, None)
    assert b'"nominal":5' in entry.value
    await kit.outbox.delete([entry.id])
    assert await kit.outbox.pending(1) == []


@pytest.mark.parametrize("expected", [0, 2, 9])
async def test_a_wrong_version_writes_nothing_at_all(kit: Kit, expected: int) -> None:
    await _deposit(kit, "a", 5)
    assert await kit.store.append(_write("a", expected, 7, key="k")) == set()
    assert await kit.model("a") == (5, 3)
    assert await kit.store.remembered("uji", "uji", "k") is None
    assert await _public(kit) == [("account:a", 1)]


async def test_a_key_writes_once(kit: Kit) -> None:
    assert await kit.store.append(_write("a", 0, 5, key="k")) == {"account:a"}
    with pytest.raises(Remembered):
        await kit.store.append(_write("b", 0, 5, key="k"))
    answer = await kit.store.remembered("uji", "uji", "k")
    assert answer is not None and (answer.request_hash, answer.status, answer.response) == (b"h", 201, b"{}")
    assert (await kit.store.load("account:b"), await kit.model("b")) == ([], None)


async def test_a_unique_value_of_another_writes_nothing(kit: Kit) -> None:
    await kit.store.append(_write("a", 0, 5, unique="u"))
    with pytest.raises(Taken) as taken:
        await kit.store.append(_write("b", 0, 5, unique="u", key="k"))
    assert taken.value.constraint == "reference_used_pkey"
    assert (await kit.store.load("account:b"), await kit.store.remembered("uji", "uji", "k")) == ([], None)
    with pytest.raises(Ditolak, match="dipakai"):
        await _deposit(kit, "b", 5, unique="u")


async def test_many_streams_win_and_lose_each_for_itself(kit: Kit) -> None:
    await _deposit(kit, "b", 1)
    commands = Commands(kit.store)
    decided = [(i, Account(), 0, ACCOUNT.decide(Deposit(3, "r"), Account())) for i in ("c", "b", "a")]
    assert await commands.append_many(ACCOUNT, decided, ctx=_ctx()) == {"a", "c"}
    assert [await kit.model(i) for i in "abc"] == [(3, 3), (1, 3), (3, 3)]
    assert [(await kit.store.load_many(["account:a", "account:x"]))["account:x"]] == [[]]


@pytest.mark.parametrize("expected", [0, 3], ids=["a new stream", "an old one"])
async def test_nothing_is_recorded_on_a_day_that_is_being_closed(kit: Kit, expected: int) -> None:
    if expected:
        await _deposit(kit, "a", 5)
    await kit.announce(date(2016, 11, 1))
    late = replace(_write("a", expected, 2, key="k"), open_day=date(2016, 11, 1))
    assert await kit.store.append(late) == set()
    assert await kit.store.append(replace(late, open_day=date(2016, 10, 31))) == set()
    assert await kit.store.append(replace(late, open_day=date(2016, 11, 2))) == {"account:a"}


async def test_many_streams_of_a_day_that_is_being_closed_all_lose(kit: Kit) -> None:
    await _deposit(kit, "b", 1)
    await kit.announce(date(2016, 11, 1))
    new, old = _write("a", 0, 2).streams[0], _write("b", 3, 2).streams[0]
    both = Append((new, old), open_day=date(2016, 11, 1))
    assert await kit.store.append(both) == set()
    assert await kit.store.append(replace(both, open_day=None)) == {"account:a", "account:b"}


async def test_a_command_that_midnight_overtakes_is_of_the_new_day(kit: Kit) -> None:
    """Closed between its reading and its append: done again and recorded on the day it then is. A clock that stands still gives up."""
    before, after = datetime(2016, 11, 1, 16, 59, 59, tzinfo=UTC), datetime(2016, 11, 1, 17, 0, 1, tzinfo=UTC)
    await kit.announce(date(2016, 11, 1))
    ctx = replace(_ctx("k"), now=before, clock=lambda: after)
    await Commands(kit.store).execute(ACCOUNT, "a", Deposit(5, "r"), ctx=ctx)
    assert {e.recorded_at for e in await kit.store.load("account:a")} == {after}
    with pytest.raises(Ditolak) as gave_up:
        await Commands(kit.store).execute(ACCOUNT, "b", Deposit(5, "r"), ctx=replace(ctx, key=None, clock=lambda: before))
    assert (gave_up.value.kode, await kit.store.load("account:b")) == ("SEDANG_DIUBAH", [])


async def test_many_streams_that_midnight_overtakes_are_of_the_new_day(kit: Kit) -> None:
    before, after = datetime(2016, 11, 1, 16, 59, 59, tzinfo=UTC), datetime(2016, 11, 1, 17, 0, 1, tzinfo=UTC)
    await kit.announce(date(2016, 11, 1))
    commands, ctx = Commands(kit.store), replace(_ctx(), now=before, clock=lambda: after)
    decided = [(i, Account(), 0, ACCOUNT.decide(Deposit(3, "r"), Account())) for i in ("a", "b")]
    assert await commands.append_many(ACCOUNT, decided, ctx=ctx) == {"a", "b"}
    assert {e.recorded_at for e in await kit.store.load("account:a")} == {after}
    assert await commands.append_many(ACCOUNT, decided, ctx=ctx) == set(), "a lost race is no midnight"


async def test_a_lost_race_leaves_the_transaction_around_it_whole(kit: Kit) -> None:
    await _deposit(kit, "a", 5, key="k")
    async with kit.transaction() as tx:
        store = kit.within(tx)
        await kit.keep(tx, "before")
        assert await store.append(_write("a", 0, 7)) == set()
        with pytest.raises(Remembered):
            await store.append(_write("b", 0, 7, key="k"))
        with pytest.raises(Taken):
            await store.append(_write("b", 0, 7, unique="before"))
        await store.append(_write("c", 0, 7))
        assert len(await store.load("account:c")) == 3, "it reads what it wrote"
        assert await kit.store.load("account:c") == [], "nobody else does"
    assert (await kit.kept(), await kit.model("b"), await kit.model("c")) == (["before"], None, (7, 3))


async def test_what_rolls_back_was_never_there(kit: Kit) -> None:
    with pytest.raises(KeyError):
        async with kit.transaction() as tx:
            await kit.within(tx).append(_write("a", 0, 7, key="k", unique="u"))
            raise KeyError
    assert (await _public(kit), await kit.model("a"), await kit.kept()) == ([], None, [])
    assert await kit.store.append(_write("a", 0, 5, key="k", unique="u")) == {"account:a"}


@pytest.mark.parametrize("first_commits", [True, False])
@pytest.mark.parametrize("expected", [0, 3])
async def test_a_second_writer_waits_for_the_first(kit: Kit, first_commits: bool, expected: int) -> None:
    if expected:
        await _deposit(kit, "a", 1)
    started, second = asyncio.Event(), None
    try:
        async with kit.transaction() as tx:
            await kit.within(tx).append(_write("a", expected, 5))
            second = asyncio.create_task(kit.store.append(_write("a", expected, 7)))
            await asyncio.sleep(SHORT)
            assert not second.done(), "it has to know how the first one ends"
            started.set()
            if not first_commits:
                raise KeyError
    except KeyError:
        pass
    assert second is not None
    assert await second == (set() if first_commits else {"account:a"})


@pytest.mark.parametrize("first_commits", [True, False])
async def test_a_key_in_flight_is_waited_for(kit: Kit, first_commits: bool) -> None:
    second = None
    try:
        async with kit.transaction() as tx:
            await kit.within(tx).append(_write("a", 0, 5, key="k"))
            second = asyncio.create_task(kit.store.append(_write("b", 0, 7, key="k")))
            await asyncio.sleep(SHORT)
            assert not second.done()
            if not first_commits:
                raise KeyError
    except KeyError:
        pass
    assert second is not None
    if first_commits:
        with pytest.raises(Remembered):
            await second
    else:
        assert await second == {"account:b"}


async def test_a_reference_drawn_first_and_seen_last_still_comes_first(kit: Kit) -> None:
    async with kit.transaction() as tx:
        await kit.within(tx).append(_write("slow", 0, 5))
        await kit.store.append(_write("fast", 0, 5))
        assert await _public(kit) == [("account:fast", 1)]
    assert await _public(kit) == [("account:slow", 1), ("account:fast", 1)]


async def test_an_event_too_large_is_refused(kit: Kit) -> None:
    write = _write("a", 0, 5)
    big = NewEvent(write.streams[0].events[0].event_id, "Besar", 1, b"x" * (256 * 1024 + 1), AT, None, None, None, b"{}", AT)
    with pytest.raises(EventTooLarge):
        await kit.store.append(replace(write, streams=(replace(write.streams[0], events=(big,)),)))
