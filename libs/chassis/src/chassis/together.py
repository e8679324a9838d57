"""The commands of many records in two statements, a load and an append, instead of some five round trips each.

What each of them leaves behind is what ``Commands.execute`` would have left: its events with its own cause and time, under the same ids,
and its row in ``commands`` (but for one that finds its deed done: that leaves nothing). What does not go through at once (a lost race, a
key used before, a refusal) is an exception: the caller rolls back and does them one by one, by ``execute``, which knows what to make of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from chassis.aggregate import Aggregate, Appended
from chassis.commands import event_ids, folded, new_events, plain_reply
from chassis.context import Context
from chassis.ports import Append, CommandRow, Conflict, EventStore, NewEvent, StoredEvent, StreamAppend

SLICE = 40
"""So many are decided before others of the process get a turn: some milliseconds. Counted, not timed: simulated histories repeat."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A command on one stream, and on whose behalf."""

    aggregate: Aggregate[Any, Any, Any]
    id: str
    command: Any
    ctx: Context


async def execute_together(store: EventStore, deeds: Sequence[Deed]) -> None:
    """Those on one stream are decided one after the other. Raises Conflict, Remembered, Taken, and what ``decide`` raises."""
    kinds: dict[str, dict[str, list[Deed]]] = {}
    for deed in deeds:
        kinds.setdefault(deed.aggregate.category, {}).setdefault(deed.id, []).append(deed)
    for streams in kinds.values():
        await _of_one_kind(store, streams)


async def _of_one_kind(store: EventStore, streams: dict[str, list[Deed]]) -> None:
    aggregate = next(iter(streams.values()))[0].aggregate
    stored = await store.load_many([aggregate.stream(id) for id in streams])
    made: list[_Made] = []
    for n, id in enumerate(sorted(streams, key=aggregate.stream)):  # one order for all who lock several
        if n % SLICE == SLICE - 1:
            await asyncio.sleep(0)
        decided = _decided(aggregate, id, stored[aggregate.stream(id)], streams[id])
        if decided.stream.events:
            made.append(decided)
    if not made:
        return
    write = Append(
        streams=tuple(m.stream for m in made),
        inline=tuple(aggregate.inline([m.appended for m in made])),
        commands=tuple(row for m in made for row in m.commands),
    )
    if len(await store.append(write)) < len(made):
        raise Conflict


@dataclass(frozen=True, slots=True)
class _Made:
    stream: StreamAppend
    appended: Appended[Any, Any]
    commands: list[CommandRow]


def _decided(aggregate: Aggregate[Any, Any, Any], id: str, past: Sequence[StoredEvent], deeds: Sequence[Deed]) -> _Made:
    stream_id = aggregate.stream(id)
    state, expected = folded(aggregate, past)
    events: list[Any] = []
    ids: list[Any] = []
    new: list[NewEvent] = []
    commands: list[CommandRow] = []
    for deed in deeds:
        ctx, version = deed.ctx, expected + len(events)
        if not (more := tuple(aggregate.decide(deed.command, state))):
            continue
        more_ids = event_ids(ctx, stream_id, version, len(more))
        new += new_events(aggregate, state, more, more_ids, ctx)
        state = aggregate.fold(more, state)
        events += more
        ids += more_ids
        if ctx.key is not None:
            reply = plain_reply(state, version + len(more), more)
            commands.append(CommandRow(ctx.client, ctx.route, ctx.key, ctx.request_hash, reply.status, orjson.dumps(reply.body)))
    appended = Appended(stream_id, id, expected + len(events), state, tuple(events), tuple(ids), deeds[-1].ctx.now)
    return _Made(StreamAppend(stream_id, expected, tuple(new)), appended, commands)
