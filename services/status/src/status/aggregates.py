"""The two aggregates of status with their timers, wired to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.aggregate import Aggregate, Appended, Statement
from chassis.timers import CancelTimer, SetTimer, Timer, TimerKind, cancel_timers, set_timers
from chassis.tx import Tx

from status.domain import penyimpangan, unit
from status.publish import publish_peserta, publish_unit

TINJAU_UNIT = "TINJAU_UNIT"
AKHIR_PHK = "AKHIR_PHK"


def _pewaktu(kind: str, tenggat: Sequence[tuple[Appended[Any, Any], date | None]]) -> list[Statement]:
    """One timer a stream: set to its next deadline, or taken away. Either kind of statement alone, as an append demands."""
    ada = [SetTimer(a.stream_id, kind, a.id, t) for a, t in tenggat if t is not None]
    if ada:
        return [set_timers(ada)]
    return [cancel_timers([CancelTimer(a.stream_id, kind, a.id) for a, _ in tenggat])]


UNIT: Aggregate[unit.Perintah, unit.Unit, unit.Peristiwa] = Aggregate(
    category="unit",
    initial=unit.AWAL,
    decide=unit.decide,
    evolve=unit.evolve,
    events=(unit.FaktaIuranDicatat, unit.HariDitinjau, unit.TanggunganBerubah),
    publish=publish_unit,
    inline=lambda rows: _pewaktu(TINJAU_UNIT, [(a, a.state.tenggat) for a in rows]),
)

PENYIMPANGAN: Aggregate[penyimpangan.Perintah, penyimpangan.Penyimpangan, penyimpangan.Peristiwa] = Aggregate(
    category="peserta",
    initial=penyimpangan.AWAL,
    decide=penyimpangan.decide,
    evolve=penyimpangan.evolve,
    events=(penyimpangan.PesertaBerubah, penyimpangan.PhkDiakhiri),
    publish=publish_peserta,
    inline=lambda rows: _pewaktu(AKHIR_PHK, [(a, a.state.akhir_phk) for a in rows]),
)


async def tinjau_unit(timer: Timer, tx: Tx) -> None:
    """The day is closed by iuran on every partition: what this unit missed by then counts now."""
    await tx.execute(UNIT, timer.key, unit.TinjauHari(timer.due))


async def akhiri_phk(timer: Timer, tx: Tx) -> None:
    await tx.execute(PENYIMPANGAN, timer.key, penyimpangan.AkhiriPhk(timer.due))


TIMERS = (TimerKind(TINJAU_UNIT, tinjau_unit), TimerKind(AKHIR_PHK, akhiri_phk))
