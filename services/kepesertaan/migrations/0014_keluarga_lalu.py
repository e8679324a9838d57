"""Whose family somebody belonged to before. Of moves from before this table ``bangun-ulang`` fills it in."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0014"
down_revision = "kepesertaan_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table keluarga_lalu (
          nomor_kartu_pekerja text not null, nomor_kartu text not null, sampai date not null,
          primary key (nomor_kartu_pekerja, nomor_kartu));
        """
    )
