"""A person as known at a moment: units by time, class of care, COB flag, PHK, death. Folded from the facts kepesertaan published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dasar.ketentuan import KetentuanTidakAda
from dasar.tanggal import Periode

from status.domain import ketentuan
from status.domain.catatan import CatatanPeserta

SEHARI = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keanggotaan:
    """``sampai``: last day in the unit, None = still in it. ``iuran_terakhir``: last month billed for him there."""

    va: str
    badan_usaha_id: str | None
    keluarga_id: str | None
    segmen: str
    dari: date
    iuran_mulai: str
    peristiwa_id: str
    sampai: date | None = None
    iuran_terakhir: str | None = None

    @property
    def akhir_tanggungan(self) -> date | None:
        """R-IUR-18, R-STA-03: a paid month covers to its last day, also who leaves during it."""
        if self.sampai is None:
            return None
        if self.iuran_terakhir is None or self.iuran_terakhir < self.iuran_mulai:
            return self.sampai
        return max(self.sampai, Periode.baca(self.iuran_terakhir).akhir)

    @property
    def mulai_aktif(self) -> date:
        """R-STA-01: the first day a new member can be active at all, by the rule in force when he was registered."""
        try:
            tunggu = ketentuan.MASA_TUNGGU.pada(self.dari).nilai.get(self.segmen, 0)
        except KetentuanTidakAda:
            return self.dari
        return self.dari + timedelta(days=tunggu)


@dataclass(frozen=True, slots=True)
class HakKelas:
    kelas: int
    dari: date


@dataclass(frozen=True, slots=True)
class Tanda:
    akt_id: str
    dari: date
    peristiwa_id: str
    sampai: date | None = None

    def terbuka(self, pada: date) -> bool:
        return self.dari <= pada and (self.sampai is None or pada <= self.sampai)


@dataclass(frozen=True, slots=True)
class Phk:
    """Cover without iuran, after PHK or cacat total tetap."""

    pada: date
    dijamin_sampai: date
    peristiwa_id: str
    sebab: str = "PHK"


@dataclass(frozen=True, slots=True)
class Peserta:
    """``keanggotaan`` in order of time, at most the last one open."""

    keanggotaan: tuple[Keanggotaan, ...] = ()
    hak_kelas: tuple[HakKelas, ...] = ()
    tanda: tuple[Tanda, ...] = ()
    phk: tuple[Phk, ...] = ()
    meninggal_pada: date | None = None
    meninggal_peristiwa: str | None = None
    dilupakan: bool = False

    @property
    def dikenal(self) -> bool:
        """R-STA answers are given of people who are registered and not forgotten (crypto-shredding)."""
        return bool(self.keanggotaan) and not self.dilupakan

    def anggota(self, pada: date) -> int | None:
        """Index of the membership that concerns a day: the newest begun by then."""
        return next((i for i in reversed(range(len(self.keanggotaan))) if self.keanggotaan[i].dari <= pada), None)

    def kelas(self, pada: date) -> int | None:
        urut = [k for k in self.hak_kelas if k.dari <= pada] or list(self.hak_kelas[:1])
        return urut[-1].kelas if urut else None

    def tanda_pada(self, pada: date) -> Tanda | None:
        return next((t for t in reversed(self.tanda) if t.terbuka(pada)), None)

    def phk_pada(self, pada: date) -> Phk | None:
        """R-STA-12, R-KEP-32: covered after the day of PHK until the last day kepesertaan gave."""
        return next((p for p in reversed(self.phk) if p.pada < pada <= p.dijamin_sampai), None)

    def titik(self) -> set[date]:
        """Days on which something of the person himself changes."""
        hasil: set[date] = set()
        for k in self.keanggotaan:
            hasil |= {k.dari, k.mulai_aktif, Periode.baca(k.iuran_mulai).awal}
            hasil |= {a + SEHARI for a in (k.sampai, k.akhir_tanggungan) if a is not None}
        hasil |= {k.dari for k in self.hak_kelas}
        for t in self.tanda:
            hasil |= {t.dari} if t.sampai is None else {t.dari, t.sampai + SEHARI}
        for p in self.phk:
            hasil |= {p.pada + SEHARI, p.dijamin_sampai + SEHARI}
        if self.meninggal_pada is not None:
            hasil.add(self.meninggal_pada + SEHARI)
        return hasil


BELUM_DIKENAL = Peserta()


def _masuk(p: Peserta, c: CatatanPeserta, segmen: str) -> Peserta:
    """Into a unit; the one before ends the day before, so that there is no gap and no overlap (R-KEP-10)."""
    if c.va is None or c.dari is None or c.periode is None:
        return p
    baru = Keanggotaan(c.va, c.badan_usaha_id, c.keluarga_id, segmen, c.dari, c.periode, c.peristiwa_id)
    # a membership that would begin on or after the new one never took effect
    lama = tuple(k for k in p.keanggotaan if k.dari < c.dari)
    if lama and (lama[-1].sampai is None or lama[-1].sampai >= c.dari):
        akhir = str(Periode.baca(c.periode).geser(-1))
        lama = (*lama[:-1], replace(lama[-1], sampai=c.dari - SEHARI, iuran_terakhir=lama[-1].iuran_terakhir or akhir))
    return replace(p, keanggotaan=(*lama, baru))


def _keluar(p: Peserta, sampai: date | None, periode: str | None) -> Peserta:
    if not p.keanggotaan or sampai is None:
        return p
    return replace(p, keanggotaan=(*p.keanggotaan[:-1], replace(p.keanggotaan[-1], sampai=sampai, iuran_terakhir=periode)))


def _segmen_baru(p: Peserta, c: CatatanPeserta) -> str:
    """A move that does not carry its segment: a Badan Usaha pays for PPU; in a family it stays PBPU or BP as it was (R-KEP-02)."""
    if c.segmen is not None:
        return c.segmen
    if c.badan_usaha_id is not None:
        return "PPU"
    lama = p.keanggotaan[-1].segmen if p.keanggotaan else "PBPU"
    return lama if lama in ("PBPU", "BP") else "PBPU"


def _satu(p: Peserta, c: CatatanPeserta) -> Peserta:
    match c.jenis:
        case "DAFTAR":
            p = _masuk(p, c, c.segmen or "PPU")
            return p if c.hak_kelas is None or c.dari is None else replace(p, hak_kelas=(*p.hak_kelas, HakKelas(c.hak_kelas, c.dari)))
        case "PINDAH":
            return _masuk(p, c, _segmen_baru(p, c))
        case "KELUAR":
            return _keluar(p, c.sampai, c.periode)
        case "MENINGGAL":
            # who had left before died outside: his stay ended when it ended
            di_luar = c.sampai is not None and bool(p.keanggotaan) and (p.keanggotaan[-1].sampai or date.max) <= c.sampai
            p = p if di_luar else _keluar(p, c.sampai, c.periode)
            return replace(p, meninggal_pada=c.sampai, meninggal_peristiwa=c.peristiwa_id)
        case "PHK" | "CACAT_TOTAL":
            p = _keluar(p, c.dari, c.periode)
            return p if c.dari is None or c.sampai is None else replace(p, phk=(*p.phk, Phk(c.dari, c.sampai, c.peristiwa_id, c.jenis)))
        case "HAK_KELAS":
            if c.hak_kelas is None or c.dari is None:
                return p
            urut = sorted([*(k for k in p.hak_kelas if k.dari != c.dari), HakKelas(c.hak_kelas, c.dari)], key=lambda k: k.dari)
            return replace(p, hak_kelas=tuple(urut))
        case "TANDA_DIBERIKAN":
            return p if c.dari is None else replace(p, tanda=(*p.tanda, Tanda(c.akt_id or "", c.dari, c.peristiwa_id)))
        case "TANDA_DIHAPUS":
            return p if not p.tanda else replace(p, tanda=(*p.tanda[:-1], replace(p.tanda[-1], sampai=c.sampai)))
        case "DILUPAKAN":
            return replace(p, dilupakan=True)


def lipat(catatan: Iterable[CatatanPeserta], diketahui: datetime | None = None) -> Peserta:
    """The person from the facts in the order of his stream, as far as known at ``diketahui`` (None: all)."""
    p = BELUM_DIKENAL
    for c in catatan:
        if diketahui is None or c.dicatat_pada <= diketahui:
            p = _satu(p, c)
    return p
