"""Webhook endpoints (inline), the feed, and the queue of deliveries by lane = (endpoint, subject)."""

from chassis.migrate import sql

revision = "notifikasi_0001"
down_revision = None
branch_labels = ("notifikasi",)
depends_on = None


def upgrade() -> None:
    sql("""
create table webhook (
  webhook_id uuid primary key,
  akt_id text not null,
  url text not null,
  jenis text[] not null,
  keadaan text not null check (keadaan in ('AKTIF', 'NONAKTIF', 'DIHAPUS')),
  alasan text,
  rahasia text not null,
  rahasia_lama text,
  lama_berlaku_sampai timestamptz,
  dibuat_pada timestamptz not null,
  versi bigint not null);
create index webhook_akt on webhook (akt_id, webhook_id);

-- not in webhook itself: the sender writes it, and an inline row has one writer
create table webhook_kesehatan (
  webhook_id uuid primary key, gagal_sejak timestamptz, berhasil_terakhir timestamptz);

create table umpan_nomor (akt_id text primary key, nomor bigint not null);

create table peristiwa (
  akt_id text not null, nomor bigint not null, pesan_id uuid not null, jenis text not null, peristiwa text not null,
  subjek text not null, waktu timestamptz not null, dicatat_pada timestamptz not null, traceparent text, data bytea not null,
  primary key (akt_id, nomor));

-- urutan: last number drawn; kepala: oldest not settled, null when all are. ulang: counts resends, so that a sender whose message
-- was under way when a resend moved kepala back does not move it forward again
create table jalur (
  webhook_id uuid not null, subjek text not null, urutan bigint not null, kepala bigint, berikutnya_pada timestamptz not null,
  ulang int not null default 0, sewa uuid, sewa_sampai timestamptz,
  primary key (webhook_id, subjek)) with (fillfactor = 80);
create index jalur_siap on jalur (webhook_id, berikutnya_pada) where kepala is not null;

-- nomor: of the feed; null for webhook.uji, which has its content here
create table pengiriman (
  pengiriman_id bigint generated always as identity primary key,
  webhook_id uuid not null, subjek text not null, urutan bigint not null, nomor bigint,
  pesan_id uuid not null, jenis text not null, waktu timestamptz not null, isi bytea,
  keadaan text not null default 'MENUNGGU' check (keadaan in ('MENUNGGU', 'TERKIRIM', 'GAGAL')),
  percobaan int not null default 0, percobaan_semua int not null default 0, traceparent text,
  dibuat_pada timestamptz not null default clock_timestamp(), selesai_pada timestamptz,
  unique (webhook_id, subjek, urutan), check ((nomor is null) = (isi is not null))) with (fillfactor = 80);
create index pengiriman_daftar on pengiriman (webhook_id, pengiriman_id);
create index pengiriman_menunggu on pengiriman (webhook_id, subjek, urutan) where keadaan = 'MENUNGGU';

create table percobaan (
  pengiriman_id bigint not null references pengiriman on delete cascade, ke int not null, pada timestamptz not null,
  kode int, milidetik int not null, galat text, primary key (pengiriman_id, ke));
""")
