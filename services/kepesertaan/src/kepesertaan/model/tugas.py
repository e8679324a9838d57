"""Read model of tugas."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.aggregate import Aggregate, Appended, Statement

from kepesertaan import publish
from kepesertaan.domain import tugas as domain
from kepesertaan.model.tulis import Tabel

_TUGAS = Tabel(
    "tugas",
    ("tugas_id",),
    (
        ("tugas_id", "text"),
        ("jenis", "text"),
        ("peran", "text"),
        ("petugas", "text"),
        ("kantor", "text"),
        ("badan_usaha_id", "text"),
        ("akt_id", "text"),
        ("pekerjaan_id", "text"),
        ("baris", "int"),
        ("jatuh_tempo", "date"),
        ("keadaan", "text"),
        ("hasil", "text"),
        ("versi", "bigint"),
    ),
)


def _inline(ditulis: Sequence[Appended[domain.Tugas, domain.TugasPeristiwa]]) -> Sequence[Statement]:
    baris = []
    for a in ditulis:
        s = a.state
        keadaan = "TERBUKA" if s.hasil is None else "SELESAI"
        isi = (s.tugas_id, s.jenis, s.peran, s.petugas, s.kantor, s.badan_usaha_id, s.akt_id, s.pekerjaan_id, s.baris, s.jatuh_tempo)
        baris.append((a.stream_id, (*isi, keadaan, s.hasil, a.version)))
    return _TUGAS.tulis(baris)


TUGAS: Aggregate[domain.TugasPerintah, domain.Tugas, domain.TugasPeristiwa] = Aggregate(
    category="tugas",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(domain.TugasDibuat, domain.TugasSelesai),
    publish=publish.tugas,
    inline=_inline,
)
