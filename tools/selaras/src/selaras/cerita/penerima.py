"""The receiver of the AKTs' webhooks: a small server of the demo that trusts nothing the `standardwebhooks` library does not verify."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True, slots=True)
class Kiriman:
    akt: str
    id: str
    jenis: str
    data: dict[str, Any]
    mentah: bytes


@dataclass
class Penerima:
    """``kiriman``: every message once (by webhook-id), in the order of arrival; ``palsu``: what did not verify."""

    kiriman: list[Kiriman] = field(default_factory=list)
    palsu: list[str] = field(default_factory=list)
    mentah: list[bytes] = field(default_factory=list)
    ulang: int = 0
    _rahasia: dict[str, str] = field(default_factory=dict)
    _dikenal: set[tuple[str, str]] = field(default_factory=set)
    _pelari: web.AppRunner | None = None
    _port: int = 0

    async def __aenter__(self) -> Penerima:
        app = web.Application()
        app.router.add_post("/{akt}", self._terima)
        self._pelari = web.AppRunner(app, access_log=None)
        await self._pelari.setup()
        situs = web.TCPSite(self._pelari, "127.0.0.1", 0)
        await situs.start()
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
        self.mentah.append(isi)
        if akt not in self._rahasia:
            return web.Response(status=503)  # its secret is on the way to us: send again
        try:
            Webhook(self._rahasia[akt]).verify(isi, {k.lower(): v for k, v in permintaan.headers.items()})
        except WebhookVerificationError as galat:
            self.palsu.append(f"{akt}: {galat}")
            return web.Response(status=401)
        nomor = permintaan.headers["webhook-id"]
        if (akt, nomor) in self._dikenal:
            self.ulang += 1
        else:
            self._dikenal.add((akt, nomor))
            pesan = json.loads(isi)
            self.kiriman.append(Kiriman(akt, nomor, pesan["type"], pesan["data"], isi))
        return web.Response(status=204)

    def cari(self, akt: str, jenis: str, **isi: Any) -> list[Kiriman]:
        return [k for k in self.kiriman if k.akt == akt and k.jenis == jenis and all(k.data.get(n) == v for n, v in isi.items())]
