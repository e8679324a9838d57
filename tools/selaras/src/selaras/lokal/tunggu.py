"""Waiting for programs and servers, and how the first failure of many is told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import aiohttp

from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.server import Server

TENGGAT = 120.0


class Kegagalan:
    """The failure of the supervisor, told to whoever waits."""

    def __init__(self) -> None:
        self._ada = asyncio.Event()
        self._galat: GalatTumpukan | None = None

    def catat(self, galat: GalatTumpukan) -> None:
        self._galat = galat
        self._ada.set()

    def periksa(self) -> None:
        if self._galat is not None:
            raise self._galat

    async def tunggu(self) -> GalatTumpukan:
        await self._ada.wait()
        return self._galat or GalatTumpukan("pengawas berhenti")


async def tunggu_server(server: Server, nama: str) -> None:
    """A thread that waits cannot be cancelled; this can."""
    try:
        async with asyncio.timeout(TENGGAT):
            while not await asyncio.to_thread(server.ready):  # noqa: ASYNC110 - a process has no event
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise GalatTumpukan(f"{nama} belum siap setelah {TENGGAT:.0f} detik.") from None


async def siap(sesi: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with sesi.get(url) as jawaban:
            return jawaban.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


async def bersama(*kerja: Coroutine[None, None, None]) -> None:
    """All at once; the first failure stops the others and is the one that is told."""
    try:
        async with asyncio.TaskGroup() as grup:
            for satu in kerja:
                grup.create_task(satu)
    except BaseExceptionGroup as e:
        raise e.exceptions[0] from e.exceptions[0].__cause__
