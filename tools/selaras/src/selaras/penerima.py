"""The AKTs' end of the webhooks: a small server that trusts nothing the `standardwebhooks` library does not verify."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True, slots=True)
class Kiriman:
    """One delivery that verified. ``id``: the webhook-id; ``mentah``: the body as it came."""

    akt: str
    id: str
    jenis: str
    data: dict[str, Any]
    mentah: bytes

    @property
    def waktu(self) -> datetime:
        """When what it tells happened."""
        return datetime.fromisoformat(json.loads(self.mentah)["timestamp"])


class Penerima(ABC):
    """``mentah``: every body that came; ``palsu``: what did not verify. What the rest is answered with says ``layani``."""

    def __init__(self) -> None:
        self.mentah: list[bytes] = []
        self.palsu: list[str] = []
        self._rahasia: dict[str, str] = {}
        self._pelari: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
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

    @abstractmethod
    async def layani(self, kiriman: Kiriman) -> int: ...

    async def _terima(self, permintaan: web.Request) -> web.Response:
        akt, isi = permintaan.match_info["akt"], await permintaan.read()
        self.mentah.append(isi)
        if akt not in self._rahasia:
            return web.Response(status=503)  # its secret is on the way to us: send again
        try:
            Webhook(self._rahasia[akt]).verify(isi, {k.lower(): v for k, v in permintaan.headers.items()})
        except WebhookVerificationError as galat:
            self.palsu.append(f"{akt}: {galat}")
            return web.Response(status=401)
        pesan = json.loads(isi)
        kiriman = Kiriman(akt, permintaan.headers["webhook-id"], pesan["type"], pesan["data"], isi)
        return web.Response(status=await self.layani(kiriman))
