"""What other services told, insert-only and in the order of their streams: every answer is computed from these rows."""

from __future__ import annotations

from chassis.migrate import sql

revision = "status_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        -- facts of a person (kepesertaan); urutan = ce_sequence. See domain/catatan.py for what each column means per jenis
        create table peserta_fakta (
          nomor_kartu text not null, urutan bigint not null, jenis text not null,
          va text, badan_usaha_id text, keluarga_id text, segmen text, akt_id text, hak_kelas smallint,
          dari date, sampai date, periode text, dicatat_pada timestamptz not null, peristiwa_id text not null,
          primary key (nomor_kartu, urutan));

        -- facts of a paying unit (iuran); one event may concern several months
        create table unit_fakta (
          va text not null, urutan bigint not null, periode text not null, jenis text not null,
          tanggal date, waktu timestamptz, akt_id text, dicatat_pada timestamptz not null, peristiwa_id text not null,
          primary key (va, urutan, periode));

        -- which AKT may act for a Badan Usaha (kepesertaan): who may ask about its people
        create table delegasi_fakta (
          badan_usaha_id text not null, urutan bigint not null, akt_id text not null, berakhir boolean not null,
          dari date, sampai date, primary key (badan_usaha_id, urutan));

        -- marks of iuran as read, and the days that were closed on every partition, since when known
        create table tanda_hari (part int not null, tanggal date not null, dicatat_pada timestamptz not null, primary key (part, tanggal));
        create table hari_tertutup (tanggal date primary key, dicatat_pada timestamptz not null);
        """
    )
