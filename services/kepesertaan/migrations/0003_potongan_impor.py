"""An uploaded file lies in pieces, and is sorted piece by piece: no step holds the whole of it."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0003"
down_revision = "kepesertaan_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table berkas_impor drop column isi, add column kolom text[] not null default '{}', add column jumlah int not null default 0,
          add column potongan int not null default 0;
        create table potongan_impor (
          pekerjaan_id uuid not null references berkas_impor on delete cascade, potongan int not null, isi text not null,
          primary key (pekerjaan_id, potongan));
        -- by keyed hash: which row of the file was the first of a person
        create table identitas_impor (
          pekerjaan_id uuid not null, kunci bytea not null, baris int not null, primary key (pekerjaan_id, kunci));
        -- giliran 0: workers; 1: families, of which one bagian may have come from several potongan
        alter table bagian_impor drop constraint bagian_impor_pkey, add column giliran smallint not null default 0,
          add column potongan int not null default 0, add primary key (pekerjaan_id, giliran, bagian, potongan);
        """
    )
