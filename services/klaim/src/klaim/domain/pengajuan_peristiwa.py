"""Commands and events of the aggregate Pengajuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AjukanPengajuan:
    """``klaim``: those that can be filed; ``ditolak``: how many were not. ``libur``: holidays around the dates."""

    pengajuan_id: str
    akt_id: str
    kantor_cabang: str
    kantor_prima: bool
    bulan_pelayanan: str
    rangkap_fpk: int
    tanggal: date
    klaim: tuple[str, ...]
    ditolak: int
    diajukan: int
    libur: frozenset[date]


@dataclass(frozen=True, slots=True)
class NyatakanLengkap:
    """``kalender``: which calendar of holidays counted the due date; cuti bersama are decreed late, so it stays with it."""

    tanggal: date
    jatuh_tempo: date
    lengkap: tuple[str, ...]
    dikembalikan: tuple[str, ...]
    nomor_ba: str
    kalender: str


@dataclass(frozen=True, slots=True)
class TerbitkanUmpanBalik:
    """Counts over the claims; ``belum``: complete ones without a result."""

    tanggal: date
    belum: int
    layak: int
    tidak_layak: int
    dikembalikan: int
    terverifikasi: int


@dataclass(frozen=True, slots=True)
class FpkRingkas:
    nomor_fpk: str
    kode_ppk: str
    jumlah_klaim: int
    nilai: int


@dataclass(frozen=True, slots=True)
class BentukFpk:
    tanggal: date
    fpk: tuple[FpkRingkas, ...]


@dataclass(frozen=True, slots=True)
class CatatFpkDibayar:
    nomor_fpk: str
    jumlah_klaim: int
    tanggal: date


@dataclass(frozen=True, slots=True)
class LewatiBatas:
    """Day ``tanggal`` is over (R-BAY-01)."""

    tanggal: date


PengajuanCommand = AjukanPengajuan | NyatakanLengkap | TerbitkanUmpanBalik | BentukFpk | CatatFpkDibayar | LewatiBatas


@dataclass(frozen=True, slots=True)
class PengajuanDiterima:
    pengajuan_id: str
    akt_id: str
    kantor_cabang: str
    bulan_pelayanan: str
    tanggal: date
    batas: date
    tepat_waktu: bool
    klaim: tuple[str, ...]
    ditolak: int
    diajukan: int


@dataclass(frozen=True, slots=True)
class BerkasDinyatakanLengkap:
    tanggal: date
    jatuh_tempo: date
    lengkap: tuple[str, ...]
    dikembalikan: tuple[str, ...]
    nomor_ba: str
    kalender: str


@dataclass(frozen=True, slots=True)
class SemuaDikembalikan:
    tanggal: date
    dikembalikan: tuple[str, ...]
    nomor_ba: str


@dataclass(frozen=True, slots=True)
class UmpanBalikTerbit:
    tanggal: date
    layak: int
    tidak_layak: int
    dikembalikan: int
    terverifikasi: int


@dataclass(frozen=True, slots=True)
class FpkPengajuanDibentuk:
    tanggal: date
    fpk: tuple[FpkRingkas, ...]


@dataclass(frozen=True, slots=True)
class FpkPengajuanDibayar:
    nomor_fpk: str
    jumlah_klaim: int
    tanggal: date


@dataclass(frozen=True, slots=True)
class BatasTerlewati:
    jatuh_tempo: date
    belum_dibayar: int


PengajuanEvent = (
    PengajuanDiterima
    | BerkasDinyatakanLengkap
    | SemuaDikembalikan
    | UmpanBalikTerbit
    | FpkPengajuanDibentuk
    | FpkPengajuanDibayar
    | BatasTerlewati
)
