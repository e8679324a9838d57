"""What kepesertaan asks of status: who of these is active on a day (R-KIB-09)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from chassis.http_client import ServiceRefused, ServiceUnavailable
from chassis.service import Runtime


class StatusPeserta(Protocol):
    async def aktif(self, nomor_kartu: Sequence[str], pada: date) -> frozenset[str]:
        """Those who are active; raises ServiceUnavailable while nobody can say."""
        ...


class StatusHttp:
    def __init__(self, rt: Runtime) -> None:
        self._rt = rt

    async def aktif(self, nomor_kartu: Sequence[str], pada: date) -> frozenset[str]:
        if not nomor_kartu:
            return frozenset()
        try:
            jawab = await self._rt.calls.post("status", "/v1/status:periksa", {"pada": pada.isoformat(), "nomor_kartu": list(nomor_kartu)})
        except ServiceRefused as tolak:
            raise ServiceUnavailable("status", f"HTTP {tolak.status}") from tolak
        return frozenset(d["nomor_kartu"] for d in jawab.json()["data"] if d["aktif"])
