"""Names and inputs of the jobs of iuran: what a route stores and a worker reads."""

from __future__ import annotations

from dataclasses import dataclass

TERBITKAN_TAGIHAN = "TERBITKAN_TAGIHAN"
BERKAS_BANK = "BERKAS_BANK"


@dataclass(frozen=True, slots=True)
class MasukanTerbitkan:
    periode: str


@dataclass(frozen=True, slots=True)
class MasukanBerkas:
    """``kode_bank``: the bank that sent the file, None for an office of BPJS that may report every bank's."""

    kode_bank: str | None = None
