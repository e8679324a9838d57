"""What columns a file sent to us has: one without an agreed column is refused as a whole, before any row (R-KEP-22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dasar.penolakan import Ditolak, Galat


@dataclass(frozen=True, slots=True)
class Format:
    """``wajib``: columns that have to be there; of ``salah_satu`` one at least; ``boleh`` may be absent. Others are not read."""

    wajib: tuple[str, ...]
    boleh: tuple[str, ...]
    salah_satu: tuple[str, ...] = ()

    @property
    def kolom(self) -> tuple[str, ...]:
        return (*self.salah_satu, *self.wajib, *self.boleh)

    def periksa(self, kepala: Sequence[str]) -> None:
        kurang = [k for k in self.wajib if k not in kepala]
        if self.salah_satu and not any(k in kepala for k in self.salah_satu):
            kurang.append(" atau ".join(self.salah_satu))
        if kurang:
            raise Ditolak(
                "KOLOM_TIDAK_ADA",
                f"Berkas tidak sesuai format: kolom {', '.join(kurang)} tidak ada.",
                aturan="R-KEP-22",
                status=422,
                galat=tuple(Galat(f"/berkas/{k}", f"Kolom {k} tidak ada.", "KOLOM_TIDAK_ADA") for k in kurang),
            )
        ganda = sorted({k for k in kepala if k in self.kolom and list(kepala).count(k) > 1})
        if ganda:
            raise Ditolak("KOLOM_GANDA", f"Kolom {', '.join(ganda)} ada lebih dari sekali.", aturan="R-KEP-22", status=422)
