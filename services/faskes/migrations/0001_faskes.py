"""Read model of the facilities."""

from __future__ import annotations

from chassis.migrate import sql

revision = "faskes_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        -- isi: the whole state of the aggregate as JSON, with every version by date
        create table faskes (
          kode_ppk text primary key, jenis text not null, kabupaten_kota text not null, versi bigint not null, isi bytea not null);
        create index faskes_jenis on faskes (jenis, kode_ppk);
        """
    )
