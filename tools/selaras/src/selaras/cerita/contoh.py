"""Writes the samples of ``contoh/``: ``uv run python -m selaras.cerita.contoh``. A test holds them equal to what is committed."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

from dasar.tanggal import WIB

from selaras.cerita import berkas, eklaim
from selaras.cerita.pembangkit import bangun
from selaras.cerita.rencana_rawat import rencana
from selaras.cerita.tarif import TabelTarif
from selaras.lokal.jalur import akar_repo

BENIH_CONTOH = 1
BARIS_CONTOH = 24
NOKA_CONTOH = "000194435{:04d}"
VA_CONTOH = "8888800000012345"


def isi_contoh(tabel: TabelTarif) -> dict[str, bytes]:
    """File name -> bytes. Numbers that a running system would give (NOKA, SEP, VA) are placeholders of the right shape."""
    bahan = bangun(BENIH_CONTOH)
    keluarga = [k for k in bahan.keluarga_sentosa if k.tanda]
    orang = [o for k in keluarga for o in k.semua][:BARIS_CONTOH]
    baris = [b for b in bahan.sentosa_betul if b.orang in orang]
    rawat = [(r, f"{r.rs.kode_ppk}1216V{i:06d}") for i, r in enumerate(rencana(bahan, tabel)) if not r.ditahan]
    acak = random.Random(BENIH_CONTOH)
    bayar = datetime(2016, 12, 5, 10, 15, tzinfo=WIB)
    return {
        "peserta.csv": berkas.berkas_peserta(baris),
        "mutasi.csv": berkas.berkas_mutasi([b.orang for b in baris if b.orang.pekerja][:3], date(2016, 12, 31)),
        "dukcapil.csv": berkas.berkas_dukcapil(o for o in bahan.penduduk if o in orang),
        "bank.csv": berkas.berkas_bank([(VA_CONTOH, 48_216_400, bayar, "BNI", "TELLER", "BNI20161205000001")]),
        "eklaim.txt": eklaim.tulis(eklaim.baris(r, sep, NOKA_CONTOH.format(i), tabel, acak) for i, (r, sep) in enumerate(rawat)),
        "dokumen.csv": berkas.berkas_dokumen(rawat),
        "nilai.csv": berkas.berkas_nilai(rawat, date(2017, 1, 4)),
    }


def tulis(folder: Path) -> None:
    for nama, isi in isi_contoh(TabelTarif.baca(folder)).items():
        (folder / nama).write_bytes(isi)


if __name__ == "__main__":
    tulis(akar_repo() / "contoh")
