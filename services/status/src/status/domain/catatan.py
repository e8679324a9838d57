"""What status was told, one record a fact, in the order of its stream. Everything else is computed from these.

Each fact has two times: when it counts in the world (``waktu``, ``tanggal``) and when it was learned (``dicatat_pada``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

JenisUnit = Literal["TAGIHAN", "LUNAS", "BUKA", "DENDA", "DENDA_LUNAS", "AKT_TERLAMBAT"]
JenisPeserta = Literal[
    "DAFTAR", "PINDAH", "KELUAR", "MENINGGAL", "PHK", "CACAT_TOTAL", "HAK_KELAS", "TANDA_DIBERIKAN", "TANDA_DIHAPUS", "DILUPAKAN"
]


@dataclass(frozen=True, slots=True)
class CatatanUnit:
    """A fact of a paying unit.

    TAGIHAN        bill of ``periode``; ``tanggal`` = due day
    LUNAS          bill of ``periode`` paid; ``waktu`` = when the payer paid (R-BYR-05)
    BUKA           that payment was taken back at ``waktu``: the bill is open again
    DENDA          a fine for ``periode`` is owed; DENDA_LUNAS: it was paid at ``waktu``
    AKT_TERLAMBAT  ``akt_id`` had the money since ``waktu`` and did not forward it in 24 hours (R-BYR-16)
    """

    jenis: JenisUnit
    dicatat_pada: datetime
    peristiwa_id: str
    periode: str = ""
    tanggal: date | None = None
    waktu: datetime | None = None
    akt_id: str | None = None


@dataclass(frozen=True, slots=True)
class CatatanPeserta:
    """A fact of a person.

    DAFTAR, PINDAH   belongs to unit ``va`` from ``dari``, billed from ``periode`` on
    KELUAR           ``sampai`` = last day in the unit, ``periode`` = last month billed
    MENINGGAL        ``sampai`` = day of death
    PHK, CACAT_TOTAL ``dari`` = day of PHK or of cacat total tetap, ``sampai`` = last day of cover without iuran
    HAK_KELAS        ``hak_kelas`` from ``dari``
    TANDA_…          the COB flag of ``akt_id``: ``dari`` = first day, ``sampai`` = last day
    """

    jenis: JenisPeserta
    dicatat_pada: datetime
    peristiwa_id: str
    va: str | None = None
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    segmen: str | None = None
    akt_id: str | None = None
    hak_kelas: int | None = None
    dari: date | None = None
    sampai: date | None = None
    periode: str | None = None
