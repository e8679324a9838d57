"""Access from the token: which Badan Usaha the asker may see, singly and in lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import asyncpg
from chassis.auth import Principal
from chassis.context import Context
from chassis.http import business_now
from dasar.penolakan import Ditolak, tidak_ditemukan
from dasar.tanggal import hari_wib

from kepesertaan import pembaca
from kepesertaan.domain.akses import Penanya, kantor_melihat, periksa_akses, periksa_orang, periksa_tulis
from kepesertaan.domain.ketentuan import KANTOR
from kepesertaan.pekerjaan import MasukanImpor

# $1 AKT, $2 Badan Usaha, $3 offices (null: all), $4 today: the Badan Usaha of a list
TERLIHAT = """
(select b.badan_usaha_id from badan_usaha b where case
  when $1::text is not null then
    exists (select 1 from delegasi d where d.badan_usaha_id = b.badan_usaha_id and d.akt_id = $1
      and (d.berlaku_sampai is null or d.berlaku_sampai >= $4::date) and (d.berakhir_pada is null or d.berakhir_pada >= $4::date))
    or (b.akt_pendaftar = $1 and not exists (select 1 from delegasi d where d.badan_usaha_id = b.badan_usaha_id))
  when $2::text is not null then b.badan_usaha_id = $2
  else $3::text[] is null or b.kantor_cabang = any($3::text[]) end)
"""

# the people of a list for an office: its Badan Usaha's and those of families it registered. Row by row, so that a page stays a page
ORANG_KANTOR = """
($1::text is null and $2::text is null and $4::date is not null and ($3::text[] is null
  or exists (select 1 from badan_usaha b where b.badan_usaha_id = p.badan_usaha_id and b.kantor_cabang = any($3::text[]))
  or exists (select 1 from keluarga k where k.keluarga_id = p.keluarga_id and k.kantor_cabang = any($3::text[]))))
"""
MULAI_JKN = date(2014, 1, 1)


def hari_ini() -> date:
    return hari_wib(business_now())


def hari(ctx: Context) -> date:
    """The WIB day of a command; nothing is entered before BPJS Kesehatan ran JKN (R-KEP-09)."""
    pada = hari_wib(ctx.now)
    if pada < MULAI_JKN:
        raise Ditolak("SEBELUM_JKN", "Jaminan Kesehatan Nasional berjalan sejak 1 Januari 2014.", aturan="R-KEP-09", status=422)
    return pada


def penanya(p: Principal) -> Penanya:
    return Penanya(p.akt_id, p.badan_usaha_id, p.kode_ppk, p.kantor, p.jenis_kantor)


def argumen_terlihat(p: Principal) -> tuple[str | None, str | None, list[str] | None, date]:
    """Arguments of ``TERLIHAT``."""
    kantor: list[str] | None = []
    if p.kode_ppk is not None:
        kantor = []
    elif p.jenis_kantor == "PUSAT":
        kantor = None
    elif p.jenis_kantor == "DIVRE":
        kantor = [k.kode for k in KANTOR.values() if k.divre == p.kantor]
    elif p.jenis_kantor is not None and p.kantor is not None:
        kantor = [p.kantor]
    return p.akt_id, p.badan_usaha_id, kantor, hari_ini()


async def badan_usaha(
    conn: asyncpg.Connection, p: Principal, badan_usaha_id: str, *, tulis: bool = False, apa: str = "Badan Usaha"
) -> Mapping[str, Any]:
    """The row of a Badan Usaha the asker may deal with; raises 404 for ``apa``, or 403 with the rule."""
    baris = await pembaca.baris_badan_usaha(conn, badan_usaha_id)
    milik = await pembaca.milik(conn, baris)
    (periksa_tulis if tulis else periksa_akses)(penanya(p), milik, hari_ini(), apa)
    return baris


async def peserta(conn: asyncpg.Connection, p: Principal, nomor_kartu: str, *, tulis: bool = False) -> Mapping[str, Any]:
    """The row of a peserta the asker may deal with; who may not see his Badan Usaha does not learn that he exists."""
    return await peserta_bagi(conn, penanya(p), nomor_kartu, hari_ini(), tulis=tulis)


async def peserta_bagi(conn: asyncpg.Connection, orang: Penanya, nomor_kartu: str, pada: date, *, tulis: bool = False) -> Mapping[str, Any]:
    """The same for who asked on a day: a file is worked off after its sender has gone."""
    baris = await conn.fetchrow("select * from peserta where nomor_kartu = $1", nomor_kartu)
    if baris is not None and baris["keluarga_id"] is not None:
        await _keluarga(conn, orang, baris["keluarga_id"], "Peserta")
        return dict(baris)
    bu = None if baris is None else await conn.fetchrow("select * from badan_usaha where badan_usaha_id = $1", baris["badan_usaha_id"])
    if baris is None or bu is None:
        raise Ditolak("TIDAK_DITEMUKAN", "Peserta tidak ditemukan.", status=404)
    milik = await pembaca.milik(conn, bu)
    (periksa_tulis if tulis else periksa_akses)(orang, milik, pada, "Peserta")
    if tulis:
        periksa_orang(orang, milik, pada, koordinasi=baris["koordinasi_manfaat"])
    return dict(baris)


async def keluarga(conn: asyncpg.Connection, p: Principal, keluarga_id: str, *, apa: str = "Keluarga") -> Mapping[str, Any]:
    """The row of a family that pays for itself. Offices alone: it is no AKT's and no Badan Usaha's."""
    return await _keluarga(conn, penanya(p), keluarga_id, apa)


async def _keluarga(conn: asyncpg.Connection, orang: Penanya, keluarga_id: str, apa: str) -> Mapping[str, Any]:
    baris = await conn.fetchrow("select * from keluarga where keluarga_id = $1", keluarga_id)
    lain = orang.akt_id is not None or orang.badan_usaha_id is not None or orang.kode_ppk is not None
    if baris is None or lain or not kantor_melihat(orang, baris["kantor_cabang"]):
        raise tidak_ditemukan(apa)
    return dict(baris)


async def masukan_impor(conn: asyncpg.Connection, p: Principal, bu: Mapping[str, Any]) -> MasukanImpor:
    """What the Badan Usaha and its delegation bear on who is registered now, and by whom."""
    return await masukan_atas_nama(conn, bu, sendiri=p.badan_usaha_id is not None)


async def masukan_atas_nama(conn: asyncpg.Connection, bu: Mapping[str, Any], *, sendiri: bool) -> MasukanImpor:
    """The same for who handed it in before. ``sendiri``: the Badan Usaha itself."""
    milik = await pembaca.milik(conn, bu)
    berlaku = milik.berlaku(hari_ini())
    # a cooperation that ended says nothing of newcomers; of one that begins later its AKT is told already
    berakhir = bool(milik.delegasi) and berlaku is None and milik.delegasi[-1].akhir < hari_ini()
    akt_id = None if sendiri or berakhir else bu["akt_id"] if berlaku is None else berlaku.akt_id
    cakupan = None if berakhir else bu["cakupan"] if berlaku is None else berlaku.cakupan
    return MasukanImpor(
        bu["badan_usaha_id"],
        bu["virtual_account"],
        akt_id,
        bu["sub_segmen"],
        cakupan,
        bu["kantor_cabang"],
        bu["relationship_officer"],
        sendiri,
    )


def harus_pusat(p: Principal, aturan: str | None, apa: str) -> None:
    if not p.at("PUSAT"):
        raise Ditolak("HANYA_KANTOR_PUSAT", f"{apa} hanya dilakukan Kantor Pusat.", aturan=aturan, status=403)
