"""A read model of a new shape is built beside the old one; readers' views are switched when it has caught up."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.db import Database
from chassis.subscription import Projection

_OFFSETS = "select topic, part, next_offset from consumer_offsets where consumer = $1"
_CLAIM = """
insert into projection_views as v (view, version, switched_at) values ($1, $2, clock_timestamp())
on conflict (view) do update set version = excluded.version, switched_at = excluded.switched_at where v.version < excluded.version
returning true
"""


async def switch_when_caught_up(db: Database, projection: Projection, ends: Mapping[tuple[str, int], int]) -> bool:
    """True once there is nothing left to switch: the version has read up to ``ends`` on every partition (its workers together), and
    its views select from its tables, or a newer version was there first: an old release that starts again never switches back."""
    async with db.transaction() as conn:
        read = {(r["topic"], r["part"]): r["next_offset"] for r in await conn.fetch(_OFFSETS, projection.consumer)}
        if any(read.get(partition, 0) < end for partition, end in ends.items()):
            return False
        for view, table in sorted(projection.views.items()):
            if await conn.fetchval(_CLAIM, view, projection.version):
                # dropped and made: "create or replace" may not change a column, which is why there is a new version at all
                await conn.execute(f'drop view if exists "{view}"')
                await conn.execute(f'create view "{view}" as select * from "{table}"')  # noqa: S608 - names of ours
    return True
