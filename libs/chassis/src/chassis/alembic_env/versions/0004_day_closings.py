"""Days about to be marked as closed: from then on nothing is recorded on them (chassis.days)."""

from __future__ import annotations

from chassis.migrate import sql

revision = "chassis_0004"
down_revision = "chassis_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql("create table day_closings (tanggal date primary key, since timestamptz not null)")
