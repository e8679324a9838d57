"""Parked records: shown, replayed, discarded with a reason; never skipped silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg
import orjson
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter
from pydantic import BaseModel, Field
from shared_events.envelope import Envelope
from starlette.responses import Response

from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome
from chassis.consumer import Consumer
from chassis.consumer_store import PostgresConsumerTx
from chassis.context import Context
from chassis.db import Database
from chassis.idempotency import command_context, reply
from chassis.intake import Intake
from chassis.models import Page, StrictModel
from chassis.once import once
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.ports import WAITING, RawRecord
from chassis.records import arrived


class ParkedView(BaseModel):
    id: int
    konsumen: str
    topik: str
    partisi: int
    offset: int
    subjek: str
    peristiwa_id: str
    alasan: str
    diparkir_pada: datetime
    percobaan: int
    dicoba_pada: datetime | None


class ParkedDetail(ParkedView):
    """With headers, without the value: it may be personal."""

    header: dict[str, str]


class Discard(StrictModel):
    alasan: str = Field(min_length=10, max_length=500)


class Stuck(BaseModel):
    id: int
    alasan: str
    percobaan: int


class ReplayResult(BaseModel):
    """``tertahan``: the oldest of the subject that still stands, and why."""

    diproses: int
    masih_diparkir: int
    tertahan: Stuck | None = None


def _raw(row: asyncpg.Record) -> RawRecord:
    headers = tuple((k, v.encode("latin-1")) for k, v in orjson.loads(row["headers"]))
    return RawRecord(row["topic"], row["part"], row["offset"], row["key"], row["value"], headers)


def _sequence(raw: RawRecord) -> tuple[int, int]:
    try:
        return Envelope.read(raw.headers).sequence or 0, raw.offset
    except ValueError:
        return 0, raw.offset


def _view(row: asyncpg.Record) -> dict[str, object]:
    return {
        "id": row["id"], "konsumen": row["consumer"], "topik": row["topic"], "partisi": row["part"], "offset": row["offset"],
        "subjek": row["subject"], "peristiwa_id": row["event_id"], "alasan": row["reason"], "diparkir_pada": row["parked_at"],
        "percobaan": row["attempts"], "dicoba_pada": row["tried_at"],
    }  # fmt: skip


_OF_SUBJECT = """
select * from parked_records where (consumer, topic, subject) = (select consumer, topic, subject from parked_records where id = $1)
order by part, "offset" for update
"""
_COLUMNS = (
    "id", "consumer", "topic", "part", "offset", "subject", "event_id", "reason", "key", "headers", "value", "parked_at", "attempts",
    "tried_at",
)  # fmt: skip
_BACK = """
insert into parked_records (id, consumer, topic, part, "offset", subject, event_id, reason, key, headers, value, parked_at, attempts,
  tried_at) overriding system value values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
# what was tried and failed before what waits for it: a number that filled a gap may stand behind those it was missed by
_STILL = """
select id, reason, attempts from parked_records where id = any($1::bigint[]) order by reason = $2, part, "offset"
"""
_DECIDED = """
insert into parked_decisions (id, consumer, topic, part, "offset", subject, event_id, decision, reason, decided_by, decided_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())
"""


def _decision(row: asyncpg.Record, decision: str, reason: str, by: str) -> tuple[object, ...]:
    """``reason``: why a record was given up (DIBUANG), or what had stopped one that has gone through since (DIPUTAR)."""
    return (*(row[c] for c in ("id", "consumer", "topic", "part", "offset", "subject", "event_id")), decision, reason, by)


def _result(done: int, left: Sequence[asyncpg.Record] = ()) -> bytes:
    stuck = Stuck(id=left[0]["id"], alasan=left[0]["reason"], percobaan=left[0]["attempts"]) if left else None
    return ReplayResult(diproses=done, masih_diparkir=len(left), tertahan=stuck).model_dump_json(exclude_none=True).encode()


class _Replaying(PostgresConsumerTx):
    """What fails again stays what it was, under its number and since when, with the reason of now and one attempt more."""

    def __init__(self, conn: asyncpg.Connection, consumer: str, rows: Sequence[asyncpg.Record]) -> None:
        super().__init__(conn, consumer)
        self._was = {(r["topic"], r["part"], r["offset"]): r for r in rows}

    async def park(self, record: RawRecord, subject: str, event_id: str, reason: str, at: datetime) -> None:
        was = self._was[record.topic, record.partition, record.offset]
        tried = reason != WAITING
        columns = dict(was) | {"reason": reason, "attempts": was["attempts"] + tried, "tried_at": at if tried else was["tried_at"]}
        await self.conn.execute(_BACK, *(columns[c] for c in _COLUMNS))


class Parked:
    """``consumers``: by name, for their handlers. Replay runs in the api process: it needs the database only, not Kafka."""

    def __init__(self, db: Database, commands: Commands, consumers: Mapping[str, Consumer]) -> None:
        self._db = db
        self._commands = commands
        self._consumers = consumers

    async def page(self, after: int, limit: int) -> list[asyncpg.Record]:
        async with self._db.connection() as conn:
            found: list[asyncpg.Record] = await conn.fetch("select * from parked_records where id > $1 order by id limit $2", after, limit)
        return found

    async def get(self, id: int) -> asyncpg.Record:
        async with self._db.connection() as conn:
            row = await conn.fetchrow("select * from parked_records where id = $1", id)
        if row is None:
            raise tidak_ditemukan("Catatan yang diparkir")
        return row

    async def replay(self, id: int, ctx: Context) -> Outcome[None]:
        """Try the whole subject again, oldest first; what still fails is parked again, with all after it."""
        return await once(self._db, self._commands, ctx, 200, lambda conn: self._replay(conn, id, ctx.client))

    async def discard(self, id: int, reason: str, ctx: Context) -> Outcome[None]:
        """Give up one record, the oldest of its subject, and say why; its successors are tried at once."""
        return await once(self._db, self._commands, ctx, 200, lambda conn: self._discard(conn, id, reason, ctx.client))

    async def _replay(self, conn: asyncpg.Connection, id: int, by: str) -> bytes:
        rows = await self._rows(conn, id)
        consumer = self._consumer(rows[0]["consumer"])
        await conn.execute("delete from parked_records where id = any($1::bigint[])", [r["id"] for r in rows])
        tx = _Replaying(conn, rows[0]["consumer"], rows)
        # by sequence: what filled a gap may have come to the topic after what waited for it
        segment = await arrived(sorted((_raw(r) for r in rows), key=_sequence), consumer.wanted)
        await Intake(consumer, tx, consumer.handle, isolate=True).run(segment)
        left = await conn.fetch(_STILL, [r["id"] for r in rows], WAITING)
        still = {r["id"] for r in left}
        done = [r for r in rows if r["id"] not in still]
        await conn.executemany(_DECIDED, [_decision(r, "DIPUTAR", r["reason"], by) for r in done])
        return _result(len(done), left)

    async def _discard(self, conn: asyncpg.Connection, id: int, reason: str, by: str) -> bytes:
        first, *successors = await self._rows(conn, id)
        if first["id"] != id:
            raise Ditolak("BUKAN_YANG_TERTUA", f"Putuskan dahulu catatan {first['id']}, yang tertua dari subjek ini.")
        await conn.execute(_DECIDED, *_decision(first, "DIBUANG", reason, by))
        await conn.execute("delete from parked_records where id = $1", id)
        await self._skip(conn, first)
        return await self._replay(conn, successors[0]["id"], by) if successors else _result(0)

    async def _rows(self, conn: asyncpg.Connection, id: int) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await conn.fetch(_OF_SUBJECT, id)
        if not rows:
            raise tidak_ditemukan("Catatan yang diparkir")
        return rows

    async def _skip(self, conn: asyncpg.Connection, row: asyncpg.Record) -> None:
        """The successors of a discarded record must not look like a gap. A number far ahead counts only where it was the gap itself
        that was given up: from a record that could not be read it may be anything, and would make what is missing pass for duplicates."""
        sequence, _ = _sequence(_raw(row))
        if sequence:
            tx = PostgresConsumerTx(conn, row["consumer"])
            key = (row["topic"], row["subject"])
            known = (await tx.standing([key])).sequences.get(key, 0)
            if sequence == known + 1 or (sequence > known and row["reason"].startswith("URUTAN_BERLUBANG")):
                await tx.set_sequences({key: sequence})

    def _consumer(self, name: str) -> Consumer:
        if name not in self._consumers:
            raise Ditolak("KONSUMEN_TIDAK_ADA", f"Konsumen {name} tidak ada lagi di layanan ini; buang catatan ini dengan alasan.")
        return self._consumers[name]


def parked_router(parked: Parked) -> APIRouter:
    router = APIRouter(tags=["operasi"])
    operator = requires("operasi")

    @router.get("/v1/parkir", response_model=Page[ParkedView])
    async def list_parked(setelah: After = None, batas: Limit = 100, _: Principal = operator) -> Page[ParkedView]:
        cursor = decode_cursor(setelah, int)
        rows = await parked.page(cursor[0] if cursor else 0, batas + 1)
        views = [ParkedView.model_validate(_view(r)) for r in rows[:batas]]
        return Page(data=views, berikutnya=encode_cursor(views[-1].id) if len(rows) > batas else None)

    @router.get("/v1/parkir/{id}", response_model=ParkedDetail)
    async def show_parked(id: int, _: Principal = operator) -> ParkedDetail:
        row = await parked.get(id)
        return ParkedDetail.model_validate({**_view(row), "header": dict(orjson.loads(row["headers"]))})

    @router.post("/v1/parkir/{id}/putar-ulang", response_model=ReplayResult)
    async def replay_parked(id: int, _: Principal = operator, ctx: Context = command_context()) -> Response:
        return reply(await parked.replay(id, ctx))

    @router.post("/v1/parkir/{id}/buang", response_model=ReplayResult)
    async def discard_parked(id: int, body: Discard, _: Principal = operator, ctx: Context = command_context()) -> Response:
        return reply(await parked.discard(id, body.alasan, ctx))

    return router
