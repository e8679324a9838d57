"""Which row of which import a tugas is about, since when, and when it went to MPKR; how far a change of AKT is, as each AKT is told."""

from chassis.migrate import sql

revision = "dasbor_0003"
down_revision = "dasbor_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql("""
alter table tugas add column pekerjaan_id text, add column baris int, add column dibuat_pada date, add column dieskalasi_pada date,
  add column selesai_pada date;
create index tugas_terbuka on tugas (jatuh_tempo, tugas_id) where hasil is null;
create table proses_akt (
  proses_id text, akt_id text, badan_usaha_id text, jenis text, keadaan text, langkah text, sebab text, pada timestamptz,
  primary key (proses_id, akt_id));
create index proses_akt_badan_usaha on proses_akt (badan_usaha_id);
""")
