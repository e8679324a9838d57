"""A command on a stream that is most likely not there: decided without a look; where that was wrong, everything is as with a look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from chassis.context import Context
from chassis.testing import Harness
from dasar.penolakan import Ditolak

from .conftest import ACCOUNT, Deposit


def context(key: str | None = None, body: bytes = b"h") -> Context:
    return Context("uji", "baru", key, body, datetime(2016, 12, 5, 9, tzinfo=UTC), None)


async def test_a_new_stream_is_written_without_being_read(service: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unread(*_: Any) -> Any:
        raise AssertionError("read")

    monkeypatch.setattr(type(service.rt.commands.store), "load", unread)
    outcome = await service.rt.commands.execute(ACCOUNT, "f1", Deposit(10), ctx=context(), fresh=True)
    assert (outcome.state.balance, outcome.version) == (10, 3)


async def test_one_that_is_there_after_all_is_read_and_decided_again(service: Harness) -> None:
    commands = service.rt.commands
    await commands.execute(ACCOUNT, "f2", Deposit(10), ctx=context())
    outcome = await commands.execute(ACCOUNT, "f2", Deposit(5), ctx=context(), fresh=True)
    assert (outcome.state.balance, outcome.version) == (15, 5)


async def test_a_refusal_and_a_replay_are_the_same(service: Harness) -> None:
    commands = service.rt.commands
    with pytest.raises(Ditolak, match="lebih dari nol"):
        await commands.execute(ACCOUNT, "f3", Deposit(0), ctx=context("k-1"), fresh=True)
    first = await commands.execute(ACCOUNT, "f3", Deposit(7), ctx=context("k-1"), fresh=True)
    again = await commands.execute(ACCOUNT, "f3", Deposit(7), ctx=context("k-1"), fresh=True)
    assert (again.replayed, again.response_body) == (True, first.response_body)
    with pytest.raises(Ditolak, match="isi yang berbeda"):
        await commands.execute(ACCOUNT, "f3", Deposit(7), ctx=context("k-1", b"x"), fresh=True)
    with pytest.raises(Ditolak, match="versi sekarang 3"):
        await commands.execute(ACCOUNT, "f3", Deposit(7), ctx=context(), expected=0, fresh=True)
