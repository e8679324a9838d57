"""The regulation tables of status, typed. Read once; every row names its text and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Literal

from dasar.ketentuan import Baris, Tabel, muat

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


def _hari(nilai: Any) -> Mapping[str, int]:
    return {s: int(nilai[s]) for s in SEGMEN_MEMBAYAR}


def _kelas(nilai: Any) -> int | None:
    return int(nilai["kelas"]) or None


_TEKS = (files("status.domain") / "ketentuan" / "status.toml").read_text(encoding="utf-8")

BATAS_TUNGGAKAN: Tabel[BatasTunggakan] = muat(_TEKS, "batas_tunggakan", _batas)
KELAS_PHK: Tabel[int | None] = muat(_TEKS, "kelas_phk", _kelas)
KELAS_PBI: Tabel[int | None] = muat(_TEKS, "kelas_pbi", _kelas)
MASA_TUNGGU: Tabel[Mapping[str, int]] = muat(_TEKS, "masa_tunggu", _hari)


def ganti(tabel: Tabel[BatasTunggakan], baru: Sequence[Baris[BatasTunggakan]]) -> Tabel[BatasTunggakan]:
    """The law with other rows in their time: what a changed rule would have meant. Overlapping rows are refused (ValueError)."""
    sisa = list(tabel.baris)
    for b in baru:
        if b.berlaku_sampai is not None and b.berlaku_sampai < b.berlaku_dari:
            raise ValueError("baris berakhir sebelum mulai")
        sisa = [potong for lama in sisa for potong in _kurangi(lama, b)]
    return Tabel(tabel.nama, [*sisa, *baru], boleh_berlubang=True)


def _kurangi(lama: Baris[BatasTunggakan], b: Baris[BatasTunggakan]) -> list[Baris[BatasTunggakan]]:
    """What is left of a row outside the time of another."""
    hasil: list[Baris[BatasTunggakan]] = []
    akhir_lama = lama.berlaku_sampai or date.max
    akhir = b.berlaku_sampai or date.max
    if lama.berlaku_dari < b.berlaku_dari:
        sebelum = min(akhir_lama, b.berlaku_dari - timedelta(days=1))
        hasil.append(replace(lama, berlaku_sampai=None if sebelum == date.max else sebelum))
    if akhir < akhir_lama:
        hasil.append(replace(lama, berlaku_dari=max(lama.berlaku_dari, akhir + timedelta(days=1))))
    return hasil
