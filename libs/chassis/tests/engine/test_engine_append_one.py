"""A command's append carries scalars, a job's arrays: both write the same rows, and no inline statement is rewritten that must not be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from chassis.aggregate import Statement
from chassis.append_one import MOST_EVENTS, MOST_ROWS, spread
from chassis.append_sql import append_sql
from chassis.ids import derived
from chassis.ports import Append, CommandRow, NewEvent, StreamAppend
from chassis.store import _arguments
from chassis.testing import Harness

AT = datetime(2016, 12, 5, 9, tzinfo=UTC)
_MODEL = (
    "insert into account_model (id, balance, version) select m.id, m.balance, h.version from head h"
    " join unnest($1::text[], $2::text[],\n  $3::bigint[]) as m(stream_id, id, balance) using (stream_id)"
    " on conflict (id) do update set balance = excluded.balance, version = excluded.version"
)
_COLUMNS = "version, type, data, metadata, sequence, public_type, public_data, akt_id, waktu, dicatat_pada, head"


def append(stream: str, expected: int, public: Sequence[bool], rows: int) -> Append:
    events = tuple(
        NewEvent(
            derived(stream, expected, n), f"E{n}", 1, b"{}", AT, f"publik.E{n}.v1" if told else None, b"[]" if told else None,
            "akt-a" if told else None, b'{"client":"x"}', AT,
        )
        for n, told in enumerate(public)
    )  # fmt: skip
    model = Statement(_MODEL, ([stream] * rows, [f"{stream}-{n}" for n in range(rows)], list(range(rows))))
    return Append(
        (StreamAppend(stream, expected, events),), (model,),
        (CommandRow("c", "r", f"{stream}-{expected}", b"h", 201, b"{}"),),
    )  # fmt: skip


async def written(service: Harness, stream: str) -> list[Any]:
    return [
        [tuple(r) for r in await service.fetch(f"select {_COLUMNS} from events where stream_id = $1 order by version", stream)],  # noqa: S608
        [tuple(r) for r in await service.fetch("select version, sequence from streams where stream_id = $1", stream)],
        [
            (r["id"].rsplit("-", 1)[1], r["balance"], r["version"])
            for r in await service.fetch("select * from account_model where id like $1 order by 1", f"{stream}-%")
        ],
        [
            tuple(r)
            for r in await service.fetch("select client, status, response from commands where key like $1 order by key", f"{stream}-%")
        ],
    ]


@pytest.mark.parametrize("count", [1, 2, MOST_EVENTS, MOST_EVENTS + 1])
@pytest.mark.parametrize("rows", [1, MOST_ROWS, MOST_ROWS + 1])
async def test_scalars_and_arrays_write_the_same(service: Harness, count: int, rows: int) -> None:
    for pattern in {(True,) * count, (False,) * count, tuple(n % 2 == 0 for n in range(count))}:
        kind = "".join(str(int(p)) for p in pattern)
        one, many = f"satu:{kind}x{rows}", f"deret:{kind}x{rows}"
        for expected in (0, count):  # a stream that is made, and one that is there
            assert await service.rt.store.append(append(one, expected, pattern, rows)) == {one}
            write = append(many, expected, pattern, rows)
            sql = append_sql(True, tuple((s.sql, len(s.args)) for s in write.inline))
            async with service.rt.db.connection() as conn:
                assert len(await conn.fetch(sql, *_arguments(write))) == 1
        assert await written(service, one) == await written(service, many)
        referenced = await service.fetch("select count(*) as n from outbox where stream_id = $1", one)
        assert referenced[0]["n"] <= 2 * sum(pattern)  # the relay may have been here


async def test_a_lost_race_writes_nothing_of_either_form(service: Harness) -> None:
    assert await service.rt.store.append(append("satu:kalah", 0, [True], 1)) == {"satu:kalah"}
    assert await service.rt.store.append(append("satu:kalah", 7, [True], 1)) == set()
    assert len((await written(service, "satu:kalah"))[0]) == 1
    assert await service.fetch("select 1 from commands where key = 'satu:kalah-7'") == []


@pytest.mark.parametrize(
    ("sql", "args"),
    [
        ("insert into t select $1::text from head", (["a"],)),  # no unnest
        ("insert into t select * from head h join unnest($1::text[]) as m(s) using (s) where s = any($1::text[])", (["a"],)),  # used twice
        ("insert into t select * from head h join unnest($1::text[]) as m(s) using (s) where x = $2::int", (["a"], [1])),  # used outside
        ("insert into t select * from head h, unnest($1::text[]) with ordinality as m(s, o)", (["a"],)),
        ("insert into t select * from head h join unnest($1::text[], $2::int[]) as m(s, n) using (s)", (["a"], 1)),  # not a list
        ("insert into t select * from head h join unnest($1::text[], $2::int[]) as m(s, n) using (s)", (["a"], [1, 2])),  # uneven
        ("insert into t select * from head h join unnest($1::text[]) as m(s) using (s)", ([],)),
    ],
)
def test_what_is_not_of_the_form_stays_as_it_is(sql: str, args: tuple[Any, ...]) -> None:
    assert spread(sql, args) == (sql, args)


def test_rows_become_values_row_by_row() -> None:
    sql, args = spread("select * from head h join unnest($1::text[], $2::int[]) as m(s, n) using (s)", (["a", "b"], [1, 2]))
    assert sql == "select * from head h join (values ($1::text, $2::int), ($3::text, $4::int)) as m(s, n) using (s)"
    assert args == ["a", 1, "b", 2]
