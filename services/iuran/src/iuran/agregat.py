"""The two aggregates of iuran, wired to the engine: their events, public forms and inline read models."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.aggregate import Aggregate, Appended, Statement

from iuran import model_baca, publish
from iuran.domain import rekening, titipan
from iuran.domain import rekening_peristiwa as p


class ReferensiTerpakai(Exception):
    """(bank, referensi_bank) is known already: whose it is must be looked at."""


def _titipan(tertulis: Sequence[Appended[titipan.Titipan, titipan.TitipanDicatat]]) -> Sequence[Statement]:
    semua = [(a.stream_id, e, a.now) for a in tertulis for e in a.events]
    return [
        *model_baca.statement(
            "insert into titipan (titipan_id, virtual_account, nominal, waktu_bayar, bank, kanal, referensi_bank, alasan, dicatat_pada)"
            " select m.id, m.va, m.nominal, m.waktu, m.bank, m.kanal, m.referensi, m.alasan, m.dicatat from head h"
            " join unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],"
            " $9::text[], $10::timestamptz[]) as m(stream_id, id, va, nominal, waktu, bank, kanal, referensi, alasan, dicatat)"
            " using (stream_id)",
            [
                (s, e.titipan_id, e.virtual_account, e.nominal, e.waktu_bayar, e.bank, e.kanal, e.referensi_bank, e.alasan, saat)
                for s, e, saat in semua
            ],
        ),
        *model_baca.statement(
            model_baca.REFERENSI,
            [
                (s, e.bank, e.referensi_bank, "TITIPAN", e.titipan_id, e.virtual_account, e.nominal, e.waktu_bayar, e.kanal)
                for s, e, _ in semua
            ],
        ),
        *model_baca.buku(tertulis),
    ]


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

TITIPAN: Aggregate[titipan.CatatTitipan, titipan.Titipan, titipan.TitipanDicatat] = Aggregate(
    category="titipan",
    initial=titipan.AWAL,
    decide=titipan.decide,
    evolve=titipan.evolve,
    events=(titipan.TitipanDicatat,),
    inline=_titipan,
    taken={"referensi_bayar_pkey": ReferensiTerpakai},
    waktu=lambda e: e.waktu_bayar,
)
