"""What a service declares about other services' events: projections (folded batches) and reactions (an event, a command)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from shared_events.base import PublicEvent
from shared_events.versi import with_earlier

from chassis.records import Record
from chassis.tx import ReactionTx

Apply = Callable[[asyncpg.Connection, Sequence[Record]], Awaitable[None]]
React = Callable[[Record, ReactionTx], Awaitable[None]]
REST_SECONDS = 0.03
"""Between a poll that brought something and the next: what comes meanwhile shares one transaction, which costs as much as ten records. A
record that comes after a quiet moment does not wait."""


@dataclass(frozen=True)
class Projection:
    """A read model over other services' facts.

    ``apply`` folds the batch per key in Python and writes each table with one upsert (a key twice in one upsert is an error of
    PostgreSQL); it runs in the transaction that moves the offsets, so each record counts exactly once. No side effects: a
    projection may be rebuilt at any time. A new shape is a new ``version`` (own consumer, own tables): it reads the topics from their
    start beside the old one, and when it has caught up the views that readers use are switched.

    tables      every table ``apply`` writes
    views       name of a readers' view -> this version's table behind it
    rebuildable false for the one that hands on what it reads (a feed): built again it would tell everything again
    rest        see REST_SECONDS; 0 for what somebody is waiting for
    """

    name: str
    sources: tuple[str, ...]
    events: tuple[type[PublicEvent], ...]
    apply: Apply
    version: int = 1
    tables: tuple[str, ...] = ()
    rebuildable: bool = True
    views: Mapping[str, str] = field(default_factory=dict)
    rest: float = REST_SECONDS

    @property
    def consumer(self) -> str:
        return f"{self.name}.v{self.version}"


@dataclass(frozen=True)
class Reaction:
    """A process manager: an event of another service becomes a command here, at most one stream per record. Never rebuilt.

    The records of a poll share a transaction, and those whose handlers ask by ``later`` its statements: what happens to a record is what
    would have happened in one of its own, which it gets if the shared one fails."""

    name: str
    sources: tuple[str, ...]
    handlers: Mapping[type[PublicEvent], React] = field(default_factory=dict)
    rest: float = REST_SECONDS

    @property
    def events(self) -> tuple[type[PublicEvent], ...]:
        return tuple(self.handlers)

    @property
    def consumer(self) -> str:
        return self.name


Subscription = Projection | Reaction


def wanted(subscription: Subscription) -> frozenset[str]:
    """With the earlier versions of each event: they are read as the one the subscription names."""
    return with_earlier(subscription.events)


HandlerMap = Mapping[type[Any], React]
