"""What an operator has to see of the engine (docs/operasi.md names the alert of each). Asked at each scrape: a few keyed reads."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable

from chassis import refusing
from chassis.outbox import PostgresOutbox
from chassis.service import Runtime
from chassis.worker import Worker

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.0
"""A scrape is given up after five or ten seconds; what the process knows without the database has to come out by then."""

# timers: whatever was due through the newest closed day had to fire before that day was closed
_STATE = """
with closed as (select max(tanggal) as day from day_marks)
select (select extract(epoch from clock_timestamp() - min(at)) from outbox) as outbox_age,
       (select count(*) from parked_records) as parked,
       (select count(*) from jobs where state = 'BERJALAN') as running,
       (select count(*) from jobs where state = 'GAGAL') as failed,
       (select count(*) from jobs where state = 'GAGAL' and finished_at > clock_timestamp() - interval '1 day') as failed_lately,
       (select count(*) from timers, closed where fired_at is null and due <= closed.day) as timers,
       (select extract(epoch from (closed.day + 1)::timestamp at time zone 'Asia/Jakarta') from closed) as closed_until,
       (select extract(epoch from clock_timestamp() - until) from leases where name = 'relay') as without_relay
"""


def install_gauges(rt: Runtime, worker: Worker) -> None:
    gauge = rt.metrics.gauge
    age = gauge("selaras_outbox_age_seconds", "Age of the oldest reference in the outbox")
    size = gauge("selaras_outbox_size", "References in the outbox (counted up to 20000)")
    parked = gauge("selaras_parked_records", "Records parked and not decided")
    jobs = gauge("selaras_jobs", "Jobs by state", ("state",))
    failed = gauge("selaras_jobs_failed_day", "Jobs that failed within the last 24 hours")
    timers = gauge("selaras_timers_overdue", "Deadlines of a closed day that have not fired")
    closed = gauge("selaras_day_closed_until_seconds", "When the newest closed day ended; the process's start if none was ever closed")
    relay = gauge("selaras_relay_absent_seconds", "How long no worker has held the relay's lease")
    lag = gauge("selaras_consumer_lag_records", "Records on the topics not yet consumed", ("consumer",))
    waited = gauge("selaras_consumer_lag_seconds", "How long the oldest record not yet consumed has waited", ("consumer",))
    gauge(refusing.METRIC, "1 while a process refuses to run because its topic is ahead of its store (chassis.refusing)").set(0)
    outbox = PostgresOutbox(rt.db, rt.name)
    started = time.time()

    async def engine() -> None:
        async with rt.db.connection() as conn:
            row = await conn.fetchrow(_STATE)
        age.set(float(row["outbox_age"] or 0))
        parked.set(row["parked"])
        jobs.labels("BERJALAN").set(row["running"])
        jobs.labels("GAGAL").set(row["failed"])
        failed.set(row["failed_lately"])
        timers.set(row["timers"])
        if row["without_relay"] is not None:  # it has a relay, so it publishes and closes days
            relay.set(max(0.0, float(row["without_relay"])))
            closed.set(float(row["closed_until"] or started))
        size.set(await outbox.size())

    def forget() -> None:
        for one in (age, size, parked, failed, timers, relay, closed, jobs.labels("BERJALAN"), jobs.labels("GAGAL")):
            one.set(math.nan)

    async def consumers() -> None:
        """Of all partitions, whoever has them; a process without a working consumer, or without broker or database, says nothing."""
        lag.clear()
        waited.clear()
        if not worker.connected:
            return
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                done = await _offsets(rt)
            for name, source in worker.sources.items():
                records, seconds = await source.behind(done.get(name, {}))
                lag.labels(name).set(records)
                waited.labels(name).set(seconds)
        except Exception:  # as above: the scrape has to come out
            log.warning("no figures of the consumers", exc_info=True)

    for one in (relay, closed):
        one.set(math.nan)  # until the database says that there is one
    rt.metrics.on_scrape(from_database(rt, engine, forget, "engine"))
    rt.metrics.on_scrape(consumers)


async def _offsets(rt: Runtime) -> dict[str, dict[tuple[str, int], int]]:
    async with rt.db.connection() as conn:
        rows = await conn.fetch("select consumer, topic, part, next_offset from consumer_offsets")
    found: dict[str, dict[tuple[str, int], int]] = {}
    for r in rows:
        found.setdefault(r["consumer"], {})[r["topic"], r["part"]] = r["next_offset"]
    return found


def from_database(rt: Runtime, read: Callable[[], Awaitable[None]], forget: Callable[[], None], what: str) -> Callable[[], Awaitable[None]]:
    """A refresher for ``Metrics.on_scrape``. When the database is away the scrape still succeeds: the other metrics are needed then
    more than ever, ``selaras_database_up`` says why these are missing, and ``forget`` keeps a value of before from passing for today's."""
    up = rt.metrics.shared_gauge("selaras_database_up", "1 if the database answered this scrape", ("what",)).labels(what)

    async def refresh() -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await read()
            up.set(1)
        except Exception:  # whatever it is: a scrape that fails would look like a process that is dead
            log.warning("no figures from the database", extra={"what": what}, exc_info=True)
            up.set(0)
            forget()

    return refresh
