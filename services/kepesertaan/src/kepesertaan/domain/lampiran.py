"""Files that people hand in: what they may be, who may see them, and how papers name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dasar.penolakan import Ditolak, Galat

LAMPIRAN_TERBESAR = 10 * 1024 * 1024
_AWAL: Mapping[str, bytes] = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
AKHIRAN: Mapping[str, str] = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
GAMBAR = frozenset({"image/jpeg", "image/png"})
_RUJUKAN = re.compile(r"sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pemilik:
    """Who handed a file in and for which Badan Usaha; empty: nobody's. A file for no Badan Usaha is its sender's alone.

    One of an AKT is read by that AKT only while it may see the Badan Usaha, and never by the AKT after it."""

    badan_usaha_id: str = ""
    akt_id: str = ""
    kantor: str = ""


def jenis_media(isi: bytes) -> str:
    """By what stands in it, whatever its sender calls it."""
    if len(isi) > LAMPIRAN_TERBESAR:
        mib = LAMPIRAN_TERBESAR // 1024 // 1024
        raise Ditolak(
            "BERKAS_TERLALU_BESAR", f"Berkas paling besar {mib} MiB.", status=413, galat=(Galat("/berkas", f"Paling besar {mib} MiB."),)
        )
    for media, awal in _AWAL.items():
        if isi.startswith(awal):
            return media
    alasan = "Berkas harus PDF, JPEG atau PNG."
    raise Ditolak("JENIS_BERKAS_TIDAK_DITERIMA", alasan, status=415, galat=(Galat("/berkas", alasan),))


def rujukan(sha256: str) -> str:
    return f"sha256:{sha256}"


def sidik(teks: str | None) -> str | None:
    """The hash in a reference to a stored file; None for a reference in words (a letter that lies in a cabinet)."""
    cocok = _RUJUKAN.fullmatch(teks or "")
    return None if cocok is None else cocok[1]
