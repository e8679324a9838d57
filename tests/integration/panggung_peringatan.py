"""The stage of the alert tests: one service that can be stopped and started, and what it exposes at a moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import asyncpg
from chassis.testing import Harness, running
from selaras.lokal.uji import ServerUji

from .aturan_prometheus import Contoh


@dataclass
class Panggung:
    """One service on its own database and topics, which can be stopped and started in another role."""

    servers: ServerUji
    spec: Any
    url: str
    prefiks: str

    @asynccontextmanager
    async def jalan(self, role: str = "semua") -> AsyncIterator[Harness]:
        async with running(
            self.spec, pg_url=self.servers.postgres.url, kafka=self.servers.kafka.bootstrap, role=role, prefix=self.prefiks,
            database_url=self.url, instance_id="uji",
        ) as h:  # fmt: skip

            async def siap() -> bool:
                return role == "api" or bool(h.process.worker.connected)

            await h.until(siap)
            yield h

    async def sql(self, *perintah: str) -> None:
        conn = await asyncpg.connect(self.url)
        try:
            for satu in perintah:
                await conn.execute(satu)
        finally:
            await conn.close()


async def contoh(h: Harness) -> Contoh:
    try:
        jawab = await h.call("GET", "/metrics", timeout=aiohttp.ClientTimeout(10))
    except aiohttp.ClientConnectionError:
        return Contoh.baca(None, h.rt.name, "semua")
    return Contoh.baca(jawab.body.decode() if jawab.status == 200 else None, h.rt.name, "semua")


async def sehat(h: Harness, ukuran: str | None = None) -> Contoh:
    """Once the relay has its lease (and ``ukuran`` is known)."""
    hasil: list[Contoh] = []

    async def tenang() -> bool:
        c = await contoh(h)
        hasil.append(c)
        perlu = {ukuran, None if h.process.role == "api" else "selaras_relay_absent_seconds"}
        return all(v == v for (n, _), v in c.nilai.items() if n in perlu)

    await h.until(tenang)
    return hasil[-1]


async def daftar_webhook(h: Harness) -> str:
    siapa = h.token("akt-a", "notifikasi:kelola", akt_id="akt-a")
    # nobody listens on port 9 of the loopback
    dibuat = await h.call("POST", "/v1/webhook", who=siapa, json={"url": "http://127.0.0.1:9/", "jenis": ["*"]})
    assert dibuat.status == 201, dibuat.body
    return str(dibuat.json()["webhook_id"])
