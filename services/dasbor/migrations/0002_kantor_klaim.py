"""To which office a claim was filed (KlaimDiajukan v2)."""

from chassis.migrate import sql

revision = "dasbor_0002"
down_revision = "dasbor_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql("""
alter table klaim add column kantor_cabang text;
create index klaim_kantor on klaim (kantor_cabang, nomor_sep);
""")
