"""The agreements of the AKT: what each may do on a day.

A projection of its own and not a part of the one about units: a table added to that one would lack every agreement read before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import asyncpg
from chassis.records import Record
from chassis.subscription import Projection
from shared_events import kepesertaan as k

from iuran.nama import PROYEKSI_PKS

# an array cannot be unnested beside scalars, so the forms travel as one word each
_TULIS = """
insert into pks_iuran (akt_id, nomor, berlaku_dari, berlaku_sampai, bentuk_kerja_sama)
select a, n, d, s, string_to_array(b, ',') from unnest($1::text[], $2::text[], $3::date[], $4::date[], $5::text[]) as t(a, n, d, s, b)
on conflict (akt_id, nomor) do update set berlaku_dari = excluded.berlaku_dari, berlaku_sampai = excluded.berlaku_sampai,
  bentuk_kerja_sama = excluded.bentuk_kerja_sama
"""
_BERAKHIR = """
update pks_iuran p set berlaku_sampai = least(p.berlaku_sampai, t.hari)
from unnest($1::text[], $2::text[], $3::date[]) as t(akt_id, nomor, hari) where p.akt_id = t.akt_id and p.nomor = t.nomor
"""

Kunci = tuple[str, str]


async def apply(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    """An AKT is one subject: agreement, extension and end come in order. An end after its agreement in one batch is folded into it."""
    baru: dict[Kunci, tuple[date, date, str]] = {}
    berakhir: dict[Kunci, date] = {}
    for r in records:
        match r.event:
            case k.PksDisepakati() as e:
                baru[e.akt_id, e.nomor] = (e.berlaku_dari, e.berlaku_sampai, ",".join(e.bentuk_kerja_sama))
                berakhir.pop((e.akt_id, e.nomor), None)  # agreed again: what ended before does not end this
            case k.PksBerakhir() as e:
                if (kunci := (e.akt_id, e.nomor)) in baru:
                    dari, sampai, bentuk = baru[kunci]
                    baru[kunci] = (dari, min(sampai, e.berakhir_pada), bentuk)
                else:
                    berakhir[kunci] = min(e.berakhir_pada, berakhir.get(kunci, e.berakhir_pada))
            case _:
                pass
    if baru:
        baris = [(*kunci, *isi) for kunci, isi in baru.items()]
        await conn.execute(_TULIS, *[list(kolom) for kolom in zip(*baris, strict=True)])
    if berakhir:
        await conn.execute(_BERAKHIR, [a for a, _ in berakhir], [n for _, n in berakhir], list(berakhir.values()))


PKS = Projection(PROYEKSI_PKS, ("kepesertaan",), (k.PksDisepakati, k.PksBerakhir), apply, tables=("pks_iuran",))
