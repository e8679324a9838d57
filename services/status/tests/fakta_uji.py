"""Facts to ask status about: bills, payments, people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dasar.tanggal import Periode
from status.domain.buku import susun
from status.domain.catatan import CatatanPeserta, CatatanUnit
from status.domain.nilai import Fakta, Jawaban, nilai
from status.domain.peserta import lipat

VA, VA2 = "8888800000012345", "8888800000054321"


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks if 'T' in teks else teks + 'T09:00:00'}+07:00")


def tagihan(periode: str) -> CatatanUnit:
    p = Periode.baca(periode)
    terbit = datetime.combine(p.geser(-1).hari(21), datetime.min.time(), saat("2016-01-01").tzinfo)
    return CatatanUnit("TAGIHAN", terbit, f"T{periode}", periode, tanggal=p.hari(10))


def lunas(periode: str, waktu: str, dicatat: str | None = None) -> CatatanUnit:
    return CatatanUnit("LUNAS", saat(dicatat or waktu), f"L{periode}", periode, waktu=saat(waktu))


def buka(periode: str, waktu: str) -> CatatanUnit:
    return CatatanUnit("BUKA", saat(waktu), f"B{periode}", periode, waktu=saat(waktu))


def daftar(dari: str = "2016-11-15", iuran_mulai: str = "2016-12", segmen: str = "PPU", va: str = VA, **ubah: Any) -> CatatanPeserta:
    return CatatanPeserta(
        "DAFTAR", saat(dari), "P1", va=va, badan_usaha_id="BU1" if segmen == "PPU" else None, segmen=segmen, hak_kelas=1,
        dari=date.fromisoformat(dari), periode=iuran_mulai, **ubah,
    )  # fmt: skip


def catatan(jenis: Any, dicatat: str, **isi: Any) -> CatatanPeserta:
    return CatatanPeserta(jenis, saat(dicatat), f"E-{jenis}", **isi)


def tanya(
    pada: str,
    unit: Sequence[CatatanUnit],
    *,
    orang: Sequence[CatatanPeserta] = (daftar(),),
    ditutup: str | None = None,
    diketahui: str | None = None,
    unit2: Sequence[CatatanUnit] = (),
) -> Jawaban:
    """``ditutup`` left out: iuran has closed the day before ``pada``."""
    hari = date.fromisoformat(pada)
    k = saat(diketahui) if diketahui else None
    tutup = date.fromisoformat(ditutup) if ditutup else hari - timedelta(days=1)
    return nilai(Fakta(lipat(orang, k), {VA: susun(unit, k), VA2: susun(unit2, k)}, tutup), hari)


DESEMBER = (tagihan("2016-12"), lunas("2016-12", "2016-12-05T10:00:00"))
JANUARI = (*DESEMBER, tagihan("2017-01"))
FEBRUARI = (*JANUARI, tagihan("2017-02"))


def aturan(j: Jawaban) -> list[str]:
    return [d.aturan for d in j.dasar]
