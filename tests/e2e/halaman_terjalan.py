"""A page of documentation that is run: its fenced blocks are requests, the answers they get, files, messages and code, in their order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_BLOK = re.compile(r"^```(?P<jenis>[\w-]+)(?: (?P<ket>[^\n]+))?\n(?P<isi>.*?)^```$", re.MULTILINE | re.DOTALL)
_TEMPAT = re.compile(r"<([a-z_]+(?::[a-z0-9-]+)?)>")
BERLAKU_APA_SAJA = "…"


@dataclass(frozen=True, slots=True)
class Blok:
    """``jenis``: http, json, webhook, csv, python, tutup-hari; ``ket``: what stands behind it (a status, a file's name)."""

    jenis: str
    ket: str
    isi: str
    baris: int


@dataclass(frozen=True, slots=True)
class Permintaan:
    cara: str
    layanan: str
    jalur: str
    kepala: dict[str, str]
    isi: str


def blok(teks: str) -> Iterator[Blok]:
    for m in _BLOK.finditer(teks):
        yield Blok(m["jenis"], m["ket"] or "", m["isi"], teks.count("\n", 0, m.start()) + 1)


def permintaan(isi: str) -> Permintaan:
    kepala, _, badan = isi.partition("\n\n")
    pertama, *sisa = kepala.splitlines()
    m = re.fullmatch(r"(GET|POST|PUT|DELETE) \{(\w+)\}(/\S*)", pertama)
    if m is None:
        raise ValueError(f"not a request: {pertama}")
    return Permintaan(m[1], m[2], m[3], dict(b.split(": ", 1) for b in sisa), badan.strip())


def isikan(teks: str, nilai: dict[str, str], lain: Callable[[str], str | None] = lambda _: None) -> str:
    """``<noka>`` becomes what an earlier answer gave. A name nobody gave stays."""
    return _TEMPAT.sub(lambda m: nilai.get(m[1]) or lain(m[1]) or m[0], teks)


def cocok(harap: Any, ada: Any, nilai: dict[str, str], di: str = "") -> list[str]:
    """What differs between a shown answer and the real one; fields that are not shown do not matter. New names in it are remembered."""
    if isinstance(harap, str) and (m := _TEMPAT.fullmatch(harap)) is not None and m[1] not in nilai:
        nilai[m[1]] = str(ada)
        return [] if ada is not None else [f"{di}: nothing to remember as {m[1]}"]
    if isinstance(harap, str):
        teks = isikan(harap, nilai)
        return [] if teks in (BERLAKU_APA_SAJA, ada) else [f"{di}: {teks!r} is shown, {ada!r} came"]
    if isinstance(harap, dict):
        if not isinstance(ada, dict):
            return [f"{di}: an object is shown, {ada!r} came"]
        return [k for n, h in harap.items() for k in (cocok(h, ada[n], nilai, f"{di}/{n}") if n in ada else [f"{di}/{n}: is missing"])]
    if isinstance(harap, list):
        if not isinstance(ada, list) or len(ada) != len(harap):
            return [f"{di}: {len(harap)} items are shown, {ada!r} came"]
        return [k for i, (h, a) in enumerate(zip(harap, ada, strict=True)) for k in cocok(h, a, nilai, f"{di}/{i}")]
    return [] if harap == ada and type(harap) is type(ada) else [f"{di}: {harap!r} is shown, {ada!r} came"]


def baca(isi: str) -> Any:
    return json.loads(isi)
