"""A health facility as it was on one day: what a guarantee and a price ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Golongan = Literal["BPJS", "IRISAN", "FASKES_AKT", "NON_BPJS"]


@dataclass(frozen=True, slots=True)
class Kontrak:
    dari: date
    sampai: date | None = None
    akt_id: str | None = None

    def berlaku(self, pada: date) -> bool:
        return self.dari <= pada and (self.sampai is None or pada <= self.sampai)


@dataclass(frozen=True, slots=True)
class FaskesPada:
    """``sk_kelas`` is the day of the class decree (SK penetapan kelas RS), None if there is none."""

    kode_ppk: str
    nama: str
    jenis: str
    kelas_rs: str | None
    sk_kelas: date | None
    kepemilikan: str
    regional: int
    kontrak_bpjs: tuple[Kontrak, ...] = ()
    kontrak_akt: tuple[Kontrak, ...] = ()

    def berkontrak_bpjs(self, pada: date) -> bool:
        return any(k.berlaku(pada) for k in self.kontrak_bpjs)

    def pernah_berkontrak(self, sebelum: date) -> bool:
        return any(k.sampai is not None and k.sampai < sebelum for k in self.kontrak_bpjs)

    def akt_pada(self, pada: date) -> frozenset[str]:
        return frozenset(k.akt_id for k in self.kontrak_akt if k.akt_id is not None and k.berlaku(pada))

    def golongan(self, pada: date) -> Golongan:
        """R-AKT-40: irisan has both contracts, faskes AKT only the AKT's."""
        bpjs, akt = self.berkontrak_bpjs(pada), bool(self.akt_pada(pada))
        if bpjs:
            return "IRISAN" if akt else "BPJS"
        return "FASKES_AKT" if akt else "NON_BPJS"


def faskes_pada(versi: Sequence[tuple[date, FaskesPada]], pada: date) -> FaskesPada | None:
    """The newest version in force on a day; a day before the first version takes the first (contracts carry their own days)."""
    urut = sorted(versi, key=lambda v: v[0])
    berlaku = [f for dari, f in urut if dari <= pada]
    return berlaku[-1] if berlaku else (urut[0][1] if urut else None)
