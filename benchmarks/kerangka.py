"""A row of the table: ours and its floor or peer, measured in turns in the same run, and the ratio that is wanted."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.lingkungan import Lingkungan

Ukur = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Baris:
    """``ratio``: ours by the floor's, the median of the rounds'; ``wanted``: ``">= 0.4"``, or empty for what is only told."""

    name: str
    ours: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    wanted: str = ""
    against: str = ""
    note: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def held(self) -> bool | None:
        """Is what was wanted reached? None where nothing is."""
        if not self.wanted:
            return None
        tanda, batas = self.wanted.split()[:2]
        nilai = self.ours if self.ratio is None else self.ratio
        return nilai >= float(batas) if tanda == ">=" else nilai <= float(batas)

    def json(self) -> dict[str, Any]:
        isi = {k: v for k, v in asdict(self).items() if v not in (None, "", {})}
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in isi.items()} | {"held": self.held}


Pengukur = Callable[[Lingkungan], Awaitable[list[Baris]]]


async def bergantian(ukuran: dict[str, Ukur], putaran: int) -> dict[str, list[float]]:
    """Each figure once a round, in turns, so that all see whatever else the machine does; the first round warms up and does not count."""
    hasil: dict[str, list[float]] = {nama: [] for nama in ukuran}
    for nomor in range(putaran + 1):
        for nama, ukur in ukuran.items():
            nilai = await ukur()
            if nomor:
                hasil[nama].append(nilai)
    return hasil


def baris(
    name: str, kita: list[float], dasar: list[float], *, unit: str, wanted: str, against: str, note: str = "", **more: Any
) -> Baris:  # fmt: skip
    """The ratio is the median of the rounds': both sides of a pair saw the same machine."""
    semua = [a / b for a, b in zip(kita, dasar, strict=True)]
    rentang = {"ratio_min": round(min(semua), 3), "ratio_max": round(max(semua), 3)}
    return Baris(
        name, statistics.median(kita), unit, statistics.median(dasar), statistics.median(semua), wanted, against, note, rentang | more
    )  # fmt: skip
