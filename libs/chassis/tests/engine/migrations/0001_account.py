"""Read models of the example service."""

from chassis.migrate import sql

revision = "account_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table account_model (id text primary key, balance bigint not null, version bigint not null);
        create table reference_used (reference text primary key);
        create table facility (kode text primary key, nama text not null, seen int not null);
        """
    )
