"""Calls of the story: public HTTP only, as a client of the dev issuer, at a business time, again when a service is being restarted."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

import aiohttp

from selaras.cerita.harapan import HarapanGagal

TENGGAT_HIDUP = 40.0
"""How long a call is tried again while its service does not answer (it was killed, it is starting)."""
JEDA = 0.03
T = TypeVar("T")
A = TypeVar("A")


class TumpukanLike(Protocol):
    def url(self, nama: str) -> str: ...
    async def token(self, klien: str, **klaim: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Jawaban:
    status: int
    isi: Any
    kepala: Mapping[str, str]
    ms: float
    teks: str

    @property
    def aturan(self) -> str | None:
        """The rule that refused."""
        return self.isi.get("aturan") if isinstance(self.isi, dict) else None

    @property
    def kode(self) -> str:
        """The refusal's code, from the problem's type."""
        return str(self.isi.get("type", "")).rsplit("/", 1)[-1].upper().replace("-", "_") if isinstance(self.isi, dict) else ""

    @property
    def alasan(self) -> str:
        return str(self.isi.get("detail", "")) if isinstance(self.isi, dict) else ""


@dataclass(frozen=True, slots=True)
class Berkas:
    """One part of a multipart form."""

    kolom: str
    nama: str
    isi: bytes
    tipe: str = "text/csv"


class Pemanggil:
    """Idempotency keys count up from a name of the run: a call repeated after a crash is the same call.

    ``pengamat`` is told the number of each call before it is made (the kill test pulls the plug there). ``klaim``: what the token of a
    client that may be several (a Badan Usaha) is asked for."""

    def __init__(self, tumpukan: TumpukanLike, sesi: aiohttp.ClientSession) -> None:
        self.tumpukan = tumpukan
        self.sesi = sesi
        self.waktu: datetime | None = None
        self.jumlah = 0
        self.klaim: dict[str, dict[str, str]] = {}
        self.pengamat: Callable[[int], None] = lambda _: None
        self._nama = uuid.uuid4().hex[:12]

    async def panggil(
        self,
        klien: str,
        cara: str,
        layanan: str,
        jalur: str,
        *,
        isi: Any = None,
        berkas: Collection[Berkas] = (),
        kueri: Mapping[str, str] | None = None,
        kunci: str | None = None,
        kepala: Mapping[str, str] | None = None,
        harap: int | Collection[int] = (200, 201, 202),
    ) -> Jawaban:
        self.jumlah += 1
        self.pengamat(self.jumlah)
        kunci = kunci or f"cerita-{self._nama}-{self.jumlah}"
        semua = {"Authorization": f"Bearer {await self.tumpukan.token(klien, **self.klaim.get(klien, {}))}"}
        if self.waktu is not None:
            semua["X-Waktu-Simulasi"] = self.waktu.isoformat()
        if cara == "POST":
            semua["Idempotency-Key"] = kunci
        semua |= kepala or {}
        url = f"{self.tumpukan.url(layanan)}{jalur}"
        boleh = (harap,) if isinstance(harap, int) else tuple(harap)
        jawaban = await self._hidup(cara, url, semua, isi, berkas, kueri, boleh)
        if jawaban.status not in boleh:
            diharapkan = " atau ".join(map(str, boleh))
            raise HarapanGagal(
                f"{cara} {layanan}{jalur} oleh {klien}: diharapkan {diharapkan}, dijawab {jawaban.status}\n{jawaban.teks[:2000]}"
            )
        return jawaban

    async def _hidup(
        self,
        cara: str,
        url: str,
        kepala: Mapping[str, str],
        isi: Any,
        berkas: Collection[Berkas],
        kueri: Mapping[str, str] | None,
        boleh: tuple[int, ...],
    ) -> Jawaban:
        batas = time.monotonic() + TENGGAT_HIDUP
        while True:
            mulai = time.perf_counter()
            try:
                data = _formulir(berkas) if berkas else None
                async with self.sesi.request(cara, url, headers=kepala, json=isi, data=data, params=kueri) as r:
                    teks = (await r.read()).decode("utf-8", "replace")
                    if r.status == 503 and 503 not in boleh and time.monotonic() < batas:
                        raise aiohttp.ClientConnectionError("503")
                    ms = (time.perf_counter() - mulai) * 1000
                    return Jawaban(r.status, _urai(teks, r.content_type), {k.lower(): v for k, v in r.headers.items()}, ms, teks)
            except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as galat:
                if time.monotonic() > batas:
                    raise HarapanGagal(f"{cara} {url}: layanan tidak menjawab selama {TENGGAT_HIDUP:.0f} detik ({galat})") from galat
                await asyncio.sleep(JEDA)


def _formulir(berkas: Collection[Berkas]) -> aiohttp.FormData:
    formulir = aiohttp.FormData()
    for b in berkas:
        formulir.add_field(b.kolom, b.isi, filename=b.nama, content_type=b.tipe)
    return formulir


def _urai(teks: str, tipe: str) -> Any:
    return json.loads(teks) if "json" in tipe and teks else None


async def sampai(apa: str, tanya: Callable[[], Awaitable[T | None]], *, tenggat: float = 30.0) -> T:
    """Asks until the answer is there; what is awaited is said when it does not come in time."""
    batas = time.monotonic() + tenggat
    while True:
        if (hasil := await tanya()) is not None:
            return hasil
        if time.monotonic() > batas:
            raise HarapanGagal(f"{apa}: belum terjadi setelah {tenggat:.0f} detik")
        await asyncio.sleep(JEDA)


async def serentak(kerja: Callable[[A], Awaitable[None]], semua: Iterable[A], *, banyak: int = 8) -> None:
    """The same call for many, a few at a time; the first failure stops the rest."""
    antrean = iter(semua)

    async def pekerja() -> None:
        for satu in antrean:
            await kerja(satu)

    tugas = [asyncio.create_task(pekerja()) for _ in range(banyak)]
    try:
        await asyncio.gather(*tugas)
    finally:
        for t in tugas:
            t.cancel()
