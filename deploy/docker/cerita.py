"""Plays the story of `make demo` against the running compose stack: the service `cerita` of docker-compose.yml."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from rich.console import Console
from selaras.cerita.harapan import HarapanGagal
from selaras.cerita.main import mainkan
from selaras.lokal.klien import baca_klien
from selaras.lokal.tokens import Tokens


class Compose:
    """What the story asks of a stack: addresses, and tokens of the local clients."""

    def __init__(self) -> None:
        self._tokens = Tokens(os.environ["SELARAS_TOKEN_URL"])
        self._klien = baca_klien()

    def url(self, nama: str) -> str:
        return os.environ[f"SELARAS_URL_{nama.upper()}"]

    async def token(self, klien: str) -> str:
        return await self._tokens.ambil(klien, self._klien[klien].rahasia, {})

    async def close(self) -> None:
        await self._tokens.close()


async def main() -> int:
    konsol = Console()
    tumpukan = Compose()
    try:
        hasil = await mainkan(tumpukan, data=Path("/data"), konsol=konsol)
    except HarapanGagal as gagal:
        konsol.print(f"\n[bold red]Cerita tidak seperti yang diharapkan[/]\n{gagal}", highlight=False)
        return 1
    finally:
        await tumpukan.close()
    konsol.print(
        f"\nCerita selesai: {hasil.detik:.1f} detik, {hasil.panggilan} panggilan, {len(hasil.penerima.kiriman)} webhook terverifikasi."
    )
    return 0


raise SystemExit(asyncio.run(main()))
