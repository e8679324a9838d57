"""Questions to the read models that several parts ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from dasar.penolakan import tidak_ditemukan

from kepesertaan.domain.akses import MilikSiapa, RiwayatDelegasi
from kepesertaan.domain.pendaftaran import Pekerja, Terdaftar

_BADAN_USAHA = "select * from badan_usaha where badan_usaha_id = $1"
_DELEGASI = "select * from delegasi where badan_usaha_id = any($1::text[]) order by badan_usaha_id, urut"

# who belongs to a Badan Usaha now; a former member counts as registered elsewhere, so that no file moves him silently
_TERDAFTAR = """
select n.nik_hash, n.nomor_kartu, p.keadaan = 'TERDAFTAR' and p.segmen = 'PBI' as pbi,
  coalesce(p.badan_usaha_id = $2 and p.keadaan = 'TERDAFTAR', false) as di_sini
from nik_terdaftar n join peserta p using (nomor_kartu) where n.nik_hash = any($1::bytea[])
"""
# one look by number for each (offset 0 keeps it so): the planner, behind in its statistics while a file is imported, would rather walk
# the whole Badan Usaha for every chunk
_PEKERJA = """
select n.nik_hash, p.nomor_kartu, p.hak_kelas, k.inti, k.anak
from nik_terdaftar n
cross join lateral (
  select nomor_kartu, hak_kelas, badan_usaha_id, hubungan, keadaan from peserta where nomor_kartu = n.nomor_kartu offset 0) p
cross join lateral (
  select count(*) as inti, count(*) filter (where hubungan like 'ANAK%') as anak from peserta
  where nomor_kartu_pekerja = p.nomor_kartu and kategori = 'INTI' and keadaan = 'TERDAFTAR') k
where n.nik_hash = any($1::bytea[]) and p.badan_usaha_id = $2 and p.hubungan = 'PEKERJA' and p.keadaan = 'TERDAFTAR'
"""
_AKT_TANDA = """
select d.akt_id from delegasi d where d.badan_usaha_id = $1 and d.berlaku_dari <= $2
  and (d.berlaku_sampai is null or $2 <= d.berlaku_sampai) and (d.berakhir_pada is null or $2 <= d.berakhir_pada)
  and exists (select 1 from pks p where p.akt_id = d.akt_id and p.berlaku_dari <= $2 and $2 <= p.berlaku_sampai)
order by d.urut desc limit 1
"""
# a tanda given under a later cooperation of the same two is none of the earlier one's
_KERJA_SAMA_BERAKHIR = """
select p.nomor_kartu, min(d.berakhir_pada) as akhir from peserta p
join delegasi d on d.badan_usaha_id = p.tanda_badan_usaha_id and d.akt_id = p.tanda_akt_id and d.berakhir_pada >= p.tanda_dari
where p.nomor_kartu = any($1::text[]) group by p.nomor_kartu
"""
_PEKERJA_TERDAFTAR = """
select count(*) as jumlah, count(*) filter (where koordinasi_manfaat) as koordinasi from peserta
where badan_usaha_id = $1 and hubungan = 'PEKERJA' and keadaan = 'TERDAFTAR'
"""
_IMPOR_LAIN = "select id::text from jobs where kind = $1 and subject = $2 and state = 'BERJALAN' and id::text <> $3"


@dataclass(frozen=True, slots=True)
class Pekerjaan:
    """Registered workers of a Badan Usaha, and how many of them with koordinasi manfaat."""

    jumlah: int
    koordinasi: int


async def pekerja_terdaftar(conn: asyncpg.Connection, badan_usaha_id: str) -> Pekerjaan:
    b = await conn.fetchrow(_PEKERJA_TERDAFTAR, badan_usaha_id)
    return Pekerjaan(b["jumlah"], b["koordinasi"])


async def baris_badan_usaha(conn: asyncpg.Connection, badan_usaha_id: str) -> Mapping[str, Any]:
    baris = await conn.fetchrow(_BADAN_USAHA, badan_usaha_id)
    if baris is None:
        raise tidak_ditemukan("Badan Usaha")
    return dict(baris)


async def milik(conn: asyncpg.Connection, badan_usaha: Mapping[str, Any]) -> MilikSiapa:
    return (await milik_banyak(conn, [badan_usaha]))[badan_usaha["badan_usaha_id"]]


async def milik_banyak(conn: asyncpg.Connection, badan_usaha: Sequence[Mapping[str, Any]]) -> dict[str, MilikSiapa]:
    """What decides about access, for each of these Badan Usaha."""
    delegasi: dict[str, list[RiwayatDelegasi]] = {b["badan_usaha_id"]: [] for b in badan_usaha}
    for d in await conn.fetch(_DELEGASI, list(delegasi)):
        riwayat = RiwayatDelegasi(d["akt_id"], d["berlaku_dari"], d["berlaku_sampai"], d["berakhir_pada"], d["cakupan"])
        delegasi[d["badan_usaha_id"]].append(riwayat)
    return {
        b["badan_usaha_id"]: MilikSiapa(b["badan_usaha_id"], b["kantor_cabang"], b["akt_pendaftar"], tuple(delegasi[b["badan_usaha_id"]]))
        for b in badan_usaha
    }


async def terdaftar(conn: asyncpg.Connection, hash_identitas: Mapping[bytes, str], badan_usaha_id: str) -> dict[str, Terdaftar]:
    """Entries of the Master File, by identity."""
    baris = await conn.fetch(_TERDAFTAR, list(hash_identitas), badan_usaha_id)
    return {hash_identitas[b["nik_hash"]]: Terdaftar(b["nomor_kartu"], b["di_sini"], b["pbi"]) for b in baris}


async def pekerja(conn: asyncpg.Connection, hash_nik: Mapping[bytes, str], badan_usaha_id: str) -> dict[str, Pekerja]:
    """Registered workers of the Badan Usaha with the places their families have taken, by NIK."""
    baris = await conn.fetch(_PEKERJA, list(hash_nik), badan_usaha_id)
    return {hash_nik[b["nik_hash"]]: Pekerja(b["nomor_kartu"], b["hak_kelas"], 1 + b["inti"], b["anak"]) for b in baris}


async def akt_koordinasi(conn: asyncpg.Connection, badan_usaha_id: str, pada: date) -> str | None:
    """The one AKT with delegation and PKS in force on the day (R-AKT-02, R-AKT-08, R-AKT-13)."""
    akt: str | None = await conn.fetchval(_AKT_TANDA, badan_usaha_id, pada)
    return akt


async def kerja_sama_berakhir(conn: asyncpg.Connection, nomor_kartu: Iterable[str]) -> dict[str, date]:
    """Last day of the cooperation behind the open tanda of each, where its end is recorded."""
    return {b["nomor_kartu"]: b["akhir"] for b in await conn.fetch(_KERJA_SAMA_BERAKHIR, list(nomor_kartu))}


async def impor_lain(conn: asyncpg.Connection, jenis: str, badan_usaha_id: str, kecuali: str) -> frozenset[str]:
    return frozenset(b["id"] for b in await conn.fetch(_IMPOR_LAIN, jenis, badan_usaha_id, kecuali))


async def kunci_terbungkus(conn: asyncpg.Connection, nomor_kartu: Iterable[str]) -> dict[str, str]:
    baris = await conn.fetch("select nomor_kartu, kunci from kunci_peserta where nomor_kartu = any($1::text[])", list(nomor_kartu))
    return {b["nomor_kartu"]: b["kunci"] for b in baris}


async def buang_potongan(conn: asyncpg.Connection, pekerjaan_id: UUID) -> None:
    """What an import kept of its file while it ran: the rows, and whose they were."""
    for tabel in ("bagian_impor", "identitas_impor", "potongan_impor"):
        await conn.execute(f"delete from {tabel} where pekerjaan_id = $1", pekerjaan_id)  # noqa: S608  constant names
