"""Dukcapil behind a port: who is behind a NIK. The adapter speaks HTTP; when it is down nobody is refused, the work waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

import aiohttp
import orjson
from chassis.http_client import ServiceUnavailable
from chassis.settings import Settings
from chassis.telemetry import span

from kepesertaan.domain.pendaftaran import Penduduk

SEKALI = 1000
_TENGGAT = aiohttp.ClientTimeout(total=20, connect=3)


class Dukcapil(Protocol):
    async def cari(self, nik: Sequence[str]) -> Mapping[str, Penduduk]:
        """Those of the NIK that are known. Raises ServiceUnavailable; a missing key means: asked, and unknown."""
        ...


class DukcapilHttp:
    """``POST {dukcapil_url}/v1/penduduk:cari {"nik": [<=1000]}``. ``session`` is asked for late: it exists once the process runs."""

    def __init__(self, settings: Settings, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._alamat = f"{settings.dukcapil_url}/v1/penduduk:cari"
        self._kunci = settings.dukcapil_kunci.get_secret_value() if settings.dukcapil_kunci else ""
        self._session = session

    async def cari(self, nik: Sequence[str]) -> Mapping[str, Penduduk]:
        hasil: dict[str, Penduduk] = {}
        unik = list(dict.fromkeys(nik))
        for awal in range(0, len(unik), SEKALI):
            hasil.update(await self._tanya(unik[awal : awal + SEKALI]))
        return hasil

    async def _tanya(self, nik: list[str]) -> Mapping[str, Penduduk]:
        with span("POST dukcapil", attributes={"peer.service": "dukcapil", "selaras.jumlah": len(nik)}):
            try:
                async with self._session().post(
                    self._alamat,
                    data=orjson.dumps({"nik": nik}),
                    headers={"Authorization": f"Bearer {self._kunci}", "Content-Type": "application/json"},
                    timeout=_TENGGAT,
                    allow_redirects=False,
                ) as jawaban:
                    isi = await jawaban.read()
                    if jawaban.status != 200:
                        raise ServiceUnavailable("dukcapil", f"HTTP {jawaban.status}")
            except (aiohttp.ClientError, TimeoutError) as galat:
                raise ServiceUnavailable("dukcapil", type(galat).__name__) from galat
        return _baca(isi, nik)


def _baca(isi: bytes, ditanya: Sequence[str]) -> Mapping[str, Penduduk]:
    """Every NIK asked about has to be answered one way or the other: half an answer must refuse nobody."""
    try:
        jawaban = orjson.loads(isi)
        data = {str(d["nik"]): Penduduk(date.fromisoformat(d["tanggal_lahir"]), str(d["jenis_kelamin"])) for d in jawaban["data"]}
        tidak = {str(n) for n in jawaban["tidak_ditemukan"]}
    except (ValueError, KeyError, TypeError):
        raise ServiceUnavailable("dukcapil", "answer off its form") from None
    if any(n not in data and n not in tidak for n in ditanya):
        raise ServiceUnavailable("dukcapil", "answer incomplete")
    return data
