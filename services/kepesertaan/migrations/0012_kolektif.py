"""Collective registration and database migration."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0012"
down_revision = "kepesertaan_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table kolektif (
          kolektif_id text primary key, badan_usaha_id text not null, akt_id text, keadaan text not null, jumlah int not null,
          menunggu_dokumen int not null, diproses int not null, terdaftar int not null, ditolak int not null, ditarik int not null,
          diajukan_pada date not null, selesai_pada date, versi bigint not null);
        create index kolektif_badan_usaha on kolektif (badan_usaha_id, kolektif_id);
        -- sealed; only while the form waits for a document
        create table formulir_kolektif (kolektif_id text not null, baris int not null, isi text not null, primary key (kolektif_id, baris));

        create table migrasi (
          migrasi_id text primary key, badan_usaha_id text not null, akt_id text, kantor_cabang text not null, berkas_id uuid not null,
          keadaan text not null, terbuka bool not null, jumlah int not null, baik int, gagal int not null, terdaftar int not null,
          surat_pengesahan text, pekerjaan_periksa text, pekerjaan_daftar text, validasi_kc text, validasi_divre text, alasan text,
          diajukan_pada date not null, versi bigint not null);
        create unique index migrasi_berkas on migrasi (berkas_id);
        create index migrasi_badan_usaha on migrasi (badan_usaha_id, migrasi_id);
        """
    )
