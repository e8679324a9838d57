"""The append in one statement: heads, events, sequences, outbox, inline model and idempotency row stand or fall together."""

from __future__ import annotations

import asyncio
from typing import Any

from chassis.testing import Harness


async def test_an_append_is_visible_at_once_with_its_inline_model(service: Harness, teller: str) -> None:
    answer = await service.call("POST", "/v1/account/a1/deposit", who=teller, json={"amount": 500})
    assert (answer.status, answer.json()) == (201, {"balance": 500, "version": 3})
    assert answer.headers["ETag"] == '"3"'
    assert (await service.fetch("select balance, version from account_model where id = 'a1'"))[0]["balance"] == 500


async def test_only_public_events_take_a_sequence_and_it_has_no_gap(service: Harness, teller: str) -> None:
    for _ in range(3):
        await service.call("POST", "/v1/account/a2/deposit", who=teller, json={"amount": 1})
    rows = await service.fetch("select type, sequence from events where stream_id = 'account:a2' order by version")
    assert [(r["type"], r["sequence"]) for r in rows] == [
        ("Opened", None), ("Noted", None), ("Deposited", 1), ("Noted", None), ("Deposited", 2), ("Noted", None), ("Deposited", 3),
    ]  # fmt: skip


async def test_the_same_key_takes_effect_once_even_in_parallel(service: Harness, teller: str) -> None:
    answers = await asyncio.gather(
        *(service.call("POST", "/v1/account/a3/deposit", who=teller, json={"amount": 7}, key="k-1") for _ in range(8))
    )
    assert {a.body for a in answers} == {answers[0].body}
    assert sum(a.headers.get("Idempotency-Replayed") == "true" for a in answers) == 7
    assert (await service.fetch("select balance from account_model where id = 'a3'"))[0]["balance"] == 7


async def test_the_same_key_for_another_body_is_refused(service: Harness, teller: str) -> None:
    await service.call("POST", "/v1/account/a4/deposit", who=teller, json={"amount": 7}, key="k-2")
    answer = await service.call("POST", "/v1/account/a4/deposit", who=teller, json={"amount": 8}, key="k-2")
    assert answer.status == 422
    assert answer.json()["type"].endswith("/kunci-idempotensi-dipakai-lain")


async def test_a_replay_wins_over_a_refusal_that_came_later(service: Harness, teller: str) -> None:
    first = await service.call("POST", "/v1/account/a5/deposit", who=teller, json={"amount": 1_000_000}, key="k-3")
    again = await service.call("POST", "/v1/account/a5/deposit", who=teller, json={"amount": 1_000_000}, key="k-3")
    other = await service.call("POST", "/v1/account/a5/deposit", who=teller, json={"amount": 1_000_000}, key="k-4")
    assert (first.status, again.status, again.body, other.status) == (201, 201, first.body, 409)


async def test_writers_of_one_stream_all_succeed_one_after_the_other(service: Harness, teller: str) -> None:
    await asyncio.gather(*(service.call("POST", "/v1/account/a6/deposit", who=teller, json={"amount": 10}) for _ in range(4)))
    rows = await service.fetch("select version from events where stream_id = 'account:a6' order by version")
    balance = (await service.fetch("select balance from account_model where id = 'a6'"))[0]["balance"]
    assert [r["version"] for r in rows] == list(range(1, len(rows) + 1))
    assert balance == 10 * ((len(rows) - 1) // 2)


async def test_a_stale_if_match_is_412_and_writes_nothing(service: Harness, teller: str) -> None:
    await service.call("POST", "/v1/account/a7/deposit", who=teller, json={"amount": 1})
    stale = await service.call("POST", "/v1/account/a7/deposit", who=teller, json={"amount": 1}, headers={"If-Match": '"2"'})
    good = await service.call("POST", "/v1/account/a7/deposit", who=teller, json={"amount": 1}, headers={"If-Match": '"3"'})
    assert (stale.status, good.status, good.json()["balance"]) == (412, 201, 2)


async def test_a_unique_business_value_refuses_the_whole_append(service: Harness, teller: str) -> None:
    await service.call("POST", "/v1/account/a8/deposit", who=teller, json={"amount": 1, "reference": "r-1"})
    twice = await service.call("POST", "/v1/account/a9/deposit", who=teller, json={"amount": 1, "reference": "r-1"})
    assert (twice.status, twice.json()["type"].rsplit("/", 1)[1]) == (409, "referensi-dipakai")
    assert await service.fetch("select 1 from streams where stream_id = 'account:a9'") == []


async def test_a_refusal_names_its_rule(service: Harness, teller: str) -> None:
    answer = await service.call("POST", "/v1/account/a10/deposit", who=teller, json={"amount": 0})
    assert (answer.status, answer.json()["aturan"]) == (422, "R-BYR-06")


async def test_what_was_appended_reaches_the_topic_in_order_and_the_outbox_empties(service: Harness, teller: str) -> None:
    for n in range(1, 6):
        await service.call("POST", "/v1/account/b1/deposit", who=teller, json={"amount": n})

    async def empty() -> Any:
        return not await service.fetch("select 1 from outbox")

    await service.until(empty)
    found = [(e.sequence, e.akt_id, p) for e, p in await service.bus.read("iuran") if e.subject == "account:b1"]
    assert [(s, a) for s, a, _ in found] == [(n, "akt-a") for n in range(1, 6)]
    assert [getattr(p, "nominal", None) for *_, p in found] == [1, 2, 3, 4, 5]
