"""Rows of an import that were refused, as they are told. Each batch has a stream of its own: those of a large file on the stream of the
Badan Usaha would be read again with every command to it."""

from __future__ import annotations

from dataclasses import dataclass

Baris = tuple[int, str, str]
"""(row, column, code)."""


@dataclass(frozen=True, slots=True)
class CatatBarisDitolak:
    badan_usaha_id: str
    akt_id: str | None
    pekerjaan_id: str
    baris: tuple[Baris, ...]


@dataclass(frozen=True, slots=True)
class BarisDitolak:
    badan_usaha_id: str
    akt_id: str | None
    pekerjaan_id: str
    baris: int
    kolom: str
    kode: str


AWAL = 0


def decide(perintah: CatatBarisDitolak, tercatat: int) -> list[BarisDitolak]:
    p = perintah
    return [] if tercatat else [BarisDitolak(p.badan_usaha_id, p.akt_id, p.pekerjaan_id, *satu) for satu in p.baris]


def evolve(tercatat: int, _: BarisDitolak) -> int:
    return tercatat + 1
