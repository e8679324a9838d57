"""Commands on many streams in few statements, for jobs and timers; what a statement a command costs is too much for 100,000."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from chassis.aggregate import Aggregate
from chassis.ports import Conflict
from chassis.slices import Slices
from chassis.tx import Tx

C = TypeVar("C")
S = TypeVar("S")

ROUNDS = 4  # a stream that was lost is ours to lock from then on: the second round wins it, the third one that was made meanwhile


async def execute_many(tx: Tx, aggregate: Aggregate[C, S, Any], commands: Sequence[tuple[str, C]]) -> set[str]:
    """``(id, command)`` each; several on one stream are decided one after the other. Up to about a thousand streams.

    A stream that somebody else changed meanwhile is decided again. Ids of events derive from the transaction's cause, and what
    makes it happen once is what the caller writes in the same transaction. A refusal refuses them all. Returns the ids that something
    happened to.
    """
    waiting: dict[str, list[C]] = {}
    for id, command in commands:
        waiting.setdefault(id, []).append(command)
    written: set[str] = set()
    slices = Slices()
    for _ in range(ROUNDS):
        if not waiting:
            break
        stored = await tx.commands.store.load_many([aggregate.stream(id) for id in waiting])
        decided: list[tuple[str, S, int, list[Any]]] = []
        for id, todo in list(waiting.items()):
            await slices.rest()
            past = stored[aggregate.stream(id)]
            before = aggregate.fold([aggregate.codec.decode(e.type, e.schema_version, e.data) for e in past])
            events: list[Any] = []
            state = before
            for command in todo:
                made = aggregate.decide(command, state)
                state = aggregate.fold(made, state)
                events += made
            if events:
                decided.append((id, before, past[-1].version if past else 0, events))
            else:
                del waiting[id]
        for id in await tx.append_many(aggregate, decided):
            written.add(id)
            del waiting[id]
    if waiting:
        raise Conflict(f"{len(waiting)} streams of {aggregate.category} kept changing")
    return written
