"""One upsert a table for the inline read model, from columns declared once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chassis.aggregate import PublicForm, Statement


def diam(_: object, __: object) -> PublicForm | None:
    """Between BPJS and whom it concerns: no other service decides anything by it, and who is registered by it is announced himself."""
    return None


@dataclass(frozen=True)
class Tabel:
    """``kolom``: name and SQL type; the value of a row is a tuple in that order. ``ubah`` false: written once, never changed."""

    nama: str
    kunci: tuple[str, ...]
    kolom: tuple[tuple[str, str], ...]
    ubah: bool = True

    @cached_property
    def _sql(self) -> str:
        nama = [n for n, _ in self.kolom]
        tanda = ", ".join(f"${i}::{jenis}[]" for i, (_, jenis) in enumerate(self.kolom, start=2))
        if self.ubah:
            isi = ", ".join(f"{n} = excluded.{n}" for n in nama if n not in self.kunci)
            bentrok = f" on conflict ({', '.join(self.kunci)}) do update set {isi}"
        else:
            bentrok = ""
        return (
            f"insert into {self.nama} ({', '.join(nama)}) select {', '.join('m.' + n for n in nama)} from head h"  # noqa: S608  names are constants
            f" join unnest($1::text[], {tanda}) as m(stream_id, {', '.join(nama)}) using (stream_id){bentrok}"
        )

    def tulis(self, baris: Sequence[tuple[str, tuple[Any, ...]]]) -> list[Statement]:
        """``baris``: (stream id, row) each; nothing to write is no statement."""
        if not baris:
            return []
        kolom = zip(*(isi for _, isi in baris), strict=True)
        return [Statement(self._sql, ([s for s, _ in baris], *[list(k) for k in kolom]))]
