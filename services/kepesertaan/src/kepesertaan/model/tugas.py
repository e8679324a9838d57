"""Read model of tugas."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.aggregate import Aggregate, Appended, Statement
from chassis.timers import SetTimer, set_timers

from kepesertaan import publish
from kepesertaan.domain import tugas as domain
from kepesertaan.model.tulis import Tabel

TUGAS_JATUH_TEMPO = "TUGAS_JATUH_TEMPO"

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
        ("dieskalasi_pada", "date"),
        ("versi", "bigint"),
    ),
)


def _inline(ditulis: Sequence[Appended[domain.Tugas, domain.TugasPeristiwa]]) -> Sequence[Statement]:
    baris, waktu = [], []
    for a in ditulis:
        s = a.state
        keadaan = "TERBUKA" if s.hasil is None else "SELESAI"
        isi = (s.tugas_id, s.jenis, s.peran, s.petugas, s.kantor, s.badan_usaha_id, s.akt_id, s.pekerjaan_id, s.baris, s.jatuh_tempo)
        baris.append((a.stream_id, (*isi, keadaan, s.hasil, s.dieskalasi_pada, a.version)))
        waktu += [
            SetTimer(a.stream_id, TUGAS_JATUH_TEMPO, e.tugas_id, e.jatuh_tempo, e.tugas_id)
            for e in a.events
            if isinstance(e, domain.TugasDibuat)
        ]
    return [*_TUGAS.tulis(baris), *([set_timers(waktu)] if waktu else [])]


TUGAS: Aggregate[domain.TugasPerintah, domain.Tugas, domain.TugasPeristiwa] = Aggregate(
    category="tugas",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(domain.TugasDibuat, domain.TugasDiambil, domain.TugasSelesai, domain.TugasDieskalasi),
    publish=publish.tugas,
    inline=_inline,
)
