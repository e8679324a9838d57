"""The monthly review: for how long a statement of study counts, and what was told of whom by which job."""

from __future__ import annotations

from chassis.migrate import sql

revision = "kepesertaan_0010"
down_revision = "kepesertaan_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        alter table peserta add column kuliah_sampai date, add column tinjauan_sebab text, add column tinjauan_bulan text,
          add column tinjauan_periode text, add column tinjauan_pekerjaan_id text;
        create index peserta_tinjauan on peserta (tinjauan_pekerjaan_id, badan_usaha_id) where tinjauan_pekerjaan_id is not null;
        create index peserta_tinjauan_unit on peserta (badan_usaha_id, nomor_kartu) where tinjauan_sebab is not null;
        """
    )
