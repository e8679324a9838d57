"""Questions to other services, with the token of whoever looks, so that they decide what he may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp
from chassis.service import Runtime

from dasbor.sesi import Sesi

TENGGAT = aiohttp.ClientTimeout(total=5, connect=1)
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
    ) -> tuple[int, dict[str, Any]]:
        """(status, JSON). 0 and a sentence when the service does not answer."""
        headers = {"Authorization": f"Bearer {sesi.token}"}
        if self._rt.settings.simulasi and kini is not None:
            headers["X-Waktu-Simulasi"] = kini.isoformat()
        try:
            async with self._rt.session.request(
                metode, self._rt.settings.url(nama) + jalur, json=isi, params=params, headers=headers, timeout=TENGGAT
            ) as answer:
                body = await answer.json(content_type=None)
                return (answer.status, body) if isinstance(body, dict) else (0, {"detail": TAK_TERJANGKAU.format(nama=nama)})
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return 0, {"detail": TAK_TERJANGKAU.format(nama=nama)}

    async def ukuran(self, nama: str) -> str | None:
        """The service's Prometheus text; None if it does not answer."""
        try:
            async with self._rt.session.get(self._rt.settings.url(nama) + "/metrics", timeout=TENGGAT) as answer:
                return await answer.text() if answer.status == 200 else None
        except (aiohttp.ClientError, TimeoutError):
            return None
