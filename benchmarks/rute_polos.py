"""The yardstick: bare FastAPI routes that insert or select one row with asyncpg, on the same server settings as the services."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Isi(BaseModel):
    virtual_account: str
    nominal: int
    waktu_bayar: str
    bank: str
    kanal: str
    referensi_bank: str


kolam: asyncpg.Pool | None = None


@asynccontextmanager
async def hidup(_: FastAPI) -> AsyncIterator[None]:
    global kolam
    kolam = await asyncpg.create_pool(os.environ["BENCH_DATABASE_URL"], min_size=5, max_size=5)
    async with kolam.acquire() as conn:
        await conn.execute(
            "create table if not exists polos (id bigint generated always as identity primary key, virtual_account text not null,"
            " nominal bigint not null, waktu_bayar text not null, bank text not null, kanal text not null, referensi_bank text not null)"
        )
    yield
    await kolam.close()


app = FastAPI(lifespan=hidup)


@app.post("/polos", status_code=201)
async def polos(isi: Isi) -> dict[str, int]:
    if kolam is None:
        raise RuntimeError("no pool")
    async with kolam.acquire() as conn:
        id = await conn.fetchval(
            "insert into polos (virtual_account, nominal, waktu_bayar, bank, kanal, referensi_bank)"
            " values ($1, $2, $3, $4, $5, $6) returning id",
            isi.virtual_account, isi.nominal, isi.waktu_bayar, isi.bank, isi.kanal, isi.referensi_bank,
        )  # fmt: skip
    return {"id": id}


@app.get("/polos/{nomor}")
async def baca(nomor: str) -> dict[str, str]:
    if kolam is None:
        raise RuntimeError("no pool")
    async with kolam.acquire() as conn:
        row = await conn.fetchrow("select nomor_kartu, va, dari from peserta_fakta where nomor_kartu = $1", nomor)
    return {"nomor_kartu": row["nomor_kartu"], "va": row["va"], "dari": row["dari"].isoformat()}


@app.get("/siap")
async def siap() -> dict[str, bool]:
    return {"siap": True}


if __name__ == "__main__":
    port = int(os.environ["BENCH_PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")
