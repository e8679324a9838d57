"""Inline read models built again from the store: the same statements, for the same groups of events, in the order of each stream."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from chassis.aggregate import Aggregate, Appended
from chassis.append_sql import inline_sql

PAGE = 500
_PAGE = """
select s.stream_id, coalesce(b.version, 0) as built from streams s left join built_streams b using (stream_id)
where s.stream_id > $1 and s.version > coalesce(b.version, 0) order by s.stream_id limit $2
"""
_EVENTS = """
select stream_id, version, event_id, type, schema_version, data, dicatat_pada, coalesce(head, version) as head
from events where stream_id = any($1::text[]) order by stream_id, version
"""
_BUILT = """
insert into built_streams (stream_id, version) select * from unnest($1::text[], $2::bigint[])
on conflict (stream_id) do update set version = excluded.version
"""


class CannotRebuild(RuntimeError):
    """A stream whose events no longer give its read model: an aggregate is unknown, or a unique value is held by two streams."""


@dataclass(eq=False)
class _Stream:
    id: str
    aggregate: Aggregate[Any, Any, Any]
    state: Any
    groups: list[tuple[int, list[Any]]] = field(default_factory=list)
    done: int = 0

    def next(self) -> Appended[Any, Any]:
        """The next group as the inline model saw it; the state moves on only with ``taken``."""
        head, rows = self.groups[self.done]
        decode = self.aggregate.codec.decode
        events = tuple(decode(r["type"], r["schema_version"], r["data"]) for r in rows)
        own = self.id.removeprefix(f"{self.aggregate.category}:")
        state = self.aggregate.fold(events, self.state)
        return Appended(self.id, own, head, state, events, tuple(r["event_id"] for r in rows), rows[0]["dicatat_pada"])

    def taken(self, appended: Appended[Any, Any]) -> None:
        self.state = appended.state
        self.done += 1


class InlineReplay:
    """Works in pages of streams, a statement for the n-th append of every stream of a page. Goes on where it stood: only streams with
    events beyond ``built_streams`` are read, so a second ``run`` under a lock on ``streams`` is short."""

    def __init__(self, aggregates: Sequence[Aggregate[Any, Any, Any]]) -> None:
        self._by_category = {a.category: a for a in aggregates}

    async def run(self, conn: asyncpg.Connection) -> int:
        """The number of streams brought up to date. ``conn`` belongs to the shadow database."""
        await conn.execute("create table if not exists bangun_ulang.built_streams (stream_id text primary key, version bigint not null)")
        after, count = "", 0
        held: list[_Stream] = []
        while page := await conn.fetch(_PAGE, after, PAGE):
            after = page[-1]["stream_id"]
            streams = await self._load(conn, {r["stream_id"]: r["built"] for r in page})
            async with conn.transaction():
                held += await self._page(conn, streams)
                await conn.execute(_BUILT, [s.id for s in streams], [s.groups[-1][0] for s in streams])
            count += len(streams)
        await self._held(conn, held)
        return count

    async def _load(self, conn: asyncpg.Connection, built: dict[str, int]) -> list[_Stream]:
        found: dict[str, _Stream] = {}
        for row in await conn.fetch(_EVENTS, list(built)):
            id = row["stream_id"]
            stream = found.get(id)
            if stream is None:
                aggregate = self._by_category.get(id.split(":", 1)[0])
                if aggregate is None:
                    raise CannotRebuild(f"no aggregate is declared for stream {id}")
                stream = found[id] = _Stream(id, aggregate, aggregate.initial)
            if row["version"] <= built[id]:
                event = stream.aggregate.codec.decode(row["type"], row["schema_version"], row["data"])
                stream.state = stream.aggregate.evolve(stream.state, event)
            elif stream.groups and stream.groups[-1][0] == row["head"]:
                stream.groups[-1][1].append(row)
            else:
                stream.groups.append((row["head"], [row]))
        return [s for s in found.values() if s.groups]

    async def _page(self, conn: asyncpg.Connection, streams: Sequence[_Stream]) -> list[_Stream]:
        """Those that could not go on because a unique value is still another stream's, which may give it up later in its history."""
        held: list[_Stream] = []
        moving = list(streams)
        while moving := [s for s in moving if s.done < len(s.groups)]:
            for aggregate in {id(s.aggregate): s.aggregate for s in moving}.values():
                batch = [s for s in moving if s.aggregate is aggregate]
                if not await self._write(conn, batch):
                    stuck = [s for s in batch if not await self._write(conn, [s])]
                    held += stuck
                    moving = [s for s in moving if s not in stuck]
        return held

    async def _held(self, conn: asyncpg.Connection, held: list[_Stream]) -> None:
        while held:
            left = len(held), sum(len(s.groups) - s.done for s in held)
            held = await self._page(conn, held)
            if (len(held), sum(len(s.groups) - s.done for s in held)) == left:
                raise CannotRebuild(f"a unique value of {held[0].id} is held by another stream")

    async def _write(self, conn: asyncpg.Connection, batch: Iterable[_Stream]) -> bool:
        pairs = [(s, s.next()) for s in batch]
        statements = pairs[0][0].aggregate.inline([a for _, a in pairs])
        if statements:
            sql = inline_sql(tuple((s.sql, len(s.args)) for s in statements))
            args = [arg for s in statements for arg in s.args]
            try:
                async with conn.transaction():
                    await conn.execute(sql, [a.stream_id for _, a in pairs], [a.version for _, a in pairs], *args)
            except asyncpg.UniqueViolationError:
                return False
        for stream, appended in pairs:
            stream.taken(appended)
        return True
