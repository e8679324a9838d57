"""Deadlines of kepesertaan, fired when their day is closed."""

from __future__ import annotations

from datetime import date

from chassis.timers import Timer, TimerKind, one_by_one
from chassis.tx import Tx

from kepesertaan.domain.akt import AkhiriPks
from kepesertaan.model.akt import AKT, PKS_BERAKHIR
from kepesertaan.model.badan_usaha import KERJA_SAMA_BERAKHIR
from kepesertaan.model.proses_akt import PROSES_MULAI
from kepesertaan.pekerjaan import CABUT_TANDA, MasukanCabut
from kepesertaan.proses import jalankan, proses_hidup


async def _pks_berakhir(timer: Timer, tx: Tx) -> None:
    akt_id, nomor = timer.read(tuple[str, str])
    await tx.execute(AKT, akt_id, AkhiriPks(nomor, timer.due))


async def _kerja_sama_berakhir(timer: Timer, tx: Tx) -> None:
    """The flags of this Badan Usaha and this AKT end with their cooperation: many people, so a job (R-KIB-11, R-AKT-37)."""
    badan_usaha_id, akt_id, berakhir_pada = timer.read(tuple[str, str, date])
    if await proses_hidup(tx.conn, badan_usaha_id, akt_id) is not None:
        return  # a change of AKT: ending the flags is its step b
    await tx.enqueue(CABUT_TANDA, MasukanCabut(badan_usaha_id, akt_id, berakhir_pada), subject=badan_usaha_id, akt_id=akt_id)


async def _proses_akt(timer: Timer, tx: Tx) -> None:
    """The day before a step's first day is over."""
    proses_id, hari = timer.read(tuple[str, date])
    await jalankan(tx.conn, tx.context(f"job:{timer.key}"), proses_id, hari)


TIMERS = (
    TimerKind(PROSES_MULAI, one_by_one(_proses_akt), chunk=100),
    TimerKind(PKS_BERAKHIR, one_by_one(_pks_berakhir), chunk=100),
    TimerKind(KERJA_SAMA_BERAKHIR, one_by_one(_kerja_sama_berakhir), chunk=100),
)
