"""Rows of a bank's payment file (CSV): from text to a report that is checked like any other."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dasar.penolakan import Ditolak, Galat

from iuran.domain.pembayaran import LaporanBayar

KOLOM = ("virtual_account", "nominal", "waktu_bayar", "bank", "kanal", "referensi_bank")
PANJANG_NILAI = 200


@dataclass(frozen=True, slots=True)
class BarisBerkas:
    """``nomor``: line of the file as a spreadsheet counts it, the header being 1."""

    nomor: int
    isi: Mapping[str, str]


def baca_berkas(isi: bytes) -> list[BarisBerkas]:
    """The rows of a file in UTF-8, comma or semicolon; a missing column refuses the whole file before any row."""
    try:
        teks = isi.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Ditolak("BERKAS_TIDAK_TERBACA", "Berkas harus berupa CSV dalam UTF-8.", status=422) from None
    if "\x00" in teks:
        raise Ditolak("BERKAS_TIDAK_TERBACA", "Berkas memuat karakter yang bukan teks.", status=422)
    kepala = teks.split("\n", 1)[0]
    pembaca = csv.reader(io.StringIO(teks, newline=""), delimiter=";" if kepala.count(";") > kepala.count(",") else ",")
    hasil: list[BarisBerkas] = []
    nama: list[str] = []
    try:
        for nilai in pembaca:
            if not nama:
                nama = [n.strip().lower() for n in nilai]
                kurang = [k for k in KOLOM if k not in nama]
                if kurang:
                    galat = tuple(Galat("/berkas", f"Kolom {k} tidak ada.", "KOLOM_TIDAK_ADA") for k in kurang)
                    raise Ditolak("KOLOM_TIDAK_ADA", f"Kolom {', '.join(kurang)} tidak ada dalam berkas.", status=422, galat=galat)
            elif any(n.strip() for n in nilai):
                hasil.append(BarisBerkas(pembaca.line_num, dict(zip(nama, (n.strip() for n in nilai), strict=False))))
    except csv.Error as galat_csv:
        raise Ditolak("BERKAS_TIDAK_TERBACA", f"Baris {pembaca.line_num} bukan CSV yang sah.", status=422) from galat_csv
    if not nama:
        raise Ditolak("BERKAS_KOSONG", "Berkas kosong.", status=422)
    return hasil


def laporan_baris(isi: Mapping[str, str]) -> LaporanBayar:
    """A row as a report; only its form is looked at here, the rules are those of every payment."""
    galat: list[Galat] = [Galat(f"/{k}", f"Kolom {k} kosong.", "KOLOM_KOSONG") for k in KOLOM if not isi.get(k)]
    galat += [
        Galat(f"/{k}", f"Kolom {k} terlalu panjang.", "KOLOM_TERLALU_PANJANG") for k in KOLOM if len(isi.get(k) or "") > PANJANG_NILAI
    ]
    nominal, waktu = isi.get("nominal") or "", isi.get("waktu_bayar") or ""
    if nominal and not (nominal.isascii() and nominal.isdigit()):
        galat.append(Galat("/nominal", "Nominal adalah rupiah bulat, tanpa titik atau koma.", "NOMINAL_TIDAK_SAH"))
    saat = None
    try:
        saat = datetime.fromisoformat(waktu) if waktu else None
    except ValueError:
        galat.append(Galat("/waktu_bayar", "Waktu bayar tidak terbaca; contoh 2017-02-10T19:00:00+07:00.", "WAKTU_TIDAK_SAH"))
    if galat or saat is None:
        raise Ditolak("BARIS_TIDAK_SAH", galat[0].alasan, status=422, galat=tuple(galat))
    return LaporanBayar(isi["virtual_account"], int(nominal), saat, isi["bank"], isi["kanal"], isi["referensi_bank"])
