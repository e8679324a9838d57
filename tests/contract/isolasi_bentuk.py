"""One row of the isolation matrix: how a route is asked, and what each kind of client has to be answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .isolasi_meja import A, B

PENANYA = (A, B, "kc-biasa", "kc-prima", "operasi")
Nilai = Mapping[str, str]
Isi = Callable[[Nilai], Any]


@dataclass(frozen=True)
class Rute:
    kode: str
    isi: Isi | None = None
    berkas: Callable[[Nilai], Mapping[str, bytes | str]] | None = None
    query: str = ""
    jalur: Mapping[str, str] | None = None
    """Path parameter -> key of the seeded values, where it is not its own name."""
    terbuka: tuple[str, ...] = ()
    """Of A's values, what this list names to everybody."""
    baru: bool = False
    """Makes something of the asker's own: nothing of A is asked about."""
    saat: str = "2017-01-20T09:00"

    def harap(self) -> dict[str, int | None]:
        return {p: None if k == "-" else int(k) for p, k in zip(PENANYA, self.kode.split(), strict=True)}
