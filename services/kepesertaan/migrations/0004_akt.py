"""Processes between Badan Usaha and AKT, and through which Badan Usaha somebody has his tanda."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0004"
down_revision = "kepesertaan_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table peserta add column tanda_badan_usaha_id text, add column koordinasi_lewat text;
        -- until now a tanda was always through one's own Badan Usaha
        update peserta set tanda_badan_usaha_id = badan_usaha_id where tanda_akt_id is not null;
        create index peserta_tanda on peserta (tanda_badan_usaha_id, tanda_akt_id, nomor_kartu) where tanda_akt_id is not null;

        create table proses_akt (
          proses_id text primary key, jenis text not null, badan_usaha_id text not null, akt_lama text, akt_baru text, berakhir_pada date,
          mulai date, keadaan text not null, sebab text not null, versi bigint not null);
        create unique index proses_akt_satu on proses_akt (badan_usaha_id) where keadaan in ('BERJALAN', 'TERTAHAN');
        create index proses_akt_badan_usaha on proses_akt (badan_usaha_id, proses_id);
        create table proses_akt_peserta (
          proses_id text not null, sisi text not null, nomor_kartu text not null, diterima_pada date not null,
          primary key (proses_id, sisi, nomor_kartu));
        """
    )
