"""The benefits an agreement lists; null: heard of before they were kept (``bangun-ulang`` fills them in)."""

from __future__ import annotations

from chassis.migrate import sql

revision = "klaim_0003"
down_revision = "klaim_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql("alter table p_pks add column manfaat text[]")
