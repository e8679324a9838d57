"""The append of a few events to ONE stream, which is what a command does: the same rows as ``append_sql`` writes, by a statement that
carries its values as scalars. Texts are put together from constants, column types and counts; every value is a parameter.

With arrays to unnest PostgreSQL finds each time that planning anew pays (it sees the array's length), and plans some ten joins for
half a millisecond; the driver walks every array element by element. Scalars settle on a generic plan after five executions:
measured 0.6 of the server's time and 0.7 of ours for a payment (docs/kinerja.md).
"""

from __future__ import annotations

# ruff: noqa: S608
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from chassis.append_sql import day_open, shift
from chassis.ports import Append, NewEvent

MOST_EVENTS = 8
MOST_ROWS = 4
"""Each number of rows is a statement of its own to prepare; beyond these the array form serves."""

_UNNEST = re.compile(r"unnest\(((?:\s*\$\d+::[a-z0-9_]+\[\]\s*,?)+)\)(?=\s+as\s)")
_COLUMN = re.compile(r"\$(\d+)::([a-z0-9_]+)\[\]")
_ANY = re.compile(r"\$\d+")

# $1 stream $2 expected $3 metadata $4 recorded, then each event's; the last the day that must still be open, if one must
_HEAD_ARGS = 4
_PRIVATE = ("uuid", "text", "smallint", "bytea", "timestamptz")
_PUBLIC = ("text", "bytea", "text")
_COMMAND = """remembered as (
  insert into commands (client, route, key, request_hash, status, response)
  select $1::text, $2::text, $3::text, $4::bytea, $5::smallint, $6::bytea from head)"""
_COMMAND_ARGS = 6


@lru_cache(maxsize=512)
def append_one_sql(first: bool, public: tuple[bool, ...], command: bool, inline: tuple[tuple[str, int], ...], guarded: bool) -> str:
    """``first``: the stream does not exist yet; ``public``: for each event whether the world hears of it; ``guarded``: it has a day."""
    p = sum(public)
    parts = [_stored(public)]
    if p:
        references = ", ".join(f"({o})" for o, told in enumerate(public, 1) if told)
        parts.append(
            "referenced as (insert into outbox (stream_id, version)"
            f" select head.stream_id, $2::bigint + m.o from head, (values {references}) as m(o) order by m.o)"
        )
    used = _HEAD_ARGS + len(_PRIVATE) * len(public) + len(_PUBLIC) * p
    if command:
        parts.append(shift(_COMMAND, used))
        used += _COMMAND_ARGS
    for number, (sql, args) in enumerate(inline):
        parts.append(f"model_{number} as ({shift(sql, used)})")
        used += args
    head = _head(first, len(public), p, day_open(used + 1) if guarded else "true")
    return "with " + ",\n".join([head, *parts]) + "\nselect stream_id from head"


def _head(first: bool, n: int, p: int, may: str) -> str:
    made = (
        f"insert into streams (stream_id, version, sequence) select $1::text, {n}, {p} where {may} on conflict do nothing"
        if first
        else f"update streams set version = version + {n}, sequence = sequence + {p}"
        f" where stream_id = $1::text and version = $2::bigint and {may}"
    )
    return f"head as ({made} returning stream_id, version, sequence - {p} as base)"


def _stored(public: tuple[bool, ...]) -> str:
    rows: list[str] = []
    at, serial = _HEAD_ARGS, 0
    for o, told in enumerate(public, 1):
        types = _PRIVATE + _PUBLIC if told else _PRIVATE
        columns = [f"${at + i}::{kind}" for i, kind in enumerate(types, 1)]
        at += len(types)
        serial += told
        columns += [] if told else [f"null::{kind}" for kind in _PUBLIC]
        rows.append(f"({o}, {serial if told else 'null::int'}, {', '.join(columns)})")
    return (
        "stored as (insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada, sequence,"
        " public_type, public_data, akt_id, head)"
        " select head.stream_id, $2::bigint + m.o, m.event_id, m.type, m.schema_version, m.data, $3::bytea, m.waktu, $4::timestamptz,"
        " head.base + m.s, m.public_type, m.public_data, m.akt_id, head.version"
        f" from head, (values {', '.join(rows)})"
        " as m(o, s, event_id, type, schema_version, data, waktu, public_type, public_data, akt_id) order by m.o)"
    )


@lru_cache(maxsize=512)
def _spread_sql(sql: str, columns: int, rows: int) -> str | None:
    """``unnest($1::text[], $2::int[]) as m(…)`` as ``(values ($1::text, $2::int), …) as m(…)``; None when the text is not of that form."""
    found = _UNNEST.findall(sql)
    if len(found) != 1 or "ordinality" in sql:
        return None
    named = _COLUMN.findall(found[0])
    if len(named) != columns or len(_ANY.findall(sql)) != columns:
        return None  # an argument is used twice, or outside the unnest
    values = ", ".join("(" + ", ".join(f"${row * columns + int(n)}::{kind}" for n, kind in named) + ")" for row in range(rows))
    return _UNNEST.sub(f"(values {values})", sql)


def spread(sql: str, args: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """An inline statement of arrays of a few rows as one of scalars, where its text allows it."""
    rows = len(args[0]) if args and isinstance(args[0], list) else 0
    if not 0 < rows <= MOST_ROWS or any(not isinstance(a, list) or len(a) != rows for a in args):
        return sql, args
    scalar = _spread_sql(sql, len(args), rows)
    return (sql, args) if scalar is None else (scalar, [a[row] for row in range(rows) for a in args])


def append_one(write: Append) -> tuple[str, list[Any]]:
    """Statement and arguments for an Append of one command's events: one stream, at most MOST_EVENTS, at most one idempotency row."""
    (stream,) = write.streams
    first = stream.events[0]
    args: list[Any] = [stream.stream_id, stream.expected, first.metadata, first.recorded_at]
    for event in stream.events:
        args += _columns(event)
    for row in write.commands:
        args += (row.client, row.route, row.key, row.request_hash, row.status, row.response)
    shapes: list[tuple[str, int]] = []
    for statement in write.inline:
        sql, values = spread(statement.sql, statement.args)
        shapes.append((sql, len(values)))
        args += values
    if guarded := write.open_day is not None:
        args.append(write.open_day)
    public = tuple(e.public_type is not None for e in stream.events)
    return append_one_sql(stream.expected == 0, public, bool(write.commands), tuple(shapes), guarded), args


def _columns(e: NewEvent) -> tuple[Any, ...]:
    private = (e.event_id, e.type, e.schema_version, e.data, e.occurred_at)
    return private if e.public_type is None else (*private, e.public_type, e.public_data, e.akt_id)
