"""The clients of the dev issuer, from ``contoh/klien.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.jalur import akar_repo

KLAIM = ("akt_id", "badan_usaha_id", "kode_ppk", "kode_bank", "kantor", "jenis_kantor")
"""Claims that say whom a token concerns."""


@dataclass(frozen=True, slots=True)
class Klien:
    id: str
    nama: str
    rahasia: str
    scope: frozenset[str]
    klaim: tuple[tuple[str, str], ...]
    boleh_memilih: tuple[str, ...] = ()
    """Claims the token request itself may give, because the thing's id is known only at run time."""
    masuk: bool = True
    """May a person choose this identity on the sign-in page?"""


def baca_klien(berkas: Path | None = None) -> dict[str, Klien]:
    berkas = berkas or akar_repo() / "contoh" / "klien.toml"
    try:
        baris = tomllib.loads(berkas.read_text())["klien"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as e:
        raise GalatTumpukan(f"Daftar klien {berkas} tidak terbaca: {e}") from e
    klien = [
        Klien(
            id=b["id"],
            nama=b["nama"],
            rahasia=b["rahasia"],
            scope=frozenset(b["scope"].split()),
            klaim=tuple((n, b[n]) for n in KLAIM if n in b),
            boleh_memilih=tuple(b.get("boleh_memilih", ())),
            masuk=b.get("masuk", True),
        )
        for b in baris
    ]
    return {k.id: k for k in klien}
