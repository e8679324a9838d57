"""Sanctions and complaints; tugas that went to MPKR."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0006"
down_revision = "kepesertaan_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table tugas add column dieskalasi_pada date;

        create table sanksi (
          subjek text primary key, jenis_subjek text not null, rujukan text not null, tingkat int not null, nama_tingkat text not null,
          layanan text not null, sejak date not null, dicabut_pada date, versi bigint not null);

        create table pengaduan (
          nomor text primary key, nomor_kartu text not null, kanal text not null, kategori text not null, kantor text not null,
          keadaan text not null, diterima_pada date not null, rahasia text not null, jawaban text, versi bigint not null);
        create index pengaduan_kantor on pengaduan (kantor, nomor);
        create index pengaduan_kartu on pengaduan (nomor_kartu, nomor);
        """
    )
