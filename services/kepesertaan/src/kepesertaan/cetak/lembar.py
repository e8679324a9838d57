"""Spreadsheets: a list as XLSX, and the templates of files sent to us with what Excel can check beforehand."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from chassis.csv_rows import harmless
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from kepesertaan.domain import berkas, berkas_mutasi
from kepesertaan.domain.berkas import UPAH_TERBESAR
from kepesertaan.domain.format_berkas import Format
from kepesertaan.domain.keluarga import HUBUNGAN

BARIS_TEMPLAT = 100_001
_TEBAL = Font(bold=True)
_HIJAU, _ABU = PatternFill("solid", fgColor="D6EBDF"), PatternFill("solid", fgColor="EDEFEE")
_LAHIR_TERTUA = date(1900, 1, 1)


@dataclass(frozen=True)
class Templat:
    """``kata``: the file with its words; ``pilihan``: lists that the rules give, not the words."""

    lembar: str
    format: Format
    kata: str
    pilihan: Mapping[str, Sequence[str]]


PESERTA = Templat("Peserta", berkas.FORMAT, "impor_peserta.toml", {"hubungan": HUBUNGAN})
MUTASI = Templat(
    "Mutasi", berkas_mutasi.FORMAT, "impor_mutasi.toml", {"jenis": tuple(berkas_mutasi.JENIS), "menjadi": berkas_mutasi.MENJADI}
)


def xlsx(judul: str, kepala: Sequence[str], baris: Iterable[Sequence[str]], saat: datetime) -> bytes:
    """Every cell is text, as in the CSV: no digit of a number is lost, and nothing runs."""
    buku = _buku(saat, write_only=True)
    lembar = buku.create_sheet(judul)
    lembar.freeze_panes = "A2"
    tebal = []
    for k in kepala:
        sel = WriteOnlyCell(lembar, harmless(k))
        sel.font = _TEBAL
        tebal.append(sel)
    lembar.append(tebal)
    for satu in baris:
        lembar.append([harmless(_tercetak(s)) for s in satu])
    return _simpan(buku)


def templat_xlsx(pada: date, saat: datetime, templat: Templat = PESERTA) -> bytes:
    """Sheet one is the file itself, with its header and no row; sheet two says what each column wants."""
    buku = _buku(saat)
    lembar = buku.active
    lembar.title = templat.lembar
    lembar.append(list(templat.format.kolom))
    lembar.freeze_panes = "A2"
    umum, kolom = _kata(templat.kata)
    for nomor, nama in enumerate(templat.format.kolom, 1):
        huruf, kata = get_column_letter(nomor), kolom[nama]
        sel = lembar.cell(1, nomor)
        sel.font, sel.fill = _TEBAL, _ABU if nama in templat.format.boleh else _HIJAU
        lembar.column_dimensions[huruf].width = max(14, len(nama) + 3)
        lembar.column_dimensions[huruf].number_format = {"tanggal": "yyyy-mm-dd", "rupiah": "0"}.get(kata.get("bentuk", ""), "@")
        if (periksa := _periksa(nama, kata, pilihan(nama, templat), pada)) is not None:
            periksa.allow_blank, periksa.showErrorMessage, periksa.showInputMessage = True, True, True
            periksa.errorTitle, periksa.error = umum["salah"], kata["isi"][:250]
            periksa.promptTitle, periksa.prompt = nama, kata["isi"][:250]
            periksa.add(f"{huruf}2:{huruf}{BARIS_TEMPLAT}")
            lembar.add_data_validation(periksa)
    _petunjuk(buku, templat)
    return _simpan(buku)


def pilihan(nama: str, templat: Templat = PESERTA) -> tuple[str, ...]:
    """What a column can be filled with, where that is a list."""
    return tuple(templat.pilihan.get(nama) or _kata(templat.kata)[1][nama].get("pilihan", ()))


def _periksa(nama: str, kata: Mapping[str, Any], terpilih: Sequence[str], pada: date) -> DataValidation | None:
    if terpilih:
        return DataValidation(type="list", formula1=f'"{",".join(terpilih)}"')
    match kata.get("bentuk"):
        case "tanggal" if nama == "tanggal_lahir":
            return DataValidation(type="date", operator="between", formula1=_hari(_LAHIR_TERTUA), formula2=_hari(pada))
        case "tanggal":
            return DataValidation(type="date", operator="greaterThanOrEqual", formula1=_hari(_LAHIR_TERTUA))
        case "rupiah":
            return DataValidation(type="whole", operator="between", formula1="0", formula2=str(UPAH_TERBESAR))
    if panjang := kata.get("panjang"):
        return DataValidation(type="textLength", operator="between", formula1=str(panjang[0]), formula2=str(panjang[1]))
    return None


def _hari(tanggal: date) -> str:
    return f"DATE({tanggal.year},{tanggal.month},{tanggal.day})"


def _petunjuk(buku: Any, templat: Templat) -> None:
    umum, kolom = _kata(templat.kata)
    perlu = dict.fromkeys(templat.format.salah_satu, "salah_satu") | dict.fromkeys(templat.format.wajib, "wajib")
    lembar = buku.create_sheet("Petunjuk")
    lembar.append([umum["judul"]])
    lembar["A1"].font = Font(bold=True, size=14)
    for langkah in umum["langkah"]:
        lembar.append([langkah])
    lembar.append([])
    lembar.append(umum["kepala"])
    for sel in lembar[lembar.max_row]:
        sel.font, sel.fill = _TEBAL, _ABU
    for nama in templat.format.kolom:
        lembar.append([nama, umum[perlu.get(nama, "boleh")], kolom[nama]["isi"], ", ".join(pilihan(nama, templat))])
        lembar.cell(lembar.max_row, 4).alignment = Alignment(wrap_text=True, vertical="top")
    for huruf, lebar in zip("ABCD", (26, 12, 80, 60), strict=True):
        lembar.column_dimensions[huruf].width = lebar


@lru_cache
def _kata(berkas: str) -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]]:
    isi = tomllib.loads(files("kepesertaan.cetak").joinpath("templat", berkas).read_text("utf-8"))
    return isi["umum"], isi["kolom"]


def _tercetak(sel: str) -> str:
    """Without what an XLSX cannot hold."""
    return "".join(c for c in sel if c in "\t\n" or c >= " ").encode("utf-8", "replace").decode()[:32_000]


def _buku(saat: datetime, *, write_only: bool = False) -> Any:
    buku = Workbook(write_only=write_only)
    buku.properties.creator = "Selaras"
    buku.properties.created = buku.properties.modified = saat.replace(tzinfo=None)
    return buku


def _simpan(buku: Any) -> bytes:
    isi = io.BytesIO()
    buku.save(isi)
    return isi.getvalue()
