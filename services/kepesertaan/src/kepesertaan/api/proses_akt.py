"""Cooperation of a Badan Usaha in JKN with an AKT, and its change to another: begun, handed in, confirmed, stopped, seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

import asyncpg
from chassis.aggregate import Statement
from chassis.auth import Principal, requires
from chassis.commands import Commands
from chassis.context import Context
from chassis.http import command_context, etag, reply
from chassis.ids import new_id
from chassis.jobs_store import insert_job
from chassis.once import once
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan
from fastapi import APIRouter, Path
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.lampiran import pemilik, penglihat
from kepesertaan.api.model import JalurId
from kepesertaan.api.proses_model import (
    DaftarIsi,
    DelegasiIsi,
    HentikanIsi,
    LanjutkanIsi,
    PenyerahanIsi,
    PeralihanIsi,
    ProsesJawaban,
    jawaban,
)
from kepesertaan.domain import badan_usaha_pesan as bu
from kepesertaan.domain import proses_akt_pesan as pesan
from kepesertaan.domain.ketentuan import kantor_prima
from kepesertaan.domain.proses_akt import Proses
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.proses_akt import PROSES_AKT
from kepesertaan.pekerjaan import CABUT_TANDA, MasukanCabut
from kepesertaan.proses import jalankan
from kepesertaan.simpanan import Simpanan, lekatkan

BAGIAN = 1000
JalurProses = Annotated[str, Path(min_length=1, max_length=64)]
_PKS = "select exists (select 1 from pks where akt_id = $1 and berlaku_dari <= $2 and $2 <= berlaku_sampai)"
Tulis = Callable[[asyncpg.Connection, Commands, Context], Awaitable[str]]


def router(rt: Runtime, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha", tags=["badan usaha"])
    baca, tulis = requires("kepesertaan:baca"), requires("kepesertaan:tulis")

    @r.post("/{badan_usaha_id}/delegasi", status_code=201, response_model=ProsesJawaban, summary="Mulai kerja sama Badan Usaha dengan AKT")
    async def delegasi(badan_usaha_id: JalurId, isi: DelegasiIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """For a Badan Usaha already in JKN (R-AKT-28 to 30). The AKT's own notice waits until the office confirms the surat kuasa."""
        pada = akses.hari(ctx)
        async with rt.db.connection() as conn:
            baris = await pembaca.baris_badan_usaha(conn, badan_usaha_id)
            milik = await pembaca.milik(conn, baris)
            if p.akt_id is None:
                await _kantor_melihat(conn, p, baris, "Badan Usaha")
                _harus_prima(p, baris["kantor_cabang"])
            elif not isi.npwp or baris["npwp"] != isi.npwp or milik.delegasi_lain(p.akt_id, pada):
                # who holds no surat kuasa of it learns nothing of a Badan Usaha, nor whose it is (R-AKT-25)
                raise tidak_ditemukan("Badan Usaha")
            serah, pks = await _penyerahan(conn, p, isi)
            disebut = await _berkas(conn, simpanan, p, isi)
        _hanya_kantor_atau_akt(p)
        if milik.delegasi_lain(serah.akt_id, serah.mulai):
            raise Ditolak("SATU_AKT_SAJA", "Badan Usaha ini masih mendelegasikan kepada AKT lain; ajukan peralihan.", aturan="R-AKT-08")
        if baris["keadaan"] != "TERDAFTAR":
            raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")
        id = str(new_id())
        mulai = pesan.MulaiDelegasi(id, badan_usaha_id, serah, pks, p.akt_id is None, pada)

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> str:
            await c.execute(PROSES_AKT, id, mulai, ctx=dalam, extra=_lekat(p, id, badan_usaha_id, disebut))
            await _daftar(c, dalam, id, "BARU", isi.nomor_kartu, pada)
            return id

        return await _jalankan(rt, p, ctx, 201, kerja, serah.akt_id)

    @r.post("/{badan_usaha_id}/peralihan-akt", status_code=201, response_model=ProsesJawaban, summary="Mulai peralihan AKT (langkah a)")
    async def peralihan(badan_usaha_id: JalurId, isi: PeralihanIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """The leaving AKT reports the end and hands over its list (R-AKT-36); the cooperation is ended along with it (R-AKT-34)."""
        pada = akses.hari(ctx)
        async with rt.db.connection() as conn:
            baris = await akses.badan_usaha(conn, p, badan_usaha_id)
        _hanya_kantor_atau_akt(p)
        lama = p.akt_id or baris["akt_id"]
        if lama is None:
            raise Ditolak("DELEGASI_TIDAK_ADA", "Badan Usaha ini tidak bekerja sama dengan AKT.", aturan="R-AKT-13")
        id = str(new_id())

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> str:
            await c.execute(BADAN_USAHA, badan_usaha_id, bu.HentikanKerjaSama(lama, isi.berakhir_pada, isi.alasan, pada), ctx=dalam)
            mulai = pesan.MulaiPeralihan(pesan.PeralihanDimulai(id, badan_usaha_id, lama, isi.akt_baru, isi.berakhir_pada, pada))
            await c.execute(PROSES_AKT, id, mulai, ctx=dalam)
            await _daftar(c, dalam, id, "LAMA", isi.nomor_kartu, pada)
            return id

        return await _jalankan(rt, p, ctx, 201, kerja, lama)

    jalur = "/{badan_usaha_id}/peralihan-akt/{proses_id}"

    @r.post(f"{jalur}/daftar-peserta", response_model=ProsesJawaban, summary="Serahkan daftar peserta")
    async def daftar(
        badan_usaha_id: JalurId, proses_id: JalurProses, isi: DaftarIsi, p: Principal = tulis, ctx: Context = command_context()
    ) -> Response:
        """The leaving AKT's list (LAMA), or further people of the new one (BARU)."""
        proses = await _proses(rt, p, badan_usaha_id, proses_id)
        if p.akt_id is not None and p.akt_id != (proses.akt_lama if isi.sisi == "LAMA" else proses.akt_baru):
            alasan = "Daftar ini diserahkan AKT yang lain."
            raise Ditolak("BUKAN_DAFTAR_SENDIRI", alasan, status=403, galat=(Galat("/sisi", alasan),))
        return await _langkah(rt, p, ctx, proses_id, None, isi.sisi, isi.nomor_kartu)

    @r.post(f"{jalur}/penyerahan", response_model=ProsesJawaban, summary="AKT baru menyerahkan berkas dan peserta (langkah c)")
    async def serahkan(
        badan_usaha_id: JalurId, proses_id: JalurProses, isi: PenyerahanIsi, p: Principal = tulis, ctx: Context = command_context()
    ) -> Response:
        """Refused without an active PKS (R-AKT-38). An AKT that nobody named as the new one hands its papers to the office."""
        proses = await _proses(rt, p, badan_usaha_id, proses_id)
        if p.akt_id is not None and p.akt_id != proses.akt_baru:
            raise Ditolak("BUKAN_AKT_BARU", "Penyerahan ini milik AKT yang baru.", aturan="R-AKT-38", status=403)
        async with rt.db.connection() as conn:
            serah, pks = await _penyerahan(conn, p, isi)
            disebut = await _berkas(conn, simpanan, p, isi)
        perintah = pesan.Serahkan(serah, pks, p.akt_id is None, akses.hari(ctx))
        lekat = _lekat(p, proses_id, badan_usaha_id, disebut)
        return await _langkah(rt, p, ctx, proses_id, perintah, "BARU", isi.nomor_kartu, lekat)

    @r.post(f"{jalur}/lanjutan", response_model=ProsesJawaban, summary="Teruskan proses yang tertahan")
    async def lanjutkan(
        badan_usaha_id: JalurId, proses_id: JalurProses, isi: LanjutkanIsi, p: Principal = tulis, ctx: Context = command_context()
    ) -> Response:
        """By the office: confirms what was handed in, goes on without a list for a stated reason (R-AKT-36), or simply tries again."""
        await _proses(rt, p, badan_usaha_id, proses_id)
        _hanya_kantor(p)
        perintah = pesan.Lanjutkan(isi.konfirmasi, isi.email_tagihan or None, isi.tanpa_daftar, p.sub, akses.hari(ctx))
        return await _langkah(rt, p, ctx, proses_id, perintah)

    @r.post(f"{jalur}/penghentian", response_model=ProsesJawaban, summary="Hentikan proses")
    async def hentikan(
        badan_usaha_id: JalurId, proses_id: JalurProses, isi: HentikanIsi, p: Principal = tulis, ctx: Context = command_context()
    ) -> Response:
        """By the office. What is done stays done; the old cooperation ends all the same, and its flags with it (R-KIB-11)."""
        proses = await _proses(rt, p, badan_usaha_id, proses_id)
        _hanya_kantor(p)
        pada = akses.hari(ctx)

        async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> str:
            await c.execute(PROSES_AKT, proses_id, pesan.Hentikan(isi.alasan, p.sub, pada), ctx=dalam)
            if proses.akt_lama is not None and proses.berakhir_pada is not None and proses.berakhir_pada < pada and proses.cabut is None:
                masukan = MasukanCabut(badan_usaha_id, proses.akt_lama, proses.berakhir_pada)
                await insert_job(conn, kind=CABUT_TANDA, input=masukan, ctx=ctx, subject=badan_usaha_id, akt_id=proses.akt_lama)
            return proses_id

        return await _jalankan(rt, p, ctx, 200, kerja)

    @r.get(jalur, response_model=ProsesJawaban, summary="Satu proses")
    async def ambil(badan_usaha_id: JalurId, proses_id: JalurProses, response: Response, p: Principal = baca) -> ProsesJawaban:
        proses = await _proses(rt, p, badan_usaha_id, proses_id)
        _, versi = await rt.commands.load(PROSES_AKT, proses_id)
        response.headers["ETag"] = etag(versi)
        return jawaban(proses, p.akt_id)

    @r.get("/{badan_usaha_id}/peralihan-akt", response_model=list[ProsesJawaban], summary="Proses Badan Usaha dengan AKT")
    async def semua(badan_usaha_id: JalurId, p: Principal = baca) -> list[ProsesJawaban]:
        async with rt.db.connection() as conn:
            if p.jenis_kantor is None:
                await akses.badan_usaha(conn, p, badan_usaha_id)
            else:
                await _kantor_melihat(conn, p, await pembaca.baris_badan_usaha(conn, badan_usaha_id), "Badan Usaha")
            nomor = await conn.fetch(
                "select proses_id from proses_akt where badan_usaha_id = $1 and ($2::text is null or $2 in (akt_lama, akt_baru))"
                " order by proses_id desc limit 100",
                badan_usaha_id,
                p.akt_id,
            )
        return [jawaban((await rt.commands.load(PROSES_AKT, b["proses_id"]))[0], p.akt_id) for b in nomor]

    return r


async def _proses(rt: Runtime, p: Principal, badan_usaha_id: str, proses_id: str) -> Proses:
    """Seen by the two AKT it is between, and by who may see the Badan Usaha otherwise."""
    proses, versi = await rt.commands.load(PROSES_AKT, proses_id)
    if not versi or proses.badan_usaha_id != badan_usaha_id:
        raise tidak_ditemukan("Proses")
    if p.akt_id is not None:
        if p.akt_id not in (proses.akt_lama, proses.akt_baru):
            raise tidak_ditemukan("Proses")
        return proses
    async with rt.db.connection() as conn:
        if p.jenis_kantor is None:
            await akses.badan_usaha(conn, p, badan_usaha_id, apa="Proses")
        else:
            await _kantor_melihat(conn, p, await pembaca.baris_badan_usaha(conn, badan_usaha_id), "Proses")
    return proses


async def _kantor_melihat(conn: asyncpg.Connection, p: Principal, baris: Mapping[str, Any], apa: str) -> None:
    """The Kantor Cabang Prima of a Badan Usaha's own office carries cooperation with an AKT, beside who sees it anyway (R-AKT-12)."""
    if p.jenis_kantor != "KC_PRIMA" or p.kantor != kantor_prima(baris["kantor_cabang"]):
        await akses.badan_usaha(conn, p, baris["badan_usaha_id"], apa=apa)


def _harus_prima(p: Principal, kantor_cabang: str) -> None:
    if p.jenis_kantor == "KC":
        alasan = f"Kerja sama dengan AKT diurus di Kantor Cabang Prima: {kantor_prima(kantor_cabang)}."
        raise Ditolak("BUKAN_KANTOR_CABANG_PRIMA", alasan, aturan="R-AKT-12", status=403)


def _hanya_kantor(p: Principal) -> None:
    if p.jenis_kantor is None:
        raise Ditolak("HANYA_KANTOR", "Langkah ini dilakukan kantor BPJS Kesehatan.", aturan="R-AKT-12", status=403)


def _hanya_kantor_atau_akt(p: Principal) -> None:
    if p.akt_id is None:
        _hanya_kantor(p)


async def _penyerahan(conn: asyncpg.Connection, p: Principal, isi: PenyerahanIsi) -> tuple[pesan.Penyerahan, bool]:
    akt_id = isi.akt_id or p.akt_id
    if akt_id is None or (p.akt_id is not None and p.akt_id != akt_id):
        alasan = "Sebutkan AKT yang bekerja sama; AKT hanya menyebut dirinya sendiri."
        raise Ditolak("AKT_TIDAK_SAH", alasan, status=422, galat=(Galat("/akt_id", alasan),))
    kuasa = isi.surat_kuasa
    pks = await conn.fetchval(_PKS, akt_id, kuasa.berlaku_dari)
    serah = pesan.Penyerahan(
        akt_id, isi.pemberitahuan, isi.cakupan, kuasa.nomor, kuasa.berlaku_dari, kuasa.berlaku_sampai, isi.email_tagihan, kuasa.berkas
    )
    return serah, bool(pks)


async def _berkas(conn: asyncpg.Connection, simpanan: Simpanan, p: Principal, isi: PenyerahanIsi) -> tuple[str, ...]:
    return await simpanan.periksa(conn, penglihat(p), {"/surat_kuasa/berkas": isi.surat_kuasa.berkas})


def _lekat(p: Principal, proses_id: str, badan_usaha_id: str, disebut: Sequence[str]) -> Sequence[Statement]:
    """With the paper its file becomes the Badan Usaha's; of an AKT's file the other AKT sees nothing."""
    return lekatkan(PROSES_AKT.stream(proses_id), badan_usaha_id, disebut, pemilik(p)) if disebut else ()


async def _daftar(c: Commands, ctx: Context, id: str, sisi: pesan.Sisi, nomor_kartu: Sequence[str], pada: date) -> None:
    nomor = list(dict.fromkeys(nomor_kartu))
    for i in range(0, len(nomor), BAGIAN):
        await c.execute(PROSES_AKT, id, pesan.TerimaDaftar(sisi, tuple(nomor[i : i + BAGIAN]), pada), ctx=ctx)


async def _langkah(
    rt: Runtime, p: Principal, ctx: Context, proses_id: str, perintah: pesan.ProsesPerintah | None, sisi: pesan.Sisi = "BARU",
    nomor_kartu: Sequence[str] = (), lekat: Sequence[Statement] = (),
) -> Response:  # fmt: skip
    """A command to a process that stands, and the people that came with it."""

    async def kerja(conn: asyncpg.Connection, c: Commands, dalam: Context) -> str:
        if perintah is not None:
            await c.execute(PROSES_AKT, proses_id, perintah, ctx=dalam, extra=lekat)
        await _daftar(c, dalam, proses_id, sisi, nomor_kartu, akses.hari(ctx))
        return proses_id

    return await _jalankan(rt, p, ctx, 200, kerja)


async def _jalankan(rt: Runtime, p: Principal, ctx: Context, status: int, kerja: Tulis, akt_id: str | None = None) -> Response:
    """The command's streams and the job that goes on with them, in one transaction with the answer."""

    async def dalam(conn: asyncpg.Connection) -> bytes:
        commands = Commands(rt.store.within(conn))
        id = await kerja(conn, commands, replace(ctx, key=None))
        await jalankan(conn, ctx, id, akses.hari(ctx), akt_id)
        proses, _ = await commands.load(PROSES_AKT, id)
        return jawaban(proses, p.akt_id).model_dump_json().encode()

    hasil: Any = await once(rt.db, rt.commands, ctx, status, dalam)
    rt.wake_event.set()
    rt.job_event.set()
    return reply(hasil)
