"""A service's read models built from nothing and compared row by row with the ones in use: its own from its store, those over other
services' facts from their topics. ``python -m iuran periksa`` compares, ``bangun-ulang`` also puts right what differs. Both may run
beside the working service: writers (or the one consumer) wait only while the last of it is caught up and compared.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import asyncpg

from chassis.clock import wall_now
from chassis.commands import Commands
from chassis.consumer import Consumer
from chassis.context import Context
from chassis.db import Database
from chassis.difference import Difference, compare, put_right
from chassis.parked import Parked
from chassis.replay_inline import InlineReplay
from chassis.service import Parts, Runtime
from chassis.shadow import SCHEMA, shadow
from chassis.store import PostgresStore
from chassis.subscription import Projection
from chassis.timers_rebuilt import compare_timers, put_timers_right
from chassis.topic_reader import Partition, TopicReader, reading
from chassis.worker import make_consumer

_CONSUMER_TABLES = ("consumer_offsets", "consumer_sequences", "parked_records", "parked_decisions", "day_marks_read", "commands")
_LIVE_POSITIONS = "select topic, part, next_offset from public.consumer_offsets where consumer = $1 order by topic, part"
_DISCARDED = f"""
select p.id, d.reason from {SCHEMA}.parked_records p join public.parked_decisions d using (consumer, topic, part, "offset")
where d.decision = 'DIBUANG' order by p.id limit 1
"""  # noqa: S608 - a constant


async def rebuild_inline(rt: Runtime, parts: Parts, *, repair: bool) -> list[Difference]:
    if not parts.aggregates:
        return []
    async with shadow(rt.db, [*parts.inline, "timers"]) as inside, inside.connection() as conn:
        replay = InlineReplay(parts.aggregates)
        await replay.run(conn)
        async with conn.transaction():
            await conn.execute("lock table public.streams in share row exclusive mode")
            await replay.run(conn)
            found = [await compare(conn, table) for table in parts.inline]
            found.append(await compare_timers(conn))
            if repair:
                for difference in found:
                    if not difference.same:
                        await (put_timers_right(conn) if difference.table == "timers" else put_right(conn, difference.table))
    return found


async def rebuild_projection(rt: Runtime, projection: Projection, *, repair: bool) -> list[Difference]:
    topics = [rt.topic(s) for s in projection.sources]
    async with (
        shadow(rt.db, [*projection.tables, *_CONSUMER_TABLES]) as inside,
        reading(rt.settings.kafka_bootstrap_servers, topics, {}) as reader,
        inside.connection() as conn,
    ):
        consumer = make_consumer(rt, projection, reader, db=inside)
        await _catch_up(consumer, reader, await _positions(conn, projection))
        async with conn.transaction():
            # the working consumer waits at its next move: both stand at the same record while they are compared
            targets = await _positions(conn, projection, lock=True)
            await _catch_up(consumer, reader, targets)
            await _discard_again(inside, consumer)
            found = [await compare(conn, table) for table in projection.tables]
            if repair:
                for difference in found:
                    if not difference.same:
                        await put_right(conn, difference.table)
    return found


async def _positions(conn: asyncpg.Connection, projection: Projection, *, lock: bool = False) -> dict[Partition, int]:
    rows = await conn.fetch(_LIVE_POSITIONS + (" for update" if lock else ""), projection.consumer)
    return {(r["topic"], r["part"]): r["next_offset"] for r in rows}


async def _catch_up(consumer: Consumer, reader: TopicReader, targets: dict[Partition, int]) -> None:
    reader.aim(targets)
    await consumer.step()  # takes the assignment: only then are the positions ours
    while not reader.reached:
        await consumer.step()


async def _discard_again(inside: Database, consumer: Consumer) -> None:
    """A record that was given up with a reason is given up here too: its successors count."""
    parked = Parked(inside, Commands(PostgresStore(inside)), {consumer.name: consumer})
    while True:
        async with inside.connection() as conn:
            row = await conn.fetchrow(_DISCARDED)
        if row is None:
            return
        await parked.discard(row["id"], row["reason"], Context("bangun-ulang", "bangun-ulang", None, b"", wall_now(), str(row["id"])))


async def rebuild_service(rt: Runtime, parts: Parts, *, repair: bool) -> AsyncIterator[tuple[str, Sequence[Difference]]]:
    """(what was built, its tables), one after the other."""
    yield "store", await rebuild_inline(rt, parts, repair=repair)
    for projection in parts.projections:
        if projection.rebuildable and projection.tables:
            yield projection.consumer, await rebuild_projection(rt, projection, repair=repair)
