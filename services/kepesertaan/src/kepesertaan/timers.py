"""Deadlines of kepesertaan, fired when their day is closed."""

from __future__ import annotations

from chassis.timers import Timer, TimerKind
from chassis.tx import Tx

from kepesertaan.domain.akt import AkhiriPks
from kepesertaan.model.akt import AKT, PKS_BERAKHIR


async def _pks_berakhir(timer: Timer, tx: Tx) -> None:
    akt_id, nomor = timer.read(tuple[str, str])
    await tx.execute(AKT, akt_id, AkhiriPks(nomor, timer.due))


TIMERS = (TimerKind(PKS_BERAKHIR, _pks_berakhir),)
