"""Titipan: money a bank file reports for an account nobody knows. It waits in suspense; it is never lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from iuran.domain.pembayaran import LaporanBayar


@dataclass(frozen=True, slots=True)
class CatatTitipan:
    titipan_id: str
    laporan: LaporanBayar
    alasan: str
    waktu: datetime


@dataclass(frozen=True, slots=True)
class TitipanDicatat:
    """``alasan``: VA_TIDAK_DIKENAL, VA_BELUM_AKTIF or VA_DITUTUP."""

    titipan_id: str
    virtual_account: str
    nominal: int
    waktu_bayar: datetime
    bank: str
    kanal: str
    referensi_bank: str
    alasan: str


PerintahTitipan = CatatTitipan
PeristiwaTitipan = TitipanDicatat


@dataclass(frozen=True, slots=True)
class Titipan:
    dicatat: TitipanDicatat | None = None


AWAL = Titipan()


def decide(command: CatatTitipan, state: Titipan) -> list[TitipanDicatat]:
    if state.dicatat is not None:
        return []
    b = command.laporan
    return [
        TitipanDicatat(command.titipan_id, b.virtual_account, b.nominal, b.waktu_bayar, b.bank, b.kanal, b.referensi_bank, command.alasan)
    ]


def evolve(state: Titipan, event: TitipanDicatat) -> Titipan:
    return Titipan(event)
