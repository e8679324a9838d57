"""The regulation tables of status, typed. Read once; every row names its text and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from dasar.ketentuan import Tabel, muat

Cara = Literal["JUMLAH_BULAN", "SATU_BULAN", "AKHIR_BULAN"]
CARA: tuple[Cara, ...] = ("JUMLAH_BULAN", "SATU_BULAN", "AKHIR_BULAN")
SEGMEN_MEMBAYAR = ("PPU", "PBPU", "BP")


@dataclass(frozen=True, slots=True)
class BatasTunggakan:
    """How arrears end the cover. ``batas``: bills that may be overdue, by segment (JUMLAH_BULAN only)."""

    cara: Cara
    batas: Mapping[str, int]
    aturan: Mapping[str, str]


def _batas(nilai: Any) -> BatasTunggakan:
    cara, batas, aturan = nilai["cara"], nilai.get("batas", {}), nilai["aturan"]
    if cara not in CARA or any(s not in aturan for s in SEGMEN_MEMBAYAR):
        raise ValueError(f"batas_tunggakan: {nilai}")
    if cara == "JUMLAH_BULAN" and any(s not in batas for s in SEGMEN_MEMBAYAR):
        raise ValueError(f"batas_tunggakan tanpa batas: {nilai}")
    return BatasTunggakan(cara, batas, aturan)


def _kelas(nilai: Any) -> int | None:
    return int(nilai["kelas"]) or None


_TEKS = (files("status.domain") / "ketentuan" / "status.toml").read_text(encoding="utf-8")

BATAS_TUNGGAKAN: Tabel[BatasTunggakan] = muat(_TEKS, "batas_tunggakan", _batas)
KELAS_PHK: Tabel[int | None] = muat(_TEKS, "kelas_phk", _kelas)
