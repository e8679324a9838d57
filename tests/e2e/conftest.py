"""The story played once on a stack of its own; several tests look at what it left behind."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from selaras.cerita.main import Hasil, mainkan
from selaras.cerita.pembangkit import Bahan, bangun
from selaras.lokal.tumpukan import Tumpukan

from .prometheus import Prometheus, prometheus

BENIH = 47


@dataclass
class Penadah:
    """An OTLP collector that keeps the bytes: what is exported is what an operator's tracing system would hold."""

    jejak: list[bytes] = field(default_factory=list)
    port: int = 0

    async def terima(self, permintaan: web.Request) -> web.Response:
        isi = await permintaan.read()
        self.jejak.append(gzip.decompress(isi) if isi[:2] == b"\x1f\x8b" else isi)
        return web.Response(content_type="application/x-protobuf")


@dataclass(frozen=True)
class Dimainkan:
    tumpukan: Tumpukan
    hasil: Hasil
    bahan: Bahan
    jejak: list[bytes]
    prometheus: Prometheus | None


@pytest.fixture(scope="session")
async def penadah() -> AsyncIterator[Penadah]:
    tadah = Penadah()
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_post("/{sinyal:.*}", tadah.terima)
    pelari = web.AppRunner(app, access_log=None)
    await pelari.setup()
    await web.TCPSite(pelari, "127.0.0.1", 0).start()
    tadah.port = pelari.addresses[0][1]
    yield tadah
    await pelari.cleanup()


@pytest.fixture(scope="session")
async def dimainkan(tmp_path_factory: pytest.TempPathFactory, penadah: Penadah) -> AsyncIterator[Dimainkan]:
    """The stack stays up until the session ends, so that its topics and logs can be read."""
    state = tmp_path_factory.mktemp("cerita")
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{penadah.port}", "OTEL_BSP_SCHEDULE_DELAY": "200"}
    async with _tumpukan_baru(state, env) as t, prometheus(state / "prometheus", lambda n: t.url(n).removeprefix("http://")) as amati:
        yield Dimainkan(t, await mainkan(t, data=t.data, benih=BENIH), bangun(BENIH), penadah.jejak, amati)


@pytest.fixture(scope="session")
def tumpukan_baru() -> Callable[[Path], Tumpukan]:
    return _tumpukan_baru


def _tumpukan_baru(state: Path, env: dict[str, str] | None = None) -> Tumpukan:
    return Tumpukan(state=state, fresh=True, ports="free", fsync=False, env=env)
