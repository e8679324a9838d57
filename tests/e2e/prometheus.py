"""A real Prometheus with the configuration of deploy/observability, its targets led to the ports of a local stack."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import yaml  # type: ignore[import-untyped]
from selaras.lokal.jalur import akar_repo
from selaras.lokal.port import port_bebas
from selaras.lokal.susunan import LAYANAN

TIDAK_ADA = "prometheus tidak ditemukan; panel Grafana tidak ditanyakan (Debian: apt install prometheus)"
SUMBER = akar_repo() / "deploy/observability"


class Prometheus:
    def __init__(self, url: str) -> None:
        self.url = url
        self.sejak = time.time()

    async def tanya(self, jalur: str, **isi: str) -> Any:
        async with aiohttp.ClientSession() as sesi, sesi.get(f"{self.url}/api/v1/{jalur}", params=isi) as r:
            jawab = await r.json()
        if jawab["status"] != "success":
            raise AssertionError((jalur, isi, jawab))
        return jawab["data"]

    async def kurva(self, ekspresi: str) -> list[list[float]]:
        """The values of every series since the start, asked as a panel asks."""
        kini = time.time()
        data = await self.tanya("query_range", query=ekspresi, start=str(self.sejak), end=str(kini), step="2")
        return [[float(nilai) for _, nilai in satu["values"]] for satu in data["result"]]


def konfigurasi(alamat: Callable[[str], str]) -> dict[str, Any]:
    """What docker-compose runs, faster; ``alamat``: where a service really listens, set after its own relabelling."""
    isi: dict[str, Any] = yaml.safe_load((SUMBER / "prometheus.yml").read_text(encoding="utf-8"))
    isi["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    [tugas] = isi["scrape_configs"]
    tugas["relabel_configs"] += [
        {"source_labels": ["layanan"], "regex": n, "target_label": "__address__", "replacement": alamat(n)} for n in LAYANAN
    ]
    return isi


def _siapkan(folder: Path, alamat: Callable[[str], str]) -> None:
    folder.mkdir()
    (folder / "prometheus.yml").write_text(yaml.safe_dump(konfigurasi(alamat)), encoding="utf-8")
    shutil.copy(SUMBER / "peringatan.yml", folder)


@asynccontextmanager
async def prometheus(folder: Path, alamat: Callable[[str], str]) -> AsyncIterator[Prometheus | None]:
    """None where there is no binary."""
    biner = shutil.which("prometheus")
    if biner is None:
        yield None
        return
    _siapkan(folder, alamat)
    [port] = port_bebas(1)
    perintah = [biner, "--config.file=prometheus.yml", "--storage.tsdb.path=data", f"--web.listen-address=127.0.0.1:{port}"]
    with (folder / "log").open("wb") as log:
        proses = subprocess.Popen(perintah, cwd=folder, stdout=log, stderr=log)  # noqa: ASYNC220
    try:
        p = Prometheus(f"http://127.0.0.1:{port}")
        async with asyncio.timeout(30), aiohttp.ClientSession() as sesi:
            while not await _siap(sesi, p.url):
                if proses.poll() is not None:
                    raise RuntimeError((folder / "log").read_text(encoding="utf-8"))
                await asyncio.sleep(0.1)
        yield p
    finally:
        proses.terminate()
        await asyncio.to_thread(proses.wait, 20)


async def _siap(sesi: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with sesi.get(f"{url}/-/ready") as r:
            return r.status == 200
    except aiohttp.ClientConnectionError:
        return False
