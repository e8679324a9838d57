"""Read models of agreed substitute identities and of the card of JKN."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.aggregate import Aggregate, Appended, Statement

from kepesertaan import publish_keluarga
from kepesertaan.domain import identitas as domain
from kepesertaan.domain import identitas_kartu as domain_kartu
from kepesertaan.model.tulis import Tabel, diam

_DISEPAKATI = Tabel(
    "identitas_disepakati",
    ("badan_usaha_id", "jenis"),
    (("badan_usaha_id", "text"), ("jenis", "text"), ("nomor_surat", "text"), ("berlaku_dari", "date"), ("berlaku_sampai", "date")),
)
_KARTU = Tabel(
    "kartu_jkn",
    ("nomor_kartu",),
    (("nomor_kartu", "text"), ("ke", "int"), ("diterbitkan_pada", "date"), ("hilang_pada", "date"), ("versi", "bigint")),
)


def _inline(ditulis: Sequence[Appended[domain.KesepakatanIdentitas, domain.IdentitasPeristiwa]]) -> Sequence[Statement]:
    return _DISEPAKATI.tulis(
        [
            (a.stream_id, (k.badan_usaha_id, k.jenis, k.nomor_surat, k.berlaku_dari, k.berlaku_sampai))
            for a in ditulis
            for k in a.state.berlaku
        ]
    )


def _inline_kartu(ditulis: Sequence[Appended[domain_kartu.KartuJkn, domain_kartu.KartuJknPeristiwa]]) -> Sequence[Statement]:
    return _KARTU.tulis(
        [(a.stream_id, (s.nomor_kartu, s.ke, s.diterbitkan_pada, s.hilang_pada, a.version)) for a in ditulis for s in (a.state,)]
    )


IDENTITAS_BU: Aggregate[domain.IdentitasPerintah, domain.KesepakatanIdentitas, domain.IdentitasPeristiwa] = Aggregate(
    category="identitas-bu",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(domain.IdentitasDisepakati, domain.KesepakatanBerakhir),
    publish=diam,
    inline=_inline,
)
KARTU_JKN: Aggregate[domain_kartu.KartuJknPerintah, domain_kartu.KartuJkn, domain_kartu.KartuJknPeristiwa] = Aggregate(
    category="kartu-jkn",
    initial=domain_kartu.AWAL,
    decide=domain_kartu.decide,
    evolve=domain_kartu.evolve,
    events=(domain_kartu.KartuJknDiterbitkan, domain_kartu.KartuJknDilaporkanHilang),
    publish=publish_keluarga.kartu_jkn,
    inline=_inline_kartu,
)
