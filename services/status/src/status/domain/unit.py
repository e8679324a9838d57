"""Unit: what the world was last told about the cover of a paying unit, and the facts behind it. One stream per virtual account.

The answer for a person is never read from here (it is computed from the projection); this stream decides what is published, when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import assert_never

from dasar.tanggal import Periode, hari_wib

from status.domain import ketentuan
from status.domain.alasan import Dasar
from status.domain.buku import Buku, susun
from status.domain.catatan import CatatanUnit
from status.domain.riwayat import nilai_unit, sejak
from status.domain.tunggakan import Keadaan, akhir_keadaan, batas_akhir

SEHARI = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pemilik:
    """Who the unit is, and the AKT whose business it was when iuran said so."""

    virtual_account: str
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    akt_id: str | None = None

    @property
    def segmen(self) -> str:
        return "PPU" if self.badan_usaha_id is not None else "PBPU"


@dataclass(frozen=True, slots=True)
class Catat:
    """iuran told something. ``ditutup``: newest day status itself has closed."""

    pemilik: Pemilik
    catatan: tuple[CatatanUnit, ...]
    ditutup: date | None


@dataclass(frozen=True, slots=True)
class TinjauHari:
    """A day has been closed by iuran on every partition: what was missed by then counts.

    ``akt_kini``: Badan Usaha whose AKT left or changed -> the one it has on the next day, None for nobody. iuran may have had
    nothing to tell since (R-AKT-35)."""

    hari: date
    akt_kini: Mapping[str, str | None] = field(default_factory=dict)


Perintah = Catat | TinjauHari


@dataclass(frozen=True, slots=True)
class FaktaIuranDicatat:
    pemilik: Pemilik
    catatan: tuple[CatatanUnit, ...]


@dataclass(frozen=True, slots=True)
class HariDitinjau:
    hari: date


@dataclass(frozen=True, slots=True)
class TanggunganBerubah:
    pemilik: Pemilik
    keadaan: Keadaan
    aktif: bool
    dari: date
    sampai: date | None
    lunas_sampai: str | None
    dasar: tuple[Dasar, ...]


Peristiwa = FaktaIuranDicatat | HariDitinjau | TanggunganBerubah


@dataclass(frozen=True, slots=True)
class Tanggungan:
    """A cover as it was published; before the first payment there is nothing to tell."""

    keadaan: Keadaan = "TERDAFTAR"
    dari: date | None = None
    sampai: date | None = None
    lunas_sampai: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """``hari``: newest day anything was learned or closed; the state is that of this day."""

    pemilik: Pemilik | None = None
    catatan: tuple[CatatanUnit, ...] = ()
    ditutup: date | None = None
    hari: date | None = None
    diumumkan: Tanggungan = Tanggungan()

    @property
    def tenggat(self) -> date | None:
        """The next day whose end can worsen the state: when it is closed the unit is looked at again."""
        if self.hari is None:
            return None
        batas: set[date] = set()
        for b in susun(self.catatan).bulan:
            if b.dibayar(self.hari) is None:
                batas.add(b.jatuh_tempo)
                batas |= {akhir for r in ketentuan.BATAS_TUNGGAKAN.baris if (akhir := batas_akhir(r.nilai, b)) is not None}
                # a stricter law may begin while a bill is overdue
                batas |= {r.berlaku_dari - SEHARI for r in ketentuan.BATAS_TUNGGAKAN.baris if r.berlaku_dari > b.jatuh_tempo}
        return min((t for t in batas if self.ditutup is None or t > self.ditutup), default=None)


AWAL = Unit()


def _hari_berikut(lama: date | None, baru: date) -> date:
    return baru if lama is None else max(lama, baru)


def _umumkan(state: Unit, buku: Buku) -> list[Peristiwa]:
    """The change of cover, if what was last published does not hold any more."""
    if state.pemilik is None or state.hari is None or not buku.bulan:
        return []
    segmen = state.pemilik.segmen
    # a first month paid before it begins covers from its first day: told when it is known, with that day (R-IUR-18)
    hari = max(state.hari, Periode.baca(buku.bulan[0].periode).awal)
    putusan = nilai_unit(buku, segmen, hari, state.ditutup)
    if putusan.keadaan == "TERDAFTAR":
        sekarang = Tanggungan("TERDAFTAR", state.diumumkan.dari, None, None)
        if state.diumumkan.keadaan == "TERDAFTAR":
            return []
        sekarang = replace(sekarang, dari=state.hari)  # its only payment was taken back
    else:
        sekarang = Tanggungan(
            putusan.keadaan,
            sejak(buku, segmen, hari, state.ditutup),
            akhir_keadaan(buku, putusan.keadaan, hari),
            buku.lunas_sampai(hari),
        )
    if sekarang == state.diumumkan or sekarang.dari is None:
        return []
    return [
        TanggunganBerubah(
            state.pemilik, sekarang.keadaan, putusan.aktif, sekarang.dari, sekarang.sampai, sekarang.lunas_sampai, putusan.dasar
        )
    ]


def decide(command: Perintah, state: Unit) -> Sequence[Peristiwa]:
    match command:
        case Catat():
            dikenal = {(c.jenis, c.periode, c.peristiwa_id) for c in state.catatan}
            baru = tuple(c for c in command.catatan if (c.jenis, c.periode, c.peristiwa_id) not in dikenal)
            if not baru:
                return []
            hasil: list[Peristiwa] = [FaktaIuranDicatat(command.pemilik, baru)]
            if command.ditutup is not None and (state.ditutup is None or command.ditutup > state.ditutup):
                hasil.append(HariDitinjau(command.ditutup))
        case TinjauHari():
            if state.pemilik is None or (state.ditutup is not None and command.hari <= state.ditutup):
                return []
            hasil = [HariDitinjau(command.hari)]
            bu = state.pemilik.badan_usaha_id
            if bu is not None and bu in command.akt_kini:
                state = replace(state, pemilik=replace(state.pemilik, akt_id=command.akt_kini[bu]))
        case _:
            assert_never(command)
    sesudah = state
    for e in hasil:
        sesudah = evolve(sesudah, e)
    return [*hasil, *_umumkan(sesudah, susun(sesudah.catatan))]


def evolve(state: Unit, event: Peristiwa) -> Unit:
    match event:
        case FaktaIuranDicatat():
            hari = max(hari_wib(c.dicatat_pada) for c in event.catatan)
            return replace(state, pemilik=event.pemilik, catatan=(*state.catatan, *event.catatan), hari=_hari_berikut(state.hari, hari))
        case HariDitinjau():
            return replace(state, ditutup=event.hari, hari=_hari_berikut(state.hari, event.hari + SEHARI))
        case TanggunganBerubah():
            baru = Tanggungan(event.keadaan, event.dari, event.sampai, event.lunas_sampai)
            return replace(state, diumumkan=baru)
        case _:
            assert_never(event)
