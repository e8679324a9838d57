"""Who is a COB peserta when (for utilization review), and the requests for funds of an office."""

from chassis.migrate import sql

revision = "klaim_0002"
down_revision = "klaim_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql("""
create table p_tanda (
  nomor_kartu text not null,
  akt_id text not null,
  berlaku_dari date not null,
  berakhir_pada date,
  primary key (nomor_kartu, akt_id, berlaku_dari)
);
create index p_tanda_akt on p_tanda (akt_id, berlaku_dari);
create index sep_masuk on sep (tanggal_masuk, jenis_pelayanan);
create table permintaan_dana (
  permintaan_id uuid primary key,
  kantor_cabang text not null,
  sampai date not null,
  disetujui bigint not null,
  terverifikasi bigint not null,
  dalam_verifikasi bigint not null,
  nominal bigint not null,
  diminta_pada date not null,
  versi bigint not null
);
create index permintaan_dana_kantor on permintaan_dana (kantor_cabang, permintaan_id);
""")
