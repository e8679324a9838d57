"""The two aggregates of status with their timers, wired to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from chassis.aggregate import Aggregate, Appended, Statement
from chassis.many import execute_many
from chassis.timers import CancelTimer, SetTimer, Timer, TimerKind, cancel_timers, set_timers
from chassis.tx import Tx

from status.domain import penyimpangan, unit
from status.publish import publish_peserta, publish_unit

TINJAU_UNIT = "TINJAU_UNIT"
AKHIR_PHK = "AKHIR_PHK"


def _pewaktu(kind: str, tenggat: Sequence[tuple[Appended[Any, Any], date | None]]) -> list[Statement]:
    """One timer a stream: set to its next deadline, or taken away. Two statements on one table, but never on one row of it."""
    ada = [SetTimer(a.stream_id, kind, a.id, t) for a, t in tenggat if t is not None]
    tiada = [CancelTimer(a.stream_id, kind, a.id) for a, t in tenggat if t is None]
    return [*([set_timers(ada)] if ada else []), *([cancel_timers(tiada)] if tiada else [])]


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


# only Badan Usaha whose delegation has ended or was followed by another: few, and for the others iuran said whose they are
_AKT_KINI = """
with d as (
  select f.badan_usaha_id, f.urutan, f.akt_id, f.dari, least(f.sampai, (
    select min(e.sampai) from delegasi_fakta e
    where e.badan_usaha_id = f.badan_usaha_id and e.akt_id = f.akt_id and e.berakhir and e.urutan > f.urutan)) as akhir
  from delegasi_fakta f where not f.berakhir)
select badan_usaha_id, (array_agg(akt_id order by urutan desc) filter (where dari <= $1 and (akhir is null or akhir >= $1)))[1] as akt_id
from d group by badan_usaha_id having count(*) > 1 or bool_or(akhir < $1)
"""


async def tinjau_unit(timers: Sequence[Timer], tx: Tx) -> None:
    """The day is closed by iuran on every partition: what these units missed by then counts now."""
    hari = sorted({timer.due for timer in timers})
    akt = {h: {r["badan_usaha_id"]: r["akt_id"] for r in await tx.conn.fetch(_AKT_KINI, h + timedelta(days=1))} for h in hari}
    await execute_many(tx, UNIT, [(timer.key, unit.TinjauHari(timer.due, akt[timer.due])) for timer in timers])


async def akhiri_phk(timers: Sequence[Timer], tx: Tx) -> None:
    await execute_many(tx, PENYIMPANGAN, [(timer.key, penyimpangan.AkhiriPhk(timer.due)) for timer in timers])


TIMERS = (TimerKind(TINJAU_UNIT, tinjau_unit), TimerKind(AKHIR_PHK, akhiri_phk))
