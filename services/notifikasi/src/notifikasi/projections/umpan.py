"""The consumer: events of all services become numbered messages of the feed and deliveries in the lanes, in the transaction that
moves the offsets. Numbers are drawn from rows that stay locked until the commit: without gaps, and visible in their order.

It is declared as a projection because it works on batches, but it must never be rebuilt: what was announced is not announced again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson
from chassis.records import Record
from chassis.subscription import Projection
from shared_events.registry import EVENTS, LAYANAN

from notifikasi.domain.jenis import DINONAKTIFKAN, cocok
from notifikasi.domain.peta import PETA
from notifikasi.domain.umpan import Kabar, Masuk, susun
from notifikasi.kirim.antrean import Antre, antrekan

NAMA = "umpan"
KONSUMEN = f"{NAMA}.v1"
_SETELAH_COMMIT = 0.01
"""Seconds until the sender is woken: it would see nothing before the commit, which is a moment away."""

_NOMOR = """
insert into umpan_nomor as u (akt_id, nomor) select * from unnest($1::text[], $2::bigint[]) order by 1
on conflict (akt_id) do update set nomor = u.nomor + excluded.nomor returning akt_id, nomor
"""
_PERISTIWA = """
insert into peristiwa (akt_id, nomor, pesan_id, jenis, peristiwa, subjek, waktu, dicatat_pada, traceparent, data)
select * from unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[],
                     $9::text[], $10::bytea[])
"""
# an endpoint that is switched off keeps collecting: its messages wait for a resend
_TUJUAN = "select webhook_id, akt_id, jenis from webhook where akt_id = any($1::text[]) and keadaan <> 'DIHAPUS' order by webhook_id"


@dataclass(frozen=True, slots=True)
class Bernomor:
    nomor: int
    kabar: Kabar


def masuk(records: Sequence[Record]) -> list[Masuk]:
    """What concerns an AKT: an event without ``ce_aktid`` reaches nobody's webhook."""
    return [
        Masuk(
            r.event_id,
            f"{r.event.LAYANAN}.{r.event.event_name()}",
            r.subject,
            r.envelope.akt_id,
            r.envelope.time,
            r.envelope.recorded_time,
            r.envelope.traceparent,
            r.event.model_dump(mode="json"),
        )
        for r in records
        if r.event is not None and r.envelope.akt_id
    ]


async def nomori(conn: asyncpg.Connection, semua: Sequence[Kabar]) -> list[Bernomor]:
    jumlah = Counter(k.akt_id for k in semua)
    akt = sorted(jumlah)
    rows = await conn.fetch(_NOMOR, akt, [jumlah[a] for a in akt])
    berikut = {r["akt_id"]: r["nomor"] - jumlah[r["akt_id"]] for r in rows}
    bernomor: list[Bernomor] = []
    for k in semua:
        berikut[k.akt_id] += 1
        bernomor.append(Bernomor(berikut[k.akt_id], k))
    return bernomor


async def simpan(conn: asyncpg.Connection, semua: Sequence[Bernomor]) -> None:
    await conn.execute(
        _PERISTIWA,
        [b.kabar.akt_id for b in semua],
        [b.nomor for b in semua],
        [UUID(b.kabar.id) for b in semua],
        [b.kabar.jenis for b in semua],
        [b.kabar.peristiwa for b in semua],
        [b.kabar.subjek for b in semua],
        [b.kabar.waktu for b in semua],
        [b.kabar.dicatat_pada for b in semua],
        [b.kabar.traceparent for b in semua],
        [orjson.dumps(b.kabar.data) for b in semua],
    )


async def salurkan(conn: asyncpg.Connection, semua: Sequence[Bernomor]) -> int:
    """A delivery for each endpoint of the AKT that subscribed to the type; how many."""
    tujuan = await conn.fetch(_TUJUAN, sorted({b.kabar.akt_id for b in semua}))
    pesan = [
        Antre(t["webhook_id"], b.kabar.subjek, UUID(b.kabar.id), b.kabar.jenis, b.kabar.waktu, nomor=b.nomor)
        for b in semua
        for t in tujuan
        if t["akt_id"] == b.kabar.akt_id and cocok(t["jenis"], b.kabar.jenis) and not _tentang_dirinya(b.kabar, t["webhook_id"])
    ]
    await antrekan(conn, pesan)
    return len(pesan)


def _tentang_dirinya(kabar: Kabar, webhook_id: UUID) -> bool:
    """That it was switched off is told to the AKT's other endpoints, not to itself."""
    return kabar.jenis == DINONAKTIFKAN and kabar.data["webhook_id"] == str(webhook_id)


def umpan(bangunkan: Callable[[], None]) -> Projection:
    async def apply(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
        semua = susun(masuk(records))
        if not semua:
            return
        bernomor = await nomori(conn, semua)
        await simpan(conn, bernomor)
        if await salurkan(conn, bernomor):
            asyncio.get_running_loop().call_later(_SETELAH_COMMIT, bangunkan)

    events = tuple(e for e in EVENTS.values() if f"{e.LAYANAN}.{e.event_name()}" in PETA)
    tables = ("umpan_nomor", "peristiwa", "jalur", "pengiriman", "percobaan")
    return Projection(NAMA, LAYANAN, events, apply, tables=tables, rebuildable=False)
