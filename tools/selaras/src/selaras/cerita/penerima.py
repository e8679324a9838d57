"""The receiver of the demo: every message once, in the order of arrival."""

from __future__ import annotations

from typing import Any

from selaras.penerima import Kiriman, Penerima


class PenerimaCerita(Penerima):
    """``kiriman``: every message once (by webhook-id); ``ulang``: how often one came again."""

    def __init__(self) -> None:
        super().__init__()
        self.kiriman: list[Kiriman] = []
        self.ulang = 0
        self._dikenal: set[tuple[str, str]] = set()

    async def layani(self, kiriman: Kiriman) -> int:
        if (kiriman.akt, kiriman.id) in self._dikenal:
            self.ulang += 1
        else:
            self._dikenal.add((kiriman.akt, kiriman.id))
            self.kiriman.append(kiriman)
        return 204

    def cari(self, akt: str, jenis: str, **isi: Any) -> list[Kiriman]:
        return [k for k in self.kiriman if k.akt == akt and k.jenis == jenis and all(k.data.get(n) == v for n, v in isi.items())]
