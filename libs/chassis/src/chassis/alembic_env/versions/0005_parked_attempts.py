"""How often a parked record was tried, and when last: a replay that fails leaves it under its number (chassis.parked)."""

from __future__ import annotations

from chassis.migrate import sql

revision = "chassis_0005"
down_revision = "chassis_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table parked_records add column attempts int not null default 1, add column tried_at timestamptz;
        update parked_records set attempts = 0 where reason = 'MENUNGGU_YANG_LEBIH_DULU';
        update parked_records set tried_at = parked_at where attempts > 0;
        """
    )
