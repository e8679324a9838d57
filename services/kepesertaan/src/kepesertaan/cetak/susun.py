"""Typst: a template of ``templat/`` and its data -> PDF. Same data, same bytes.

Only the fonts inside the wheel: a paper looks the same on every machine, in a slim container too. Data goes in as a JSON input and
never as markup: a name cannot become a command of the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import orjson
import typst


@lru_cache
def _penyusun(templat: str) -> typst.Compiler:
    """Reads fonts and template once a process."""
    folder = files("kepesertaan.cetak").joinpath("templat")
    return typst.Compiler(str(folder.joinpath(f"{templat}.typ")), root=str(folder), ignore_system_fonts=True)


def pdf(templat: str, data: Mapping[str, Any], saat: datetime) -> bytes:
    """``saat``: date of the document, so that the clock of the machine is in none."""
    return _susun(templat, data, "pdf", timestamp=int(saat.timestamp()))


def png(templat: str, data: Mapping[str, Any], titik: float = 150.0) -> bytes:
    """The first page as a picture: for somebody who wants to look at it."""
    return _susun(templat, data, "png", ppi=titik)


def _susun(templat: str, data: Mapping[str, Any], bentuk: Literal["pdf", "png"], **pilihan: Any) -> bytes:
    hasil = _penyusun(templat).compile(format=bentuk, sys_inputs={"data": orjson.dumps(data).decode()}, **pilihan)
    if isinstance(hasil, list):  # a picture a page
        hasil = hasil[0]
    if not isinstance(hasil, bytes):
        raise TypeError(f"{templat}: typst gave {type(hasil).__name__}")
    return hasil
