"""An append of three events with inline model and idempotency row through the command path, 16 at a time, against the same rows written
by hand (a statement a table in a transaction, and all in one statement), and against the library ``eventsourcing``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from chassis.commands import Commands
from chassis.context import Context
from chassis.db import Database
from chassis.store import PostgresStore
from uuid_utils import uuid7

from benchmarks.baris.tulis_eventsourcing import Pustaka
from benchmarks.contoh import CONTOH, SAAT, TABEL, Buka
from benchmarks.kerangka import Baris, baris, bergantian
from benchmarks.lingkungan import Lingkungan

SAMBUNGAN = 16
BANYAK = 3_000
PUTARAN = 5
HASH = b"h" * 32

_STREAM = "insert into streams (stream_id, version, sequence) values ($1, 3, 1)"
_EVENT = (
    "insert into events (stream_id, version, event_id, type, schema_version, data, metadata, waktu, dicatat_pada, sequence, public_type,"
    " public_data, akt_id, head) values ($1, 1, $2, $3, 1, $4, $5, $6, $6, null, null, null, null, 3),"
    " ($1, 2, $7, $8, 1, $9, $5, $6, $6, 1, $10, $11, $12, 3), ($1, 3, $13, $14, 1, $15, $5, $6, $6, null, null, null, null, 3)"
)
_OUTBOX = "insert into outbox (stream_id, version) values ($1, 2)"
_MODEL = (
    "insert into saldo_contoh (id, jumlah, versi) values ($1, $2, 3)"
    " on conflict (id) do update set jumlah = excluded.jumlah, versi = excluded.versi"
)
_COMMAND = "insert into commands (client, route, key, request_hash, status, response) values ($1, $2, $3, $4, $5, $6)"
_SEMUA = f"""
with s as ({_STREAM}), e as ({_EVENT}), o as ({_OUTBOX}),
m as (insert into saldo_contoh (id, jumlah, versi) values ($16, $17, 3)
  on conflict (id) do update set jumlah = excluded.jumlah, versi = excluded.versi)
insert into commands (client, route, key, request_hash, status, response) values ($18, $19, $20, $21, $22, $23)
"""  # noqa: S608 - constants


def baris_tangan(nomor: int) -> tuple[str, tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """The rows of one append: id, arguments of the events, of the model, of the command."""
    id, ref = f"t{nomor}", f"r{nomor}"
    umum = {
        "virtual_account": "8888800000000001", "badan_usaha_id": None, "keluarga_id": None, "pembayaran_id": ref, "nominal": nomor,
        "saldo": nomor,
    }  # fmt: skip
    meta = orjson.dumps({"client": "bench", "route": "bench", "correlation_id": "bench"})
    peristiwa = (
        f"tangan:{id}", _id(), "Dibuka", orjson.dumps({"pemilik": "seseorang"}), meta, SAAT, _id(), "Disetor",
        orjson.dumps({"nominal": nomor, "referensi": ref, "waktu": SAAT}), "selaras.iuran.KelebihanIuranDicatat.v1", orjson.dumps(umum),
        "akt-sentosa", _id(), "Disahkan", orjson.dumps({"referensi": ref}),
    )  # fmt: skip
    return id, peristiwa, (id, nomor), ("bench", "bench", id, HASH, 200, orjson.dumps({"versi": 3}))


def _id() -> UUID:
    return UUID(bytes=uuid7().bytes)


async def serentak(satu: Callable[[int], Awaitable[None]], nomor: count[int]) -> float:
    sisa = iter(range(BANYAK))

    async def pekerja() -> None:
        for _ in sisa:
            await satu(next(nomor))

    mulai = time.perf_counter()
    await asyncio.gather(*(pekerja() for _ in range(SAMBUNGAN)))
    return BANYAK / (time.perf_counter() - mulai)


async def ukur(dunia: Lingkungan) -> list[Baris]:
    url = await dunia.basis_data("contoh", None)
    db = Database(url, pool_size=SAMBUNGAN // 2)
    kolam = await asyncpg.create_pool(url, min_size=SAMBUNGAN, max_size=SAMBUNGAN, reset=_biarkan)
    commands, nomor = Commands(PostgresStore(db)), count(1)
    async with db.connection() as conn:
        await conn.execute(TABEL)

    async def kita(n: int) -> None:
        ctx = Context("bench", "bench", f"k{n}", HASH, SAAT, "bench")
        await commands.execute(CONTOH, f"k{n}", Buka("seseorang", n, f"r{n}"), ctx=ctx, fresh=True)

    async def transaksi(n: int) -> None:
        _, peristiwa, model, perintah = baris_tangan(n)
        async with kolam.acquire() as conn, conn.transaction():
            await conn.execute(_STREAM, peristiwa[0])
            await conn.execute(_EVENT, *peristiwa)
            await conn.execute(_OUTBOX, peristiwa[0])
            await conn.execute(_MODEL, *model)
            await conn.execute(_COMMAND, *perintah)

    async def pernyataan(n: int) -> None:
        _, peristiwa, model, perintah = baris_tangan(n)
        async with kolam.acquire() as conn:
            await conn.execute(_SEMUA, *peristiwa, *model, *perintah)

    pustaka = Pustaka(await dunia.basis_data("pustaka", None), SAMBUNGAN)
    try:
        hasil = await bergantian(
            {
                "kita": lambda: serentak(kita, nomor),
                "transaksi": lambda: serentak(transaksi, nomor),
                "pernyataan": lambda: serentak(pernyataan, nomor),
                "pustaka": lambda: asyncio.to_thread(pustaka.ukur, BANYAK // 3),
            },
            PUTARAN,
        )
    finally:
        pustaka.tutup()
        await kolam.close()
        await db.close()
    apa, cara = "append of 3 events", f"{SAMBUNGAN} at a time; stream head, events, outbox, inline model, idempotency row"
    return [
        baris(
            apa, hasil["kita"], hasil["pernyataan"], unit="1/s", wanted=">= 0.8", against="hand-written, all in one statement", note=cara
        ),
        baris(apa, hasil["kita"], hasil["transaksi"], unit="1/s", wanted="", against="hand-written, a statement a table", note=cara),
        baris(apa, hasil["kita"], hasil["pustaka"], unit="1/s", wanted=">= 3", against="eventsourcing app.save", note=cara),
    ]


async def _biarkan(_: Any) -> None:
    """No reset of the session when a connection comes back: ours does without, so the floor does too."""
