"""Old answers can be found. BRIN, because it costs an append next to nothing and the rows stand in the order of their time anyway."""

from __future__ import annotations

from alembic import op

revision = "chassis_0003"
down_revision = "chassis_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create index commands_at on commands using brin (at) with (autosummarize = on)")
