"""Commands and events of the aggregate Sep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from klaim.domain.alasan import Alasan
from klaim.domain.penjaminan import Kib, Permintaan, StatusPada

DIPINDAH = "DIPINDAH"
TIDAK_DIPINDAH = "TIDAK_DIPINDAH"
MENOLAK = "MENOLAK"


@dataclass(frozen=True, slots=True)
class TerbitkanSep:
    """``rahasia``: sealed ``{diagnosa_awal}`` under the key of the peserta, None in an emergency while no key can be had."""

    nomor_sep: str
    permintaan: Permintaan
    status: StatusPada | None
    rahasia: str | None


@dataclass(frozen=True, slots=True)
class TetapkanStatus:
    """Status could be asked at last for an emergency taken in as MENUNGGU_STATUS."""

    permintaan: Permintaan
    status: StatusPada


@dataclass(frozen=True, slots=True)
class Pulangkan:
    tanggal_pulang: date
    pada: datetime


@dataclass(frozen=True, slots=True)
class CatatPemindahan:
    """What became of an emergency at a hospital without contract once it was over (R-PLY-13 to 16).

    ``biaya_gawat_darurat``: the bill up to then, needed where BPJS bears that part only."""

    hasil: str
    stabil_pada: datetime
    dipindah_pada: datetime | None = None
    ke_ppk: str | None = None
    biaya_gawat_darurat: int | None = None


@dataclass(frozen=True, slots=True)
class KoreksiCob:
    """``cob`` as it should have been; ``kib`` is the card shown now; ``rahasia``: the sealed words of who corrects."""

    cob: bool
    kib: Kib | None
    pks_aktif: frozenset[str]
    rahasia: str | None = None


@dataclass(frozen=True, slots=True)
class TerbitkanSuratJaminan:
    akt_id: str
    nomor: str
    tanggal: date


SepCommand = TerbitkanSep | TetapkanStatus | Pulangkan | CatatPemindahan | KoreksiCob | TerbitkanSuratJaminan


@dataclass(frozen=True, slots=True)
class SepTerbit:
    nomor_sep: str
    nomor_kartu: str
    kode_ppk: str
    tanggal_masuk: date
    jenis_pelayanan: str
    gawat_darurat: bool
    kriteria_gawat_darurat: str | None
    kontrak_bpjs: bool
    cob: bool
    akt_id: str | None
    akt_tanda: str | None
    nomor_kib: str | None
    hak_kelas: int | None
    naik_kelas: str | None
    rujukan_asal: str | None
    rujukan_faskes: str | None
    rujukan_nomor: str | None
    rahasia: str | None
    menunggu_status: bool
    dasar: tuple[Alasan, ...]
    peringatan: tuple[Alasan, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusSepDitetapkan:
    cob: bool
    akt_id: str | None
    akt_tanda: str | None
    hak_kelas: int | None
    dasar: tuple[Alasan, ...]
    kelas_tetap: bool = False
    """The higher room that was asked for does not hold (R-KEP-38)."""


@dataclass(frozen=True, slots=True)
class SepDibatalkan:
    dasar: tuple[Alasan, ...]


@dataclass(frozen=True, slots=True)
class PesertaPulang:
    tanggal_pulang: date


@dataclass(frozen=True, slots=True)
class PemindahanDicatat:
    hasil: str
    stabil_pada: datetime
    dipindah_pada: datetime | None
    ke_ppk: str | None
    biaya_gawat_darurat: int | None


@dataclass(frozen=True, slots=True)
class CobDikoreksi:
    akt_id: str
    nomor_kib: str
    rahasia: str | None
    dasar: tuple[Alasan, ...]


@dataclass(frozen=True, slots=True)
class SuratJaminanTerbit:
    akt_id: str
    nomor: str
    tanggal: date


SepEvent = SepTerbit | StatusSepDitetapkan | SepDibatalkan | PesertaPulang | PemindahanDicatat | CobDikoreksi | SuratJaminanTerbit
