"""Families that pay for themselves: a peserta belongs to a Badan Usaha or to a family. What else proves him; his card."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0009"
down_revision = "kepesertaan_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table peserta alter column badan_usaha_id drop not null;
        alter table peserta add column keluarga_id text;
        create index peserta_keluarga on peserta (keluarga_id, nomor_kartu) where keluarga_id is not null;

        create table keluarga (
          keluarga_id text primary key, virtual_account text not null, segmen text not null, sub_segmen text not null,
          kelas smallint not null, kantor_cabang text not null, kabupaten_kota text not null, kepala text not null,
          berlaku_dari date not null, keadaan_va text not null, lunas_sampai text, versi bigint not null);
        create index keluarga_kantor on keluarga (kantor_cabang, keluarga_id);

        create table identitas_disepakati (
          badan_usaha_id text not null, jenis text not null, nomor_surat text not null, berlaku_dari date not null, berlaku_sampai date,
          primary key (badan_usaha_id, jenis));
        create table kartu_jkn (
          nomor_kartu text primary key, ke int not null, diterbitkan_pada date, hilang_pada date, versi bigint not null);

        -- keyed hashes that lead to a person: gone with him when he is forgotten
        create table identitas_lama (
          nomor_hash bytea primary key, skema text not null, nik_hash bytea not null, kantor_cabang text not null);
        create index identitas_lama_nik on identitas_lama (nik_hash);
        create table identitas_pengganti (
          nomor_hash bytea primary key, badan_usaha_id text not null, jenis text not null, nomor_kartu text not null);
        create index identitas_pengganti_kartu on identitas_pengganti (nomor_kartu);
        """
    )
