"""Commands and events of a database migration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Ajukan:
    """``berkas_id``: what its rows lie under. ``surat_pengesahan``: the letter of the head of the Badan Usaha (R-KEP-25)."""

    migrasi_id: str
    badan_usaha_id: str
    akt_id: str | None
    sendiri: bool
    kantor_cabang: str
    berkas_id: str
    jumlah: int
    surat_pengesahan: str | None
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class Lengkapi:
    surat_pengesahan: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class CatatPemeriksaan:
    pekerjaan_id: str
    baik: int
    gagal: int
    pada: date


@dataclass(frozen=True, slots=True)
class ValidasiKc:
    setuju: bool
    catatan: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class ValidasiDivre:
    """``pekerjaan_id``: the job that registers the rows, started with this yes."""

    setuju: bool
    catatan: str
    oleh: str
    pekerjaan_id: str
    pada: date


@dataclass(frozen=True, slots=True)
class Tarik:
    alasan: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class CatatHasil:
    """``gagal``: refused by the check and by the registration together."""

    pekerjaan_id: str
    terdaftar: int
    gagal: int
    pada: date


@dataclass(frozen=True, slots=True)
class MigrasiDiajukan:
    migrasi_id: str
    badan_usaha_id: str
    akt_id: str | None
    sendiri: bool
    kantor_cabang: str
    berkas_id: str
    jumlah: int
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class SuratPengesahanDiterima:
    """With it the check of the rows begins."""

    surat_pengesahan: str
    oleh: str
    pada: date


@dataclass(frozen=True, slots=True)
class MigrasiDiperiksa:
    pekerjaan_id: str
    baik: int
    gagal: int
    pada: date


@dataclass(frozen=True, slots=True)
class MigrasiDivalidasiKc:
    oleh: str
    catatan: str
    pada: date


@dataclass(frozen=True, slots=True)
class MigrasiDivalidasiDivre:
    oleh: str
    catatan: str
    pekerjaan_id: str
    pada: date


@dataclass(frozen=True, slots=True)
class MigrasiDitolak:
    """``tingkat``: which office said no."""

    tingkat: str
    oleh: str
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class MigrasiDitarik:
    oleh: str
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class MigrasiSelesai:
    pekerjaan_id: str
    terdaftar: int
    gagal: int
    pada: date


MigrasiPerintah = Ajukan | Lengkapi | CatatPemeriksaan | ValidasiKc | ValidasiDivre | Tarik | CatatHasil
MigrasiPeristiwa = (
    MigrasiDiajukan
    | SuratPengesahanDiterima
    | MigrasiDiperiksa
    | MigrasiDivalidasiKc
    | MigrasiDivalidasiDivre
    | MigrasiDitolak
    | MigrasiDitarik
    | MigrasiSelesai
)
