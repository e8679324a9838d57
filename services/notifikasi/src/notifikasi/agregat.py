"""The aggregate of an endpoint, with its inline read model: one row, written in the same statement as its events."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from chassis.aggregate import Aggregate, Appended, Statement

from notifikasi.domain import webhook as w
from notifikasi.publish import publish

# jenis travels as one text (types have no comma): unnest would flatten an array of arrays
_SIMPAN = """
insert into webhook (webhook_id, akt_id, url, jenis, keadaan, alasan, rahasia, rahasia_lama, lama_berlaku_sampai, dibuat_pada, versi)
select m.webhook_id, m.akt_id, m.url, string_to_array(m.jenis, ','), m.keadaan, m.alasan, m.rahasia, m.rahasia_lama,
       m.lama_berlaku_sampai, m.pada, h.version
from head h
join unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::timestamptz[], $11::timestamptz[])
  as m(stream_id, webhook_id, akt_id, url, jenis, keadaan, alasan, rahasia, rahasia_lama, lama_berlaku_sampai, pada) using (stream_id)
on conflict (webhook_id) do update set
  keadaan = excluded.keadaan, alasan = excluded.alasan, rahasia = excluded.rahasia, rahasia_lama = excluded.rahasia_lama,
  lama_berlaku_sampai = excluded.lama_berlaku_sampai, versi = excluded.versi
"""


def simpan(rows: Sequence[Appended[w.Webhook, w.Peristiwa]]) -> Sequence[Statement]:
    return (
        Statement(
            _SIMPAN,
            (
                [r.stream_id for r in rows],
                [UUID(r.id) for r in rows],
                [r.state.akt_id for r in rows],
                [r.state.url for r in rows],
                [",".join(r.state.jenis) for r in rows],
                [r.state.keadaan for r in rows],
                [r.state.alasan for r in rows],
                [r.state.rahasia for r in rows],
                [r.state.rahasia_lama for r in rows],
                [r.state.lama_berlaku_sampai for r in rows],
                [r.now for r in rows],
            ),
        ),
    )


WEBHOOK: Aggregate[w.Perintah, w.Webhook, w.Peristiwa] = Aggregate(
    category="webhook",
    initial=w.BELUM_ADA,
    decide=w.decide,
    evolve=w.evolve,
    events=(
        w.WebhookDidaftarkan,
        w.RahasiaDirotasi,
        w.WebhookDihapus,
        w.WebhookDinonaktifkan,
        w.WebhookDiaktifkan,
        w.KirimUlangDiminta,
        w.UjiDiminta,
    ),
    publish=publish,
    inline=simpan,
)
