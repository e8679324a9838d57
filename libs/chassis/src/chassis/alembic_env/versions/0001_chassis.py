"""Tables of the engine."""

from __future__ import annotations

from chassis.migrate import sql

revision = "chassis_0001"
down_revision = None
branch_labels = ("chassis",)
depends_on = None


def upgrade() -> None:
    sql(
        """
        create table streams (
          stream_id text primary key, version bigint not null, sequence bigint not null
        ) with (fillfactor = 90);

        create table events (
          stream_id text not null, version bigint not null check (version > 0), event_id uuid not null,
          type text not null, schema_version smallint not null, data bytea not null, metadata bytea not null,
          waktu timestamptz not null, dicatat_pada timestamptz not null,
          sequence bigint, public_type text, public_data bytea, akt_id text,
          primary key (stream_id, version),
          check ((sequence is null) = (public_type is null)));

        -- references only: the public form stands in events for ever. day: a mark HariDitutup instead of an event
        create table outbox (
          id bigint generated always as identity primary key,
          stream_id text, version bigint, day date, recorded_at timestamptz,
          at timestamptz not null default clock_timestamp(),
          check ((day is null) = (stream_id is not null))
        ) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 2000);

        create table commands (
          client text not null, route text not null, key text not null, request_hash bytea not null,
          status smallint not null, response bytea not null, at timestamptz not null default now(),
          primary key (client, route, key));

        create table leases (
          name text primary key, owner text not null, until timestamptz not null, token bigint not null default 1);

        create table consumer_offsets (
          consumer text not null, topic text not null, part int not null, next_offset bigint not null,
          last_id text, recorded_at timestamptz, updated_at timestamptz not null default now(),
          primary key (consumer, topic, part));

        create table consumer_sequences (
          consumer text not null, topic text not null, subject text not null, last_sequence bigint not null,
          primary key (consumer, topic, subject)) with (fillfactor = 90);

        create table parked_records (
          id bigint generated always as identity primary key,
          consumer text not null, topic text not null, part int not null, "offset" bigint not null,
          subject text not null, event_id text not null, reason text not null,
          key bytea, headers bytea not null, value bytea not null, parked_at timestamptz not null,
          unique (consumer, topic, part, "offset"));
        create index parked_records_subject on parked_records (consumer, topic, subject);

        create table parked_decisions (
          id bigint primary key, consumer text not null, topic text not null, part int not null, "offset" bigint not null,
          subject text not null, event_id text not null, decision text not null, reason text not null, decided_by text not null,
          decided_at timestamptz not null);

        create table day_marks (tanggal date primary key, closed_at timestamptz not null);

        create table day_marks_read (
          consumer text not null, topic text not null, part int not null, tanggal date not null, recorded_at timestamptz not null,
          primary key (consumer, topic, part));

        create table projection_views (view text primary key, version int not null, switched_at timestamptz not null);

        create table timers (
          kind text not null, key text not null, due date not null, payload bytea not null, fired_at timestamptz,
          primary key (kind, key));
        create index timers_due on timers (due, kind, key) where fired_at is null;

        create table jobs (
          id uuid primary key, kind text not null, input bytea not null, checkpoint bytea not null, step bigint not null default 0,
          state text not null default 'BERJALAN' check (state in ('BERJALAN', 'SELESAI', 'GAGAL')),
          total bigint, done bigint not null default 0, failed bigint not null default 0, result bytea, error text,
          business_time timestamptz not null, subject text, akt_id text, client text not null,
          correlation_id text, traceparent text, attempts int not null default 0,
          lease_owner text, lease_until timestamptz, created_at timestamptz not null default now(), finished_at timestamptz);
        create index jobs_running on jobs (created_at) where state = 'BERJALAN';
        create index jobs_subject on jobs (kind, subject) where state = 'BERJALAN';

        create table job_failures (
          job_id uuid not null references jobs (id) on delete cascade, row bigint not null, column_name text not null,
          code text not null, reason text not null, payload bytea,
          primary key (job_id, row));

        create table serials (name text primary key, value bigint not null);
        """
    )
