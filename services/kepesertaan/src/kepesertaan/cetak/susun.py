"""Typst: a template of ``templat/`` and its data -> PDF. Same data, same bytes.

Only the fonts inside the wheel: a paper looks the same on every machine, in a slim container too. Data goes in as a JSON input and
never as markup: a name cannot become a command of the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Literal

import orjson
import typst

_FOLDER = files("kepesertaan.cetak").joinpath("templat")


@lru_cache
def _penyusun(templat: str) -> typst.Compiler:
    """Reads fonts and template once a process."""
    return _penyusun_di(str(_FOLDER), templat)


def _penyusun_di(folder: str, templat: str) -> typst.Compiler:
    return typst.Compiler(f"{folder}/{templat}.typ", root=folder, font_paths=_huruf(), ignore_system_fonts=True)


@lru_cache
def _huruf() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def pdf(templat: str, data: Mapping[str, Any], saat: datetime, berkas: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """``saat``: date of the document, so that the clock of the machine is in none. ``berkas``: name -> content of pictures that the
    template reads; as data, a number a byte, one would take a hundred times its size and stay in the memory of the next ten papers."""
    waktu = int(saat.timestamp())
    if not berkas:
        return _susun(_penyusun(templat), data, "pdf", timestamp=waktu)
    with TemporaryDirectory(prefix="selaras-cetak-") as folder:
        for nama, isi in {**berkas, f"{templat}.typ": _FOLDER.joinpath(f"{templat}.typ").read_bytes()}.items():
            Path(folder, nama).write_bytes(isi)
        return _susun(_penyusun_di(folder, templat), data, "pdf", timestamp=waktu)


def png(templat: str, data: Mapping[str, Any], titik: float = 150.0) -> bytes:
    """The first page as a picture: for somebody who wants to look at it."""
    return _susun(_penyusun(templat), data, "png", ppi=titik)


def _susun(penyusun: typst.Compiler, data: Mapping[str, Any], bentuk: Literal["pdf", "png"], **pilihan: Any) -> bytes:
    hasil = penyusun.compile(format=bentuk, sys_inputs={"data": orjson.dumps(data).decode()}, **pilihan)
    if isinstance(hasil, list):  # a picture a page
        hasil = hasil[0]
    if not isinstance(hasil, bytes):
        raise TypeError(f"typst gave {type(hasil).__name__}")
    return hasil
