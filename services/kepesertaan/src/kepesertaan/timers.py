"""Deadlines of kepesertaan, fired when their day is closed."""

from __future__ import annotations

from datetime import date

from chassis.timers import Timer, TimerKind, one_by_one
from chassis.tx import Tx

from kepesertaan.domain.akt import AkhiriPks
from kepesertaan.model.akt import AKT, PKS_BERAKHIR
from kepesertaan.model.badan_usaha import KERJA_SAMA_BERAKHIR
from kepesertaan.pekerjaan import CABUT_TANDA, MasukanCabut


async def _pks_berakhir(timer: Timer, tx: Tx) -> None:
    akt_id, nomor = timer.read(tuple[str, str])
    await tx.execute(AKT, akt_id, AkhiriPks(nomor, timer.due))


async def _kerja_sama_berakhir(timer: Timer, tx: Tx) -> None:
    """The flags of this Badan Usaha and this AKT end with their cooperation: many people, so a job (R-KIB-11, R-AKT-37)."""
    badan_usaha_id, akt_id, berakhir_pada = timer.read(tuple[str, str, date])
    await tx.enqueue(CABUT_TANDA, MasukanCabut(badan_usaha_id, akt_id, berakhir_pada), subject=badan_usaha_id, akt_id=akt_id)


TIMERS = (
    TimerKind(PKS_BERAKHIR, one_by_one(_pks_berakhir), chunk=100),
    TimerKind(KERJA_SAMA_BERAKHIR, one_by_one(_kerja_sama_berakhir), chunk=100),
)
