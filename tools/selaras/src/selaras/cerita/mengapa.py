"""Why, as the answers themselves say: the ids of the rules that an answer carries, whole and in its order, so that each can be searched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def aturan_pada(isi: Any) -> list[str]:
    """The rule that refused, and the rules of the reasons, of what is missing, and of what was turned away; each once."""
    ada = [isi.get("aturan")]
    for kolom in ("dasar", "kurang", "ditolak"):
        ada += [d.get("aturan") for d in isi.get(kolom) or () if isinstance(d, dict)]
    return list(dict.fromkeys(a for a in ada if a))


def mengapa(*isi: Any) -> str:
    return sebut(a for satu in isi for a in aturan_pada(satu))


def sebut(aturan: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(aturan))
