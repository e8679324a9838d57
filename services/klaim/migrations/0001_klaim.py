"""Read models of klaim (inline), its projections of other services, tariffs, counters, uploaded files."""

from chassis.migrate import sql

revision = "klaim_0001"
down_revision = None
branch_labels = ("klaim",)
depends_on = None


def upgrade() -> None:
    sql("""
create table sep (
  nomor_sep text primary key,
  nomor_kartu text not null,
  kode_ppk text not null,
  tanggal_masuk date not null,
  tanggal_pulang date,
  jenis_pelayanan text not null,
  keadaan text not null,
  cob boolean not null,
  akt_id text,
  akt_tanda text,
  hak_kelas smallint,
  gawat_darurat boolean not null,
  kontrak_bpjs boolean not null,
  hasil_pemindahan text,
  biaya_gawat_darurat bigint,
  surat_jaminan text,
  dasar jsonb not null,
  versi bigint not null
);
-- one stay of one person at one hospital on one day is one SEP, by whatever key it is asked for; a cancelled one frees the place
create unique index sep_episode on sep (nomor_kartu, tanggal_masuk, kode_ppk) where keadaan <> 'DIBATALKAN';
create index sep_ppk on sep (kode_ppk, nomor_sep);
create index sep_akt on sep (akt_id, nomor_sep) where akt_id is not null;

create table klaim (
  klaim_id uuid primary key,
  nomor_sep text not null unique,
  nomor_kartu text not null,
  akt_id text not null,
  kode_ppk text not null,
  bulan_pelayanan text not null,
  keadaan text not null,
  kode_inacbg text not null,
  gawat_darurat boolean not null,
  tanggal_masuk date not null,
  tanggal_pulang date not null,
  kantor_cabang text,
  pengajuan_id uuid,
  pengajuan_ke integer not null,
  nomor_fpk text,
  verifikator text,
  tagihan_rs bigint not null,
  diajukan bigint not null,
  dijamin_polis bigint not null,
  terverifikasi bigint,
  bpjs bigint,
  akt bigint,
  peserta bigint,
  jatuh_tempo date,
  kedaluwarsa_pada date not null,
  dibayar_pada date,
  kurang jsonb not null,
  dasar jsonb not null,
  versi bigint not null,
  -- to the rupiah, on every claim, always (R-AKT-43, R-BAY-07)
  constraint klaim_pembagian check (bpjs is null or bpjs + akt + peserta = tagihan_rs)
);
create index klaim_daftar on klaim (akt_id, klaim_id);
create index klaim_diajukan on klaim (akt_id, bulan_pelayanan) where keadaan in ('DRAF', 'DIKEMBALIKAN');
create index klaim_pengajuan on klaim (pengajuan_id) where pengajuan_id is not null;
create index klaim_kerja on klaim (kantor_cabang, jatuh_tempo, klaim_id) where keadaan = 'LENGKAP';

create table pengajuan (
  pengajuan_id uuid primary key,
  akt_id text not null,
  kantor_cabang text not null,
  bulan_pelayanan text not null,
  keadaan text not null,
  tanggal date not null,
  batas date not null,
  tepat_waktu boolean not null,
  jumlah_klaim integer not null,
  ditolak integer not null,
  diajukan bigint not null,
  lengkap integer not null,
  dikembalikan integer not null,
  nomor_ba text,
  lengkap_pada date,
  jatuh_tempo date,
  terverifikasi bigint not null,
  fpk jsonb not null,
  versi bigint not null
);
create index pengajuan_akt on pengajuan (akt_id, pengajuan_id);
create index pengajuan_kantor on pengajuan (kantor_cabang, pengajuan_id);

create table fpk (
  nomor_fpk text primary key,
  pengajuan_id uuid not null,
  akt_id text not null,
  kode_ppk text not null,
  kantor_cabang text not null,
  keadaan text not null,
  jumlah_klaim integer not null,
  nilai bigint not null,
  jatuh_tempo date not null,
  disetujui_pada date,
  dibayar_pada date,
  dibayar bigint,
  versi bigint not null
);
create index fpk_akt on fpk (akt_id, nomor_fpk);
create index fpk_kantor on fpk (kantor_cabang, nomor_fpk);

-- Rows of tariff decrees. Insert-only: the first row of a key wins (a later one of the same key is a fault of the file).
create table tarif (
  kode_inacbg text not null,
  regional smallint not null,
  kelas_rs text not null,
  kepemilikan text not null,
  kelas_rawat smallint not null,
  berlaku_dari date not null,
  tarif bigint not null check (tarif > 0),
  deskripsi text not null,
  sumber text not null,
  primary key (kode_inacbg, regional, kelas_rs, kepemilikan, kelas_rawat, berlaku_dari)
);

create table nomor_urut (nama text primary key, terakhir bigint not null);

-- Uploaded files in chunks, sealed under the service's master key, gone when their job has ended.
create table berkas_impor (
  pekerjaan_id uuid not null,
  bagian integer not null,
  isi text not null,
  primary key (pekerjaan_id, bagian)
);

-- Projections of other services' facts.
create table p_faskes (
  kode_ppk text not null,
  berlaku_dari date not null,
  urutan bigint not null,
  nama text not null,
  jenis text not null,
  kelas_rs text,
  sk_kelas date,
  kepemilikan text not null,
  regional smallint not null,
  kontrak_bpjs jsonb not null,
  kontrak_akt jsonb not null,
  primary key (kode_ppk, berlaku_dari)
);
create table p_akt (
  akt_id text primary key,
  nama text not null,
  rekening_bank text,
  rekening_nomor text,
  rekening_nama text
);
create table p_pks (
  akt_id text not null,
  nomor text not null,
  berlaku_dari date not null,
  berlaku_sampai date not null,
  primary key (akt_id, nomor, berlaku_dari)
);
create table p_kib (
  nomor_kib text primary key,
  nomor_kartu text not null,
  akt_id text not null,
  diterbitkan_pada date not null,
  dicabut_pada date
);
""")
