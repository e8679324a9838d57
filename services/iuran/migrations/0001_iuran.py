"""Read models of iuran: bills, payments, ledger (inline) and what kepesertaan tells about units and people (by consumer)."""

from __future__ import annotations

from chassis.migrate import sql

revision = "iuran_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        -- own facts, written in the append itself ---------------------------------------------------------------------
        create table tagihan (
          tagihan_id uuid primary key, virtual_account text not null, periode text not null,
          badan_usaha_id text, keluarga_id text, akt_id text, jatuh_tempo date not null,
          pemberi_kerja bigint not null, pekerja bigint not null, pemerintah bigint not null, jumlah_peserta int not null,
          terbayar bigint not null, keadaan text not null, menunggak_sejak date, lunas_pada timestamptz,
          diterbitkan_pada timestamptz not null, versi bigint not null,
          unique (virtual_account, periode)) with (fillfactor = 85);
        create index tagihan_periode on tagihan (periode, virtual_account);
        create index tagihan_badan_usaha on tagihan (badan_usaha_id, periode);

        -- one line a paying person. Amounts and wage are sealed: readable only as long as the keys of the person (and of the
        -- worker he hangs on) exist. Facts of their own, not derived from events: a bill's lines are too long for one event
        create table baris_tagihan (
          tagihan_id uuid not null, nomor_kartu text not null, jenis text not null, nomor_kartu_pekerja text, rahasia text not null,
          primary key (tagihan_id, nomor_kartu));

        create table pembayaran (
          pembayaran_id uuid primary key, virtual_account text not null, nominal bigint not null, waktu_bayar timestamptz not null,
          bank text not null, kanal text not null, referensi_bank text not null, dialokasikan jsonb not null, kelebihan bigint not null,
          dicatat_pada timestamptz not null, dibatalkan_pada timestamptz, versi bigint not null);
        create index pembayaran_va on pembayaran (virtual_account, pembayaran_id);

        -- a deed of a bank is itself, by whatever way it is told: API, file, SNAP
        create table referensi_bayar (
          bank text not null, referensi_bank text not null, jenis text not null check (jenis in ('PEMBAYARAN', 'TITIPAN')),
          id uuid not null, virtual_account text not null, nominal bigint not null, waktu_bayar timestamptz not null, kanal text not null,
          primary key (bank, referensi_bank));

        create table saldo_va (
          virtual_account text primary key, tunggakan bigint not null, kredit bigint not null, lunas_sampai text,
          tagihan_terbuka int not null, versi bigint not null) with (fillfactor = 85);

        create table penerimaan_akt (
          penerimaan_id uuid primary key, virtual_account text not null, akt_id text not null, nominal bigint not null,
          diterima_pada timestamptz not null, batas_penerusan timestamptz not null, sisa bigint not null, terlambat boolean not null);
        create index penerimaan_akt_va on penerimaan_akt (virtual_account, penerimaan_id);

        create table titipan (
          titipan_id uuid primary key, virtual_account text not null, nominal bigint not null, waktu_bayar timestamptz not null,
          bank text not null, kanal text not null, referensi_bank text not null, alasan text not null, dicatat_pada timestamptz not null,
          ke_virtual_account text, dialihkan_pada timestamptz);
        create index titipan_menunggu on titipan (bank, referensi_bank) where dialihkan_pada is null;

        -- insert only; every event sums to zero
        create table buku_besar (
          event_id uuid not null, baris smallint not null, stream_id text not null, versi bigint not null, peristiwa text not null,
          akun text not null, virtual_account text, rincian text, nominal bigint not null check (nominal <> 0),
          dicatat_pada timestamptz not null,
          primary key (event_id, baris));
        create index buku_besar_va on buku_besar (virtual_account, versi, baris) where virtual_account is not null;
        create function buku_besar_tetap() returns trigger language plpgsql as
          $$ begin raise exception 'buku_besar is insert only'; end $$;
        create trigger buku_besar_tetap before update or delete on buku_besar for each statement execute function buku_besar_tetap();

        -- facts of kepesertaan, by consumer ------------------------------------------------------------------------------
        create table badan_usaha_iuran (
          badan_usaha_id text primary key, akt_id text, rute text not null, kabupaten_kota text, sub_segmen text, kantor_cabang text);
        create table delegasi_iuran (
          badan_usaha_id text not null, akt_id text not null, berlaku_dari date not null, berlaku_sampai date,
          primary key (badan_usaha_id, akt_id, berlaku_dari));
        create table unit_iuran (
          virtual_account text primary key, jenis_unit text not null, badan_usaha_id text, keluarga_id text,
          keadaan_va text not null, aktif_sejak date, ditutup_pada date);
        create table keanggotaan_iuran (
          nomor_kartu text not null, virtual_account text not null, iuran_mulai text not null, iuran_terakhir text,
          segmen text not null, sub_segmen text, hubungan text not null, kategori text not null, nomor_kartu_pekerja text, kelas int,
          kabupaten_kota_kerja text,
          primary key (nomor_kartu, virtual_account, iuran_mulai));
        create index keanggotaan_iuran_va on keanggotaan_iuran (virtual_account, iuran_mulai);
        create table kelas_iuran (
          nomor_kartu text not null, berlaku_dari date not null, kelas int not null, primary key (nomor_kartu, berlaku_dari));
        create table upah_iuran (
          nomor_kartu text not null, berlaku_periode text not null, upah_tersandi text not null, kabupaten_kota_kerja text,
          primary key (nomor_kartu, berlaku_periode));
        create table umk_iuran (
          tahun int not null, wilayah text not null, kabupaten_kota text not null, nilai bigint not null, sumber text not null,
          primary key (tahun, wilayah));

        -- files of banks, kept until their job is done; they name accounts and sums, nobody
        create table berkas_bank (
          pekerjaan_id uuid primary key references jobs (id) on delete cascade, isi bytea not null);
        """
    )
