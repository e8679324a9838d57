"""Files by content hash: whose they are, the key of each (wrapped), where the sealed content lies; and which of them are a person's."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0011"
down_revision = "kepesertaan_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        -- '' is nobody: part of the key, so that one file may be several owners'
        create table berkas (
          sha256 text not null, badan_usaha_id text not null, akt_id text not null, kantor text not null, objek text not null,
          kunci text not null, media text not null, besar int not null, diunggah_oleh text not null, diunggah_pada timestamptz not null,
          primary key (sha256, badan_usaha_id, akt_id, kantor));
        create table berkas_peserta (
          nomor_kartu text not null, jenis text not null, sha256 text not null, badan_usaha_id text not null,
          primary key (nomor_kartu, jenis));
        create index berkas_peserta_sha256 on berkas_peserta (sha256);
        """
    )
