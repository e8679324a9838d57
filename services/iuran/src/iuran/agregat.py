"""The two aggregates of iuran, wired to the engine: their events, public forms and inline read models."""

from __future__ import annotations

from chassis.aggregate import Aggregate

from iuran import model_baca, model_titipan, publish
from iuran.domain import rekening, titipan
from iuran.domain import rekening_peristiwa as p


class ReferensiTerpakai(Exception):
    """(bank, referensi_bank) is known already: whose it is must be looked at."""


REKENING: Aggregate[rekening.Perintah, rekening.Rekening, p.Peristiwa] = Aggregate(
    category="rekening",
    initial=rekening.AWAL,
    decide=rekening.decide,
    evolve=rekening.evolve,
    events=p.SEMUA,
    publish=publish.umumkan,
    inline=model_baca.rekening,
    taken={"referensi_bayar_pkey": ReferensiTerpakai},
    waktu=publish.waktu,
)

TITIPAN: Aggregate[titipan.PerintahTitipan, titipan.Titipan, titipan.PeristiwaTitipan] = Aggregate(
    category="titipan",
    initial=titipan.AWAL,
    decide=titipan.decide,
    evolve=titipan.evolve,
    events=(titipan.TitipanDicatat, titipan.TitipanDialihkan),
    inline=model_titipan.titipan,
    taken={"referensi_bayar_pkey": ReferensiTerpakai},
    waktu=lambda e: e.waktu_bayar if isinstance(e, titipan.TitipanDicatat) else None,
)
