"""What the rows stand on: one PostgreSQL (fsync on) and, for those that need it, one Kafka, both started once a run; processes of ours."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Self

import aiohttp
import asyncpg
from chassis.runner import GARBAGE
from chassis.testing import fresh_database, fresh_topics
from selaras.lokal.port import port_bebas
from selaras.lokal.server import server_kafka, server_postgres
from selaras.lokal.susunan import LAYANAN
from selaras.lokal.tumpukan import Tumpukan
from selaras.lokal.tunggu import tunggu_server

Kabar = Callable[[str], None]


class Lingkungan:
    """``async with Lingkungan(kabar) as l``; servers of the user (DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS) are taken where they are given."""

    def __init__(self, kabar: Kabar) -> None:
        self.kabar = kabar
        self._tumpukan = AsyncExitStack()
        self._kafka: str | None = None

    async def __aenter__(self) -> Self:
        self.folder = Path(self._tumpukan.enter_context(tempfile.TemporaryDirectory(prefix="selaras-bench-")))
        self._pg = server_postgres(self.folder / "postgres")
        await asyncio.to_thread(self._pg.prepare)
        self._pg.launch()
        self._tumpukan.callback(self._pg.stop)
        await tunggu_server(self._pg, "PostgreSQL")
        # as in our services, and the same for ours and its floor
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._tumpukan.aclose()

    @property
    def pg_url(self) -> str:
        return self._pg.url

    async def basis_data(self, nama: str, migrasi: Path | None) -> str:
        """The URL of a new database with the tables of the engine and, with ``migrasi``, of a service."""
        return await fresh_database(self._pg.url, nama, migrasi)

    async def kafka(self) -> str:
        """The broker, started by the first row that asks for it."""
        if self._kafka is None:
            server = server_kafka(self.folder / "kafka", self.kabar)
            await asyncio.to_thread(server.prepare)
            server.launch()
            self._tumpukan.callback(server.stop)
            await tunggu_server(server, "Kafka")
            self._kafka = server.bootstrap
        return self._kafka

    async def topik(self) -> tuple[str, str]:
        """(bootstrap, prefix) of topics of one's own."""
        bootstrap = await self.kafka()
        return bootstrap, await fresh_topics(bootstrap)


@asynccontextmanager
async def proses(modul: Sequence[str], env: Mapping[str, str], siap: str, log: Path) -> AsyncIterator[str]:
    """A server process of ours on a free port (in ``{PORT}`` of the values of ``env``), ready when ``siap`` answers 200; its address."""
    port = port_bebas(1)[0]
    isi = os.environ | {n: v.replace("{PORT}", str(port)) for n, v in env.items()}
    with log.open("ab") as keluaran:
        anak = await asyncio.create_subprocess_exec(sys.executable, "-m", *modul, env=isi, stdout=keluaran, stderr=keluaran)
    url = f"http://127.0.0.1:{port}"
    try:
        await _tunggu(f"{url}{siap}", anak, log)
        yield url
    finally:
        if anak.returncode is None:
            anak.terminate()
        await anak.wait()


async def _tunggu(alamat: str, anak: asyncio.subprocess.Process, log: Path) -> None:
    async with aiohttp.ClientSession() as sesi:
        for _ in range(1_200):
            if anak.returncode is not None:
                break
            try:
                async with sesi.get(alamat) as r:
                    if r.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    raise RuntimeError(f"{alamat} tidak menjadi siap; lihat {log}")


_SISA = "select (select count(*) from outbox) + (select count(*) from jobs where state = 'BERJALAN')"


async def reda(t: Tumpukan, tenggat: float = 180.0) -> None:
    """Until what was done before has run its course: no event waits to be sent, no job runs, twenty looks in a row."""
    koneksi = [await asyncpg.connect(t.database_url(n)) for n in LAYANAN]
    akhir, tenang = time.perf_counter() + tenggat, 0
    try:
        while tenang < 20:
            sisa = [await c.fetchval(_SISA) for c in koneksi]
            tenang = 0 if any(sisa) else tenang + 1
            if time.perf_counter() > akhir:
                raise RuntimeError(f"tidak juga reda: {dict(zip(LAYANAN, sisa, strict=True))}")
            await asyncio.sleep(0.05)
    finally:
        for c in koneksi:
            await c.close()
