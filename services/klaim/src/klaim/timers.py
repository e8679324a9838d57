"""Deadlines of klaim: 30 hari kerja after complete files (R-BAY-01)."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.many import execute_many
from chassis.timers import Timer, TimerKind
from chassis.tx import Tx

from klaim.agregat import PENGAJUAN
from klaim.domain.pengajuan_peristiwa import LewatiBatas
from klaim.model_baca import BATAS_BAYAR


async def _batas_bayar(timers: Sequence[Timer], tx: Tx) -> None:
    """The due day is over: what is still unpaid is late. Paid in time, the aggregate has nothing to say."""
    await execute_many(tx, PENGAJUAN, [(timer.key, LewatiBatas(timer.due)) for timer in timers])


BATAS_PEMBAYARAN = TimerKind(BATAS_BAYAR, _batas_bayar, chunk=200)  # a submission lists its claims: its events are long
