"""Contract periods: both days belong to them; without an end they are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class KontrakBpjs:
    dari: date
    sampai: date | None = None

    def berlaku(self, pada: date) -> bool:
        return self.dari <= pada and (self.sampai is None or pada <= self.sampai)

    def dalam(self, lain: KontrakBpjs) -> bool:
        """Does it lie wholly inside another?"""
        return lain.dari <= self.dari and (lain.sampai is None or (self.sampai is not None and self.sampai <= lain.sampai))


@dataclass(frozen=True, slots=True)
class KontrakAkt:
    akt_id: str
    dari: date
    sampai: date | None = None

    def berlaku(self, pada: date) -> bool:
        return self.dari <= pada and (self.sampai is None or pada <= self.sampai)


def terbalik(kontrak: Sequence[KontrakBpjs | KontrakAkt]) -> list[int]:
    """Which end before they begin."""
    return [i for i, k in enumerate(kontrak) if k.sampai is not None and k.sampai < k.dari]


def bertumpang(kontrak: Sequence[KontrakBpjs | KontrakAkt]) -> list[int]:
    """Which begin before the one before them (by time) has ended."""
    urut = sorted(range(len(kontrak)), key=lambda i: (kontrak[i].dari, i))
    hasil: list[int] = []
    akhir: date | None = None
    for n, i in enumerate(urut):
        k = kontrak[i]
        if n and (akhir is None or k.dari <= akhir):
            hasil.append(i)
        akhir = k.sampai if n == 0 else (None if akhir is None or k.sampai is None else max(akhir, k.sampai))
    return hasil
