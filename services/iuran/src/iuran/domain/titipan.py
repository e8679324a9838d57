"""Titipan: money a bank file reports for an account nobody knows. It waits in suspense until its account is found; it is never lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from dasar.penolakan import Ditolak, tidak_ditemukan

from iuran.domain.pembayaran import LaporanBayar


@dataclass(frozen=True, slots=True)
class CatatTitipan:
    titipan_id: str
    laporan: LaporanBayar
    alasan: str
    waktu: datetime


@dataclass(frozen=True, slots=True)
class AlihkanTitipan:
    """Its account is known: the money leaves suspense and is paid in there, in one transaction."""

    titipan_id: str
    ke_virtual_account: str
    oleh: str
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


@dataclass(frozen=True, slots=True)
class TitipanDialihkan:
    titipan_id: str
    virtual_account: str
    ke_virtual_account: str
    nominal: int
    bank: str
    referensi_bank: str
    oleh: str
    waktu: datetime


PerintahTitipan = CatatTitipan | AlihkanTitipan
PeristiwaTitipan = TitipanDicatat | TitipanDialihkan


@dataclass(frozen=True, slots=True)
class Titipan:
    dicatat: TitipanDicatat | None = None
    dialihkan: TitipanDialihkan | None = None

    def laporan(self, ke_virtual_account: str) -> LaporanBayar:
        """The payment it becomes on the right account: made when it was made, under its own reference."""
        if self.dicatat is None:
            raise tidak_ditemukan("Titipan")
        d = self.dicatat
        return LaporanBayar(ke_virtual_account, d.nominal, d.waktu_bayar, d.bank, d.kanal, d.referensi_bank)


AWAL = Titipan()


def decide(command: PerintahTitipan, state: Titipan) -> list[PeristiwaTitipan]:
    match command:
        case CatatTitipan():
            if state.dicatat is not None:
                return []
            b = command.laporan
            return [
                TitipanDicatat(
                    command.titipan_id, b.virtual_account, b.nominal, b.waktu_bayar, b.bank, b.kanal, b.referensi_bank, command.alasan
                )
            ]
        case AlihkanTitipan():
            d = state.dicatat
            if d is None:
                raise tidak_ditemukan("Titipan")
            if state.dialihkan is not None:
                raise Ditolak("TITIPAN_SUDAH_DIALIHKAN", f"Titipan ini sudah dialihkan ke {state.dialihkan.ke_virtual_account}.")
            return [
                TitipanDialihkan(
                    d.titipan_id,
                    d.virtual_account,
                    command.ke_virtual_account,
                    d.nominal,
                    d.bank,
                    d.referensi_bank,
                    command.oleh,
                    command.waktu,
                )
            ]
        case _:
            assert_never(command)


def evolve(state: Titipan, event: PeristiwaTitipan) -> Titipan:
    match event:
        case TitipanDicatat():
            return replace(state, dicatat=event)
        case TitipanDialihkan():
            return replace(state, dialihkan=event)
        case _:
            assert_never(event)
