"""State of RekeningIuran: bills, payments and what is left of them, folded from its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from iuran.domain import rekening_peristiwa as p


@dataclass(frozen=True, slots=True)
class Tagihan:
    tagihan_id: str
    periode: str
    jatuh_tempo: date
    pemberi_kerja: int
    pekerja: int
    pemerintah: int
    jumlah_peserta: int
    diterbitkan_pada: datetime
    terbayar: int = 0
    menunggak_sejak: date | None = None
    lunas_pada: datetime | None = None

    @property
    def jumlah(self) -> int:
        return self.pemberi_kerja + self.pekerja + self.pemerintah

    @property
    def ditagih(self) -> int:
        """What the unit pays on its account; the part of Pemerintah comes another way."""
        return self.pemberi_kerja + self.pekerja

    @property
    def sisa(self) -> int:
        return self.ditagih - self.terbayar

    @property
    def keadaan(self) -> str:
        if self.sisa == 0:
            return "LUNAS"
        if self.menunggak_sejak is not None:
            return "MENUNGGAK"
        return "KURANG_BAYAR" if self.terbayar else "TERBIT"


@dataclass(frozen=True, slots=True)
class Pembayaran:
    """``kelebihan``: its rest that is still credit."""

    pembayaran_id: str
    nominal: int
    waktu_bayar: datetime
    bank: str
    alokasi: tuple[p.Alokasi, ...]
    kelebihan: int
    dibatalkan: bool = False


@dataclass(frozen=True, slots=True)
class Penerimaan:
    """What an AKT took in for this account; ``sisa`` is not forwarded yet."""

    penerimaan_id: str
    akt_id: str
    nominal: int
    diterima_pada: datetime
    batas_penerusan: datetime
    sisa: int
    terlambat: bool = False


@dataclass(frozen=True, slots=True)
class Rekening:
    """Bills by periode (``YYYY-MM`` sorts by time), payments and receipts of an AKT by id, in order of recording."""

    unit: p.Unit | None = None
    tagihan: Mapping[str, Tagihan] = field(default_factory=dict)
    pembayaran: Mapping[str, Pembayaran] = field(default_factory=dict)
    penerimaan: Mapping[str, Penerimaan] = field(default_factory=dict)
    di_muka: tuple[str, str] | None = None

    @property
    def kredit(self) -> int:
        return sum(b.kelebihan for b in self.pembayaran.values())

    @property
    def terbuka(self) -> list[Tagihan]:
        """Unpaid bills, oldest month first."""
        return [self.tagihan[periode] for periode in sorted(self.tagihan) if self.tagihan[periode].sisa > 0]

    @property
    def tunggakan(self) -> int:
        return sum(t.sisa for t in self.terbuka)

    @property
    def lunas_sampai(self) -> str | None:
        """The newest month such that it and all before it are paid."""
        hasil = None
        for periode in sorted(self.tagihan):
            if self.tagihan[periode].sisa > 0:
                break
            hasil = periode
        return hasil

    def tagihan_id(self, tagihan_id: str) -> Tagihan | None:
        return next((t for t in self.tagihan.values() if t.tagihan_id == tagihan_id), None)

    def dibayar_terakhir(self, tagihan_id: str) -> datetime | None:
        """The latest waktu_bayar among the payments that cover a bill."""
        return max(
            (b.waktu_bayar for b in self.pembayaran.values() if any(a.tagihan_id == tagihan_id for a in b.alokasi)),
            default=None,
        )


AWAL = Rekening()


def _tambah(state: Rekening, alokasi: tuple[p.Alokasi, ...], tanda: int) -> dict[str, Tagihan]:
    """Bills with money given to (+1) or taken back from (-1) them."""
    tagihan = dict(state.tagihan)
    for a in alokasi:
        lama = tagihan[a.periode]
        terbayar = lama.terbayar + tanda * a.nominal
        tagihan[a.periode] = replace(lama, terbayar=terbayar, lunas_pada=lama.lunas_pada if terbayar >= lama.ditagih else None)
    return tagihan


def _bayar(state: Rekening, e: p.PembayaranDicatat) -> Rekening:
    penerimaan = dict(state.penerimaan)
    for teruskan in e.diteruskan:
        lama = penerimaan[teruskan.penerimaan_id]
        penerimaan[teruskan.penerimaan_id] = replace(lama, sisa=lama.sisa - teruskan.nominal)
    baru = Pembayaran(e.pembayaran_id, e.nominal, e.waktu_bayar, e.bank, e.dialokasikan, e.kelebihan)
    return replace(
        state,
        unit=e.unit,
        tagihan=_tambah(state, e.dialokasikan, 1),
        pembayaran={**state.pembayaran, e.pembayaran_id: baru},
        penerimaan=penerimaan,
    )


def _pakai_kredit(state: Rekening, e: p.KreditDialokasikan) -> Rekening:
    pembayaran = dict(state.pembayaran)
    for a in e.dialokasikan:
        lama = pembayaran[a.pembayaran_id]
        pembayaran[a.pembayaran_id] = replace(
            lama, kelebihan=lama.kelebihan - a.nominal, alokasi=(*lama.alokasi, p.Alokasi(a.tagihan_id, a.periode, a.nominal))
        )
    alokasi = tuple(p.Alokasi(a.tagihan_id, a.periode, a.nominal) for a in e.dialokasikan)
    return replace(state, unit=e.unit, tagihan=_tambah(state, alokasi, 1), pembayaran=pembayaran)


def _batal(state: Rekening, e: p.PembayaranDibatalkan) -> Rekening:
    lama = state.pembayaran[e.pembayaran_id]
    return replace(
        state,
        unit=e.unit,
        tagihan=_tambah(state, lama.alokasi, -1),
        pembayaran={**state.pembayaran, e.pembayaran_id: replace(lama, alokasi=(), kelebihan=0, dibatalkan=True)},
    )


def evolve(state: Rekening, event: p.Peristiwa) -> Rekening:
    match event:
        case p.TagihanDiterbitkan():
            baru = Tagihan(
                event.tagihan_id,
                event.periode,
                event.jatuh_tempo,
                event.pemberi_kerja,
                event.pekerja,
                event.pemerintah,
                event.jumlah_peserta,
                event.waktu,
            )
            return replace(state, unit=event.unit, tagihan={**state.tagihan, event.periode: baru})
        case p.PembayaranDicatat():
            return _bayar(state, event)
        case p.TagihanDilunasi():
            lunas = replace(state.tagihan[event.periode], lunas_pada=event.lunas_pada)
            return replace(state, unit=event.unit, tagihan={**state.tagihan, event.periode: lunas})
        case p.KelebihanDicatat():
            return replace(state, unit=event.unit)
        case p.BayarDiMukaDitetapkan():
            return replace(state, unit=event.unit, di_muka=(event.mulai, event.sampai))
        case p.KreditDialokasikan():
            return _pakai_kredit(state, event)
        case p.TagihanMenunggak():
            telat = replace(state.tagihan[event.periode], menunggak_sejak=event.menunggak_sejak)
            return replace(state, unit=event.unit, tagihan={**state.tagihan, event.periode: telat})
        case p.PembayaranDibatalkan():
            return _batal(state, event)
        case p.PenerimaanAktDicatat():
            terima = Penerimaan(event.penerimaan_id, event.akt_id, event.nominal, event.diterima_pada, event.batas_penerusan, event.nominal)
            return replace(state, unit=event.unit, penerimaan={**state.penerimaan, event.penerimaan_id: terima})
        case p.PenerusanTerlambat():
            lama = replace(state.penerimaan[event.penerimaan_id], terlambat=True)
            return replace(state, unit=event.unit, penerimaan={**state.penerimaan, event.penerimaan_id: lama})
        case _:
            assert_never(event)
