"""Reading an uploaded peserta file: CSV (comma or semicolon, BOM or not) or the same columns in XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import openpyxl
from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.berkas import periksa_kepala

Baris = tuple[int, dict[str, str]]
BARIS_TERBANYAK = 250_000
_XLSX_TERBESAR = 400 * 1024 * 1024


def baca_kepala(isi: bytes) -> None:
    """Refuse the whole file if it is none of ours, before anything is stored (R-KEP-22)."""
    periksa_kepala(_kolom(next(_lembar(isi), [])))


def baca_berkas(isi: bytes) -> list[Baris]:
    """(line, columns as they came) of every row that is not empty; the header is line 1. CPU-heavy for large files."""
    lembar = _lembar(isi)
    kolom = _kolom(next(lembar, []))
    periksa_kepala(kolom)
    hasil: list[Baris] = []
    for nomor, sel in enumerate(lembar, 2):
        if any(s.strip() for s in sel):
            hasil.append((nomor, dict(zip(kolom, [*sel, *[""] * (len(kolom) - len(sel))], strict=False))))
    if len(hasil) > BARIS_TERBANYAK:
        raise Ditolak("BERKAS_TERLALU_BESAR", f"Paling banyak {BARIS_TERBANYAK} baris sekali kirim.", status=413)
    return hasil


def _kolom(kepala: Sequence[str]) -> list[str]:
    return [k.strip().lower().replace(" ", "_") for k in kepala]


def _lembar(isi: bytes) -> Iterator[list[str]]:
    return _xlsx(isi) if isi[:4] == b"PK\x03\x04" else _csv(isi)


def _csv(isi: bytes) -> Iterator[list[str]]:
    try:
        teks = isi.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _tidak_terbaca("Berkas CSV harus UTF-8.") from None
    if "\x00" in teks:
        raise _tidak_terbaca("Berkas mengandung karakter yang tidak sah.")
    kepala = teks.partition("\n")[0]
    pemisah = ";" if kepala.count(";") > kepala.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(teks, newline=""), delimiter=pemisah)
    except csv.Error:
        raise _tidak_terbaca("Berkas CSV tidak terbaca.") from None


def _xlsx(isi: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(isi)) as arsip:
            if sum(i.file_size for i in arsip.infolist()) > _XLSX_TERBESAR:
                raise _tidak_terbaca("Berkas XLSX terlalu besar setelah dibuka.")
        buku = openpyxl.load_workbook(io.BytesIO(isi), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise _tidak_terbaca("Berkas XLSX tidak terbaca.") from None
    try:
        lembar = buku.worksheets[0] if buku.worksheets else None
        for baris in lembar.iter_rows(values_only=True) if lembar is not None else ():
            yield [_sel(nilai) for nilai in baris]
    finally:
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
