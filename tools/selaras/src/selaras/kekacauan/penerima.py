"""The AKTs' receivers: keep every delivery as it came, refuse some the first time, and answer some late."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

DITOLAK = 0.02
LAMBAT = 0.03


@dataclass(frozen=True, slots=True)
class Diterima:
    """One delivery that verified and was answered with success."""

    akt: str
    id: str
    jenis: str
    data: dict[str, Any]
    mentah: bytes


class PenerimaKacau:
    def __init__(self, acak: random.Random, *, nakal: bool = True) -> None:
        self._acak, self._nakal = acak, nakal
        self.diterima: list[Diterima] = []
        self.palsu: list[str] = []
        self.ditolak = 0
        self._sudah_ditolak: set[tuple[str, str]] = set()
        self._rahasia: dict[str, str] = {}
        self._pelari: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> PenerimaKacau:
        app = web.Application()
        app.router.add_post("/{akt}", self._terima)
        self._pelari = web.AppRunner(app, access_log=None)
        await self._pelari.setup()
        await web.TCPSite(self._pelari, "127.0.0.1", 0).start()
        self._port = self._pelari.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pelari is not None:
            await self._pelari.cleanup()

    def url(self, akt: str) -> str:
        return f"http://127.0.0.1:{self._port}/{akt}"

    def kenali(self, akt: str, rahasia: str) -> None:
        """The secret that the API showed once."""
        self._rahasia[akt] = rahasia

    async def _terima(self, permintaan: web.Request) -> web.Response:
        akt, isi = permintaan.match_info["akt"], await permintaan.read()
        nomor = permintaan.headers.get("webhook-id", "")
        if akt not in self._rahasia:
            return web.Response(status=503)  # its secret is on the way to us
        try:
            Webhook(self._rahasia[akt]).verify(isi, {k.lower(): v for k, v in permintaan.headers.items()})
        except WebhookVerificationError as galat:
            self.palsu.append(f"{akt}: {galat}")
            return web.Response(status=401)
        if self._nakal and (akt, nomor) not in self._sudah_ditolak and self._acak.random() < DITOLAK:
            self._sudah_ditolak.add((akt, nomor))  # once a message: its second attempt comes five seconds later, its third five minutes
            self.ditolak += 1
            return web.Response(status=500)
        if self._nakal and self._acak.random() < LAMBAT:
            await asyncio.sleep(self._acak.uniform(0, 1.0))
        pesan = json.loads(isi)
        self.diterima.append(Diterima(akt, nomor, pesan["type"], pesan["data"], isi))
        return web.Response(status=204)
