"""A person who is forgotten: the day his key was destroyed."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0007"
down_revision = "kepesertaan_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table peserta add column dilupakan_pada date;
        create index peserta_dilupakan on peserta (nomor_kartu) where dilupakan_pada is not null;
        """
    )
