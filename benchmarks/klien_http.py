"""A small HTTP/1.1 client over keep-alive connections: on two cores a full client library would be what is measured."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Sambungan:
    pembaca: asyncio.StreamReader
    penulis: asyncio.StreamWriter

    @classmethod
    async def buka(cls, url: str) -> Sambungan:
        alamat = urlsplit(url)
        return cls(*await asyncio.open_connection(alamat.hostname, alamat.port))

    async def kirim(self, permintaan: bytes) -> tuple[int, bytes]:
        self.penulis.write(permintaan)
        kepala = await self.pembaca.readuntil(b"\r\n\r\n")
        status = int(kepala[9:12])
        panjang = 0
        for baris in kepala.split(b"\r\n")[1:]:
            nama, _, isi = baris.partition(b":")
            if nama.lower() == b"content-length":
                panjang = int(isi)
        return status, await self.pembaca.readexactly(panjang) if panjang else b""

    def tutup(self) -> None:
        self.penulis.close()


class Kolam:
    """Connections that are kept and lent, one request at a time each."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._bebas: list[Sambungan] = []

    async def kirim(self, permintaan: bytes) -> tuple[int, bytes]:
        s = self._bebas.pop() if self._bebas else await Sambungan.buka(self._url)
        hasil = await s.kirim(permintaan)
        self._bebas.append(s)
        return hasil

    def tutup(self) -> None:
        for s in self._bebas:
            s.tutup()
        self._bebas.clear()


def permintaan(cara: str, url: str, kepala: Mapping[str, str], isi: Any = None) -> bytes:
    alamat = urlsplit(url)
    badan = b"" if isi is None else json.dumps(isi).encode()
    jalur = alamat.path + (f"?{alamat.query}" if alamat.query else "")
    semua = {"Host": alamat.netloc, "Content-Type": "application/json", "Content-Length": str(len(badan)), **kepala}
    return f"{cara} {jalur} HTTP/1.1\r\n".encode() + "".join(f"{k}: {v}\r\n" for k, v in semua.items()).encode() + b"\r\n" + badan


async def per_detik(url: str, antrean: Iterator[bytes], *, sambungan: int, harap: int) -> tuple[float, list[float]]:
    """All of the queue over so many connections: requests a second, and each one's milliseconds."""
    lama: list[float] = []

    async def pekerja(s: Sambungan) -> None:
        for satu in antrean:
            mulai = time.perf_counter()
            status, badan = await s.kirim(satu)
            lama.append((time.perf_counter() - mulai) * 1000)
            if status != harap:
                raise RuntimeError(f"{status}: {badan[:500]!r}")

    semua = [await Sambungan.buka(url) for _ in range(sambungan)]
    mulai = time.perf_counter()
    try:
        await asyncio.gather(*(pekerja(s) for s in semua))
        detik = time.perf_counter() - mulai
    finally:
        for s in semua:
            s.tutup()
    return len(lama) / detik, lama


def persentil(angka: list[float], p: float) -> float:
    urut = sorted(angka)
    return urut[min(len(urut) - 1, int(len(urut) * p))] if urut else float("nan")
