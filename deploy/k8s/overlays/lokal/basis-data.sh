#!/bin/sh
# One role and one database a service, each closed to the others. Run once by the PostgreSQL image; also by compose.
set -eu
for layanan in kepesertaan iuran status klaim faskes notifikasi dasbor; do
  psql -v ON_ERROR_STOP=1 -q -h /var/run/postgresql -U "${POSTGRES_USER:-postgres}" -d postgres -v nama="$layanan" -v sandi="$POSTGRES_PASSWORD" <<'SQL'
create role :"nama" login password :'sandi';
create database :"nama" owner :"nama";
revoke all on database :"nama" from public;
SQL
done
