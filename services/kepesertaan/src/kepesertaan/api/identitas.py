"""Who may be served on what he shows, and the identities beside the nomor kartu by which he may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.commands import Outcome, Reply
from chassis.context import Context
from chassis.http import command_context, if_match, reply
from chassis.ids import derived
from chassis.ports import Remembered
from chassis.service import Runtime
from dasar.identitas import noka_sah
from dasar.penolakan import Ditolak, Galat
from fastapi import APIRouter
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.identitas_isi import (
    AkhirIsi,
    Dicatat,
    IdentitasLamaIsi,
    KelayakanIsi,
    KelayakanJawaban,
    KesepakatanIsi,
    KesepakatanJawaban,
    PenggantiIsi,
    PeringatanJawaban,
)
from kepesertaan.api.ingat import ingat
from kepesertaan.api.model import JalurId
from kepesertaan.domain import identitas as domain
from kepesertaan.domain import tugas as domain_tugas
from kepesertaan.domain.ketentuan import KANTOR, SKEMA_LAMA
from kepesertaan.model.identitas import IDENTITAS_BU
from kepesertaan.model.tugas import TUGAS
from kepesertaan.sandi import Sandi
from kepesertaan.status_layanan import StatusPeserta

_SIMPAN_LAMA = """
insert into identitas_lama (nomor_hash, skema, nik_hash, kantor_cabang)
select * from unnest($1::bytea[], $2::text[], $3::bytea[], $4::text[]) on conflict (nomor_hash) do nothing returning 1
"""
_SIMPAN_PENGGANTI = """
insert into identitas_pengganti (nomor_hash, badan_usaha_id, jenis, nomor_kartu)
select * from unnest($1::bytea[], $2::text[], $3::text[], $4::text[])
on conflict (nomor_hash) do update set nomor_kartu = excluded.nomor_kartu returning 1
"""
_LAMA = """
select l.kantor_cabang, n.nomor_kartu from identitas_lama l left join nik_terdaftar n using (nik_hash) where l.nomor_hash = $1
"""
_PENGGANTI = "select nomor_kartu from identitas_pengganti where nomor_hash = $1"
_DISEPAKATI = """
select 1 from identitas_disepakati where badan_usaha_id = $1 and jenis = $2 and berlaku_dari <= $3
  and (berlaku_sampai is null or $3 <= berlaku_sampai)
"""
_NIK = "select nomor_kartu from nik_terdaftar where nik_hash = any($1::bytea[])"
_KARTU = """
select p.nomor_kartu, coalesce(k.ke, 0) as ke, k.hilang_pada, n.nik_hash from peserta p
left join kartu_jkn k using (nomor_kartu) left join nik_terdaftar n using (nomor_kartu) where p.nomor_kartu = $1
"""


def router(rt: Runtime, sandi: Sandi, status: StatusPeserta) -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["identitas"])
    tulis = requires("kepesertaan:tulis")
    bu = "/badan-usaha/{badan_usaha_id}/identitas-pengganti"

    @r.post("/identitas-lama", status_code=201, response_model=Dicatat, summary="Catat identitas skema lama")
    async def catat_lama(isi: IdentitasLamaIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """Numbers of earlier schemes with the NIK of their owners; both are kept as keyed hashes only (R-KEP-12)."""
        _kantor(p, "R-KEP-12", "Identitas skema lama dicatat kantor BPJS Kesehatan.")
        if isi.kantor_cabang not in KANTOR:
            raise _tolak("KANTOR_TIDAK_DIKENAL", "/kantor_cabang", "Kantor cabang ini tidak dikenal.")
        if not domain.skema_lama(isi.skema, akses.hari(ctx)):
            raise _tolak("SKEMA_TIDAK_DIKENAL", "/skema", f"Skema: {', '.join(SKEMA_LAMA.pada(akses.hari(ctx)).nilai)}.")
        baris = {_hash(sandi, isi.skema, d.nomor): sandi.hash_identitas(d.nik) for d in isi.data}
        kolom = (list(baris), [isi.skema] * len(baris), list(baris.values()), [isi.kantor_cabang] * len(baris))
        return await _simpan(rt, ctx, _SIMPAN_LAMA, kolom, len(baris))

    @r.post(bu, status_code=201, response_model=KesepakatanJawaban, summary="Catat kesepakatan identitas pengganti")
    async def sepakati(
        badan_usaha_id: JalurId,
        isi: KesepakatanIsi,
        p: Principal = tulis,
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Agreed by BPJS and the Badan Usaha; the office records it (R-KEP-31)."""
        async with rt.db.connection() as conn:
            await akses.badan_usaha(conn, p, badan_usaha_id)
        _kantor(p, "R-KEP-31", "Kesepakatan dicatat kantor BPJS Kesehatan.")
        perintah = domain.SepakatiIdentitas(badan_usaha_id, isi.jenis, isi.nomor_surat, isi.berlaku_dari, isi.berlaku_sampai)
        jawab = _jawab(201, isi.jenis)
        return reply(await rt.commands.execute(IDENTITAS_BU, badan_usaha_id, perintah, ctx=ctx, respond=jawab, expected=expected))

    @r.post(bu + "/{jenis}/pengakhiran", response_model=KesepakatanJawaban, summary="Akhiri kesepakatan identitas pengganti")
    async def akhiri(
        badan_usaha_id: JalurId,
        jenis: JalurId,
        isi: AkhirIsi,
        p: Principal = tulis,
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        async with rt.db.connection() as conn:
            await akses.badan_usaha(conn, p, badan_usaha_id)
        _kantor(p, "R-KEP-31", "Kesepakatan diakhiri kantor BPJS Kesehatan.")
        perintah = domain.AkhiriKesepakatan(jenis, isi.berakhir_pada)
        jawab = _jawab(200, jenis)
        return reply(await rt.commands.execute(IDENTITAS_BU, badan_usaha_id, perintah, ctx=ctx, respond=jawab, expected=expected))

    @r.post(bu + "/{jenis}/daftar", status_code=201, response_model=Dicatat, summary="Daftarkan nomor identitas pengganti")
    async def daftarkan(
        badan_usaha_id: JalurId, jenis: JalurId, isi: PenggantiIsi, p: Principal = tulis, ctx: Context = command_context()
    ) -> Response:
        """Which number is whose, told by who acts for the Badan Usaha; kept as a keyed hash."""
        async with rt.db.connection() as conn:
            await akses.badan_usaha(conn, p, badan_usaha_id, tulis=True)
            if await conn.fetchval(_DISEPAKATI, badan_usaha_id, jenis, akses.hari(ctx)) is None:
                alasan = "Identitas ini tidak disepakati BPJS Kesehatan dengan Badan Usaha ini."
                raise Ditolak("IDENTITAS_TIDAK_DISEPAKATI", alasan, aturan="R-KEP-31", status=409)
            nomor = [d.nomor_kartu for d in isi.data]
            milik = await conn.fetch(
                "select nomor_kartu from peserta where badan_usaha_id = $1 and nomor_kartu = any($2::text[])", badan_usaha_id, nomor
            )
        lain = set(nomor) - {m["nomor_kartu"] for m in milik}
        if lain:
            galat = tuple(
                Galat(f"/data/{n}/nomor_kartu", "Bukan peserta Badan Usaha ini.", "TIDAK_DITEMUKAN")
                for n, d in enumerate(isi.data)
                if d.nomor_kartu in lain
            )
            raise Ditolak("TIDAK_DITEMUKAN", "Ada nomor kartu yang bukan peserta Badan Usaha ini.", status=422, galat=galat)
        baris = {_hash(sandi, f"{badan_usaha_id} {jenis}", d.nomor): d.nomor_kartu for d in isi.data}
        kolom = (list(baris), [badan_usaha_id] * len(baris), [jenis] * len(baris), list(baris.values()))
        return await _simpan(rt, ctx, _SIMPAN_PENGGANTI, kolom, len(baris))

    @r.post("/kelayakan:periksa", response_model=KelayakanJawaban, summary="Periksa kelayakan dengan identitas yang ditunjukkan")
    async def periksa(
        isi: KelayakanIsi, p: Principal = requires(any_of=("sep:tulis", "kepesertaan:baca")), ctx: Context = command_context()
    ) -> KelayakanJawaban:
        """Asked by a faskes or an office. Repeating it changes nothing: the tugas it may make is one a person."""
        if p.kode_ppk is None and p.jenis_kantor is None:
            raise Ditolak("HANYA_FASKES", "Kelayakan diperiksa faskes atau kantor BPJS Kesehatan.", status=403)
        pada = isi.pada or akses.hari(ctx)
        async with rt.db.connection() as conn:
            d, kantor = await _cari(conn, sandi, isi, pada)
        if d.nomor_kartu is not None and d.disepakati:
            d = replace(d, aktif=bool(await status.aktif([d.nomor_kartu], pada)))
        hasil = domain.layak(d, pada)
        tugas_id = None
        if hasil.terbitkan_nomor and kantor is not None:
            tugas_id = await _buat_tugas(rt, sandi, isi, kantor, ctx)
        return KelayakanJawaban(
            layak=hasil.layak,
            jenis_identitas=isi.jenis_identitas,
            nomor_kartu=d.nomor_kartu if d.disepakati else None,
            kode=hasil.kode,
            aturan=hasil.aturan,
            penjelasan=hasil.penjelasan,
            perlu_cocok_nik=hasil.perlu_cocok_nik,
            peringatan=[PeringatanJawaban(kode=w.kode, aturan=w.aturan, penjelasan=w.penjelasan) for w in hasil.peringatan],
            tugas_id=tugas_id,
        )

    return r


async def _cari(conn: asyncpg.Connection, sandi: Sandi, isi: KelayakanIsi, pada: date) -> tuple[domain.Ditunjukkan, str | None]:
    """Whose it is, and the office that has to give him a number if he has none."""
    jenis, nomor, kantor, disepakati = isi.jenis_identitas, isi.nomor, None, True
    noka: str | None = None
    if jenis == domain.NOKA:
        noka = nomor if noka_sah(nomor) else None
    elif jenis == domain.NIK:
        noka = await conn.fetchval(_NIK, _kunci_nik(sandi, nomor))
    elif domain.skema_lama(jenis, pada):
        lama = await conn.fetchrow(_LAMA, _hash(sandi, jenis, nomor))
        if lama is None:
            return domain.Ditunjukkan(jenis, dikenal=False), None
        noka, kantor = lama["nomor_kartu"], lama["kantor_cabang"]
        if noka is None:
            return domain.Ditunjukkan(jenis, dikenal=True), kantor
    else:
        bu = isi.badan_usaha_id or ""
        disepakati = await conn.fetchval(_DISEPAKATI, bu, jenis, pada) is not None
        noka = await conn.fetchval(_PENGGANTI, _hash(sandi, f"{bu} {jenis}", nomor))
    baris = None if noka is None else await conn.fetchrow(_KARTU, noka)
    if baris is None:
        return domain.Ditunjukkan(jenis, dikenal=False, disepakati=disepakati), None
    return domain.Ditunjukkan(
        jenis,
        dikenal=True,
        nomor_kartu=noka,
        disepakati=disepakati,
        kartu_terbit=baris["ke"] > 0,
        hilang_pada=baris["hilang_pada"],
        nik_cocok=None if isi.nik is None else baris["nik_hash"] in _kunci_nik(sandi, isi.nik),
    ), kantor


def _kunci_nik(sandi: Sandi, nik: str) -> list[bytes]:
    return [sandi.hash_identitas(nik), sandi.hash_identitas(f"PASPOR:{nik.upper()}")]


def _hash(sandi: Sandi, milik: str, nomor: str) -> bytes:
    return sandi.hash_identitas(f"{milik}:{nomor.upper()}")


def _kantor(p: Principal, aturan: str, alasan: str) -> None:
    if p.jenis_kantor is None:
        raise Ditolak("HANYA_KANTOR", alasan, aturan=aturan, status=403)


async def _simpan(rt: Runtime, ctx: Context, sql: str, kolom: Sequence[Any], jumlah: int) -> Response:
    """Beside the events, because hashes of identities go with who is forgotten; the answer is remembered with them."""
    if (ulang := await rt.commands.replay(ctx)) is not None:
        return reply(ulang)
    try:
        async with rt.db.transaction() as conn:
            ditulis = len(await conn.fetch(sql, *kolom))
            badan = orjson.dumps({"dicatat": ditulis, "sudah_ada": jumlah - ditulis})
            await ingat(conn, ctx, 201, badan)
    except Remembered:
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        raise
    return reply(Outcome(None, None, (), 201, badan))


async def _buat_tugas(rt: Runtime, sandi: Sandi, isi: KelayakanIsi, kantor: str, ctx: Context) -> str:
    """One tugas an old identity, for the office it was recorded at; the number itself is with who shows the card."""
    id = str(derived("tugas", _hash(sandi, isi.jenis_identitas, isi.nomor).hex(), domain.TUGAS_NOMOR_KARTU))
    perintah = domain_tugas.BuatTugas(
        tugas_id=id,
        jenis=domain.TUGAS_NOMOR_KARTU,
        peran="PETUGAS_KEPESERTAAN",
        petugas=None,
        kantor=kantor,
        badan_usaha_id="",
        akt_id=None,
        pekerjaan_id=None,
        baris=None,
        pada=akses.hari(ctx),
    )
    await rt.commands.execute(TUGAS, id, perintah, ctx=replace(ctx, key=None))
    return id


def _jawab(status: int, jenis: str) -> Any:
    def jawab(k: domain.KesepakatanIdentitas, _: int, __: Sequence[Any]) -> Reply:
        ada = k.jenis(jenis)
        isi: Mapping[str, Any] = {n: getattr(ada, n) for n in KesepakatanJawaban.model_fields}
        return Reply(status, isi)

    return jawab


def _tolak(kode: str, pointer: str, alasan: str) -> Ditolak:
    return Ditolak(kode, alasan, aturan="R-KEP-12", status=422, galat=(Galat(pointer, alasan, kode),))
