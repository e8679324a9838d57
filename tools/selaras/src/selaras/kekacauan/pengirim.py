"""A client: journals a command, sends it through the wire, and again with the same Idempotency-Key until it is answered or gives up."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import aiohttp
import orjson

from selaras.cerita.panggilan import Berkas
from selaras.kekacauan.jurnal import Jurnal, Perintah
from selaras.kekacauan.perantara import Perantara, Putus

TENGGAT_SEKALI = 6.0
TENGGAT_SEMUA = 75.0
PERGI = 0.06
"""Of the clients whose connection broke, so many walk away and never ask again."""


@dataclass(frozen=True, slots=True)
class Hasil:
    """``status`` 0: no answer ever came."""

    status: int
    isi: Any

    @property
    def berhasil(self) -> bool:
        return 200 <= self.status < 300


class Pengirim:
    """``url`` of a service, ``token`` of a client; ``waktu`` is the business time that every command carries."""

    def __init__(
        self,
        sesi: aiohttp.ClientSession,
        url: Callable[[str], str],
        token: Callable[[str], Awaitable[str]],
        jurnal: Jurnal,
        perantara: Perantara,
        acak: random.Random,
    ) -> None:
        self._sesi, self._url, self._token = sesi, url, token
        self.jurnal, self.perantara, self._acak = jurnal, perantara, acak
        self.waktu: datetime | None = None
        self.boleh_pergi = True

    async def perintah(
        self,
        jenis: str,
        klien: str,
        layanan: str,
        jalur: str,
        isi: Any = None,
        *,
        cara: str = "POST",
        berkas: Collection[Berkas] = (),
        setia: bool = False,
        **ciri: Any,
    ) -> Hasil:
        """``setia``: never walks away; an operator who asks for a day stays until he is answered."""
        badan, tipe = _badan(isi, berkas)
        p = self.jurnal.catat(jenis, klien, cara, layanan, jalur, badan, ciri)
        kepala = {
            "Content-Type": tipe,
            "Idempotency-Key": p.kunci,
            "traceparent": f"00-{p.jejak}-{p.nomor:016x}-01",
            **self._saat(),
        }
        batas = time.monotonic() + TENGGAT_SEMUA
        while True:
            p.percobaan += 1
            try:
                status, teks, _ = await self.perantara.lewat(lambda: self._kirim(p, kepala, badan), p.balasan.append)
            except Putus:
                if self.boleh_pergi and not setia and self._acak.random() < PERGI:
                    return Hasil(0, None)
            except (OSError, TimeoutError):
                pass  # nobody there, or nobody answers: as a client would, again
            else:
                if status != 503:
                    return Hasil(status, _urai(teks))
            if time.monotonic() > batas:
                return Hasil(0, None)
            await asyncio.sleep(self._acak.uniform(0.05, min(2.0, 0.2 * p.percobaan)))

    async def baca(self, klien: str, layanan: str, jalur: str, kueri: dict[str, str] | None = None, *, isi: Any = None) -> Hasil:
        """A question (GET, or POST with a body): not journaled, asked again while the service is away."""
        batas = time.monotonic() + TENGGAT_SEMUA
        while True:
            try:
                kepala = {"Authorization": f"Bearer {await self._token(klien)}", **self._saat()}
                tenggat = aiohttp.ClientTimeout(total=TENGGAT_SEKALI)
                cara = "GET" if isi is None else "POST"
                url = f"{self._url(layanan)}{jalur}"
                async with self._sesi.request(cara, url, headers=kepala, params=kueri, json=isi, timeout=tenggat) as r:
                    teks = await r.read()
                    if r.status != 503:
                        return Hasil(r.status, _urai(teks))
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass  # the service is being killed
            if time.monotonic() > batas:
                return Hasil(0, None)
            await asyncio.sleep(0.2)

    async def _kirim(self, p: Perintah, kepala: dict[str, str], badan: bytes) -> tuple[int, bytes, str]:
        semua = {**kepala, "Authorization": f"Bearer {await self._token(p.klien)}"}
        tenggat = aiohttp.ClientTimeout(total=TENGGAT_SEKALI)
        try:
            async with self._sesi.request(p.cara, f"{self._url(p.layanan)}{p.jalur}", headers=semua, data=badan, timeout=tenggat) as r:
                return r.status, await r.read(), r.headers.get("ETag", "")
        except aiohttp.ClientError as putus:
            raise ConnectionError(str(putus)) from putus

    def _saat(self) -> dict[str, str]:
        return {} if self.waktu is None else {"X-Waktu-Simulasi": self.waktu.isoformat()}


def _badan(isi: Any, berkas: Collection[Berkas]) -> tuple[bytes, str]:
    """The body as bytes, made once: an attempt repeated is the same bytes."""
    if not berkas:
        return (b"" if isi is None else orjson.dumps(isi)), "application/json"
    batas = f"----kekacauan{uuid4().hex}"
    bagian: list[bytes] = []
    for b in berkas:
        kepala = f'--{batas}\r\nContent-Disposition: form-data; name="{b.kolom}"; filename="{b.nama}"\r\nContent-Type: {b.tipe}\r\n\r\n'
        bagian += [kepala.encode(), b.isi, b"\r\n"]
    return b"".join([*bagian, f"--{batas}--\r\n".encode()]), f"multipart/form-data; boundary={batas}"


def _urai(teks: bytes) -> Any:
    try:
        return json.loads(teks) if teks else None
    except ValueError:
        return None
