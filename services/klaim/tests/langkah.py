"""One step of a state machine over a decider: decided, folded, held against the order of states, and told a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from dasar.penolakan import Ditolak


@dataclass
class Ranah:
    """``maju``: which states may follow which. ``keadaan`` and ``riwayat`` of every stream, by id."""

    decide: Callable[[Any, Any], list[Any]]
    evolve: Callable[[Any, Any], Any]
    kosong: Any
    maju: Mapping[str, set[str]]
    keadaan: dict[str, Any] = field(default_factory=dict)
    riwayat: dict[str, list[Any]] = field(default_factory=dict)

    def langkah(self, id: str, perintah: Any) -> list[Any] | None:
        """What happened; None when it is refused."""
        baru = self.keadaan.get(id, self.kosong)
        try:
            peristiwa = self.decide(perintah, baru)
        except Ditolak:
            return None
        for e in peristiwa:
            lama, baru = baru.keadaan, self.evolve(baru, e)
            assert baru.keadaan == lama or baru.keadaan in self.maju[lama], (lama, e)
        self.keadaan[id] = baru
        self.riwayat.setdefault(id, []).extend(peristiwa)
        with suppress(Ditolak):
            assert self.decide(perintah, baru) == [], f"told again it does something more: {perintah}"
        return list(peristiwa)

    def riwayat_adalah_keadaan(self) -> None:
        for id, peristiwa in self.riwayat.items():
            ulang = self.kosong
            for e in peristiwa:
                ulang = self.evolve(ulang, e)
            assert ulang == self.keadaan[id]
