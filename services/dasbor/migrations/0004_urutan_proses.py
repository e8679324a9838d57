"""Which word about a change of AKT is the last: several are said at one moment, and to different AKT."""

from chassis.migrate import sql

revision = "dasbor_0004"
down_revision = "dasbor_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql("alter table proses_akt add column urutan bigint")
