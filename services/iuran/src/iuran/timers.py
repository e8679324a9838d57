"""Deadlines of iuran, fired when their day is closed."""

from __future__ import annotations

from chassis.timers import Timer, TimerKind
from chassis.tx import Tx
from dasar.tanggal import hari_wib

from iuran.agregat import REKENING
from iuran.domain.rekening import PeriksaPenerusan, TandaiMenunggak
from iuran.domain.rekening_peristiwa import Unit
from iuran.model_baca import BATAS_PENERUSAN, JATUH_TEMPO
from iuran.unit import satu_unit


async def _pihak(virtual_account: str, tx: Tx) -> Unit:
    unit = await satu_unit(tx.conn, virtual_account, hari_wib(tx.now))
    if unit is None:
        raise LookupError("an account with bills has no unit")  # impossible while projections are never dropped
    return unit.pihak


async def jatuh_tempo(timer: Timer, tx: Tx) -> None:
    """The due day of a bill has ended: what is unpaid is in arrears (R-TAG-11)."""
    virtual_account, tagihan_id = timer.read(tuple[str, str])
    await tx.execute(REKENING, virtual_account, TandaiMenunggak(await _pihak(virtual_account, tx), tagihan_id))


async def batas_penerusan(timer: Timer, tx: Tx) -> None:
    """The day in which the AKT's 24 hours ended is over: what is not forwarded is late (R-BYR-16)."""
    virtual_account, penerimaan_id = timer.read(tuple[str, str])
    await tx.execute(REKENING, virtual_account, PeriksaPenerusan(await _pihak(virtual_account, tx), penerimaan_id))


TIMERS = (TimerKind(JATUH_TEMPO, jatuh_tempo), TimerKind(BATAS_PENERUSAN, batas_penerusan))
