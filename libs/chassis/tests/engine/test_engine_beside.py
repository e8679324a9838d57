"""A command that depends on a row of a read model: read with its stream, and again when it is decided again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from chassis.commands import Beside
from chassis.context import Context
from chassis.testing import Harness
from dasar.penolakan import Ditolak

from .conftest import ACCOUNT, Deposit

SQL = "select balance, version, current_date as hari from account_model where id = $1::text and balance >= $2::bigint"


def context(key: str | None = None) -> Context:
    return Context("uji", "uji", key, b"h", datetime(2016, 12, 5, 9, tzinfo=UTC), None)


def double(row: dict[str, Any] | None) -> Deposit:
    if row is None:
        raise Ditolak("TIDAK_DIKENAL", "Tidak dikenal.", status=404)
    assert isinstance(row["hari"], str)  # as JSON gives it
    return Deposit(row["balance"])


async def test_the_row_makes_the_command_for_a_new_stream_and_an_old_one(service: Harness) -> None:
    commands = service.rt.commands
    await commands.execute(ACCOUNT, "p1", Deposit(10), ctx=context())
    for id, balance in (("p1", 20), ("p1", 40), ("p2", 40)):
        outcome = await commands.execute(ACCOUNT, id, Beside(SQL, ("p1", 5), double), ctx=context())
        assert outcome.state.balance == balance


async def test_without_the_row_the_command_is_refused_unless_the_deed_is_done(service: Harness) -> None:
    commands = service.rt.commands
    with pytest.raises(Ditolak, match="Tidak dikenal"):
        await commands.execute(ACCOUNT, "p3", Beside(SQL, ("nobody", 0), double), ctx=context("k-1"))
    await commands.execute(ACCOUNT, "p3", Deposit(7), ctx=context("k-1"))
    replayed = await commands.execute(ACCOUNT, "p3", Beside(SQL, ("nobody", 0), double), ctx=context("k-1"))
    assert replayed.replayed


async def test_a_lost_race_reads_the_row_again(service: Harness) -> None:
    commands = service.rt.commands
    await commands.execute(ACCOUNT, "p4", Deposit(1), ctx=context())
    seen: list[int] = []

    def slow(row: dict[str, Any] | None) -> Deposit:
        assert row is not None
        seen.append(row["balance"])
        return Deposit(row["balance"])

    real = commands.store.append

    async def overtaken(write: Any) -> Any:
        if len(seen) == 1:
            commands.store.append = real
            await commands.execute(ACCOUNT, "p4", Deposit(4), ctx=context())
        return await real(write)

    commands.store.append = overtaken
    outcome = await commands.execute(ACCOUNT, "p4", Beside(SQL, ("p4", 0), slow), ctx=context())
    assert (seen, outcome.state.balance) == ([1, 5], 10)
