"""Whom a form or a row of a migration names with a stored file, whether or not he came to be registered by it."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0015"
down_revision = "kepesertaan_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table berkas_disebut (
          nik_hash bytea not null, sha256 text not null, badan_usaha_id text not null, primary key (nik_hash, sha256, badan_usaha_id));
        create index berkas_disebut_sha256 on berkas_disebut (sha256);
        insert into berkas_disebut select n.nik_hash, b.sha256, b.badan_usaha_id
          from berkas_peserta b join nik_terdaftar n using (nomor_kartu) on conflict do nothing;
        """
    )
