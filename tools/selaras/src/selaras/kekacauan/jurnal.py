"""The clients' journal: every command is written here before it is sent, and every answer that came back. What the clients know is all
that a bank or an AKT would know after a night of dropped connections; the proofs compare it with the data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

SELALU_JUJUR = (200, 201, 202, 204)


@dataclass(frozen=True, slots=True)
class Balasan:
    """One answer to one attempt. ``sampai``: the client saw it; false when the wire lost it on the way back."""

    status: int
    isi: bytes
    mulai: float
    selesai: float
    sampai: bool


@dataclass(slots=True)
class Perintah:
    """``jejak``: trace id sent with it, by which every event it causes can be told; ``ciri``: what its kind is known by in the data."""

    nomor: int
    jenis: str
    klien: str
    cara: str
    layanan: str
    jalur: str
    kunci: str
    jejak: str
    sidik: str
    ciri: dict[str, Any]
    balasan: list[Balasan] = field(default_factory=list)
    percobaan: int = 0

    @property
    def diakui(self) -> Balasan | None:
        """The first success the client saw: from then on it relies on it."""
        return next((b for b in self.balasan if b.sampai and b.status in SELALU_JUJUR), None)

    @property
    def ditolak(self) -> bool:
        """It was answered, and not with success."""
        return self.diakui is None and any(b.sampai and 400 <= b.status < 500 for b in self.balasan)


class Jurnal:
    def __init__(self, benih: int) -> None:
        self.benih = benih
        self.perintah: list[Perintah] = []

    def catat(self, jenis: str, klien: str, cara: str, layanan: str, jalur: str, badan: bytes, ciri: dict[str, Any]) -> Perintah:
        nomor = len(self.perintah) + 1
        perintah = Perintah(
            nomor=nomor,
            jenis=jenis,
            klien=klien,
            cara=cara,
            layanan=layanan,
            jalur=jalur,
            kunci=f"kekacauan-{self.benih}-{nomor}",
            jejak=f"{self.benih + 1:016x}{nomor:016x}",
            sidik=hashlib.sha256(badan).hexdigest(),
            ciri=ciri,
        )
        self.perintah.append(perintah)
        return perintah

    @property
    def diakui(self) -> list[Perintah]:
        return [p for p in self.perintah if p.diakui is not None]

    @property
    def ulangan(self) -> int:
        """Attempts beyond the first."""
        return sum(max(0, p.percobaan - 1) for p in self.perintah)
