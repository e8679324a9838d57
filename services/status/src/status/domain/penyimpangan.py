"""Penyimpangan: where one person's cover differs from that of his unit: PHK and death. One stream per person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, assert_never

from dasar.tanggal import tulis

from status.domain.alasan import SOSIALISASI, Dasar, sebab_jaminan

SEHARI = timedelta(days=1)
Keadaan = Literal["PHK", "TIDAK_AKTIF", "MENINGGAL"]


@dataclass(frozen=True, slots=True)
class CatatPhk:
    nomor_kartu: str
    akt_id: str | None
    phk_pada: date
    dijamin_sampai: date
    peristiwa_id: str
    sebab: str = "PHK"


@dataclass(frozen=True, slots=True)
class CatatMeninggal:
    nomor_kartu: str
    akt_id: str | None
    meninggal_pada: date
    peristiwa_id: str


@dataclass(frozen=True, slots=True)
class CatatUnitBaru:
    """He belongs to a unit again: PHK cover ends with the day he starts there (R-KEP-34)."""

    dari: date


@dataclass(frozen=True, slots=True)
class AkhiriPhk:
    """The last day of PHK cover has ended."""

    hari: date


Perintah = CatatPhk | CatatMeninggal | CatatUnitBaru | AkhiriPhk


@dataclass(frozen=True, slots=True)
class PesertaBerubah:
    nomor_kartu: str
    akt_id: str | None
    keadaan: Keadaan
    aktif: bool
    dari: date
    sampai: date | None
    dasar: tuple[Dasar, ...]


@dataclass(frozen=True, slots=True)
class PhkDiakhiri:
    """By a new unit; nothing to publish, the unit's own cover holds."""

    dari: date


Peristiwa = PesertaBerubah | PhkDiakhiri


@dataclass(frozen=True, slots=True)
class Penyimpangan:
    terakhir: PesertaBerubah | None = None

    @property
    def akhir_phk(self) -> date | None:
        """The last day of PHK cover, while it runs."""
        return self.terakhir.sampai if self.terakhir is not None and self.terakhir.keadaan == "PHK" else None


AWAL = Penyimpangan()


def _phk(c: CatatPhk) -> PesertaBerubah:
    kalimat = f"{sebab_jaminan(c.sebab)} pada {tulis(c.phk_pada)}; dijamin tanpa iuran sampai {tulis(c.dijamin_sampai)}."
    dasar = (Dasar("R-STA-12", SOSIALISASI + " slide 24", kalimat, c.peristiwa_id),)
    return PesertaBerubah(c.nomor_kartu, c.akt_id, "PHK", True, c.phk_pada + SEHARI, c.dijamin_sampai, dasar)


def _meninggal(c: CatatMeninggal) -> PesertaBerubah:
    dasar = (Dasar("R-KEP-28", SOSIALISASI + " slide 23", f"Peserta meninggal pada {tulis(c.meninggal_pada)}.", c.peristiwa_id),)
    return PesertaBerubah(c.nomor_kartu, c.akt_id, "MENINGGAL", False, c.meninggal_pada + SEHARI, None, dasar)


def decide(command: Perintah, state: Penyimpangan) -> Sequence[Peristiwa]:
    lama = state.terakhir
    if lama is not None and lama.keadaan == "MENINGGAL" and not isinstance(command, CatatMeninggal):
        return []  # final (R-STA-13)
    match command:
        case CatatPhk():
            baru = _phk(command)
        case CatatMeninggal():
            baru = _meninggal(command)
        case CatatUnitBaru():
            return [] if state.akhir_phk is None else [PhkDiakhiri(command.dari)]
        case AkhiriPhk():
            if lama is None or state.akhir_phk is None or command.hari < state.akhir_phk:
                return []
            kalimat = f"Jaminan tanpa iuran berakhir {tulis(state.akhir_phk)}."
            dasar = (Dasar("R-KEP-32", SOSIALISASI + " slide 24", kalimat, lama.dasar[0].peristiwa_id),)
            baru = PesertaBerubah(lama.nomor_kartu, lama.akt_id, "TIDAK_AKTIF", False, state.akhir_phk + SEHARI, None, dasar)
        case _:
            assert_never(command)
    return [] if lama is not None and replace(lama, dasar=()) == replace(baru, dasar=()) else [baru]


def evolve(state: Penyimpangan, event: Peristiwa) -> Penyimpangan:
    match event:
        case PesertaBerubah():
            return Penyimpangan(event)
        case PhkDiakhiri():
            return Penyimpangan(None)
        case _:
            assert_never(event)
