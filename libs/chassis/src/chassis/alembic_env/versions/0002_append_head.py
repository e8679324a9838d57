"""Which events were appended together: an inline read model is rebuilt from the same groups it was written from."""

from __future__ import annotations

from chassis.migrate import sql

revision = "chassis_0002"
down_revision = "chassis_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # null for events of before: each of them then counts as an append of its own
    sql("alter table events add column head bigint check (head >= version)")
