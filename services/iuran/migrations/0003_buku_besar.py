"""The ledger is written anew by the rebuild alone, which says so for its transaction (chassis.difference); nobody else may."""

from __future__ import annotations

from chassis.migrate import sql

revision = "iuran_0003"
down_revision = "iuran_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create or replace function buku_besar_tetap() returns trigger language plpgsql as $$
          begin
            if current_setting('selaras.bangun_ulang', true) is distinct from 'ya' then
              raise exception 'buku_besar is insert only';
            end if;
            return null;
          end $$
        """
    )
