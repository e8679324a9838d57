"""Read models of kepesertaan."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table akt (
          akt_id text primary key, nama text not null, jenis_produk text not null,
          rekening_bank text, rekening_nomor text, rekening_nama text, versi bigint not null);

        create table pks (
          akt_id text not null, nomor text not null, versi_pks int not null, berlaku_dari date not null, berlaku_sampai date not null,
          bentuk_kerja_sama text not null, primary key (akt_id, nomor));

        create table badan_usaha (
          badan_usaha_id text primary key, nama text not null, jenis text not null, npwp text, kantor_cabang text not null,
          kabupaten_kota text not null, sub_segmen text not null, akt_pendaftar text, akt_id text, cakupan text,
          rute_pembayaran text not null, email_tagihan text not null, jumlah_pekerja int not null, daftar_akt text not null,
          keadaan text not null, kurang text not null, relationship_officer text, kode_bu text, virtual_account text,
          keadaan_va text not null, pekerja_terdaftar int not null, versi bigint not null,
          constraint badan_usaha_npwp unique (npwp), constraint badan_usaha_virtual_account unique (virtual_account));
        create index badan_usaha_kantor on badan_usaha (kantor_cabang, badan_usaha_id);
        create index badan_usaha_akt on badan_usaha (akt_id, badan_usaha_id);

        create table delegasi (
          badan_usaha_id text not null, urut int not null, akt_id text not null, cakupan text not null, surat_kuasa_nomor text not null,
          berlaku_dari date not null, berlaku_sampai date, berakhir_pada date, alasan text not null,
          primary key (badan_usaha_id, urut));
        create index delegasi_akt on delegasi (akt_id, badan_usaha_id);

        create table peserta (
          nomor_kartu text primary key, virtual_account text not null, badan_usaha_id text not null, akt_id text, segmen text not null,
          sub_segmen text not null, hubungan text not null, nomor_kartu_pekerja text, kategori text not null, golongan text not null,
          hak_kelas smallint not null, kelas_dipilih smallint, iuran_mulai text not null, iuran_terakhir text, berlaku_dari date not null,
          berakhir_pada date, dijamin_sampai date, kabupaten_kota_kerja text, kode_fktp text, koordinasi_manfaat boolean not null,
          keadaan text not null, tanda_akt_id text, tanda_dari date, tanda_pekerjaan_id text, rahasia text not null, upah_tersandi text,
          pekerjaan_id text, versi bigint not null) with (fillfactor = 80);
        create index peserta_badan_usaha on peserta (badan_usaha_id, nomor_kartu);
        create index peserta_virtual_account on peserta (virtual_account, nomor_kartu);
        create index peserta_pekerja on peserta (nomor_kartu_pekerja) where nomor_kartu_pekerja is not null;
        create index peserta_pekerjaan on peserta (pekerjaan_id) where pekerjaan_id is not null;
        create index peserta_menunggu_tanda on peserta (virtual_account, nomor_kartu)
          where koordinasi_manfaat and keadaan = 'TERDAFTAR' and tanda_akt_id is null;
        create index peserta_tanda_pekerjaan on peserta (tanda_pekerjaan_id) where tanda_pekerjaan_id is not null;

        -- what is deleted with a person: his key, and the keyed hashes he is found by
        create table kunci_peserta (nomor_kartu text primary key, kunci text not null);
        create table nik_terdaftar (
          nik_hash bytea not null, nomor_kartu text not null,
          constraint nik_terdaftar_pkey primary key (nik_hash), constraint nik_terdaftar_kartu unique (nomor_kartu));
        create table cari_nama (nomor_kartu text primary key, kata text[] not null);
        create index cari_nama_kata on cari_nama using gin (kata);

        create table tugas (
          tugas_id text primary key, jenis text not null, peran text not null, petugas text, kantor text not null,
          badan_usaha_id text not null, akt_id text, pekerjaan_id text, baris int, jatuh_tempo date not null, keadaan text not null,
          hasil text, versi bigint not null);
        create index tugas_kantor on tugas (kantor, tugas_id);
        create index tugas_badan_usaha on tugas (badan_usaha_id, tugas_id);

        create table desain_kartu (
          akt_id text not null, versi_desain text not null, keterangan text not null, berkas text, keadaan text not null,
          primary key (akt_id, versi_desain));

        create table kartu (
          nomor_kib text primary key, nomor_kartu text not null, akt_id text not null, versi_desain text not null,
          diterbitkan_pada date not null, constraint kartu_sekali unique (nomor_kartu, akt_id, versi_desain));

        create table umk (
          tahun int not null, kabupaten_kota text not null, nilai bigint not null, sumber text not null,
          primary key (tahun, kabupaten_kota));

        -- files of imports, sealed; kept 30 days by the wall clock
        create table berkas_impor (
          pekerjaan_id uuid primary key, badan_usaha_id text not null, isi text not null, dibuat_pada timestamptz not null default now());
        create index berkas_impor_umur on berkas_impor (dibuat_pada);
        create table bagian_impor (
          pekerjaan_id uuid not null, bagian int not null, isi text not null, primary key (pekerjaan_id, bagian));

        -- who opened whose identity, when and what for
        create table catatan_identitas (
          id bigint generated always as identity primary key, pada timestamptz not null default now(), oleh text not null,
          tujuan text not null, nomor_kartu text[] not null);
        """
    )
