"""Calls of the commands to the services: token, JSON, refusals told as the service told them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.tokens import Tokens
from selaras.perintah.alamat import Alamat

JEDA = 0.2


@dataclass(frozen=True, slots=True)
class Pemanggil:
    alamat: Alamat
    klien: str
    sesi: aiohttp.ClientSession
    tokens: Tokens

    async def minta(self, metode: str, layanan: str, jalan: str, *, header: Mapping[str, str] = {}, **isi: Any) -> Any:
        """The JSON of the answer; a refusal ends the command with the service's own sentence."""
        teks = await self.minta_teks(metode, layanan, jalan, header=header, **isi)
        import orjson

        return orjson.loads(teks) if teks else None

    async def minta_teks(self, metode: str, layanan: str, jalan: str, *, header: Mapping[str, str] = {}, **isi: Any) -> bytes:
        if layanan not in self.alamat.url:
            raise GalatTumpukan(f"Alamat layanan {layanan} tidak dikenal; isi SELARAS_URL_{layanan.upper()}.")
        url = self.alamat.url[layanan] + jalan
        token = await self.tokens.ambil(self.klien, self.alamat.rahasia(self.klien), {})
        try:
            async with self.sesi.request(metode, url, headers={"Authorization": f"Bearer {token}", **header}, **isi) as jawaban:
                teks = await jawaban.read()
                if jawaban.status >= 400:
                    raise GalatTumpukan(f"{metode} {url}: {_penolakan(jawaban.status, teks)}")
                return teks
        except aiohttp.ClientConnectionError as e:
            raise GalatTumpukan(f"{layanan} di {self.alamat.url[layanan]} tidak menjawab: {e}") from e

    async def ikuti(self, layanan: str, pekerjaan_id: str) -> AsyncIterator[dict[str, Any]]:
        """The job as it goes on; the last one given is its end."""
        while True:
            pekerjaan: dict[str, Any] = await self.minta("GET", layanan, f"/v1/pekerjaan/{pekerjaan_id}")
            yield pekerjaan
            if pekerjaan["keadaan"] != "BERJALAN":
                return
            await asyncio.sleep(JEDA)


@asynccontextmanager
async def pemanggil(alamat: Alamat, klien: str) -> AsyncIterator[Pemanggil]:
    tokens = Tokens(alamat.token_url)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as sesi:
        try:
            yield Pemanggil(alamat, klien, sesi, tokens)
        finally:
            await tokens.close()


def _penolakan(status: int, teks: bytes) -> str:
    import orjson

    try:
        isi = orjson.loads(teks)
    except orjson.JSONDecodeError:
        return f"HTTP {status}"
    if not isinstance(isi, dict):
        return f"HTTP {status}"
    kalimat = str(isi.get("detail") or isi.get("title") or f"HTTP {status}")
    aturan = f" [{isi['aturan']}]" if isi.get("aturan") else ""
    rinci = "".join(f"\n  {g.get('pointer', '')}: {g.get('detail', '')}" for g in isi.get("errors") or ())
    return f"{status} {kalimat}{aturan}{rinci}"
