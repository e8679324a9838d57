"""What the pages show. Columns come from different events in any order, so all but the keys may be empty; nothing personal is kept."""

from __future__ import annotations

from chassis.migrate import sql

revision = "dasbor_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table akt (akt_id text primary key, nama text);
        create table faskes (kode_ppk text primary key, nama text, jenis text, kelas_rs text, tanpa_sk boolean, regional int);
        create table badan_usaha (
          badan_usaha_id text primary key, nama text, jenis text, kantor_cabang text, kabupaten_kota text, akt_id text, cakupan text,
          relationship_officer text, virtual_account text, keadaan text, kurang text, va_aktif_sejak date);
        create index badan_usaha_va on badan_usaha (virtual_account);
        create table delegasi (
          badan_usaha_id text, akt_id text, cakupan text, berlaku_dari date, berlaku_sampai date, berakhir_pada date,
          primary key (badan_usaha_id, akt_id));
        create table peserta (
          nomor_kartu text primary key, virtual_account text, badan_usaha_id text, akt_id text, kategori text, hubungan text,
          nomor_kartu_pekerja text, hak_kelas int, iuran_mulai text, berlaku_dari date, berakhir_pada date, kode_fktp text,
          tanda_akt text, tanda_dari date, tanda_sampai date, nomor_kib text);
        create index peserta_badan_usaha on peserta (badan_usaha_id, nomor_kartu);
        create index peserta_pekerja on peserta (nomor_kartu_pekerja);
        create table tagihan (
          tagihan_id text primary key, virtual_account text, badan_usaha_id text, akt_id text, periode text, jatuh_tempo date,
          jumlah bigint, pemberi_kerja bigint, pekerja bigint, pemerintah bigint, jumlah_peserta int,
          lunas_pada timestamptz, menunggak_sejak date);
        create index tagihan_badan_usaha on tagihan (badan_usaha_id, periode);
        create table pembayaran (
          pembayaran_id text primary key, virtual_account text, badan_usaha_id text, akt_id text, nominal bigint, waktu_bayar timestamptz,
          bank text, kanal text, kelebihan bigint, dibatalkan boolean);
        create index pembayaran_badan_usaha on pembayaran (badan_usaha_id, waktu_bayar);
        create table alokasi (pembayaran_id text, tagihan_id text, nominal bigint, primary key (pembayaran_id, tagihan_id));
        create index alokasi_tagihan on alokasi (tagihan_id);
        create table status_unit (
          virtual_account text, urutan bigint, keadaan text, aktif boolean, dari date, sampai date, lunas_sampai text, dasar jsonb,
          primary key (virtual_account, urutan));
        create table sep (
          nomor_sep text primary key, nomor_kartu text, kode_ppk text, tanggal_masuk date, tanggal_pulang date, jenis_pelayanan text,
          cob boolean, akt_id text, hak_kelas int, gawat_darurat boolean, dasar jsonb);
        create index sep_peserta on sep (nomor_kartu);
        create table klaim (
          klaim_id text primary key, nomor_sep text, akt_id text, pengajuan_id text, kode_ppk text, bulan_pelayanan text, keadaan text,
          tagihan_rs bigint, diajukan bigint, terverifikasi bigint, bpjs bigint, akt bigint, peserta bigint,
          kedaluwarsa_pada date, nomor_fpk text, dibayar_pada date, alasan jsonb, dasar jsonb);
        create table pengajuan (pengajuan_id text primary key, akt_id text, lengkap_pada date, jatuh_tempo date, jumlah_klaim int);
        create table fpk (
          nomor_fpk text primary key, akt_id text, kode_ppk text, pengajuan_id text, nilai bigint, jumlah_klaim int, disetujui_pada date,
          dibayar_pada date, jatuh_tempo date);
        create table tugas (
          tugas_id text primary key, jenis text, peran text, kantor text, badan_usaha_id text, akt_id text, jatuh_tempo date, hasil text);
        create table webhook_mati (webhook_id text primary key, akt_id text, alasan text, tertunda int, pada timestamptz);

        -- one line of a timeline: subject kind and id, when it happened, what (event name) with the numbers of its sentence
        create table riwayat (
          peristiwa_id uuid, subjek text, waktu timestamptz not null, dicatat_pada timestamptz not null, jenis text not null, akt_id text,
          isi jsonb not null, primary key (subjek, peristiwa_id));
        create index riwayat_waktu on riwayat (subjek, waktu desc);
        create table jam (satu boolean primary key default true check (satu), dicatat_pada timestamptz not null, gerak bigint not null);
        """
    )
