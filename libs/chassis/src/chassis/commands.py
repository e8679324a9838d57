"""Command handling: load, decide, append, and again when somebody else was first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from dasar.penolakan import Ditolak

from chassis.aggregate import Aggregate, Appended, Statement
from chassis.context import Context
from chassis.ids import derived, new_id
from chassis.ports import Append, CommandRow, Conflict, EventStore, NewEvent, Remembered, StoredAnswer, StoredEvent, StreamAppend, Taken
from chassis.slices import Slices

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")
C_co = TypeVar("C_co", covariant=True)

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Reply:
    """What the client is told: stored with the effect, told again on a replay."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S]):
    """``state`` and ``events`` are None and () on a replay: only the stored answer is known then."""

    state: S | None
    version: int | None
    events: tuple[Any, ...]
    response_status: int
    response_body: bytes
    replayed: bool = False

    def json(self) -> Any:
        return orjson.loads(self.response_body)


Respond = Callable[[S, int, Sequence[Any]], Reply]


@dataclass(frozen=True, slots=True)
class Beside(Generic[C_co]):
    """A command that depends on one row of the service's read models: the row is read with the stream, in one round trip and one
    snapshot, and again when the command is decided again. ``sql`` selects at most one row, its placeholders count from $1; ``command``
    makes the command of it (as JSON gives it: dates and times are text), of None when there is no such row, or refuses by Ditolak."""

    sql: str
    args: tuple[Any, ...]
    command: Callable[[dict[str, Any] | None], C_co]


def plain_reply(state: Any, version: int, events: Sequence[Any]) -> Reply:
    return Reply(200, {"versi": version})


def metadata_of(ctx: Context) -> bytes:
    """Who and why, beside the event: nothing personal."""
    fields = {
        "client": ctx.client,
        "route": ctx.route,
        "correlation_id": ctx.correlation_id,
        "causation_id": ctx.causation_id,
        "traceparent": ctx.traceparent,
    }
    return orjson.dumps({k: v for k, v in fields.items() if v is not None})


def new_events(aggregate: Aggregate[Any, S, E], before: S, events: Sequence[E], ids: Sequence[UUID], ctx: Context) -> tuple[NewEvent, ...]:
    """The stored form of decided events; each public form sees the state after its event."""
    made: list[NewEvent] = []
    metadata = metadata_of(ctx)
    state = before
    for event, event_id in zip(events, ids, strict=True):
        state = aggregate.evolve(state, event)
        name, version, data = aggregate.codec.encode(event)
        public = aggregate.publish(event, state)
        made.append(
            NewEvent(
                event_id=event_id,
                type=name,
                schema_version=version,
                data=data,
                occurred_at=aggregate.waktu(event) or ctx.now,
                public_type=None if public is None else public.event.ce_type(),
                public_data=None if public is None else public.event.model_dump_json().encode(),
                akt_id=None if public is None else public.akt_id,
                metadata=metadata,
                recorded_at=ctx.now,
            )
        )
    return tuple(made)


def folded(aggregate: Aggregate[Any, S, Any], stored: Sequence[StoredEvent]) -> tuple[S, int]:
    state = aggregate.fold([aggregate.codec.decode(e.type, e.schema_version, e.data) for e in stored])
    return state, stored[-1].version if stored else 0


class Commands:
    """``wake`` is called after an append that may have referenced something for the relay."""

    def __init__(self, store: EventStore, wake: Callable[[], None] = lambda: None) -> None:
        self.store = store
        self._wake = wake

    async def load(self, aggregate: Aggregate[Any, S, Any], id: str) -> tuple[S, int]:
        """(state, version); version 0 = the stream does not exist."""
        return folded(aggregate, await self.store.load(aggregate.stream(id)))

    async def _look(self, aggregate: Aggregate[C, S, Any], id: str, command: C | Beside[C]) -> tuple[S, int, Callable[[], C]]:
        if not isinstance(command, Beside):
            state, version = await self.load(aggregate, id)
            return state, version, lambda: command
        stored, row = await self.store.load_beside(aggregate.stream(id), command.sql, command.args)
        return *folded(aggregate, stored), lambda: command.command(row)

    async def execute(
        self,
        aggregate: Aggregate[C, S, Any],
        id: str,
        command: C | Beside[C],
        *,
        ctx: Context,
        respond: Respond[S] = plain_reply,
        expected: int | None = None,
        extra: Sequence[Statement] = (),
        fresh: bool = False,
    ) -> Outcome[S]:
        """Carry out a command on one stream, exactly once per idempotency key.

        expected  version the client saw (If-Match): 412 if it is another; without it a lost race is decided again
        extra     further statements of the caller's read model, composed into the same append
        fresh     the stream is most likely not there yet: decided without a look at it, and again with one if that was wrong
        Raises what ``decide`` raises; Ditolak 409 when races do not end; 422 for a key used for another body.
        """
        if fresh and expected is None and not isinstance(command, Beside):
            outcome = await self._as_new(aggregate, id, command, ctx, respond, extra)
            if outcome is not None:
                return outcome
        for _attempt in range(ATTEMPTS):
            state, version, ask = await self._look(aggregate, id, command)
            if expected is not None and expected != version:
                if (replay := await self.replay(ctx)) is not None:
                    return replay
                raise Ditolak("VERSI_BERUBAH", f"Data sudah berubah: versi sekarang {version}.", status=412)
            try:
                events = tuple(aggregate.decide(ask(), state))
            except Ditolak:
                # the deed may be refused now exactly because it was done before: then its answer counts, not the refusal
                if (replay := await self.replay(ctx)) is not None:
                    return replay
                raise
            if not events:
                reply = respond(state, version, events)
                return await self.remember(ctx, Outcome(state, version, (), reply.status, orjson.dumps(reply.body)))
            outcome = await self._append(aggregate, id, state, version, events, ctx, respond, extra)
            if outcome is not None:
                return outcome
            ctx = ctx.again()
        raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.", status=409)

    async def _as_new(
        self, aggregate: Aggregate[C, S, Any], id: str, command: C, ctx: Context, respond: Respond[S], extra: Sequence[Statement]
    ) -> Outcome[S] | None:  # fmt: skip
        """None when it did not come to an append that won: only a look at the stream can tell then what is right."""
        try:
            events = tuple(aggregate.decide(command, aggregate.initial))
        except Ditolak:
            return None
        return await self._append(aggregate, id, aggregate.initial, 0, events, ctx, respond, extra) if events else None

    async def _append(
        self,
        aggregate: Aggregate[Any, S, Any],
        id: str,
        state: S,
        version: int,
        events: tuple[Any, ...],
        ctx: Context,
        respond: Respond[S],
        extra: Sequence[Statement],
    ) -> Outcome[S] | None:
        stream_id = aggregate.stream(id)
        ids = event_ids(ctx, stream_id, version, len(events))
        after = aggregate.fold(events, state)
        reply = respond(after, version + len(events), events)
        body = orjson.dumps(reply.body)
        appended = Appended(stream_id, id, version + len(events), after, events, ids, ctx.now)
        write = Append(
            streams=(StreamAppend(stream_id, version, new_events(aggregate, state, events, ids, ctx)),),
            inline=(*aggregate.inline([appended]), *extra),
            commands=() if ctx.key is None else (CommandRow(ctx.client, ctx.route, ctx.key, ctx.request_hash, reply.status, body),),
            open_day=ctx.open_day,
        )
        try:
            won = await self.store.append(write)
        except Remembered:
            return await self.replay(ctx)
        except Conflict:
            return None
        except Taken as taken:
            if (replay := await self.replay(ctx)) is not None:
                return replay
            if (refusal := aggregate.taken.get(taken.constraint)) is not None:
                raise refusal() from None
            raise
        if not won:
            return None
        self._wake()
        return Outcome(after, version + len(events), events, reply.status, body)

    async def replay(self, ctx: Context) -> Outcome[Any] | None:
        """The stored answer of this key, if it was used before."""
        if ctx.key is None:
            return None
        stored: StoredAnswer | None = await self.store.remembered(ctx.client, ctx.route, ctx.key)
        if stored is None:
            return None
        if stored.request_hash != ctx.request_hash:
            raise Ditolak(
                "KUNCI_IDEMPOTENSI_DIPAKAI_LAIN",
                "Idempotency-Key ini sudah dipakai untuk permintaan dengan isi yang berbeda.",
                status=422,
            )
        return Outcome(None, None, (), stored.status, stored.response, replayed=True)

    async def remember(self, ctx: Context, found: Outcome[S]) -> Outcome[S]:
        """The answer of a command that found its deed done, kept under its key: asked again by it the client gets the same, whatever
        has changed since, and if it was this key's own deed that was found, the answer of then."""
        if ctx.key is None:
            return found
        if ctx.causation_id is not None:  # a reaction's, a timer's: nobody is told, so nothing need be kept
            return await self.replay(ctx) or found
        row = CommandRow(ctx.client, ctx.route, ctx.key, ctx.request_hash, found.response_status, found.response_body)
        if await self.store.remember(row):
            return found
        return await self.replay(ctx) or found

    async def append_many(
        self,
        aggregate: Aggregate[Any, S, Any],
        decided: Sequence[tuple[str, S, int, Sequence[Any]]],
        *,
        ctx: Context,
        extra: Sequence[Statement] = (),
    ) -> set[str]:
        """Many streams in one statement, for jobs: ``(id, state before, version before, events)`` each.

        Returns the ids that were written; a missing one lost a race. Raises Taken when a unique value is held by somebody
        else (nothing was written). The caller's checkpoint, in the same transaction, is what makes it happen once."""
        work = [(id, state, version, tuple(events)) for id, state, version, events in decided if events]
        if not work:
            return set()
        won = await self._append_at(aggregate, work, ctx, extra)
        if not won and (later := ctx.again()).open_day != ctx.open_day:  # lost to the closing of its day
            won = await self._append_at(aggregate, work, later, extra)
        self._wake()
        return won

    async def _append_at(
        self,
        aggregate: Aggregate[Any, S, Any],
        work: Sequence[tuple[str, S, int, tuple[Any, ...]]],
        ctx: Context,
        extra: Sequence[Statement],
    ) -> set[str]:
        appended: list[Appended[S, Any]] = []
        streams: list[StreamAppend] = []
        slices = Slices()
        for id, state, version, events in sorted(work, key=lambda w: aggregate.stream(w[0])):
            await slices.rest()
            stream_id = aggregate.stream(id)
            ids = event_ids(ctx, stream_id, version, len(events))
            after = aggregate.fold(events, state)
            appended.append(Appended(stream_id, id, version + len(events), after, events, ids, ctx.now))
            streams.append(StreamAppend(stream_id, version, new_events(aggregate, state, events, ids, ctx)))
        won = await self.store.append(
            Append(tuple(streams), (*aggregate.inline(appended), *extra), open_day=ctx.open_day),
        )
        return {a.id for a in appended if a.stream_id in won}


def event_ids(ctx: Context, stream_id: str, version: int, count: int) -> tuple[UUID, ...]:
    """Fresh ids for a client; for a cause (record, job row) derived ones, so that a replay makes the same events."""
    if ctx.causation_id is None:
        return tuple(new_id() for _ in range(count))
    return tuple(derived(ctx.causation_id, ctx.client, stream_id, version, n) for n in range(count))
