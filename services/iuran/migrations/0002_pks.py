"""What an AKT and BPJS agreed to do together (R-AKT-10), read by a consumer of its own: it has every agreement from the start."""

from __future__ import annotations

from chassis.migrate import sql

revision = "iuran_0002"
down_revision = "iuran_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table pks_iuran (
          akt_id text not null, nomor text not null, berlaku_dari date not null, berlaku_sampai date not null,
          bentuk_kerja_sama text[] not null, primary key (akt_id, nomor))
        """
    )
