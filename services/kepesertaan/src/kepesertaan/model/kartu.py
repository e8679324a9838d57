"""Read models of card designs and cards."""

from __future__ import annotations

from collections.abc import Sequence

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
    (("nomor_kib", "text"), ("nomor_kartu", "text"), ("akt_id", "text"), ("versi_desain", "text"), ("diterbitkan_pada", "date")),
    ubah=False,
)


def _inline_desain(ditulis: Sequence[Appended[domain.Desain, domain.DesainPeristiwa]]) -> Sequence[Statement]:
    baris = [
        (a.stream_id, (a.state.akt_id, versi, a.state.ajuan[versi].keterangan, a.state.ajuan[versi].berkas, keadaan))
        for a in ditulis
        for versi, keadaan in a.state.versi.items()
    ]
    return _DESAIN.tulis(baris)


def _inline_kartu(ditulis: Sequence[Appended[domain.Kartu, domain.KartuDiterbitkan]]) -> Sequence[Statement]:
    baris = [(a.stream_id, (e.nomor_kib, e.nomor_kartu, e.akt_id, e.versi_desain, e.diterbitkan_pada)) for a in ditulis for e in a.events]
    return _KARTU.tulis(baris)


DESAIN: Aggregate[domain.DesainPerintah, domain.Desain, domain.DesainPeristiwa] = Aggregate(
    category="desain-kartu",
    initial=domain.DESAIN_AWAL,
    decide=domain.decide_desain,
    evolve=domain.evolve_desain,
    events=(domain.DesainDiajukan, domain.DesainDisetujui, domain.DesainDitolak),
    publish=publish.desain,
    inline=_inline_desain,
)
KARTU: Aggregate[domain.TerbitkanKartu, domain.Kartu, domain.KartuDiterbitkan] = Aggregate(
    category="kib",
    initial=domain.KARTU_AWAL,
    decide=domain.decide_kartu,
    evolve=domain.evolve_kartu,
    events=(domain.KartuDiterbitkan,),
    publish=publish.kartu,
    inline=_inline_kartu,
)
