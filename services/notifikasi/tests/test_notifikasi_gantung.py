"""Receivers that hang in every way a socket can: each costs its own places until the time-out, and nobody else anything."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiohttp.abc import ResolveResult
from chassis.testing import Harness
from notifikasi.kirim import alamat
from notifikasi.kirim.http import Pos
from notifikasi.setelan import SetelanWebhook

from .conftest import daftar, penerima
from .test_notifikasi_kirim import kabarkan, sampai
from .test_notifikasi_tahan import galat

Lawan = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def diam(_masuk: asyncio.StreamReader, _keluar: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def menetes(_masuk: asyncio.StreamReader, keluar: asyncio.StreamWriter) -> None:
    """A header that never ends, a little of it now and then."""
    keluar.write(b"HTTP/1.1 200 OK\r\nX-Tetes: ")
    for _ in range(600):
        keluar.write(b"x")
        await keluar.drain()
        await asyncio.sleep(0.1)


async def tanpa_akhir(_masuk: asyncio.StreamReader, keluar: asyncio.StreamWriter) -> None:
    """A good answer with a body that never ends: nobody waits for it."""
    keluar.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(6000):
        keluar.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        await keluar.drain()
        await asyncio.sleep(0.01)


async def kepala_raksasa(_masuk: asyncio.StreamReader, keluar: asyncio.StreamWriter) -> None:
    keluar.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n")
    await keluar.drain()


@asynccontextmanager
async def penerima_mentah(lawan: Lawan) -> AsyncIterator[str]:
    async def layani(masuk: asyncio.StreamReader, keluar: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await lawan(masuk, keluar)
        keluar.close()

    server = await asyncio.start_server(layani, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


@pytest.mark.parametrize(
    ("lawan", "harap"),
    [(diam, "WAKTU_HABIS"), (menetes, "WAKTU_HABIS"), (kepala_raksasa, "SAMBUNGAN_TERPUTUS"), (tanpa_akhir, 200)],
)
async def test_whatever_a_receiver_does_an_attempt_ends(lawan: Lawan, harap: str | int) -> None:
    pos = Pos(SetelanWebhook(izinkan="127.0.0.0/8", batas_detik=1.0))
    try:
        async with penerima_mentah(lawan) as url:
            balasan = await pos.kirim(url, b"{}", {})
            assert (balasan.galat or balasan.jawaban.kode) == harap
    finally:
        await pos.tutup()


async def test_one_that_accepts_no_connection_ends_too() -> None:
    """Its backlog is full: the kernel answers nothing."""
    pos = Pos(SetelanWebhook(izinkan="127.0.0.0/8", batas_detik=1.0))
    with socket.socket() as penuh:
        penuh.bind(("127.0.0.1", 0))
        penuh.listen(0)
        penuh_semua = [socket.socket() for _ in range(4)]
        try:
            for s in penuh_semua:
                s.setblocking(False)
                s.connect_ex(penuh.getsockname())
            assert (await pos.kirim(f"http://127.0.0.1:{penuh.getsockname()[1]}/", b"{}", {})).galat == "WAKTU_HABIS"
        finally:
            for s in penuh_semua:
                s.close()
            await pos.tutup()


async def test_a_name_that_turns_inward_after_the_check_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when it was registered, loopback when it is sent to. What is checked is what is connected to."""
    diminta: list[str] = []
    tersambung = 0

    async def lawan(_masuk: asyncio.StreamReader, keluar: asyncio.StreamWriter) -> None:
        nonlocal tersambung
        tersambung += 1
        keluar.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    async def jawaban(host: str, port: int, family: Any = socket.AF_UNSPEC) -> list[ResolveResult]:
        diminta.append(host)
        ip = "93.184.216.34" if len(diminta) == 1 else "127.0.0.1"
        return [ResolveResult(hostname=host, host=ip, port=port, family=socket.AF_INET, proto=6, flags=socket.AI_NUMERICHOST)]

    monkeypatch.setattr(alamat, "alamat_dari", jawaban)
    pos = Pos(SetelanWebhook(batas_detik=2.0))
    try:
        async with penerima_mentah(lawan) as url:
            port = int(url.rsplit(":", 1)[1].strip("/"))
            assert [r["host"] for r in await alamat.periksa_host("berubah.example", port, ())] == ["93.184.216.34"]
            assert (await pos.kirim(f"http://berubah.example:{port}/", b"{}", {})).galat == "ALAMAT_TERLARANG"
            assert len(diminta) == 2 and tersambung == 0
    finally:
        await pos.tutup()


async def test_hanging_receivers_delay_no_other_endpoint(h: Harness) -> None:
    async with penerima_mentah(diam) as satu, penerima_mentah(menetes) as dua, penerima() as sehat:
        for n, url in enumerate((satu, dua)):
            async with penerima() as sementara:
                webhook = await daftar(h, f"akt-gantung-{n}", sementara)
            await h.fetch("update webhook set url = $2 where webhook_id = $1::uuid", webhook, url)
            for m in range(12):
                await kabarkan(h, f"akt-gantung-{n}", f"88888{8000 + 100 * n + m:011}")
        await daftar(h, "akt-sehat", sehat)
        for m in range(10):
            await kabarkan(h, "akt-sehat", f"88888{9000 + m:011}")
        await sampai(h, sehat, 10)

        async def habis() -> Any:
            return await galat(h, webhook)

        assert set(await h.until(habis, seconds=30)) == {"WAKTU_HABIS"}
