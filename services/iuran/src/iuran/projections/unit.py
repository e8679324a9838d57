"""Badan Usaha, delegations and accounts. Rows are touched field by field, because each event tells only its own part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import asyncpg
from shared_events import kepesertaan as k
from shared_events.base import PublicEvent

_BADAN_USAHA = """
insert into badan_usaha_iuran (badan_usaha_id, akt_id, rute, kabupaten_kota, sub_segmen, kantor_cabang)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
on conflict (badan_usaha_id) do update set akt_id = excluded.akt_id, rute = excluded.rute, kabupaten_kota = excluded.kabupaten_kota,
  sub_segmen = excluded.sub_segmen, kantor_cabang = excluded.kantor_cabang
"""
_DELEGASI = """
insert into delegasi_iuran (badan_usaha_id, akt_id, berlaku_dari, berlaku_sampai)
select * from unnest($1::text[], $2::text[], $3::date[], $4::date[])
on conflict (badan_usaha_id, akt_id, berlaku_dari) do update set berlaku_sampai = excluded.berlaku_sampai
"""
_UNIT = """
insert into unit_iuran (virtual_account, jenis_unit, badan_usaha_id, keluarga_id, keadaan_va, aktif_sejak, ditutup_pada)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[])
on conflict (virtual_account) do update set jenis_unit = excluded.jenis_unit, badan_usaha_id = excluded.badan_usaha_id,
  keluarga_id = excluded.keluarga_id, keadaan_va = excluded.keadaan_va, aktif_sejak = excluded.aktif_sejak,
  ditutup_pada = excluded.ditutup_pada
"""

Kunci = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class _Unit:
    virtual_account: str
    jenis_unit: str
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    keadaan_va: str = "MENUNGGU"
    aktif_sejak: date | None = None
    ditutup_pada: date | None = None

    def baris(self) -> tuple[Any, ...]:
        return (
            self.virtual_account, self.jenis_unit, self.badan_usaha_id, self.keluarga_id, self.keadaan_va, self.aktif_sejak,
            self.ditutup_pada,
        )  # fmt: skip


async def _tulis(conn: asyncpg.Connection, sql: str, baris: Sequence[tuple[Any, ...]]) -> None:
    if baris:
        await conn.execute(sql, *[list(kolom) for kolom in zip(*baris, strict=True)])


async def terapkan(conn: asyncpg.Connection, peristiwa: Sequence[PublicEvent]) -> None:
    badan_usaha = {e.badan_usaha_id: e for e in peristiwa if isinstance(e, k.BadanUsahaDidaftarkan)}
    await _tulis(
        conn,
        _BADAN_USAHA,
        [(e.badan_usaha_id, e.akt_id, e.rute_pembayaran, e.kabupaten_kota, e.sub_segmen, e.kantor_cabang) for e in badan_usaha.values()],
    )
    await _delegasi(conn, peristiwa)
    await _unit(conn, peristiwa)


async def _delegasi(conn: asyncpg.Connection, peristiwa: Sequence[PublicEvent]) -> None:
    kena = {e.badan_usaha_id for e in peristiwa if isinstance(e, (k.DelegasiAktDitetapkan, k.DelegasiAktDiakhiri))}
    if not kena:
        return
    rows = await conn.fetch("select * from delegasi_iuran where badan_usaha_id = any($1::text[])", list(kena))
    semua: dict[Kunci, date | None] = {(r["badan_usaha_id"], r["akt_id"], r["berlaku_dari"]): r["berlaku_sampai"] for r in rows}
    for e in peristiwa:
        match e:
            case k.DelegasiAktDitetapkan():
                semua[e.badan_usaha_id, e.akt_id, e.berlaku_dari] = e.berlaku_sampai
            case k.DelegasiAktDiakhiri():
                for kunci, sampai in semua.items():
                    if kunci[:2] == (e.badan_usaha_id, e.akt_id) and (sampai is None or sampai > e.berakhir_pada):
                        semua[kunci] = e.berakhir_pada
            case _:
                pass
    await _tulis(conn, _DELEGASI, [(*kunci, sampai) for kunci, sampai in semua.items()])


def _va(e: PublicEvent) -> str | None:
    match e:
        case k.VirtualAccountDiterbitkan() | k.VirtualAccountDiaktifkan() | k.VirtualAccountDitutup() | k.KeluargaDidaftarkan():
            return e.virtual_account
        case _:
            return None


async def _unit(conn: asyncpg.Connection, peristiwa: Sequence[PublicEvent]) -> None:
    kena = {va for e in peristiwa if (va := _va(e)) is not None}
    if not kena:
        return
    rows = await conn.fetch("select * from unit_iuran where virtual_account = any($1::text[])", list(kena))
    semua = {r["virtual_account"]: _Unit(**dict(r)) for r in rows}
    for e in peristiwa:
        va = _va(e)
        if va is None:
            continue
        lama = semua.get(va, _Unit(va, "BADAN_USAHA"))
        match e:
            case k.VirtualAccountDiterbitkan():
                semua[va] = replace(lama, jenis_unit=e.jenis_unit, badan_usaha_id=e.badan_usaha_id, keluarga_id=e.keluarga_id)
            case k.KeluargaDidaftarkan():
                semua[va] = replace(lama, jenis_unit="KELUARGA", keluarga_id=e.keluarga_id)
            case k.VirtualAccountDiaktifkan():
                semua[va] = replace(lama, keadaan_va="AKTIF", aktif_sejak=e.sejak)
            case k.VirtualAccountDitutup():
                semua[va] = replace(lama, keadaan_va="DITUTUP", ditutup_pada=e.ditutup_pada)
            case _:
                pass
    await _tulis(conn, _UNIT, [u.baris() for u in semua.values()])
