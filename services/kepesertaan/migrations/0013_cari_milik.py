"""Names are searched within what the asker sees: whose somebody is stands beside the words of his name, in one index with them."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0013"
down_revision = "kepesertaan_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table cari_nama add column milik text[] not null default '{}';

        -- a Badan Usaha or a family, and the office it belongs to
        create function milik_peserta(unit text) returns text[] language sql stable as $$
          select array_remove(array[unit, 'kantor:' || coalesce(
            (select b.kantor_cabang from badan_usaha b where b.badan_usaha_id = unit),
            (select k.kantor_cabang from keluarga k where k.keluarga_id = unit))], null) $$;

        -- who moves to another unit is found there, whichever way he moved
        create function cari_nama_ikut() returns trigger language plpgsql as $$ begin
          update cari_nama set milik = milik_peserta(coalesce(new.badan_usaha_id, new.keluarga_id)) where nomor_kartu = new.nomor_kartu;
          return null;
        end $$;
        create trigger cari_nama_ikut after update of badan_usaha_id, keluarga_id on peserta for each row
          when (row(old.badan_usaha_id, old.keluarga_id) is distinct from row(new.badan_usaha_id, new.keluarga_id))
          execute function cari_nama_ikut();

        update cari_nama c set milik = milik_peserta(coalesce(p.badan_usaha_id, p.keluarga_id)) from peserta p
          where p.nomor_kartu = c.nomor_kartu;
        drop index cari_nama_kata;
        create index cari_nama_kata on cari_nama using gin (kata, milik);
        """
    )
