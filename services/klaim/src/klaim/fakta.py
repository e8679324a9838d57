"""What klaim knows of the others' facts (its projections) and of its own read models, as domain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg

from klaim.domain.faskes import FaskesPada, Kontrak, faskes_pada
from klaim.domain.fpk import Rekening
from klaim.domain.harga import Acuan
from klaim.domain.klaim_peristiwa import SepUntukKlaim
from klaim.domain.penjaminan import Kib
from klaim.domain.tarif import Tarif, pilih


# jsonb comes as Python values: SQLAlchemy sets that codec on every connection of its pool
def _kontrak(isi: list[dict[str, Any]]) -> tuple[Kontrak, ...]:
    return tuple(
        Kontrak(
            date.fromisoformat(k["dari"]),
            date.fromisoformat(k["sampai"]) if k.get("sampai") else None,
            k.get("akt_id"),
        )
        for k in isi
    )


async def faskes(conn: asyncpg.Connection, kode_ppk: Sequence[str], pada: date) -> dict[str, FaskesPada]:
    """Facilities as they were on a day. Class and ownership go by the version of that day; contracts carry their own days, so the
    newest knowledge of them counts."""
    baris = await conn.fetch("select * from p_faskes where kode_ppk = any($1::text[]) order by kode_ppk, urutan", list(set(kode_ppk)))
    per_kode: dict[str, list[Any]] = {}
    for b in baris:
        per_kode.setdefault(b["kode_ppk"], []).append(b)
    hasil: dict[str, FaskesPada] = {}
    for kode, versi in per_kode.items():
        terbaru = versi[-1]
        semua = [
            (
                v["berlaku_dari"],
                FaskesPada(
                    kode, v["nama"], v["jenis"], v["kelas_rs"], v["sk_kelas"], v["kepemilikan"], v["regional"],
                ),
            )
            for v in versi
        ]  # fmt: skip
        dipilih = faskes_pada(semua, pada)
        if dipilih is not None:
            hasil[kode] = replace(dipilih, kontrak_bpjs=_kontrak(terbaru["kontrak_bpjs"]), kontrak_akt=_kontrak(terbaru["kontrak_akt"]))
    return hasil


async def kib(conn: asyncpg.Connection, nomor_kib: str, pada: date) -> Kib | None:
    b = await conn.fetchrow("select * from p_kib where nomor_kib = $1", nomor_kib)
    if b is None:
        return None
    # a card issued after the admission is no card shown at it; a revoked one counts until the day before
    berlaku = b["diterbitkan_pada"] <= pada and (b["dicabut_pada"] is None or pada < b["dicabut_pada"])
    return Kib(b["nomor_kib"], b["nomor_kartu"], b["akt_id"], berlaku)


async def kartu_hilang(conn: asyncpg.Connection, nomor_kartu: str, pada: date) -> date | None:
    """Since when the card of JKN in his hands on a day was lost; the next one has the same number, and is none (R-KEP-29)."""
    hilang: date | None = await conn.fetchval(
        "select max(hilang_pada) from p_kartu_hilang"
        " where nomor_kartu = $1 and hilang_pada <= $2 and (diganti_pada is null or $2 < diganti_pada)",
        nomor_kartu,
        pada,
    )
    return hilang


async def pks_aktif(conn: asyncpg.Connection, pada: date) -> frozenset[str]:
    baris = await conn.fetch("select distinct akt_id from p_pks where $1 between berlaku_dari and berlaku_sampai", pada)
    return frozenset(b["akt_id"] for b in baris)


async def pks_pada(conn: asyncpg.Connection, akt_id: str, hari: Sequence[date]) -> dict[date, bool]:
    """Was there an agreement of this AKT on each of these days?"""
    baris = await conn.fetch(
        "select d.hari, exists (select 1 from p_pks p where p.akt_id = $1 and d.hari between p.berlaku_dari and p.berlaku_sampai) as ada"
        " from unnest($2::date[]) as d(hari)",
        akt_id,
        list(set(hari)),
    )
    return {b["hari"]: b["ada"] for b in baris}


async def manfaat_pks(conn: asyncpg.Connection, akt_id: str, pada: date) -> frozenset[str] | None:
    """What BPJS guarantees by the agreement of the day (R-AKT-05); None where its list is not known."""
    b = await conn.fetchrow(
        "select manfaat from p_pks where akt_id = $1 and $2 between berlaku_dari and berlaku_sampai order by nomor limit 1", akt_id, pada
    )
    return None if b is None or b["manfaat"] is None else frozenset(b["manfaat"])


async def akt(conn: asyncpg.Connection, akt_id: str) -> tuple[str, Rekening | None]:
    """(name, account); the id stands for a name not heard of yet."""
    b = await conn.fetchrow("select * from p_akt where akt_id = $1", akt_id)
    if b is None:
        return akt_id, None
    rekening = Rekening(b["rekening_bank"], b["rekening_nomor"], b["rekening_nama"]) if b["rekening_bank"] else None
    return b["nama"], rekening


async def tarif(conn: asyncpg.Connection, kode_inacbg: str, acuan: Acuan, tanggal_masuk: date) -> Tarif | None:
    baris = await conn.fetch(
        "select * from tarif where kode_inacbg = $1 and regional = $2 and kelas_rs = $3 and kepemilikan = $4 and kelas_rawat = $5",
        kode_inacbg,
        acuan.regional,
        acuan.kelas_rs,
        acuan.kepemilikan,
        acuan.kelas_rawat,
    )
    return pilih([Tarif(**dict(b)) for b in baris], tanggal_masuk)


async def sep_untuk_klaim(conn: asyncpg.Connection, nomor: Sequence[str]) -> dict[str, SepUntukKlaim]:
    baris = await conn.fetch("select * from sep where nomor_sep = any($1::text[])", list(set(nomor)))
    return {
        b["nomor_sep"]: SepUntukKlaim(
            nomor_sep=b["nomor_sep"],
            nomor_kartu=b["nomor_kartu"],
            kode_ppk=b["kode_ppk"],
            tanggal_masuk=b["tanggal_masuk"],
            tanggal_pulang=b["tanggal_pulang"],
            jenis_pelayanan=b["jenis_pelayanan"],
            keadaan=b["keadaan"],
            cob=b["cob"],
            akt_id=b["akt_id"],
            akt_tanda=b["akt_tanda"],
            hak_kelas=b["hak_kelas"],
            gawat_darurat=b["gawat_darurat"],
            kontrak_bpjs=b["kontrak_bpjs"],
            hasil_pemindahan=b["hasil_pemindahan"],
            biaya_gawat_darurat=b["biaya_gawat_darurat"],
        )
        for b in baris
    }


async def nomor_berikut(conn: asyncpg.Connection, nama: str) -> int:
    """A serial number. A number drawn for something that was then refused is lost: gaps are allowed, repetition is not."""
    nomor: int = await conn.fetchval(
        "insert into nomor_urut as n (nama, terakhir) values ($1, 1)"
        " on conflict (nama) do update set terakhir = n.terakhir + 1 returning terakhir",
        nama,
    )
    return nomor
