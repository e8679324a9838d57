"""The data that the proofs look at, and nothing else: plain values, so that a test can plant a violation in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Temuan = list[str]
"""What is broken, a sentence each; empty: it holds."""


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """A row of a store."""

    stream: str
    versi: int
    id: str
    jenis: str
    isi: bytes
    metadata: Mapping[str, Any]
    urutan: int | None = None
    jenis_publik: str | None = None
    isi_publik: bytes | None = None
    akt_id: str | None = None

    @property
    def kategori(self) -> str:
        return self.stream.split(":", 1)[0]

    @property
    def jejak(self) -> str:
        """The trace id of what caused it."""
        bagian = str(self.metadata.get("traceparent") or "").split("-")
        return bagian[1] if len(bagian) == 4 else ""

    def urai(self) -> dict[str, Any]:
        hasil: dict[str, Any] = orjson.loads(self.isi)
        return hasil


@dataclass(frozen=True, slots=True)
class JawabanTersimpan:
    """A row of ``commands``."""

    klien: str
    rute: str
    kunci: str
    status: int
    isi: bytes


@dataclass(frozen=True, slots=True)
class Pekerjaan:
    id: str
    jenis: str
    keadaan: str
    gagal: int
    galat: str | None = None


@dataclass(frozen=True, slots=True)
class Catatan:
    """A record of a topic."""

    bagian: int
    offset: int
    kunci: bytes
    kepala: Mapping[str, bytes]
    isi: bytes

    def teks(self, nama: str) -> str | None:
        nilai = self.kepala.get(nama)
        return None if nilai is None else nilai.decode()


@dataclass
class Toko:
    """One service: its store, its stored answers, its jobs, its outbox, what it parked and how far its consumers have read."""

    layanan: str
    peristiwa: list[Peristiwa] = field(default_factory=list)
    stream: dict[str, tuple[int, int]] = field(default_factory=dict)  # stream -> (version, public sequence)
    jawaban: list[JawabanTersimpan] = field(default_factory=list)
    pekerjaan: dict[str, Pekerjaan] = field(default_factory=dict)
    kotak_keluar: int = 0
    parkir: list[str] = field(default_factory=list)
    dibaca: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # (consumer, source service) -> subject -> sequence
    tabel: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def menurut_stream(self) -> dict[str, list[Peristiwa]]:
        hasil: dict[str, list[Peristiwa]] = defaultdict(list)
        for p in sorted(self.peristiwa, key=lambda p: (p.stream, p.versi)):
            hasil[p.stream].append(p)
        return hasil
