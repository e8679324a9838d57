"""Stored answers are given up after thirty days: those of clients only, in batches, and not a day before."""

from __future__ import annotations

import pytest
from chassis.purge import AnswerPurge
from chassis.settings import Settings
from chassis.testing import Harness
from pydantic import ValidationError

_ROWS = """
insert into commands (client, route, key, request_hash, status, response, at)
select $1, 'POST /v1/uji', n::text, $2, 201, '{}', now() - make_interval(days => $3, mins => $4) from generate_series(1, $5) n
"""
_AGE = "update commands set at = now() - make_interval(days => $1, mins => 1) where client = 'teller' and key = 'p-1'"


async def test_only_old_answers_of_clients_go(service: Harness) -> None:
    # younger than what the service's own worker takes, so that the two do not meet here
    for client, print_, days, minutes, rows in (
        ("lama", b"sidik", 10, 1, 25), ("muda", b"sidik", 10, -5, 4), ("reaksi:uji", b"", 400, 0, 3), ("job:uji", b"", 400, 0, 3),
    ):  # fmt: skip
        await service.fetch(_ROWS, client, print_, days, minutes, rows)
    assert await AnswerPurge(service.rt.db, 10, batch=10).step() == 25
    left = await service.fetch("select client, count(*) as n from commands where route = 'POST /v1/uji' group by client")
    assert {r["client"]: r["n"] for r in left} == {"muda": 4, "reaksi:uji": 3, "job:uji": 3}
    assert await AnswerPurge(service.rt.db, 10, batch=10).step() == 0


async def test_a_key_is_known_for_thirty_days_and_new_after_them(service: Harness, teller: str) -> None:
    async def deposit() -> tuple[int, bool]:
        answer = await service.call("POST", "/v1/account/purge/deposit", who=teller, json={"amount": 5}, key="p-1")
        return answer.json()["balance"], answer.headers.get("Idempotency-Replayed") == "true"

    assert await deposit() == (5, False)
    await service.fetch(_AGE, 29)
    await AnswerPurge(service.rt.db, 30).step()
    assert await deposit() == (5, True)
    await service.fetch(_AGE, 30)
    await AnswerPurge(service.rt.db, 30).step()
    assert await deposit() == (10, False)


def test_thirty_days_are_promised() -> None:
    with pytest.raises(ValidationError):
        Settings(simpan_jawaban_hari=29)
    assert Settings().simpan_jawaban_hari == 30
