"""Reasons: why something is so, with the rule and the text behind it. Every answer of klaim carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from dasar.penolakan import Ditolak

SUMBER: dict[str, str] = {
    "R-AKT-02": "Perdir 47/2016 BAB I.D, I.E.3",
    "R-AKT-05": "Perdir 47/2016 BAB I.E.1, I.C.4",
    "R-AKT-07": "Perdir 47/2016 BAB I.C.5.a–b, II.F",
    "R-AKT-12": "Perdir 47/2016 BAB I.F.2",
    "R-AKT-43": "Perdir 47/2016 BAB I.A.1, I.C.3",
    "R-AKT-45": "Perdir 47/2016 Pasal 3–4",
    "R-BAY-01": "Perdir 47/2016 BAB II.F.3",
    "R-BAY-02": "Perdir 47/2016 BAB II.D.1.c, II.F.4",
    "R-BAY-03": "Perdir 47/2016 BAB II.F.2",
    "R-BAY-04": "Perdir 47/2016 BAB II.F.5",
    "R-BAY-07": "Perdir 47/2016 BAB I.E.1, II.F",
    "R-BAY-08": "Perdir 47/2016 BAB II.F.4",
    "R-KEP-09": "UU 24/2011 Pasal 60",
    "R-KEP-29": "Deck KC Denpasar 2014 slide 23",
    "R-KEP-38": "Deck KC Denpasar 2014 slide 28",
    "R-KEP-42": "Perpres 111/2013 (hak kelas)",
    "R-KIB-12": "Perdir 47/2016 BAB II.B.1.a.2, II.B.1.b.2, II.B.2.b",
    "R-KIB-13": "Perdir 47/2016 BAB II.D.2.a.4.b, II.D.2.b",
    "R-KIB-14": "Perdir 47/2016 BAB II.D.2.a.4.a, II.D.2.b",
    "R-KIB-15": "Perdir 64/2014 (dicabut); Perdir 47/2016 Pasal 3–4",
    "R-KLM-01": "Perdir 47/2016 BAB II.D.1.a",
    "R-KLM-02": "Perdir 47/2016 BAB II.D.1.b",
    "R-KLM-05": "Perdir 47/2016 BAB II.D.1.d",
    "R-KLM-07": "Perdir 47/2016 BAB II.D.2.a",
    "R-KLM-08": "Perdir 47/2016 BAB II.D.2.b",
    "R-KLM-09": "Perdir 47/2016 BAB II.D.2.b (g)",
    "R-KLM-10": "Perdir 47/2016 BAB II.D.2.a.1, II.D.2.b.1",
    "R-KLM-11": "Perdir 47/2016 BAB II.D.2.a.4.b, II.D.2.b (c)",
    "R-KLM-12": "Perdir 47/2016 BAB II.D.3.a",
    "R-KLM-13": "Perdir 47/2016 BAB II.D.1.c, II.D.3.a, II.F.2",
    "R-KLM-14": "Perdir 47/2016 BAB II.D.3.b",
    "R-KLM-15": "Perdir 47/2016 BAB II.D.3.c",
    "R-KLM-16": "Perdir 47/2016 BAB II.D.3.d",
    "R-KLM-17": "Perdir 47/2016 BAB II.D.1.c, II.D.3",
    "R-KLM-18": "Perdir 47/2016 BAB II.D.3.a (bacaan A-22)",
    "R-KLM-19": "Perdir 47/2016 BAB I.C.3, II.D.1.c",
    "R-KLM-20": "Perdir 47/2016 BAB II.F (mekanisme 1)",
    "R-KLM-21": "Perdir 47/2016 BAB II.F.5",
    "R-KLM-22": "Perdir 47/2016 BAB I.C.3, II.B.2.b",
    "R-KLM-31": "Peraturan BPJS 3/2017 (pembayaran klaim huruf c), analogi",
    "R-KLM-33": "Permenkes 27/2014 BAB II",
    "R-KLM-35": "Permenkes 27/2014 BAB II.A",
    "R-PLY-01": "Perdir 47/2016 BAB II.A Tabel I no. 1",
    "R-PLY-02": "Perdir 47/2016 BAB II.A Tabel I no. 2",
    "R-PLY-03": "Perdir 47/2016 BAB II.A Tabel I no. 3",
    "R-PLY-04": "Perdir 47/2016 BAB II.A Tabel I no. 4",
    "R-PLY-05": "Perdir 47/2016 BAB II.A angka 1",
    "R-PLY-06": "Perdir 47/2016 BAB II.A angka 2, II.C.2",
    "R-PLY-07": "Perdir 47/2016 BAB II.B.1.a",
    "R-PLY-08": "Perdir 47/2016 BAB II.B.1.b",
    "R-PLY-11": "Perdir 47/2016 BAB II.B.2",
    "R-PLY-12": "Perdir 47/2016 BAB II.B.2.a",
    "R-PLY-15": "Perdir 47/2016 BAB II.B.2.c",
    "R-PLY-16": "Perdir 47/2016 BAB II.B.2.d",
    "R-PLY-17": "Perdir 47/2016 BAB II.B.2 (mekanisme a–g)",
    "R-PLY-18": "Perdir 47/2016 BAB II.C.2",
    "R-PLY-19": "Perdir 64/2014 (paparan 2014, slide 52)",
    "R-PLY-21": "Perdir 47/2016 BAB I.A.5–7",
    "R-PLY-22": "Perpres 12/2013 (rujukan berjenjang)",
    "R-PLY-24": "Perpres 12/2013 (FKRTL, surat rujukan)",
    "R-PLY-25": "Perpres 12/2013 (gawat darurat)",
    "R-PLY-26": "Perpres 12/2013 Pasal 25",
    "R-STA-13": "Perdir 47/2016 BAB III.D.1.b",
    "R-UR-06": "Perdir 47/2016 BAB II.F.3, II.G",
    "R-VER-01": "Perdir 47/2016 BAB II.E.1.a",
    "R-VER-06": "Perdir 47/2016 BAB II.D.2.a–b",
    "R-VER-10": "Perdir 47/2016 BAB II.D.1.c, II.D.3",
}


@dataclass(frozen=True, slots=True)
class Alasan:
    """``kode`` for machines, ``penjelasan`` for people (no personal data), ``aturan`` and ``sumber`` for who doubts it."""

    kode: str
    penjelasan: str
    aturan: str | None = None
    sumber: str = ""
    peristiwa_id: str | None = None


def alasan(kode: str, aturan: str, penjelasan: str) -> Alasan:
    return Alasan(kode, penjelasan, aturan, SUMBER[aturan])


def tolak(kode: str, aturan: str | None, penjelasan: str, *, status: int = 409) -> NoReturn:
    raise Ditolak(kode, penjelasan, aturan=aturan, status=status)
