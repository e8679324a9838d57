"""Cards that are revoked and replaced; printed cards of a job."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0008"
down_revision = "kepesertaan_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table kartu add column menggantikan text, add column dicabut_pada date, add column alasan_cabut text;
        -- one card in force; a revoked one makes room for the next
        alter table kartu drop constraint kartu_sekali;
        create unique index kartu_sekali on kartu (nomor_kartu, akt_id, versi_desain) where dicabut_pada is null;
        create index kartu_dicabut on kartu (nomor_kartu, akt_id) where dicabut_pada is not null;
        create index kartu_pengganti on kartu (menggantikan) where menggantikan is not null;
        create index kartu_akt on kartu (akt_id, nomor_kib);

        -- parts of printed cards, each sealed under the keys of all its people: it cannot be opened any more once one of them is forgotten
        create table cetak_kartu (
          pekerjaan_id uuid not null, bagian int not null, nomor_kartu text[] not null, nomor_kib text[] not null, isi bytea not null,
          dibuat_pada timestamptz not null default now(), primary key (pekerjaan_id, bagian));
        create index cetak_kartu_umur on cetak_kartu (dibuat_pada);
        """
    )
