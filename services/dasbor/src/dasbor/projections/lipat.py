"""Folding: patches per table and key are merged in Python, then each table is written with one upsert."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import asyncpg
import orjson

KUNCI: dict[str, tuple[str, ...]] = {
    "akt": ("akt_id",),
    "faskes": ("kode_ppk",),
    "badan_usaha": ("badan_usaha_id",),
    "delegasi": ("badan_usaha_id", "akt_id"),
    "peserta": ("nomor_kartu",),
    "tagihan": ("tagihan_id",),
    "pembayaran": ("pembayaran_id",),
    "alokasi": ("pembayaran_id", "tagihan_id"),
    "status_unit": ("virtual_account", "urutan"),
    "sep": ("nomor_sep",),
    "klaim": ("klaim_id",),
    "pengajuan": ("pengajuan_id",),
    "fpk": ("nomor_fpk",),
    "tugas": ("tugas_id",),
    "proses_akt": ("proses_id", "akt_id"),
    "webhook_mati": ("webhook_id",),
    "riwayat": ("subjek", "peristiwa_id"),
}

HAPUS = object()
"""Empties a column: a plain None means "this event says nothing of it"."""


class Lipatan:
    """The patches of one batch."""

    def __init__(self) -> None:
        self._isi: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}

    def ubah(self, tabel: str, **kolom: Any) -> None:
        kunci = tuple(kolom[k] for k in KUNCI[tabel])
        baris = self._isi.setdefault(tabel, {}).setdefault(kunci, {})
        baris.update({k: v for k, v in kolom.items() if v is not None})

    async def tulis(self, conn: asyncpg.Connection) -> None:
        for tabel, baris in sorted(self._isi.items()):
            # rows of one shape together: a column that a row does not name keeps its value
            bentuk: dict[tuple[str, ...], list[dict[str, Any]]] = {}
            for kunci in sorted(baris, key=str):
                bentuk.setdefault(tuple(sorted(baris[kunci])), []).append(baris[kunci])
            for kolom, isi in bentuk.items():
                await conn.execute(_upsert(tabel, kolom), orjson.dumps(isi, default=_json).decode())


def _upsert(tabel: str, kolom: tuple[str, ...]) -> str:
    nama = ", ".join(kolom)
    lain = [k for k in kolom if k not in KUNCI[tabel]]
    ubah = "update set " + ", ".join(f"{k} = excluded.{k}" for k in lain) if lain else "nothing"
    return (
        f"insert into {tabel} ({nama}) select {nama} from jsonb_populate_recordset(null::{tabel}, $1::jsonb)"  # noqa: S608 - names of ours
        f" on conflict ({', '.join(KUNCI[tabel])}) do {ubah}"
    )


def _json(nilai: Any) -> Any:
    if nilai is HAPUS:
        return None
    if isinstance(nilai, date | datetime):
        return nilai.isoformat()
    raise TypeError(type(nilai).__name__)
