"""A running notifikasi, and receivers that trust only what the ``standardwebhooks`` library verifies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from chassis.testing import Harness, running
from notifikasi.main import SPEC
from selaras.lokal.uji import ServerUji
from standardwebhooks import Webhook, WebhookVerificationError

Tanggapan = Callable[[dict[str, Any]], int | tuple[int, dict[str, str]]]


@dataclass
class Terima:
    id: str
    jenis: str
    data: dict[str, Any]
    kepala: dict[str, str]
    badan: bytes


@dataclass
class Penerima:
    """``jawab`` decides the answer by the message; ``tidur``: seconds before it. What does not verify is an error of the test."""

    url: str = ""
    rahasia: list[str] = field(default_factory=list)
    jawab: Tanggapan = lambda _: 204
    tidur: float = 0.0
    diterima: list[Terima] = field(default_factory=list)
    percobaan: list[Terima] = field(default_factory=list)
    palsu: list[str] = field(default_factory=list)
    serentak: int = 0
    terbanyak: int = 0

    async def terima(self, request: web.Request) -> web.Response:
        badan = await request.read()
        kepala = {k.lower(): v for k, v in request.headers.items()}
        for rahasia in self.rahasia:
            try:
                Webhook(rahasia).verify(badan, kepala)
            except WebhookVerificationError as galat:
                self.palsu.append(repr(galat))
        isi = json.loads(badan)
        satu = Terima(kepala["webhook-id"], isi["type"], isi["data"], kepala, badan)
        self.percobaan.append(satu)
        self.serentak += 1
        self.terbanyak = max(self.terbanyak, self.serentak)
        try:
            await asyncio.sleep(self.tidur)
        finally:
            self.serentak -= 1
        jawab = self.jawab(isi)
        kode, tambahan = jawab if isinstance(jawab, tuple) else (jawab, {})
        if 200 <= kode < 300:
            self.diterima.append(satu)
        return web.Response(status=kode, headers=tambahan)


@asynccontextmanager
async def penerima() -> AsyncIterator[Penerima]:
    p = Penerima()
    app = web.Application()
    app.router.add_post("/{sisa:.*}", p.terima)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    p.url = f"http://127.0.0.1:{runner.addresses[0][1]}/terima"
    try:
        yield p
    finally:
        await runner.cleanup()


@pytest.fixture(scope="module")
async def h(servers: ServerUji) -> AsyncIterator[Harness]:
    with pytest.MonkeyPatch.context() as lingkungan:
        lingkungan.setenv("SELARAS_WEBHOOK_IZINKAN", "127.0.0.0/8")
        lingkungan.setenv("SELARAS_WEBHOOK_BATAS_DETIK", "3")
        async with running(SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap) as harness:
            yield harness


def akt(h: Harness, nama: str) -> str:
    return h.token(nama, "notifikasi:kelola", akt_id=nama)


async def daftar(h: Harness, nama: str, p: Penerima, *jenis: str) -> str:
    """Register the receiver for an AKT; the id of the webhook."""
    made = await h.call("POST", "/v1/webhook", who=akt(h, nama), json={"url": p.url, "jenis": list(jenis) or ["*"]})
    assert made.status == 201, made.body
    p.rahasia.append(made.json()["rahasia"])
    return str(made.json()["webhook_id"])
