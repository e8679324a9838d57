"""What an operator has to see of the engine: age of the outbox, lag, parked records, running jobs."""

from __future__ import annotations

from chassis.outbox import PostgresOutbox
from chassis.service import Runtime
from chassis.worker import Worker

_STATE = """
select (select extract(epoch from clock_timestamp() - min(at)) from outbox) as outbox_age,
       (select count(*) from parked_records) as parked,
       (select count(*) from jobs where state = 'BERJALAN') as running,
       (select count(*) from jobs where state = 'GAGAL') as failed,
       (select count(*) from timers where fired_at is null and due < current_date) as timers
"""


def install_gauges(rt: Runtime, worker: Worker) -> None:
    age = rt.metrics.gauge("selaras_outbox_age_seconds", "Age of the oldest reference in the outbox")
    size = rt.metrics.gauge("selaras_outbox_size", "References in the outbox (counted up to 20000)")
    parked = rt.metrics.gauge("selaras_parked_records", "Records parked and not decided")
    jobs = rt.metrics.gauge("selaras_jobs", "Jobs by state", ("state",))
    lag = rt.metrics.gauge("selaras_consumer_lag_records", "Records on the topics not yet consumed", ("consumer",))
    outbox = PostgresOutbox(rt.db, rt.name)

    async def refresh() -> None:
        async with rt.db.connection() as conn:
            row = await conn.fetchrow(_STATE)
        age.set(float(row["outbox_age"] or 0))
        parked.set(row["parked"])
        jobs.labels("BERJALAN").set(row["running"])
        jobs.labels("GAGAL").set(row["failed"])
        size.set(await outbox.size())
        if worker.connected:
            for name, source in worker.sources.items():
                lag.labels(name).set(await source.lag())

    rt.metrics.on_scrape(refresh)
