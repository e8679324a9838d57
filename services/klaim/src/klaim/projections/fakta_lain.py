"""Other services' facts: facilities with their contracts, AKT with PKS and account, Kartu Identitas Bersama, tanda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import asyncpg
import orjson
from chassis.records import Record
from chassis.subscription import Projection
from shared_events import faskes as f
from shared_events import kepesertaan as k

_FASKES = """
insert into p_faskes (kode_ppk, berlaku_dari, urutan, nama, jenis, kelas_rs, sk_kelas, kepemilikan, regional, kontrak_bpjs, kontrak_akt)
select * from unnest($1::text[], $2::date[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[], $9::smallint[],
  $10::jsonb[], $11::jsonb[])
on conflict (kode_ppk, berlaku_dari) do update set urutan = excluded.urutan, nama = excluded.nama, jenis = excluded.jenis,
  kelas_rs = excluded.kelas_rs, sk_kelas = excluded.sk_kelas, kepemilikan = excluded.kepemilikan, regional = excluded.regional,
  kontrak_bpjs = excluded.kontrak_bpjs, kontrak_akt = excluded.kontrak_akt
"""
_AKT = """
insert into p_akt (akt_id, nama, rekening_bank, rekening_nomor, rekening_nama)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
on conflict (akt_id) do update set nama = excluded.nama, rekening_bank = excluded.rekening_bank, rekening_nomor = excluded.rekening_nomor,
  rekening_nama = excluded.rekening_nama
"""
_PKS = """
insert into p_pks (akt_id, nomor, berlaku_dari, berlaku_sampai, manfaat) values ($1, $2, $3, $4, $5::text[])
on conflict (akt_id, nomor, berlaku_dari) do update set berlaku_sampai = excluded.berlaku_sampai, manfaat = excluded.manfaat
"""
_PKS_BERAKHIR = """
update p_pks set berlaku_sampai = least(berlaku_sampai, $3) where akt_id = $1 and nomor = $2
"""
_KIB = """
insert into p_kib (nomor_kib, nomor_kartu, akt_id, diterbitkan_pada, dicabut_pada)
select * from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::date[])
on conflict (nomor_kib) do update set dicabut_pada = coalesce(excluded.dicabut_pada, p_kib.dicabut_pada)
"""
# a flag given and taken off in one poll is one row: the later word of the end counts
_TANDA = """
insert into p_tanda (nomor_kartu, akt_id, berlaku_dari, berakhir_pada)
select * from unnest($1::text[], $2::text[], $3::date[], $4::date[])
on conflict (nomor_kartu, akt_id, berlaku_dari) do update set berakhir_pada = coalesce(excluded.berakhir_pada, p_tanda.berakhir_pada)
"""
_TANDA_BERAKHIR = """
update p_tanda t set berakhir_pada = m.pada from unnest($1::text[], $2::text[], $3::date[]) as m(nomor_kartu, akt_id, pada)
where t.nomor_kartu = m.nomor_kartu and t.akt_id = m.akt_id and t.berakhir_pada is null
"""
_KARTU_DIGANTI = """
update p_kartu_hilang t set diganti_pada = m.pada from unnest($1::text[], $2::date[]) as m(nomor_kartu, pada)
where t.nomor_kartu = m.nomor_kartu and t.diganti_pada is null
"""
_KARTU_HILANG = """
insert into p_kartu_hilang (nomor_kartu, hilang_pada, diganti_pada) select * from unnest($1::text[], $2::date[], $3::date[])
on conflict (nomor_kartu, hilang_pada) do update set diganti_pada = excluded.diganti_pada
"""
AWAL = date(1900, 1, 1)


def _kolom(baris: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(kolom) for kolom in zip(*baris, strict=True)]


def _json(bagian: Sequence[Any]) -> str:
    return orjson.dumps([b.model_dump(mode="json") for b in bagian]).decode()


async def _faskes(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    baris: dict[tuple[str, date], tuple[Any, ...]] = {}
    for r in records:
        e = r.event
        if not isinstance(e, f.FaskesDidaftarkan | f.KontrakFaskesDiubah):
            continue
        dari = e.berlaku_dari if isinstance(e, f.KontrakFaskesDiubah) else AWAL
        baris[e.kode_ppk, dari] = (
            e.kode_ppk, dari, r.envelope.sequence or 0, e.nama, e.jenis, e.kelas_rs, e.sk_kelas.tanggal if e.sk_kelas else None,
            e.kepemilikan, e.regional, _json(e.kontrak_bpjs), _json(e.kontrak_akt),
        )  # fmt: skip
    if baris:
        await conn.execute(_FASKES, *_kolom(list(baris.values())))


async def _akt(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    akt: dict[str, tuple[Any, ...]] = {}
    for r in records:
        match r.event:
            case k.AktDidaftarkan() as e:
                rek = e.rekening
                akt[e.akt_id] = (e.akt_id, e.nama, rek.bank if rek else None, rek.nomor if rek else None, rek.nama if rek else None)
            case k.PksDisepakati() as e:  # agreements are few: one by one keeps their order
                await conn.execute(_PKS, e.akt_id, e.nomor, e.berlaku_dari, e.berlaku_sampai, list(e.manfaat))
            case k.PksBerakhir() as e:
                await conn.execute(_PKS_BERAKHIR, e.akt_id, e.nomor, e.berakhir_pada)
            case _:
                pass
    if akt:
        await conn.execute(_AKT, *_kolom(list(akt.values())))


async def _kib(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    kib: dict[str, tuple[Any, ...]] = {}
    for r in records:
        match r.event:
            case k.KartuIdentitasBersamaDiterbitkan() as e:
                kib[e.nomor_kib] = (e.nomor_kib, e.nomor_kartu, e.akt_id, e.diterbitkan_pada, None)
            case k.KartuIdentitasBersamaDicabut() as e:
                terbit = kib[e.nomor_kib][3] if e.nomor_kib in kib else e.dicabut_pada
                kib[e.nomor_kib] = (e.nomor_kib, e.nomor_kartu, e.akt_id, terbit, e.dicabut_pada)
            case _:
                pass
    if kib:
        await conn.execute(_KIB, *_kolom(list(kib.values())))


async def _tanda(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    diberi: dict[tuple[str, str, date], date | None] = {}
    dihapus: dict[tuple[str, str], date] = {}
    for r in records:
        match r.event:
            case k.TandaKoordinasiManfaatDiberikan() as e:
                diberi[e.nomor_kartu, e.akt_id, e.berlaku_dari] = None
            case k.TandaKoordinasiManfaatDihapus() as e:
                terbuka = [kunci for kunci, akhir in diberi.items() if kunci[:2] == (e.nomor_kartu, e.akt_id) and akhir is None]
                diberi |= dict.fromkeys(terbuka, e.berakhir_pada)
                if not terbuka:
                    dihapus[e.nomor_kartu, e.akt_id] = e.berakhir_pada
            case _:
                pass
    if dihapus:
        await conn.execute(_TANDA_BERAKHIR, *_kolom([(*kunci, akhir) for kunci, akhir in dihapus.items()]))
    if diberi:
        await conn.execute(_TANDA, *_kolom([(*kunci, akhir) for kunci, akhir in diberi.items()]))


async def _kartu_jkn(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    """Reports of loss, each open until the next card; only the first card of a poll can end one of a poll before."""
    diganti: dict[str, date] = {}
    hilang: dict[str, dict[date, date | None]] = {}
    for r in records:
        match r.event:
            case k.KartuJknDilaporkanHilang() as e:
                hilang.setdefault(e.nomor_kartu, {})[e.hilang_pada] = None
            case k.KartuJknDiterbitkan() as e:
                diganti.setdefault(e.nomor_kartu, e.diterbitkan_pada)
                laporan = hilang.get(e.nomor_kartu, {})
                laporan |= {hari: e.diterbitkan_pada for hari, ganti in laporan.items() if ganti is None}
            case _:
                pass
    if diganti:
        await conn.execute(_KARTU_DIGANTI, *_kolom(list(diganti.items())))
    if hilang:
        await conn.execute(_KARTU_HILANG, *_kolom([(n, hari, ganti) for n, semua in hilang.items() for hari, ganti in semua.items()]))


FASKES = Projection("klaim.faskes", ("faskes",), (f.FaskesDidaftarkan, f.KontrakFaskesDiubah), _faskes, tables=("p_faskes",))
AKT = Projection("klaim.akt", ("kepesertaan",), (k.AktDidaftarkan, k.PksDisepakati, k.PksBerakhir), _akt, tables=("p_akt", "p_pks"))
KIB = Projection(
    "klaim.kib", ("kepesertaan",), (k.KartuIdentitasBersamaDiterbitkan, k.KartuIdentitasBersamaDicabut), _kib, tables=("p_kib",)
)
TANDA = Projection(
    "klaim.tanda", ("kepesertaan",), (k.TandaKoordinasiManfaatDiberikan, k.TandaKoordinasiManfaatDihapus), _tanda, tables=("p_tanda",)
)
KARTU_JKN = Projection(
    "klaim.kartu-jkn", ("kepesertaan",), (k.KartuJknDilaporkanHilang, k.KartuJknDiterbitkan), _kartu_jkn, tables=("p_kartu_hilang",)
)
