"""Paying units as kepesertaan describes them: which account, whose, through which AKT, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg

from iuran.domain.rekening_peristiwa import Unit


@dataclass(frozen=True, slots=True)
class UnitIuran:
    """``akt_id``: in force on the day asked for. ``akt_berakhir``: those whose delegation has ended by then."""

    virtual_account: str
    jenis_unit: str
    badan_usaha_id: str | None
    keluarga_id: str | None
    keadaan_va: str
    aktif_sejak: date | None
    ditutup_pada: date | None
    rute: str
    kabupaten_kota: str | None
    sub_segmen: str | None
    kantor_cabang: str | None
    akt_id: str | None
    akt_berakhir: tuple[str, ...]

    @property
    def pihak(self) -> Unit:
        """As it stands in the events of the account."""
        return Unit(self.virtual_account, self.badan_usaha_id, self.keluarga_id, self.akt_id)


# the AKT of a day: the newest delegation in force; a Badan Usaha that never had one keeps the AKT it came by
_KOLOM = """
select u.virtual_account, u.jenis_unit, u.badan_usaha_id, u.keluarga_id, u.keadaan_va, u.aktif_sejak, u.ditutup_pada,
  coalesce(b.rute, 'LANGSUNG') as rute, b.kabupaten_kota, b.sub_segmen, b.kantor_cabang,
  case when d.ada then d.kini else b.akt_id end as akt_id, coalesce(d.lalu, '{}') as akt_berakhir
from unit_iuran u
left join badan_usaha_iuran b using (badan_usaha_id)
left join lateral (
  select count(*) > 0 as ada,
    (array_agg(x.akt_id order by x.berlaku_dari desc)
      filter (where x.berlaku_dari <= $2 and (x.berlaku_sampai is null or x.berlaku_sampai >= $2)))[1] as kini,
    array_agg(distinct x.akt_id) filter (where x.berlaku_sampai < $2) as lalu
  from delegasi_iuran x where x.badan_usaha_id = u.badan_usaha_id) d on true
"""
_UNIT = _KOLOM + "where u.virtual_account = any($1::text[])"
SATU_UNIT = _KOLOM + "where u.virtual_account = $1::text"
"""One unit ($1) as of a day ($2), for a command that reads it together with its account."""


async def cari_unit(conn: asyncpg.Connection, virtual_account: list[str], pada: date) -> dict[str, UnitIuran]:
    """The known ones among some accounts, as of a day."""
    return {r["virtual_account"]: _unit(r) for r in await conn.fetch(_UNIT, virtual_account, pada)}


async def satu_unit(conn: asyncpg.Connection, virtual_account: str, pada: date) -> UnitIuran | None:
    return (await cari_unit(conn, [virtual_account], pada)).get(virtual_account)


def _unit(r: asyncpg.Record) -> UnitIuran:
    isi = dict(r)
    return UnitIuran(**{**isi, "akt_berakhir": tuple(isi["akt_berakhir"])})


def unit_json(r: dict[str, Any]) -> UnitIuran:
    """A row of SATU_UNIT as JSON."""
    return UnitIuran(
        **{
            **r,
            "aktif_sejak": r["aktif_sejak"] and date.fromisoformat(r["aktif_sejak"]),
            "ditutup_pada": r["ditutup_pada"] and date.fromisoformat(r["ditutup_pada"]),
            "akt_berakhir": tuple(r["akt_berakhir"]),
        }
    )
