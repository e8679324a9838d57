"""The monthly review as a Badan Usaha hears of it: once for the job, in parts of at most 500 people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Perihal = Literal["USIA_ANAK", "JAMINAN"]


@dataclass(frozen=True, slots=True)
class UmumkanTinjauan:
    pekerjaan_id: str
    perihal: Perihal
    periode: str
    nomor_kartu: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TinjauanDiumumkan:
    badan_usaha_id: str
    pekerjaan_id: str
    perihal: Perihal
    periode: str
    nomor_kartu: tuple[str, ...]
    bagian: int
    jumlah_bagian: int
