"""Inline read models of Titipan: what waits in suspense, its reference, its ledger entries."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.aggregate import Appended, Statement

from iuran.domain.titipan import PeristiwaTitipan, Titipan, TitipanDialihkan, TitipanDicatat
from iuran.model_baca import REFERENSI, buku, statement

_DICATAT = """
insert into titipan (titipan_id, virtual_account, nominal, waktu_bayar, bank, kanal, referensi_bank, alasan, dicatat_pada)
select m.id, m.va, m.nominal, m.waktu, m.bank, m.kanal, m.referensi, m.alasan, m.dicatat
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
  $9::text[], $10::timestamptz[]) as m(stream_id, id, va, nominal, waktu, bank, kanal, referensi, alasan, dicatat) using (stream_id)
"""
_DIALIHKAN = """
update titipan t set ke_virtual_account = m.ke, dialihkan_pada = m.waktu
from head h join unnest($1::text[], $2::uuid[], $3::text[], $4::timestamptz[]) as m(stream_id, id, ke, waktu) using (stream_id)
where t.titipan_id = m.id
"""
# the reference goes over to the payment that is recorded in the same transaction
_LEPAS = """
delete from referensi_bayar r
using head h join unnest($1::text[], $2::text[], $3::text[]) as m(stream_id, bank, referensi) using (stream_id)
where r.bank = m.bank and r.referensi_bank = m.referensi and r.jenis = 'TITIPAN'
"""


def titipan(tertulis: Sequence[Appended[Titipan, PeristiwaTitipan]]) -> Sequence[Statement]:
    masuk = [(a.stream_id, e, a.now) for a in tertulis for e in a.events if isinstance(e, TitipanDicatat)]
    keluar = [(a.stream_id, e) for a in tertulis for e in a.events if isinstance(e, TitipanDialihkan)]
    return [
        *statement(
            _DICATAT,
            [
                (s, e.titipan_id, e.virtual_account, e.nominal, e.waktu_bayar, e.bank, e.kanal, e.referensi_bank, e.alasan, saat)
                for s, e, saat in masuk
            ],
        ),
        *statement(
            REFERENSI,
            [
                (s, e.bank, e.referensi_bank, "TITIPAN", e.titipan_id, e.virtual_account, e.nominal, e.waktu_bayar, e.kanal)
                for s, e, _ in masuk
            ],
        ),
        *statement(_DIALIHKAN, [(s, e.titipan_id, e.ke_virtual_account, e.waktu) for s, e in keluar]),
        *statement(_LEPAS, [(s, e.bank, e.referensi_bank) for s, e in keluar]),
        *buku(tertulis),
    ]
