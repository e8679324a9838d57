"""The text of the append for many streams (for one: ``append_one``): ONE statement writes stream heads, events with their public form,
outbox references, idempotency rows and the inline read model. One statement, because in autocommit it costs one round trip and no
BEGIN/COMMIT (measured 1.5x), and because a stream's next version can only be written after this one is visible, which keeps the outbox
in order per stream.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PLACEHOLDER = re.compile(r"\$(\d+)")


def day_open(argument: int) -> str:
    """The condition that neither day ``$argument`` nor a later one is being closed; true for null.

    By the newest day and not by ``exists``: that one's price seems to PostgreSQL to depend on the argument, and it then plans every
    append anew (a quarter of its time)."""
    return f"(${argument}::date > (select max(tanggal) from day_closings)) is not false"  # noqa: S608 - a number


APPEND_ARGS = 13
# per event: $1 stream $2 expected $3 id $4 type $5 schema version $6 data $7 occurred $8 public type $9 public data $10 akt
# $11 metadata $12 recorded; then $13 day that must still be open, or null
_MANY = f"""
incoming as (
  select * from unnest(
    $1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::smallint[], $6::bytea[], $7::timestamptz[], $8::text[], $9::bytea[],
    $10::text[], $11::bytea[], $12::timestamptz[])
    with ordinality as e(stream_id, expected, event_id, type, schema_version, data, waktu, public_type, public_data, akt_id, metadata,
      dicatat_pada, o)),
numbered as (
  select *, row_number() over (partition by stream_id order by o) as r, count(public_type) over (partition by stream_id order by o) as s
  from incoming),
wanted as (select stream_id, expected, count(*) as n, count(public_type) as p from incoming group by stream_id, expected),
locked as materialized (
  select s.stream_id from streams s join wanted w using (stream_id) where w.expected > 0 order by s.stream_id for update of s),
created as (
  insert into streams (stream_id, version, sequence) select stream_id, n, p from wanted where expected = 0 and {day_open(13)}
  order by stream_id on conflict do nothing returning stream_id, version, sequence),
advanced as (
  update streams s set version = s.version + w.n, sequence = s.sequence + w.p from wanted w join locked using (stream_id)
  where s.stream_id = w.stream_id and s.version = w.expected and w.expected > 0 and {day_open(13)}
  returning s.stream_id, s.version, s.sequence),
won as (select * from created union all select * from advanced),
head as (select won.stream_id, won.version, won.sequence - w.p as base, w.expected from won join wanted w using (stream_id)),
stored as (
  insert into events (
    stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada, sequence, public_type, public_data, akt_id,
    head)
  select head.stream_id, head.expected + n.r, n.event_id, n.type, n.schema_version, n.data, n.metadata, n.waktu, n.dicatat_pada,
         case when n.public_type is null then null else head.base + n.s end, n.public_type, n.public_data, n.akt_id, head.version
  from head join numbered n using (stream_id) order by head.stream_id, n.r returning stream_id, version, public_type),
referenced as (
  insert into outbox (stream_id, version) select stream_id, version from stored where public_type is not null order by stream_id, version)
"""  # noqa: S608 - constant condition

# one array a column; written only if something was appended
COMMAND_ARGS = 6
_COMMANDS = """,
remembered as (
  insert into commands (client, route, key, request_hash, status, response)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::smallint[], $6::bytea[]) where exists (select from head))
"""


def shift(sql: str, by: int) -> str:
    """Renumber ``$n`` so that a statement's arguments follow those before it."""
    return _PLACEHOLDER.sub(lambda m: f"${int(m[1]) + by}", sql)


@lru_cache(maxsize=512)
def append_sql(commands: bool, inline: tuple[tuple[str, int], ...]) -> str:
    """The whole statement; ``inline``: (sql, number of arguments) of each read-model statement, in order."""
    parts = ["with", _MANY]
    used = APPEND_ARGS
    if commands:
        parts.append(shift(_COMMANDS, used))
        used += COMMAND_ARGS
    for number, (sql, args) in enumerate(inline):
        parts.append(f", model_{number} as ({shift(sql, used)})")
        used += args
    parts.append("select stream_id from head")
    return "\n".join(parts)


@lru_cache(maxsize=512)
def inline_sql(inline: tuple[tuple[str, int], ...]) -> str:
    """The inline read model alone, for streams whose events stand already: $1 stream ids, $2 the versions the appends led to."""
    parts = ["with head as materialized (select * from unnest($1::text[], $2::bigint[]) as h(stream_id, version))"]
    used = 2
    for number, (sql, args) in enumerate(inline):
        parts.append(f", model_{number} as ({shift(sql, used)})")
        used += args
    parts.append("select count(*) from head")
    return "\n".join(parts)
