"""What the story has learnt so far: identifiers the services gave, and the facts it ends with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Catatan:
    badan_usaha: dict[str, str] = field(default_factory=dict)
    """akt_id -> badan_usaha_id"""
    va: dict[str, str] = field(default_factory=dict)
    """akt_id -> virtual account of its Badan Usaha"""
    noka: dict[str, str] = field(default_factory=dict)
    """NIK -> nomor kartu; kept by the client, which knows its own people"""
    kib: dict[str, str] = field(default_factory=dict)
    """nomor kartu -> nomor KIB"""
    sep: dict[str, str] = field(default_factory=dict)
    """stay -> nomor SEP"""
    klaim: dict[str, str] = field(default_factory=dict)
    """stay -> klaim_id"""
    tagihan: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """(akt_id, periode) -> bill"""
    pengajuan: str = ""
    fakta: dict[str, Any] = field(default_factory=dict)
    """What must come out the same whatever is killed meanwhile."""
