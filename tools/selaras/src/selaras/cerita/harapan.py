"""What the story expects, and how it says that it did not come true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class HarapanGagal(Exception):
    """An expectation of the story does not hold. ``make demo`` ends with 1 and prints it."""


def sama(apa: str, dapat: Any, harap: Any) -> None:
    if dapat != harap:
        raise HarapanGagal(f"{apa}: diharapkan {harap!r}, didapat {dapat!r}")


def benar(apa: str, syarat: bool, dapat: Any = None) -> None:
    if not syarat:
        raise HarapanGagal(apa if dapat is None else f"{apa}: didapat {dapat!r}")


def memuat(apa: str, dapat: Iterable[Any], harap: Any) -> None:
    isi = list(dapat)
    if harap not in isi:
        raise HarapanGagal(f"{apa}: {harap!r} tidak ada dalam {isi!r}")


def tanpa(apa: str, teks: str, kata: Iterable[str]) -> None:
    """None of the words stands in the text (names of others must not leak)."""
    bocor = [k for k in kata if k and k.lower() in teks.lower()]
    if bocor:
        raise HarapanGagal(f"{apa}: menyebut {bocor!r}")
