"""Questions to other services, with the token of whoever looks, so that they decide what he may see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
from chassis.service import Runtime

from dasbor.sesi import Sesi

TENGGAT = aiohttp.ClientTimeout(total=5, connect=1)
TENGGAT_BERKAS = aiohttp.ClientTimeout(total=300, connect=1)
TAK_TERJANGKAU = "Layanan {nama} belum terjangkau; coba lagi sebentar."


class Layanan:
    """``hari_ini`` goes along as X-Waktu-Simulasi when the stack plays another time."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt

    async def tanya(
        self,
        sesi: Sesi,
        metode: str,
        nama: str,
        jalur: str,
        kini: datetime | None,
        *,
        isi: Any = None,
        params: Mapping[str, str] | None = None,
        kunci: str | None = None,
        berkas: aiohttp.FormData | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """(status, JSON; a bare list under ``data``). 0 and a sentence when the service does not answer.

        ``kunci``: the form's Idempotency-Key, so that pressing twice does it once. ``berkas``: files instead of JSON."""
        headers = self._kepala(sesi, kini) | ({"Idempotency-Key": kunci} if kunci else {})
        try:
            async with self._rt.session.request(
                metode, self._rt.settings.url(nama) + jalur, json=isi, data=berkas, params=params, headers=headers,
                timeout=TENGGAT if berkas is None else TENGGAT_BERKAS,
            ) as answer:  # fmt: skip
                body = await answer.json(content_type=None)
                if isinstance(body, list):
                    body = {"data": body}
                return (answer.status, body) if isinstance(body, dict) else (0, {"detail": TAK_TERJANGKAU.format(nama=nama)})
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return 0, {"detail": TAK_TERJANGKAU.format(nama=nama)}

    @asynccontextmanager
    async def buka(self, sesi: Sesi, nama: str, jalur: str, kini: datetime | None) -> AsyncIterator[aiohttp.ClientResponse | None]:
        """The answer as it flows, to be passed on piece by piece; None if there is none."""
        try:
            answer = await self._rt.session.get(
                self._rt.settings.url(nama) + jalur, headers=self._kepala(sesi, kini), timeout=TENGGAT_BERKAS
            )
        except (aiohttp.ClientError, TimeoutError):
            yield None
            return
        async with answer:
            yield answer

    def _kepala(self, sesi: Sesi, kini: datetime | None) -> dict[str, str]:
        simulasi = {"X-Waktu-Simulasi": kini.isoformat()} if self._rt.settings.simulasi and kini is not None else {}
        return {"Authorization": f"Bearer {sesi.token}"} | simulasi

    async def ukuran(self, nama: str) -> str | None:
        """The service's Prometheus text; None if it does not answer."""
        try:
            async with self._rt.session.get(self._rt.settings.url(nama) + "/metrics", timeout=TENGGAT) as answer:
                return await answer.text() if answer.status == 200 else None
        except (aiohttp.ClientError, TimeoutError):
            return None
