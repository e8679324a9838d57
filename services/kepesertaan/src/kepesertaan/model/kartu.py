"""Read models of card designs and cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.aggregate import Aggregate, Appended, Statement

from kepesertaan import publish
from kepesertaan.domain import kartu as domain
from kepesertaan.model.tulis import Tabel

KARTU_SEKALI = "kartu_sekali"

_DESAIN = Tabel(
    "desain_kartu",
    ("akt_id", "versi_desain"),
    (("akt_id", "text"), ("versi_desain", "text"), ("keterangan", "text"), ("berkas", "text"), ("keadaan", "text")),
)
_KARTU = Tabel(
    "kartu",
    ("nomor_kib",),
    (
        ("nomor_kib", "text"), ("nomor_kartu", "text"), ("akt_id", "text"), ("versi_desain", "text"), ("diterbitkan_pada", "date"),
        ("menggantikan", "text"), ("dicabut_pada", "date"), ("alasan_cabut", "text"),
    ),
)  # fmt: skip


def _inline_desain(ditulis: Sequence[Appended[domain.Desain, domain.DesainPeristiwa]]) -> Sequence[Statement]:
    baris = [
        (a.stream_id, (a.state.akt_id, versi, a.state.ajuan[versi].keterangan, a.state.ajuan[versi].berkas, keadaan))
        for a in ditulis
        for versi, keadaan in a.state.versi.items()
    ]
    return _DESAIN.tulis(baris)


def _inline_kartu(ditulis: Sequence[Appended[domain.Kartu, domain.KartuPeristiwa]]) -> Sequence[Statement]:
    return _KARTU.tulis([(a.stream_id, _baris(a.state)) for a in ditulis if a.events])


def _baris(kartu: domain.Kartu) -> tuple[Any, ...]:
    t, c = kartu.terbit, kartu.dicabut
    if t is None:
        raise AssertionError("a card with events was issued")
    terbit = (t.nomor_kib, t.nomor_kartu, t.akt_id, t.versi_desain, t.diterbitkan_pada, t.menggantikan)
    return *terbit, *((None, None) if c is None else (c.dicabut_pada, c.alasan))


DESAIN: Aggregate[domain.DesainPerintah, domain.Desain, domain.DesainPeristiwa] = Aggregate(
    category="desain-kartu",
    initial=domain.DESAIN_AWAL,
    decide=domain.decide_desain,
    evolve=domain.evolve_desain,
    events=(domain.DesainDiajukan, domain.DesainDisetujui, domain.DesainDitolak),
    publish=publish.desain,
    inline=_inline_desain,
)
KARTU: Aggregate[domain.KartuPerintah, domain.Kartu, domain.KartuPeristiwa] = Aggregate(
    category="kib",
    initial=domain.KARTU_AWAL,
    decide=domain.decide_kartu,
    evolve=domain.evolve_kartu,
    events=(domain.KartuDiterbitkan, domain.KartuDicabut),
    publish=publish.kartu,
    inline=_inline_kartu,
)
