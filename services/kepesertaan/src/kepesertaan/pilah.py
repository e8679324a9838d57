"""A piece of a file, sorted: which rows are sound, which are not, who claims which identity. Pure and CPU-heavy: for a child process."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from kepesertaan.domain.berkas import Aturan, Cacat, baca_baris, kunci_identitas

KUNCI_BYTES = 16


@dataclass(frozen=True, slots=True)
class Terpilah:
    """One row. ``kunci``: keyed hash of the identity it claims, None where the number cannot be its own.

    ``keluarga``: None for a worker; else a number that is the same for all of one worker's family."""

    baris: int
    kunci: bytes | None
    cacat: Cacat | None
    keluarga: int | None
    asal: bytes


def pilah(isi: bytes, kolom: Sequence[str], aturan: Aturan, garam: bytes) -> list[Terpilah]:
    """``garam`` keys the hashes: they lie in the database until the import has ended, and NIK are few enough to be tried out."""
    hasil: list[Terpilah] = []
    for nomor, sel in orjson.loads(isi):
        asal = dict(zip(kolom, sel, strict=True))
        baik = baca_baris(nomor, asal, aturan)
        keluarga = None
        if not isinstance(baik, Cacat) and not baik.pekerja:
            keluarga = int.from_bytes(_hash(garam, baik.nik_pekerja)[:6], "big")
        # a row whose number cannot be its own (birth date, sex) claims it from nobody
        kunci = None if isinstance(baik, Cacat) and baik.kolom == "nik" else _hash(garam, klaim_identitas(asal))
        hasil.append(Terpilah(nomor, kunci, baik if isinstance(baik, Cacat) else None, keluarga, orjson.dumps(asal)))
    return hasil


def tandai_ganda(baris: Sequence[Terpilah], dikenal: dict[bytes, int]) -> tuple[list[Terpilah], list[Cacat]]:
    """(sound rows, refused ones). ``dikenal``: identities of earlier pieces and their rows; those of this one are added.

    The first row with a number counts, later ones are refused whatever became of the first: two rows of one person that differ
    are for people to look at.
    """
    baik: list[Terpilah] = []
    cacat: list[Cacat] = []
    for b in baris:
        if b.kunci is not None and (asal := dikenal.setdefault(b.kunci, b.baris)) != b.baris:
            cacat.append(Cacat(b.baris, "nik", "GANDA_DALAM_BERKAS", f"Orang ini sudah ada pada baris {asal} berkas yang sama."))
        elif b.cacat is not None:
            cacat.append(b.cacat)
        else:
            baik.append(b)
    return baik, cacat


def klaim_identitas(isi: Mapping[str, str]) -> str:
    """The identity a row names, sound or not: the second row that names it is refused."""
    return kunci_identitas((isi.get("jenis_identitas") or "NIK").strip().upper() or "NIK", (isi.get("nik") or "").strip())


def _hash(garam: bytes, teks: str) -> bytes:
    return hashlib.blake2b(teks.encode(), key=garam[:64], digest_size=KUNCI_BYTES).digest()
