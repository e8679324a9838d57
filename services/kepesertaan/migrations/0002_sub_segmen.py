"""The sub segment of a Badan Usaha as it was sent; null: it was registered before this was kept."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0002"
down_revision = "kepesertaan_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql("alter table badan_usaha add column sub_segmen_tertulis text")
