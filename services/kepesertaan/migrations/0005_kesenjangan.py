"""Gaps of partial delegations."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0005"
down_revision = "kepesertaan_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table kesenjangan (
          badan_usaha_id text primary key, akt_id text not null, periode text not null, jumlah_pekerja int not null, terdaftar int not null,
          kesenjangan int not null, tugas_id text, diperiksa_pada date not null, versi bigint not null);
        """
    )
