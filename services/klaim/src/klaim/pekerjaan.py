"""Names and inputs of klaim's jobs: what routes store and workers read."""

from __future__ import annotations

from dataclasses import dataclass

TETAPKAN_STATUS = "TETAPKAN_STATUS_SEP"
IMPOR_KLAIM = "IMPOR_KLAIM"
IMPOR_TARIF = "IMPOR_TARIF"
IMPOR_VERIFIKASI = "IMPOR_VERIFIKASI"


@dataclass(frozen=True, slots=True)
class TetapkanInput:
    nomor_sep: str


@dataclass(frozen=True, slots=True)
class ImporInput:
    """The file itself lies sealed in ``berkas_impor``, in ``bagian`` chunks. ``pelaku``: AKT or verifier, ``kantor`` his office."""

    bagian: int
    pelaku: str
    kantor: str | None = None


@dataclass(frozen=True, slots=True)
class Sampai:
    """Chunks done."""

    bagian: int
