"""What the story has learnt so far: identifiers the services gave, and the facts it ends with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Catatan:
    badan_usaha: dict[str, str] = field(default_factory=dict)
    """key of the Badan Usaha (``tetap.PENDAFTAR``) -> badan_usaha_id"""
    va: dict[str, str] = field(default_factory=dict)
    """key of the Badan Usaha -> its virtual account"""
    noka: dict[str, str] = field(default_factory=dict)
    """NIK -> nomor kartu; kept by the client, which knows its own people"""
    kib: dict[str, str] = field(default_factory=dict)
    """nomor kartu -> nomor KIB"""
    sep: dict[str, str] = field(default_factory=dict)
    """stay -> nomor SEP"""
    klaim: dict[str, str] = field(default_factory=dict)
    """stay -> klaim_id"""
    tagihan: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """(key of the Badan Usaha, periode) -> bill"""
    pengajuan: str = ""
    peralihan: str = ""
    """proses_id of the change of AKT"""
    keluarga: tuple[str, ...] = ()
    """The family that pays for itself: its id, its virtual account, its people"""
    fakta: dict[str, Any] = field(default_factory=dict)
    """What must come out the same whatever is killed meanwhile."""
