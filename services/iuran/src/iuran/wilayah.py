"""One spelling for a kabupaten/kota, whoever typed it."""

from __future__ import annotations


def wilayah(kabupaten_kota: str) -> str:
    """``  Kota  denpasar `` -> ``KOTA DENPASAR``."""
    return " ".join(kabupaten_kota.upper().split())
