"""The transaction of a reaction, a timer or a job step: what it appends and enqueues commits with what it read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from chassis.aggregate import Aggregate, Statement
from chassis.commands import Commands, Outcome, Respond, plain_reply
from chassis.context import Context
from chassis.jobs_store import insert_job
from chassis.store import PostgresStore
from chassis.together import Deed, execute_together

C = TypeVar("C")
S = TypeVar("S")
T = TypeVar("T")


class Tx:
    """``cause`` names what is behind it (event id, job id and step, timer): events and command rows derive their ids from it,
    so that doing it again changes nothing."""

    def __init__(
        self,
        conn: asyncpg.Connection,
        store: PostgresStore,
        *,
        actor: str,
        cause: str,
        now: datetime,
        correlation_id: str | None = None,
        traceparent: str | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self.conn = conn
        self.now = now
        self.cause = cause
        self._actor = actor
        self._correlation_id = correlation_id
        self._traceparent = traceparent
        self._store = store
        self._wake = wake
        self.commands = Commands(store.within(conn), wake)

    def caused_by(self, cause: str) -> Tx:
        """The same transaction for one of several causes in it (the timers of a day)."""
        return Tx(
            self.conn,
            self._store,
            actor=self._actor,
            cause=cause,
            now=self.now,
            correlation_id=self._correlation_id,
            traceparent=self._traceparent,
            wake=self._wake,
        )

    def context(self, route: str, *, key: bool = True) -> Context:
        return Context(
            client=self._actor,
            route=route,
            key=self.cause if key else None,
            request_hash=b"",
            now=self.now,
            correlation_id=self._correlation_id or self.cause,
            causation_id=self.cause,
            traceparent=self._traceparent,
        )

    async def execute(
        self,
        aggregate: Aggregate[C, S, Any],
        id: str,
        command: C,
        *,
        respond: Respond[S] = plain_reply,
        extra: Sequence[Statement] = (),
    ) -> Outcome[S]:
        """One command on one stream; a replay of the same cause stops at its row in ``commands``."""
        return await self.commands.execute(aggregate, id, command, ctx=self.context(aggregate.stream(id)), respond=respond, extra=extra)

    async def append_many(
        self,
        aggregate: Aggregate[Any, S, Any],
        decided: Sequence[tuple[str, S, int, Sequence[Any]]],
        *,
        extra: Sequence[Statement] = (),
    ) -> set[str]:
        """Up to about a thousand streams in one statement; see Commands.append_many."""
        return await self.commands.append_many(aggregate, decided, ctx=self.context("banyak", key=False), extra=extra)

    async def enqueue(
        self, kind: str, input: Any, *, subject: str | None = None, akt_id: str | None = None, total: int | None = None
    ) -> UUID:
        """A job that starts when this transaction commits. The same cause, kind and subject make the same job once."""
        return await insert_job(
            self.conn, kind=kind, input=input, ctx=self.context(f"job:{kind}:{subject}"), subject=subject, akt_id=akt_id, total=total
        )


class Shared:
    """What the records of one transaction of a reaction have in common."""

    def __init__(self, conn: asyncpg.Connection, store: PostgresStore) -> None:
        self.conn = conn
        self._store = store
        self.deeds: list[Deed] = []
        self.looked: dict[str, Any] = {}

    async def carry_out(self) -> None:
        """What was asked for by ``later``."""
        store = self._store.within(self.conn)
        if len(self.deeds) == 1:
            (deed,) = self.deeds
            await Commands(store).execute(deed.aggregate, deed.id, deed.command, ctx=deed.ctx)
        else:
            await execute_together(store, self.deeds)


class ReactionTx(Tx):
    """One record's part of the transaction of a reaction. Records share it; if one fails, each is tried again in its own."""

    def __init__(self, shared: Shared, store: PostgresStore, **cause: Any) -> None:
        super().__init__(shared.conn, store, **cause)
        self._shared = shared

    def later(self, aggregate: Aggregate[C, S, Any], id: str, command: C) -> None:
        """As ``execute``, but with those of the other records, in few statements and after all handlers have run: for a handler that
        needs no answer and reads nothing that another one's command writes."""
        self._shared.deeds.append(Deed(aggregate, id, command, self.context(aggregate.stream(id))))

    async def looked_up(self, name: str, look: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        """Asked by the first record of the transaction and the same for all: days are closed between transactions, not within one."""
        if name not in self._shared.looked:
            self._shared.looked[name] = await look(self.conn)
        found: T = self._shared.looked[name]
        return found
