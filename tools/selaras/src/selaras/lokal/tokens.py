"""Tokens of the local clients, asked from the dev issuer and kept for their life."""

from __future__ import annotations

import time
from collections.abc import Mapping

import aiohttp

from selaras.lokal.galat import GalatTumpukan

SISA = 120.0
"""A token with less than this to live is replaced."""


class Tokens:
    def __init__(self, url: str) -> None:
        self._url = url
        self._sesi: aiohttp.ClientSession | None = None
        self._token: dict[tuple[str, ...], tuple[str, float]] = {}

    async def ambil(self, klien: str, rahasia: str, klaim: Mapping[str, str]) -> str:
        kunci = (klien, *(f"{n}={v}" for n, v in sorted(klaim.items())))
        token, sampai = self._token.get(kunci, ("", 0.0))
        if sampai - SISA < time.monotonic():
            token, sampai = await self._minta(klien, rahasia, klaim)
            self._token[kunci] = (token, sampai)
        return token

    async def close(self) -> None:
        if self._sesi is not None:
            await self._sesi.close()
            self._sesi = None

    async def _minta(self, klien: str, rahasia: str, klaim: Mapping[str, str]) -> tuple[str, float]:
        if self._sesi is None:
            self._sesi = aiohttp.ClientSession()
        form = {"grant_type": "client_credentials", "client_id": klien, "client_secret": rahasia} | dict(klaim)
        async with self._sesi.post(self._url, data=form) as jawaban:
            isi = await jawaban.json()
            if jawaban.status != 200:
                raise GalatTumpukan(f"Penerbit menolak {klien}: {isi.get('error_description', isi)}")
            return str(isi["access_token"]), time.monotonic() + float(isi["expires_in"])
