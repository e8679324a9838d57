"""A new version of a read model: built from the topics beside the old one, switched when caught up, never switched back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from chassis.records import Record
from chassis.service import Parts, Runtime, ServiceSpec
from chassis.subscription import Projection
from chassis.testing import Harness, fresh_database, fresh_topics, running
from shared_events.faskes import FaskesDidaftarkan

from .conftest import MIGRATIONS, facility, fold

AT = datetime(2016, 11, 1, 3, tzinfo=UTC)


async def _fold_second(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    rows = {r.event.kode_ppk: r.event for r in records if isinstance(r.event, FaskesDidaftarkan)}
    await conn.execute(
        "insert into facility_v2 (kode, nama, regional) select * from unnest($1::text[], $2::text[], $3::int[])"
        " on conflict (kode) do update set nama = excluded.nama, regional = excluded.regional",
        list(rows), [e.nama for e in rows.values()], [e.regional for e in rows.values()],
    )  # fmt: skip


FIRST = Projection("facility", ("faskes",), (FaskesDidaftarkan,), fold, version=1, views={"facility_read": "facility"})
SECOND = Projection("facility", ("faskes",), (FaskesDidaftarkan,), _fold_second, version=2, views={"facility_read": "facility_v2"})


def _spec(*projections: Projection) -> ServiceSpec:
    def build(_: Runtime) -> Parts:
        return Parts(projections=projections)

    return ServiceSpec("iuran", "Akun", 8102, MIGRATIONS, build, produces=False)


async def _columns(h: Harness) -> set[str]:
    rows = await h.fetch("select column_name from information_schema.columns where table_name = 'facility_read'")
    return {r["column_name"] for r in rows}


async def test_readers_see_the_new_shape_when_it_has_caught_up_and_never_the_old_again(pg_server: Any, kafka_server: Any) -> None:
    prefix = await fresh_topics(kafka_server.bootstrap, ("faskes",))
    url = await fresh_database(pg_server.url, "iuran", MIGRATIONS)
    where = {"pg_url": pg_server.url, "kafka": kafka_server.bootstrap, "prefix": prefix, "database_url": url, "instance_id": "uji-bangun"}

    async with running(_spec(FIRST), **where) as old:
        for n in range(1, 6):
            await old.bus.publish(f"faskes:0301R00{n}", facility(f"0301R00{n}", f"RS {n}"), at=AT)

        async def first_is_read() -> bool:
            return bool(await _columns(old)) and len(await old.fetch("select 1 from facility_read")) == 5

        await old.until(first_is_read)
        await old.fetch("create table facility_v2 (kode text primary key, nama text not null, regional int not null)")

    async with running(_spec(FIRST, SECOND), **where) as both:

        async def second_is_read() -> bool:
            return "regional" in await _columns(both)

        await both.until(second_is_read)
        rows = await both.fetch("select kode, regional from facility_read order by kode")
        assert [(r["kode"], r["regional"]) for r in rows] == [(f"0301R00{n}", 3) for n in range(1, 6)], "nothing is missing at the switch"

    async with running(_spec(FIRST), **where) as old_again:
        await old_again.bus.publish("faskes:0301R009", facility("0301R009", "RS 9"), at=AT)

        async def read_by_the_old() -> Any:
            return await old_again.fetch("select 1 from facility where kode = '0301R009'")

        await old_again.until(read_by_the_old)
        assert "regional" in await _columns(old_again)
