"""What changed between two JSON Schemas, said in words: the one comparison behind events and HTTP.

It knows what our generators write (pydantic): objects, arrays, anyOf with null, enums, consts, bounds, patterns, discriminated unions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Jenis = Literal[
    "field gone", "field new", "now required", "no longer required", "type lost", "type new", "value gone", "value new", "tighter", "looser"
]
MINIMA = ("minimum", "exclusiveMinimum", "minLength", "minItems")
MAXIMA = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
ADA = object()


@dataclass(frozen=True)
class Beda:
    """One difference at a place. ``wajib``: of a new field, whether it is required; of a gone one, whether it was."""

    tempat: str
    jenis: Jenis
    apa: str
    wajib: bool = False

    def __str__(self) -> str:
        return f"`{self.tempat}`: {self.jenis}{f' ({self.apa})' if self.apa else ''}"


@dataclass
class Bentuk:
    """A schema with its references resolved and its alternatives merged."""

    tipe: set[str] = field(default_factory=set)
    nilai: set[Any] | None = None
    bidang: dict[str, Json] = field(default_factory=dict)
    wajib: set[str] = field(default_factory=set)
    isi: Json | None = None
    lain: Json | None = None
    tertutup: bool = False
    batas: dict[str, Any] = field(default_factory=dict)
    ragam: dict[str, Json] = field(default_factory=dict)


def _tujuan(skema: Json, akar: Json) -> Json:
    while "$ref" in skema:
        node: Any = akar
        for bagian in skema["$ref"].removeprefix("#/").split("/"):
            node = node[bagian.replace("~1", "/").replace("~0", "~")]
        skema = node
    return skema


def bentuk(skema: Json, akar: Json) -> Bentuk:
    skema = _tujuan(skema, akar)
    pilihan = [_tujuan(s, akar) for s in (*skema.get("anyOf", ()), *skema.get("oneOf", ()))]
    if not pilihan and isinstance(skema.get("type"), list):
        pilihan = [{**skema, "type": t} for t in skema["type"]]
    benda = [s for s in pilihan if s.get("type") == "object" or "properties" in s]
    if len(benda) > 1:
        return Bentuk(
            tipe={str(s.get("type", "any")) for s in pilihan if s not in benda} | {"object"},
            ragam={_nama_ragam(s, n): s for n, s in enumerate(benda)},
        )
    hasil = Bentuk()
    for s in pilihan or [skema]:
        _tambah(hasil, s)
    return hasil


def _nama_ragam(s: Json, nomor: int) -> str:
    for nama, b in s.get("properties", {}).items():
        if "const" in b:
            return f"{nama}={b['const']}"
    return str(s.get("title", nomor))


def _tambah(b: Bentuk, s: Json) -> None:
    nilai = {s["const"]} if "const" in s else set(s["enum"]) if "enum" in s else None
    b.tipe.add(str(s.get("type") or ("any" if nilai is None else "string")))
    if nilai is not None:
        b.nilai = (b.nilai or set()) | nilai
    b.bidang |= s.get("properties", {})
    b.wajib |= set(s.get("required", ()))
    b.isi = s.get("items", b.isi)
    b.tertutup = b.tertutup or s.get("additionalProperties") is False
    if isinstance(s.get("additionalProperties"), dict):
        b.lain = s["additionalProperties"]
    b.batas |= {k: s[k] for k in (*MINIMA, *MAXIMA, "pattern", "format") if k in s}


def banding(
    lama: Json, baru: Json, akar_lama: Json, akar_baru: Json, tempat: str = "", _dilihat: frozenset[Any] = frozenset()
) -> Iterator[Beda]:
    """Every difference, seen from the old schema."""
    kunci = (lama.get("$ref"), baru.get("$ref"))
    if None not in kunci:
        if kunci in _dilihat:
            return
        _dilihat |= {kunci}
    a, b = bentuk(lama, akar_lama), bentuk(baru, akar_baru)
    sini = tempat or "/"
    yield from _tipe(a, b, sini)
    yield from _nilai(a, b, sini)
    yield from _batas(a.batas, b.batas, sini)

    def turun(x: Json, y: Json, nama: str) -> Iterator[Beda]:
        return banding(x, y, akar_lama, akar_baru, nama, _dilihat)

    for nama in a.bidang.keys() | b.bidang.keys():
        di = f"{tempat}.{nama}" if tempat else nama
        if nama not in b.bidang:
            yield Beda(di, "field gone", "", wajib=nama in a.wajib)
        elif nama not in a.bidang:
            yield Beda(di, "field new", "required" if nama in b.wajib else "optional", wajib=nama in b.wajib)
        else:
            if (nama in a.wajib) != (nama in b.wajib):
                yield Beda(di, "now required" if nama in b.wajib else "no longer required", "")
            yield from turun(a.bidang[nama], b.bidang[nama], di)
    if a.isi is not None and b.isi is not None:
        yield from turun(a.isi, b.isi, f"{tempat}[]")
    if a.lain is not None and b.lain is not None:
        yield from turun(a.lain, b.lain, f"{tempat}.*")
    if b.tertutup and not a.tertutup and a.tipe & {"object"}:
        yield Beda(sini, "tighter", "further fields are refused")
    for nama in a.ragam.keys() | b.ragam.keys():
        if nama not in b.ragam:
            yield Beda(sini, "value gone", nama)
        elif nama not in a.ragam:
            yield Beda(sini, "value new", nama)
        else:
            yield from turun(a.ragam[nama], b.ragam[nama], f"{tempat}<{nama}>")


def _tipe(a: Bentuk, b: Bentuk, sini: str) -> Iterator[Beda]:
    if "any" not in b.tipe:
        for t in sorted(a.tipe - b.tipe):
            # every integer is a number
            if not (t == "integer" and "number" in b.tipe):
                yield Beda(sini, "type lost", f"{t}, now {' or '.join(sorted(b.tipe))}")
    if "any" not in a.tipe:
        for t in sorted(b.tipe - a.tipe):
            if not (t == "integer" and "number" in a.tipe):
                yield Beda(sini, "type new", f"{t}, was {' or '.join(sorted(a.tipe))}")


def _nilai(a: Bentuk, b: Bentuk, sini: str) -> Iterator[Beda]:
    if a.nilai is None and b.nilai is None:
        return
    if a.nilai is None:
        yield Beda(sini, "value gone", f"all but {_daftar(b.nilai)}")
    elif b.nilai is None:
        yield Beda(sini, "value new", f"not only {_daftar(a.nilai)}")
    else:
        for v in sorted(map(str, a.nilai - b.nilai)):
            yield Beda(sini, "value gone", v)
        for v in sorted(map(str, b.nilai - a.nilai)):
            yield Beda(sini, "value new", v)


def _daftar(nilai: set[Any] | None) -> str:
    return ", ".join(sorted(map(str, nilai or ())))


def _batas(a: Mapping[str, Any], b: Mapping[str, Any], sini: str) -> Iterator[Beda]:
    for nama in sorted(a.keys() | b.keys()):
        x, y = a.get(nama, ADA), b.get(nama, ADA)
        if x == y:
            continue
        apa = f"{nama} {'none' if x is ADA else x} -> {'none' if y is ADA else y}"
        if x is ADA or y is ADA:
            yield Beda(sini, "tighter" if x is ADA else "looser", apa)
        elif nama in MINIMA or nama in MAXIMA:
            yield Beda(sini, "tighter" if (y > x) == (nama in MINIMA) else "looser", apa)
        else:  # another pattern or format: what fits the one need not fit the other
            yield Beda(sini, "tighter", apa)
            yield Beda(sini, "looser", apa)
