"""Reading an uploaded file of people: CSV (comma or semicolon, BOM or not) or the same columns in XLSX, in pieces of bounded size.

Nothing here holds a whole CSV: a line, a row, a piece at a time. An XLSX has to be opened as a whole, so it may be far smaller.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO

import openpyxl
import orjson
from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.berkas import FORMAT
from kepesertaan.domain.format_berkas import Format

BARIS_TERBANYAK = 250_000
KOLOM_TERBANYAK = 200
BARIS_TERPANJANG = 256 * 1024
"""Characters of one row; a line without end must not be read to its end."""
POTONGAN = 512 * 1024
XLSX_TERBESAR = 16 * 1024 * 1024
_XLSX_TERBUKA = 128 * 1024 * 1024
_XLSX_ISI = 64 * 1024 * 1024
_XLSX_KOLOM = 1_000
_XLSX_KOSONG = 20_000
"""Empty rows in a run, and columns with the empty ones: one cell far away costs the sender nothing and the reader all before it."""


@dataclass(frozen=True, slots=True)
class Potongan:
    """``isi``: JSON ``[[line, [cell, …]], …]`` of rows that are not empty; the header is line 1."""

    jumlah: int
    isi: bytes


Baris = tuple[int, list[str]]


def baca_csv(berkas: BinaryIO, format: Format = FORMAT, potongan: int | None = None) -> tuple[list[str], Iterator[Potongan]]:
    """(columns, pieces). A file that is none of ours is refused before the first piece (R-KEP-22), a broken one where it breaks."""
    baris = _csv(berkas)
    kolom = _kepala(next(baris, []), format)
    return kolom, _potong(baris, len(kolom), potongan)


def baca_xlsx(isi: bytes, format: Format = FORMAT, besar: int | None = None) -> tuple[list[str], list[Potongan]]:
    """The same of an XLSX. CPU-heavy: for a child process."""
    baris = _xlsx(isi)
    kolom = _kepala(next(baris, []), format)
    hasil: list[Potongan] = []
    for potongan in _potong(baris, len(kolom), besar):
        hasil.append(potongan)
        if sum(len(p.isi) for p in hasil) > _XLSX_ISI:  # few cells may name one long text very often
            raise _xlsx_besar()
    return kolom, hasil


def adalah_xlsx(awal: bytes) -> bool:
    return awal[:4] == b"PK\x03\x04"


def _kepala(sel: Sequence[str], format: Format) -> list[str]:
    if len(sel) > KOLOM_TERBANYAK:
        raise _tidak_terbaca(f"Berkas memiliki lebih dari {KOLOM_TERBANYAK} kolom.")
    kolom = [k.strip().lower().replace(" ", "_") for k in sel]
    format.periksa(kolom)
    return kolom


def _potong(lembar: Iterable[Sequence[str]], lebar: int, sebesar: int | None) -> Iterator[Potongan]:
    semua = 0
    kini: list[bytes] = []
    besar = 0
    for nomor, sel in enumerate(lembar, 2):
        if not any(s.strip() for s in sel):
            continue
        semua += 1
        if semua > BARIS_TERBANYAK:
            raise Ditolak("BERKAS_TERLALU_BESAR", f"Paling banyak {BARIS_TERBANYAK} baris sekali kirim.", status=413)
        try:
            satu = orjson.dumps((nomor, [*islice(sel, lebar), *[""] * (lebar - len(sel))]))
        except orjson.JSONEncodeError:  # half of a surrogate pair, which only an XLSX can hold
            raise _tidak_terbaca(f"Baris {nomor} mengandung karakter yang tidak sah.") from None
        kini.append(satu)
        besar += len(satu)
        if besar >= (sebesar or POTONGAN):
            yield Potongan(len(kini), b"[" + b",".join(kini) + b"]")
            kini, besar = [], 0
    if kini:
        yield Potongan(len(kini), b"[" + b",".join(kini) + b"]")


class _Garis:
    """Lines of a text for the CSV reader, none and no row of theirs longer than a row may be."""

    def __init__(self, teks: io.TextIOWrapper) -> None:
        self._teks = teks
        self._sebaris = 0

    def mulai_baris(self) -> None:
        self._sebaris = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            garis = self._teks.readline(BARIS_TERPANJANG + 1)
        except UnicodeDecodeError:
            raise _tidak_terbaca("Berkas CSV harus UTF-8.") from None
        if not garis:
            raise StopIteration
        self._sebaris += len(garis)
        if self._sebaris > BARIS_TERPANJANG:
            raise _tidak_terbaca(f"Ada baris yang lebih panjang dari {BARIS_TERPANJANG} karakter.")
        if "\x00" in garis:
            raise _tidak_terbaca("Berkas mengandung karakter yang tidak sah.")
        return garis


def _csv(berkas: BinaryIO) -> Iterator[list[str]]:
    teks = io.TextIOWrapper(berkas, encoding="utf-8-sig", newline="")
    try:
        garis = _Garis(teks)
        pertama = next(garis, "")
        pemisah = ";" if pertama.count(";") > pertama.count(",") else ","
        try:
            for baris in csv.reader(_didahului(pertama, garis), delimiter=pemisah):
                garis.mulai_baris()
                yield baris
        except csv.Error:
            raise _tidak_terbaca("Berkas CSV tidak terbaca.") from None
    finally:
        with suppress(ValueError):  # the upload is closed already
            teks.detach()  # else its end would close the upload


def _didahului(pertama: str, garis: _Garis) -> Iterator[str]:
    yield pertama
    yield from garis


def _xlsx(isi: bytes) -> Iterator[list[str]]:
    """Read with defusedxml (openpyxl takes it where it is installed): no entities, so no bomb of them."""
    buku = None
    try:
        with zipfile.ZipFile(io.BytesIO(isi)) as arsip:
            if sum(i.file_size for i in arsip.infolist()) > _XLSX_TERBUKA:
                raise _xlsx_besar()
        buku = openpyxl.load_workbook(io.BytesIO(isi), read_only=True, data_only=True)
        lembar = buku.worksheets[0] if buku.worksheets else None
        if lembar is not None:
            lembar.reset_dimensions()  # what a sheet says of its own size may be wrong, and rows beyond it would be lost without a word
        baris = lembar.iter_rows(values_only=True) if lembar is not None else ()
        kosong = 0
        for satu in baris:
            sel = [_sel(nilai) for nilai in satu]
            while sel and not sel[-1]:
                sel.pop()  # a formatted but empty column is none
            kosong = 0 if sel else kosong + 1
            if kosong > _XLSX_KOSONG or len(satu) > _XLSX_KOLOM or sum(map(len, sel)) > BARIS_TERPANJANG:
                raise _xlsx_besar()
            if any("\x00" in s for s in sel):
                raise _tidak_terbaca("Berkas mengandung karakter yang tidak sah.")
            yield sel
    except Ditolak:
        raise
    except Exception:  # noqa: BLE001  openpyxl raises whatever its parts met; nothing else happens here, and the file is the sender's
        raise _tidak_terbaca("Berkas XLSX tidak terbaca atau terpotong.") from None
    finally:
        if buku is not None:
            buku.close()


def _sel(nilai: object) -> str:
    """A cell as text: spreadsheets turn dates and whole numbers into types of their own."""
    if nilai is None:
        return ""
    if isinstance(nilai, datetime):
        return nilai.date().isoformat()
    if isinstance(nilai, date):
        return nilai.isoformat()
    if isinstance(nilai, float) and nilai.is_integer():
        return str(int(nilai))
    return str(nilai)


def _tidak_terbaca(alasan: str) -> Ditolak:
    return Ditolak("BERKAS_TIDAK_TERBACA", alasan, aturan="R-KEP-22", status=422, galat=(Galat("/berkas", alasan),))


def _xlsx_besar() -> Ditolak:
    return _tidak_terbaca("Berkas XLSX terlalu besar setelah dibuka; kirim sebagai CSV.")
