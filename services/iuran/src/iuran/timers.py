"""Deadlines of iuran, fired when their day is closed: bills of a whole country are due on one day, hence in chunks."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.many import execute_many
from chassis.timers import Timer, TimerKind
from chassis.tx import Tx
from dasar.tanggal import hari_wib

from iuran.agregat import REKENING
from iuran.domain.rekening import PeriksaPenerusan, TandaiMenunggak
from iuran.domain.rekening_peristiwa import Unit
from iuran.model_baca import BATAS_PENERUSAN, JATUH_TEMPO
from iuran.unit import cari_unit


async def _tenggat(timers: Sequence[Timer], tx: Tx) -> list[tuple[Unit, str]]:
    """Whose account, and which bill or receipt of it."""
    isi = [timer.read(tuple[str, str]) for timer in timers]
    unit = await cari_unit(tx.conn, sorted({va for va, _ in isi}), hari_wib(tx.now))
    # an account with bills has a unit: projections are never dropped; a missing one raises
    return [(unit[va].pihak, id) for va, id in isi]


async def jatuh_tempo(timers: Sequence[Timer], tx: Tx) -> None:
    """The due day of these bills has ended: what is unpaid is in arrears (R-TAG-11)."""
    tenggat = await _tenggat(timers, tx)
    await execute_many(tx, REKENING, [(unit.virtual_account, TandaiMenunggak(unit, tagihan_id)) for unit, tagihan_id in tenggat])


async def batas_penerusan(timers: Sequence[Timer], tx: Tx) -> None:
    """The day in which the AKT's 24 hours ended is over: what is not forwarded is late (R-BYR-16)."""
    tenggat = await _tenggat(timers, tx)
    await execute_many(tx, REKENING, [(unit.virtual_account, PeriksaPenerusan(unit, penerimaan_id)) for unit, penerimaan_id in tenggat])


TIMERS = (TimerKind(JATUH_TEMPO, jatuh_tempo), TimerKind(BATAS_PENERUSAN, batas_penerusan))
