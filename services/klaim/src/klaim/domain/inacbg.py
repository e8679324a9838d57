"""The INA-CBG code: CMG letters, case type 1-9, group number, severity (R-KLM-35)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_POLA = re.compile(r"^([A-Z]{1,2})-([0-9])-(\d{2})-(0|I{1,3})$")
TIPE_RAWAT_INAP = ("1", "4", "6", "8")


@dataclass(frozen=True, slots=True)
class KodeInacbg:
    cmg: str
    tipe: str
    nomor: str
    keparahan: str

    @property
    def rawat_inap(self) -> bool:
        return self.tipe in TIPE_RAWAT_INAP

    @property
    def bedah(self) -> bool:
        """Case type 1 = prosedur rawat inap: an operation report is asked for (R-KLM-09)."""
        return self.tipe == "1"


def urai(kode: str) -> KodeInacbg | None:
    """None for what is no payable group: another shape, type 0, or the error group X (R-KLM-33)."""
    cocok = _POLA.match(kode)
    if cocok is None or cocok[1] == "X" or cocok[2] == "0":
        return None
    return KodeInacbg(cocok[1], cocok[2], cocok[3], cocok[4])
