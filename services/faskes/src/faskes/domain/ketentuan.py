"""The reference lists, effective-dated: what they held on a day, by which text, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from dasar.ketentuan import Tabel, muat


@dataclass(frozen=True, slots=True)
class Butir:
    kode: str
    uraian: str


def _butir(nilai: Any) -> tuple[Butir, ...]:
    hasil = tuple(Butir(b["kode"], b["uraian"]) for b in nilai)
    if len({b.kode for b in hasil}) != len(hasil):
        raise ValueError("kode ganda dalam satu daftar")
    return hasil


_TEKS = (files("faskes.domain") / "ketentuan" / "referensi.toml").read_text(encoding="utf-8")

DAFTAR: Mapping[str, Tabel[tuple[Butir, ...]]] = {
    nama: muat(_TEKS, nama.replace("-", "_"), _butir) for nama in ("kriteria-gawat-darurat", "kasus-non-spesialistik", "pengecualian")
}
"""By the name in ``GET /v1/referensi/{daftar}``."""
