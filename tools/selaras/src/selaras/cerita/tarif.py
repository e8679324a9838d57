"""The tariff files of ``contoh/`` as the oracle reads them: a plain table, the first row of a key wins."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

BERKAS_TARIF = ("tarif-2016-regional3.csv", "tarif-2023.csv", "tarif-contoh.csv")
REZIM_2016 = date(2016, 10, 26)


@dataclass(frozen=True, slots=True)
class TabelTarif:
    baris: dict[tuple[str, int, str, str, int], int]
    deskripsi: dict[str, str]

    @classmethod
    def baca(cls, folder: Path, berlaku_dari: date = REZIM_2016) -> TabelTarif:
        """Only rows of the one decree that holds in the story; those of 2023 never price 2016."""
        baris: dict[tuple[str, int, str, str, int], int] = {}
        deskripsi: dict[str, str] = {}
        for nama in BERKAS_TARIF:
            with (folder / nama).open(encoding="utf-8", newline="") as berkas:
                for r in csv.DictReader(berkas):
                    if r["berlaku_dari"] == berlaku_dari.isoformat():
                        kunci = (r["kode_inacbg"], int(r["regional"]), r["kelas_rs"], r["kepemilikan"], int(r["kelas_rawat"]))
                        baris.setdefault(kunci, int(r["tarif"]))
                        deskripsi.setdefault(r["kode_inacbg"], r["deskripsi"])
        return cls(baris, deskripsi)

    def __call__(self, kode: str, regional: int, kelas_rs: str, kepemilikan: str, kelas_rawat: int) -> int:
        return self.baris[kode, regional, kelas_rs, kepemilikan, kelas_rawat]
