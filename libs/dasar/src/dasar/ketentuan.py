"""Effective-dated regulation tables: the regulation is data.

A table is a TOML file beside the domain code::

    [[tarif_ppu_swasta]]
    berlaku_dari = 2015-07-01
    berlaku_sampai = 2016-03-31        # left out: still in force
    nilai = { pemberi_kerja = "4", pekerja = "1" }
    sumber = "Perpres 111/2013 Pasal 16C"
    keyakinan = "seed"                 # seed | ditemukan | hitung | ingatan | usulan
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

T = TypeVar("T")
KEYAKINAN = ("seed", "ditemukan", "hitung", "ingatan", "usulan")


class KetentuanTidakAda(LookupError):
    """No row of a table is valid on the day asked for. Never guessed: the caller says what that means."""


@dataclass(frozen=True, slots=True)
class Baris(Generic[T]):
    """One row: what holds from when to when (both days included), by which text, and how sure that is."""

    berlaku_dari: date
    berlaku_sampai: date | None
    nilai: T
    sumber: str
    keyakinan: str

    def berlaku(self, pada: date) -> bool:
        return self.berlaku_dari <= pada and (self.berlaku_sampai is None or pada <= self.berlaku_sampai)


class Tabel(Generic[T]):
    """The rows of one subject in order of time. Overlaps and holes are refused when it is made."""

    def __init__(self, nama: str, baris: Sequence[Baris[T]], *, boleh_berlubang: bool = False) -> None:
        self.nama = nama
        self.baris = tuple(sorted(baris, key=lambda b: b.berlaku_dari))
        for lama, baru in zip(self.baris, self.baris[1:], strict=False):
            if lama.berlaku_sampai is None or baru.berlaku_dari <= lama.berlaku_sampai:
                raise ValueError(f"{nama}: rows overlap at {baru.berlaku_dari}")
            if not boleh_berlubang and baru.berlaku_dari != lama.berlaku_sampai + timedelta(days=1):
                raise ValueError(f"{nama}: hole before {baru.berlaku_dari}")

    def pada(self, tanggal: date) -> Baris[T]:
        for baris in reversed(self.baris):
            if baris.berlaku(tanggal):
                return baris
        raise KetentuanTidakAda(f"{self.nama}: tidak ada baris yang berlaku pada {tanggal}")


def muat(teks: str, nama: str, baca: Callable[[Any], T], *, boleh_berlubang: bool = False) -> Tabel[T]:
    """The table ``nama`` of a TOML text; ``baca`` gives each ``nilai`` its type."""
    isi: Mapping[str, Any] = tomllib.loads(teks)
    hasil: list[Baris[T]] = []
    for b in isi[nama]:
        if b["keyakinan"] not in KEYAKINAN:
            raise ValueError(f"{nama}: keyakinan {b['keyakinan']!r} tidak dikenal")
        hasil.append(Baris(b["berlaku_dari"], b.get("berlaku_sampai"), baca(b["nilai"]), b["sumber"], b["keyakinan"]))
    return Tabel(nama, hasil, boleh_berlubang=boleh_berlubang)
