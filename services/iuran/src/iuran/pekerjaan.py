"""Names and inputs of the jobs of iuran: what a route stores and a worker reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TERBITKAN_TAGIHAN = "TERBITKAN_TAGIHAN"
TAGIHAN_PERTAMA = "TAGIHAN_PERTAMA"
BERKAS_BANK = "BERKAS_BANK"


@dataclass(frozen=True, slots=True)
class MasukanTerbitkan:
    periode: str


@dataclass(frozen=True, slots=True)
class MasukanTagihanPertama:
    """A new family; ``jumlah``: people entered with it, who may become known here later than the family itself."""

    virtual_account: str
    sejak: date
    jumlah: int


@dataclass(frozen=True, slots=True)
class MasukanBerkas:
    """``kode_bank``: the bank that sent the file, None for an office of BPJS that may report every bank's."""

    kode_bank: str | None = None
