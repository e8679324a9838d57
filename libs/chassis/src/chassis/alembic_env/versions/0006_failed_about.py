"""Whom a failed row of a job names, so that its columns can be given up when somebody is forgotten."""

from __future__ import annotations

from chassis.migrate import sql

revision = "chassis_0006"
down_revision = "chassis_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table job_failures add column about text[];
        create index job_failures_about on job_failures using gin (about) where about is not null;
        """
    )
