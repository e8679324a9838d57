"""Read model of families that pay for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.aggregate import Aggregate, Appended, Statement

from kepesertaan import publish_keluarga
from kepesertaan.domain import keluarga_mandiri as domain
from kepesertaan.model.tulis import Tabel

_KELUARGA = Tabel(
    "keluarga",
    ("keluarga_id",),
    (
        ("keluarga_id", "text"),
        ("virtual_account", "text"),
        ("segmen", "text"),
        ("sub_segmen", "text"),
        ("kelas", "smallint"),
        ("kantor_cabang", "text"),
        ("kabupaten_kota", "text"),
        ("kepala", "text"),
        ("berlaku_dari", "date"),
        ("keadaan_va", "text"),
        ("lunas_sampai", "text"),
        ("versi", "bigint"),
    ),
)


def _inline(ditulis: Sequence[Appended[domain.Keluarga, domain.KeluargaPeristiwa]]) -> Sequence[Statement]:
    return _KELUARGA.tulis(
        [
            (
                a.stream_id,
                (
                    s.keluarga_id, s.virtual_account, s.segmen, s.sub_segmen, s.kelas, s.kantor_cabang, s.kabupaten_kota, s.kepala,
                    s.berlaku_dari, s.keadaan_va, s.lunas_sampai, a.version,
                ),
            )
            for a in ditulis
            for s in (a.state,)
        ]
    )  # fmt: skip


KELUARGA: Aggregate[domain.KeluargaPerintah, domain.Keluarga, domain.KeluargaPeristiwa] = Aggregate(
    category="keluarga",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(
        domain.KeluargaDidaftarkan,
        domain.SegmenKeluargaDitetapkan,
        domain.VirtualAccountKeluargaDiaktifkan,
        domain.TanggunganDicatat,
    ),
    publish=publish_keluarga.keluarga,
    inline=_inline,
)
