"""The aggregate wired to the engine, with its inline read model: one row a facility, in the same statement as its events."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from chassis.aggregate import Aggregate, Appended, Statement

from faskes.domain.faskes import BELUM_ADA, Faskes, FaskesDidaftarkan, FaskesDiubah, Peristiwa, TetapkanFaskes, decide, evolve
from faskes.publish import publish

_SIMPAN = """
insert into faskes (kode_ppk, jenis, kabupaten_kota, versi, isi)
select m.kode_ppk, m.jenis, m.kabupaten_kota, h.version, m.isi from head h
join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[]) as m(stream_id, kode_ppk, jenis, kabupaten_kota, isi)
  using (stream_id)
on conflict (kode_ppk) do update set
  jenis = excluded.jenis, kabupaten_kota = excluded.kabupaten_kota, versi = excluded.versi, isi = excluded.isi
"""


def simpan(rows: Sequence[Appended[Faskes, Peristiwa]]) -> Sequence[Statement]:
    data = [(r, r.state.terbaru) for r in rows if r.state.terbaru is not None]
    return (
        Statement(
            _SIMPAN,
            (
                [r.stream_id for r, _ in data],
                [r.id for r, _ in data],
                [d.jenis for _, d in data],
                [d.kabupaten_kota for _, d in data],
                [msgspec.json.encode(r.state) for r, _ in data],
            ),
        ),
    )


def baca(isi: bytes) -> Faskes:
    """The state of a row."""
    return msgspec.json.decode(isi, type=Faskes)


FASKES: Aggregate[TetapkanFaskes, Faskes, Peristiwa] = Aggregate(
    category="faskes",
    initial=BELUM_ADA,
    decide=decide,
    evolve=evolve,
    events=(FaskesDidaftarkan, FaskesDiubah),
    publish=publish,
    inline=simpan,
)
