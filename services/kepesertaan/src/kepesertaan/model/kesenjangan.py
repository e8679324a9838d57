"""Read model of the gaps of partial delegation, and the timer of the next month's look."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from chassis.aggregate import Aggregate, Appended, Statement
from chassis.timers import SetTimer, set_timers

from kepesertaan import publish_proses
from kepesertaan.domain import kesenjangan as domain
from kepesertaan.model.tulis import Tabel

KESENJANGAN_BULANAN = "KESENJANGAN_BULANAN"

_TABEL = Tabel(
    "kesenjangan",
    ("badan_usaha_id",),
    (
        ("badan_usaha_id", "text"),
        ("akt_id", "text"),
        ("periode", "text"),
        ("jumlah_pekerja", "int"),
        ("terdaftar", "int"),
        ("kesenjangan", "int"),
        ("tugas_id", "text"),
        ("diperiksa_pada", "date"),
        ("versi", "bigint"),
    ),
)


def akhir_bulan(hari: date) -> date:
    return hari.replace(day=calendar.monthrange(hari.year, hari.month)[1])


def pewaktu(stream_id: str, badan_usaha_id: str, hari: date) -> SetTimer:
    """The look at the end of this day's month; a key of its own each month, so that none moves another."""
    akhir = akhir_bulan(hari)
    return SetTimer(stream_id, KESENJANGAN_BULANAN, f"{badan_usaha_id}:{akhir:%Y-%m}", akhir, badan_usaha_id)


def _inline(ditulis: Sequence[Appended[domain.Kesenjangan, domain.KesenjanganDiperiksa]]) -> Sequence[Statement]:
    baris, waktu = [], []
    for a in ditulis:
        e = a.events[-1]
        tugas = None if e.ditutup else e.tugas_id
        isi = (e.badan_usaha_id, e.akt_id, e.periode, e.jumlah_pekerja, e.terdaftar, e.kesenjangan, tugas, e.pada, a.version)
        baris.append((a.stream_id, isi))
        waktu += [
            pewaktu(a.stream_id, x.badan_usaha_id, akhir_bulan(date.fromisoformat(f"{x.periode}-01")) + timedelta(1)) for x in a.events
        ]
    return [*_TABEL.tulis(baris), set_timers(waktu)]


KESENJANGAN: Aggregate[domain.PeriksaKesenjangan, domain.Kesenjangan, domain.KesenjanganDiperiksa] = Aggregate(
    category="kesenjangan",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(domain.KesenjanganDiperiksa,),
    publish=publish_proses.kesenjangan,
    inline=_inline,
)
