"""Reads everything an answer needs in one round trip, and makes it into the facts the domain judges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from status.domain.akses import Delegasi
from status.domain.buku import Buku, susun
from status.domain.catatan import CatatanPeserta, CatatanUnit
from status.domain.nilai import Fakta
from status.domain.peserta import Peserta, lipat

# Four kinds of rows in one answer; each select walks a primary key.
_SQL = """
with p as materialized (
  select * from peserta_fakta where nomor_kartu {pilihan}),
v as (select distinct va from p where va is not null),
b as (select distinct badan_usaha_id from p where badan_usaha_id is not null)
select 'P' as baris, p.nomor_kartu as kunci, p.urutan, p.jenis, p.periode, p.dari, p.sampai, null::timestamptz as waktu, p.dicatat_pada,
  p.peristiwa_id, p.va, p.badan_usaha_id, p.keluarga_id, p.segmen, p.akt_id, p.hak_kelas
from p
union all
select 'U', u.va, u.urutan, u.jenis, u.periode, u.tanggal, null, u.waktu, u.dicatat_pada, u.peristiwa_id, null, null, null, null, u.akt_id,
  null from v cross join lateral (select * from unit_fakta where va = v.va) u
union all
select 'D', d.badan_usaha_id, d.urutan, null, null, d.dari, d.sampai, null, null, null, null, null, null, d.berakhir::text, d.akt_id, null
from b cross join lateral (select * from delegasi_fakta where badan_usaha_id = b.badan_usaha_id) d
union all
(select 'H', null, 0, null, null, tanggal, null, null, null, null, null, null, null, null, null, null
 from hari_tertutup where dicatat_pada <= $2 order by tanggal desc limit 1)
order by 1, 2, 3
"""
SQL_BANYAK = _SQL.format(pilihan="= any($1::text[])")
# one person: with a plain equality PostgreSQL settles on a generic plan, which takes a quarter of the time of planning anew
SQL_SATU = _SQL.format(pilihan="= $1::text")


@dataclass(frozen=True, slots=True)
class Bacaan:
    """Rows as read, for several people at once. Units are shared, so their books are made once."""

    peserta: Mapping[str, Sequence[CatatanPeserta]]
    unit: Mapping[str, Sequence[CatatanUnit]]
    delegasi: Mapping[str, Sequence[Delegasi]]
    ditutup: date | None

    def buku(self, diketahui: datetime) -> dict[str, Buku]:
        return {va: susun(catatan, diketahui) for va, catatan in self.unit.items()}

    def orang(self, nomor_kartu: str, diketahui: datetime | None = None) -> Peserta:
        return lipat(self.peserta.get(nomor_kartu, ()), diketahui)

    def fakta(self, nomor_kartu: str, diketahui: datetime, buku: Mapping[str, Buku]) -> Fakta:
        return Fakta(self.orang(nomor_kartu, diketahui), buku, self.ditutup)

    def delegasi_dari(self, p: Peserta) -> Sequence[Delegasi]:
        badan_usaha_id = p.keanggotaan[-1].badan_usaha_id if p.keanggotaan else None
        return self.delegasi.get(badan_usaha_id, ()) if badan_usaha_id is not None else ()

    def akt_pendaftar(self, nomor_kartu: str) -> str | None:
        masuk = [c.akt_id for c in self.peserta.get(nomor_kartu, ()) if c.jenis in ("DAFTAR", "PINDAH")]
        return masuk[-1] if masuk else None

    def saat_diketahui(self, nomor_kartu: str, diketahui: datetime) -> list[datetime]:
        """The moments at which something about this person or his units was learned, oldest first."""
        punya = self.peserta.get(nomor_kartu, ())
        unit = {c.va for c in punya if c.va is not None}
        saat = {c.dicatat_pada for c in punya} | {c.dicatat_pada for va in unit for c in self.unit.get(va, ())}
        return sorted(s for s in saat if s <= diketahui)


async def baca(conn: asyncpg.Connection, nomor_kartu: Sequence[str], diketahui: datetime) -> Bacaan:
    peserta: dict[str, list[CatatanPeserta]] = defaultdict(list)
    unit: dict[str, list[CatatanUnit]] = defaultdict(list)
    delegasi: dict[str, list[Delegasi]] = defaultdict(list)
    ditutup: date | None = None
    if len(nomor_kartu) == 1:
        rows = await conn.fetch(SQL_SATU, nomor_kartu[0], diketahui)
    else:
        rows = await conn.fetch(SQL_BANYAK, nomor_kartu, diketahui)
    for r in rows:
        baris, kunci, _, jenis, periode, dari, sampai, waktu, dicatat, id, va, bu, keluarga, segmen, akt, kelas = r
        if baris == "P":
            peserta[kunci].append(CatatanPeserta(jenis, dicatat, id, va, bu, keluarga, segmen, akt, kelas, dari, sampai, periode))
        elif baris == "U":
            unit[kunci].append(CatatanUnit(jenis, dicatat, id, periode, dari, waktu, akt))
        elif baris == "D":
            delegasi[kunci].append(Delegasi(akt, segmen == "true", sampai))
        else:
            ditutup = dari
    return Bacaan(peserta, unit, delegasi, ditutup)
