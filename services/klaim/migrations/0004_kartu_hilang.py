"""Cards of JKN reported lost, and what was warned of when a SEP was issued."""

from __future__ import annotations

from chassis.migrate import sql

revision = "klaim_0004"
down_revision = "klaim_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table p_kartu_hilang (
          nomor_kartu text not null, hilang_pada date not null, diganti_pada date, primary key (nomor_kartu, hilang_pada));
        alter table sep add column peringatan jsonb not null default '[]';
        """
    )
