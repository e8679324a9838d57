"""The book of a paying unit: its bills, and from which day to which day each was paid, as known at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dasar.tanggal import Periode, hari_wib, tambah_bulan

from status.domain.catatan import CatatanUnit

HARI_JATUH_TEMPO = 10
"""R-BYR-01: used only to say when the cover will end before the next bill is there; a bill carries its own due day."""


@dataclass(frozen=True, slots=True)
class Lunas:
    """A bill was paid from ``dari`` on, until ``sampai`` (excluded) when that payment was taken back."""

    dari: date
    sampai: date | None
    dicatat_pada: datetime
    peristiwa_id: str

    def pada(self, hari: date) -> bool:
        return self.dari <= hari and (self.sampai is None or hari < self.sampai)


@dataclass(frozen=True, slots=True)
class Bulan:
    periode: str
    jatuh_tempo: date
    dicatat_pada: datetime | None
    peristiwa_id: str
    lunas: tuple[Lunas, ...] = ()
    denda: tuple[Lunas, ...] = ()
    """Spells in which a fine was owed: ``dari`` imposed, ``sampai`` paid."""

    def dibayar(self, hari: date) -> Lunas | None:
        return next((s for s in reversed(self.lunas) if s.pada(hari)), None)

    def denda_terutang(self, hari: date) -> bool:
        return any(s.pada(hari) for s in self.denda)

    @property
    def sebulan_kemudian(self) -> date:
        """The due day of the month after (reading A-05)."""
        return tambah_bulan(self.jatuh_tempo, 1)

    @property
    def akhir_bulan(self) -> date:
        return Periode.baca(self.periode).akhir


@dataclass(frozen=True, slots=True)
class Keterlambatan:
    """An AKT held the money of the unit and was late."""

    akt_id: str
    diterima: date
    peristiwa_id: str


@dataclass(frozen=True, slots=True)
class Buku:
    """``bulan`` in order of periode."""

    bulan: tuple[Bulan, ...] = ()
    keterlambatan: tuple[Keterlambatan, ...] = ()

    def lunas_sampai(self, hari: date) -> str | None:
        """The newest month such that it and all before it were paid on a day."""
        hasil = None
        for b in self.bulan:
            if b.dibayar(hari) is None:
                break
            hasil = b.periode
        return hasil

    def sampai_periode(self, periode: str | None) -> Buku:
        """Without the bills after a month: they do not concern who has left by then."""
        return self if periode is None else replace(self, bulan=tuple(b for b in self.bulan if b.periode <= periode))

    def berikutnya(self, hari: date) -> Bulan | None:
        """The oldest bill not paid on a day; if all are paid the one to come, with the usual due day."""
        if not self.bulan:
            return None
        terbuka = next((b for b in self.bulan if b.dibayar(hari) is None), None)
        if terbuka is not None:
            return terbuka
        periode = Periode.baca(self.bulan[-1].periode).geser(1)
        return Bulan(str(periode), periode.hari(HARI_JATUH_TEMPO), None, "")

    def titik(self) -> set[date]:
        """Every day on which the state of the unit can change."""
        sehari = timedelta(days=1)
        hasil: set[date] = set()
        for b in self.bulan:
            hasil |= {b.jatuh_tempo + sehari, b.sebulan_kemudian + sehari, b.akhir_bulan + sehari, Periode.baca(b.periode).awal}
            for s in (*b.lunas, *b.denda):
                hasil |= {s.dari} if s.sampai is None else {s.dari, s.sampai}
        return hasil


BUKU_KOSONG = Buku()


def _tutup(selang: tuple[Lunas, ...], hari: date) -> tuple[Lunas, ...]:
    """The last spell ends before ``hari``; one that never held a day is gone."""
    if not selang or selang[-1].sampai is not None:
        return selang
    return selang[:-1] if hari <= selang[-1].dari else (*selang[:-1], replace(selang[-1], sampai=hari))


def susun(catatan: Iterable[CatatanUnit], diketahui: datetime | None = None) -> Buku:
    """The book from the facts in the order of their stream, as far as known at ``diketahui`` (None: all)."""
    bulan: dict[str, Bulan] = {}
    terlambat: list[Keterlambatan] = []
    for c in catatan:
        if diketahui is not None and c.dicatat_pada > diketahui:
            continue
        if c.jenis == "TAGIHAN":
            if c.periode not in bulan and c.tanggal is not None:
                bulan[c.periode] = Bulan(c.periode, c.tanggal, c.dicatat_pada, c.peristiwa_id)
            continue
        saat = hari_wib(c.waktu or c.dicatat_pada)
        if c.jenis == "AKT_TERLAMBAT":
            terlambat.append(Keterlambatan(c.akt_id or "", saat, c.peristiwa_id))
            continue
        b = bulan.get(c.periode)
        if b is None:
            continue  # a payment of a month that was never billed gives no cover by itself
        selang = Lunas(saat, None, c.dicatat_pada, c.peristiwa_id)
        match c.jenis:
            case "LUNAS":
                # spelled out: it is done for every month of every answer, and replace() costs three times as much
                bulan[c.periode] = Bulan(b.periode, b.jatuh_tempo, b.dicatat_pada, b.peristiwa_id, (*b.lunas, selang), b.denda)
            case "BUKA":
                # cover already given is not taken back: the bill is open again from the day the payment was taken back
                bulan[c.periode] = replace(b, lunas=_tutup(b.lunas, saat))
            case "DENDA":
                bulan[c.periode] = replace(b, denda=(*b.denda, selang))
            case "DENDA_LUNAS":
                bulan[c.periode] = replace(b, denda=_tutup(b.denda, saat))
    return Buku(tuple(bulan[p] for p in sorted(bulan)), tuple(terlambat))
