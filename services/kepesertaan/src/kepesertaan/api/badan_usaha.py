"""Badan Usaha over HTTP: registration, missing documents, end of cooperation, reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from chassis.auth import Principal, requires
from chassis.commands import Reply
from chassis.context import Context
from chassis.http import After, Limit, Page, command_context, decode_cursor, encode_cursor, etag, if_match, reply
from chassis.ids import new_id
from chassis.models import StrictModel
from chassis.outbox import draw_serials
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.lampiran import pemilik, penglihat
from kepesertaan.api.model import (
    BadanUsahaIsi,
    BadanUsahaJawaban,
    BadanUsahaTerdaftar,
    BerkasIsi,
    DelegasiJawaban,
    JalurId,
    SuratKuasaIsi,
    Tanggal,
)
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain.badan_usaha import BadanUsaha
from kepesertaan.domain.formulir import Formulir, SuratKuasa, jenis_pemberi_kerja, kurang_berkas
from kepesertaan.domain.ketentuan import KANTOR, Kantor, sub_segmen_baku
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.simpanan import Simpanan, lekatkan

_PKS_AKTIF = "select exists (select 1 from pks where akt_id = $1 and berlaku_dari <= $2 and $2 <= berlaku_sampai)"
_DAFTAR = f"""
select * from badan_usaha where badan_usaha_id in {akses.TERLIHAT} and badan_usaha_id > $5 order by badan_usaha_id limit $6
"""  # noqa: S608  constant text
_KODE_PERTAMA = 10_000_000
PERCOBAAN_KODE = 20


class PenghentianIsi(StrictModel):
    berakhir_pada: Tanggal = Field(description="Hari terakhir kerja sama")
    alasan: str = Field(default="", max_length=500)


class PenghentianJawaban(BaseModel):
    badan_usaha_id: str
    akt_id: str
    berakhir_pada: date
    catatan: str | None = Field(default=None, description="TERLAMBAT_n_HARI bila kurang dari dua bulan sebelumnya")


def router(rt: Runtime, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha", tags=["badan usaha"])
    baca, tulis = requires("kepesertaan:baca"), requires("kepesertaan:tulis")

    @r.post("", status_code=201, response_model=BadanUsahaTerdaftar, summary="Daftarkan Badan Usaha")
    async def daftarkan(isi: BadanUsahaIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """Complete documents: RO, delegation and virtual account in one answer. Missing ones are named and may follow."""
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        formulir = formulir_dari(isi)
        kantor = _kantor(formulir.kantor_cabang)
        _boleh_mendaftarkan(p, formulir)
        hari = akses.hari(ctx)
        async with rt.db.connection() as conn:
            pks = formulir.akt_id is not None and await conn.fetchval(_PKS_AKTIF, formulir.akt_id, hari)
            disebut = await simpanan.periksa(conn, penglihat(p), _rujukan(formulir.surat_kuasa, formulir.salinan))
        lengkap = not kurang_berkas(formulir)
        for percobaan in range(1, PERCOBAAN_KODE + 1):
            ro, kode = await _undi(rt, kantor) if lengkap else ("", "")
            id = str(new_id())
            perintah = pesan.Daftarkan(id, formulir, kantor.jenis, bool(pks), kode, ro, hari)
            try:
                lekat = lekatkan(BADAN_USAHA.stream(id), id, disebut, pemilik(p))
                return reply(await rt.commands.execute(BADAN_USAHA, id, perintah, ctx=ctx, respond=_terdaftar(201), extra=lekat))
            except Ditolak as tolak:
                # a code we drew ourselves may have been given by hand before: draw another
                if tolak.kode != "KODE_BU_TERPAKAI" or formulir.kode_bu is not None or percobaan == PERCOBAAN_KODE:
                    raise
        raise AssertionError("unreachable")

    @r.post("/{badan_usaha_id}/berkas", response_model=BadanUsahaTerdaftar, summary="Susulkan dokumen")
    async def lengkapi(
        badan_usaha_id: JalurId,
        isi: BerkasIsi,
        p: Principal = tulis,
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Documents that were missing; the registration is accepted with the last of them."""
        async with rt.db.connection() as conn:
            baris = await akses.badan_usaha(conn, p, badan_usaha_id)
            disebut = await simpanan.periksa(conn, penglihat(p), _rujukan(_kuasa(isi.surat_kuasa), None))
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        ro, kode = await _undi(rt, _kantor(baris["kantor_cabang"])) if baris["keadaan"] != "TERDAFTAR" else ("", "")
        perintah = pesan.LengkapiBerkas(
            daftar_akt=None if isi.daftar_akt is None else tuple(isi.daftar_akt),
            akt_ditunjuk=_satu(isi.akt_ditunjuk),
            surat_kuasa=_kuasa(isi.surat_kuasa),
            kode_bu=kode,
            relationship_officer=ro,
            pada=akses.hari(ctx),
        )
        lekat = lekatkan(BADAN_USAHA.stream(badan_usaha_id), badan_usaha_id, disebut, pemilik(p))
        hasil = await rt.commands.execute(
            BADAN_USAHA, badan_usaha_id, perintah, ctx=ctx, respond=_terdaftar(200), expected=expected, extra=lekat
        )
        return reply(hasil)

    @r.post("/{badan_usaha_id}/penghentian-kerja-sama", response_model=PenghentianJawaban, summary="Akhiri kerja sama dengan AKT")
    async def hentikan(
        badan_usaha_id: JalurId,
        isi: PenghentianIsi,
        p: Principal = tulis,
        ctx: Context = command_context(),
        expected: int | None = if_match(),
    ) -> Response:
        """Two months' notice; a later one is recorded as late and processed all the same (R-AKT-34)."""
        async with rt.db.connection() as conn:
            baris = await akses.badan_usaha(conn, p, badan_usaha_id)
        akt_id = p.akt_id or baris["akt_id"] or ""
        perintah = pesan.HentikanKerjaSama(akt_id, isi.berakhir_pada, isi.alasan, akses.hari(ctx))

        def jawab(_: BadanUsaha, __: int, peristiwa: Sequence[Any]) -> Reply:
            telat = next((e.terlambat_hari for e in peristiwa if isinstance(e, pesan.DelegasiDiakhiri)), 0)
            catatan = f"TERLAMBAT_{telat}_HARI" if telat else None
            isi_jawaban = PenghentianJawaban(badan_usaha_id=badan_usaha_id, akt_id=akt_id, berakhir_pada=isi.berakhir_pada, catatan=catatan)
            return Reply(200, isi_jawaban.model_dump(mode="json"))

        return reply(await rt.commands.execute(BADAN_USAHA, badan_usaha_id, perintah, ctx=ctx, respond=jawab, expected=expected))

    @r.get("/{badan_usaha_id}", response_model=BadanUsahaJawaban, summary="Satu Badan Usaha")
    async def ambil(badan_usaha_id: JalurId, response: Response, p: Principal = baca) -> BadanUsahaJawaban:
        async with rt.db.connection() as conn:
            baris = await akses.badan_usaha(conn, p, badan_usaha_id)
            delegasi = await conn.fetch("select * from delegasi where badan_usaha_id = $1 order by urut", badan_usaha_id)
        response.headers["ETag"] = etag(baris["versi"])
        # an AKT sees its own delegation, not who had it before or after
        terlihat = [d for d in delegasi if p.akt_id is None or d["akt_id"] == p.akt_id]
        return _jawaban(baris, [DelegasiJawaban(**{k: d[k] for k in DelegasiJawaban.model_fields}) for d in terlihat])

    @r.get("", response_model=Page[BadanUsahaJawaban], summary="Daftar Badan Usaha")
    async def daftar(setelah: After = None, batas: Limit = 50, p: Principal = baca) -> Page[BadanUsahaJawaban]:
        kunci = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            baris = await conn.fetch(_DAFTAR, *akses.argumen_terlihat(p), kunci[0] if kunci else "", batas + 1)
        return Page(
            data=[_jawaban(b, []) for b in baris[:batas]],
            berikutnya=encode_cursor(baris[batas - 1]["badan_usaha_id"]) if len(baris) > batas else None,
        )

    return r


def formulir_dari(isi: BadanUsahaIsi) -> Formulir:
    sub_segmen = sub_segmen_baku(isi.sub_segmen)
    if sub_segmen is None:
        raise Ditolak(
            "SUB_SEGMEN_TIDAK_DIKENAL",
            "Sub segmen PPU tidak dikenal (a sampai g).",
            aturan="R-KEP-03",
            status=422,
            galat=(Galat("/sub_segmen", "Pilihannya a sampai g, atau namanya."),),
        )
    return Formulir(
        nama=isi.nama,
        jenis=isi.jenis,
        npwp=isi.npwp,
        kantor_cabang=isi.kantor_cabang,
        kabupaten_kota=isi.kabupaten_kota,
        sub_segmen=sub_segmen,
        sub_segmen_tertulis=isi.sub_segmen,
        rute_pembayaran=isi.rute_pembayaran,
        email_tagihan=isi.email_tagihan,
        jumlah_pekerja=isi.jumlah_pekerja,
        akt_id=isi.akt_id,
        cakupan=isi.cakupan,
        daftar_akt=tuple(isi.daftar_akt),
        akt_ditunjuk=_satu(isi.akt_ditunjuk),
        surat_kuasa=_kuasa(isi.surat_kuasa),
        kode_bu=isi.kode_bu,
        salinan=isi.salinan,
    )


def _satu(ditunjuk: str | list[str] | None) -> str | None:
    """Exactly one AKT is appointed (R-AKT-20)."""
    if not isinstance(ditunjuk, list):
        return ditunjuk
    if len(ditunjuk) != 1:
        alasan = "Tepat satu AKT dari daftar harus ditunjuk."
        raise Ditolak("AKT_DITUNJUK_TIDAK_SAH", alasan, aturan="R-AKT-20", status=422, galat=(Galat("/akt_ditunjuk", alasan),))
    return ditunjuk[0]


def _kuasa(isi: SuratKuasaIsi | None) -> SuratKuasa | None:
    return None if isi is None else SuratKuasa(isi.nomor, isi.berlaku_dari, isi.berlaku_sampai, isi.berkas)


def _rujukan(kuasa: SuratKuasa | None, salinan: str | None) -> dict[str, str | None]:
    """Where a form names files."""
    return {"/surat_kuasa/berkas": None if kuasa is None else kuasa.berkas, "/salinan": salinan}


def _kantor(kode: str) -> Kantor:
    kantor = KANTOR.get(kode)
    if kantor is None:
        alasan = "Kantor cabang tidak dikenal."
        raise Ditolak("KANTOR_TIDAK_DIKENAL", alasan, status=422, galat=(Galat("/kantor_cabang", alasan),))
    return kantor


def _boleh_mendaftarkan(p: Principal, f: Formulir) -> None:
    if p.akt_id is not None:
        if f.akt_id != p.akt_id:
            raise Ditolak("BUKAN_AKT_SENDIRI", "AKT mendaftarkan Badan Usaha atas namanya sendiri.", aturan="R-AKT-17", status=403)
    elif p.jenis_kantor is None:
        # R-AKT-17: not online, but through the AKT at a Kantor Cabang Prima. R-AKT-18: and who asks online is told so, with the offices
        prima = ", ".join(sorted(k.kode for k in KANTOR.values() if k.jenis == "KC_PRIMA"))
        raise Ditolak(
            "DAFTAR_LEWAT_AKT",
            f"Badan Usaha yang mempunyai AKT didaftarkan AKT di Kantor Cabang Prima: {prima}.",
            aturan="R-AKT-17",
            status=403,
            galat=(Galat("/kantor_cabang", f"Kantor Cabang Prima: {prima}."),),
        )
    elif not p.at("PUSAT") and p.kantor != f.kantor_cabang:
        raise Ditolak("BUKAN_KANTOR_SENDIRI", "Kantor mendaftarkan Badan Usaha pada kantornya sendiri.", status=403)


async def _undi(rt: Runtime, kantor: Kantor) -> tuple[str, str]:
    """(next RO of the office in turn, next free kode badan usaha)."""
    async with rt.db.connection() as conn:
        giliran = await draw_serials(conn, f"ro {kantor.kode}")
        kode = await draw_serials(conn, "kode_bu")
    ro = kantor.relationship_officer[(giliran - 1) % len(kantor.relationship_officer)]
    return ro, f"{_KODE_PERTAMA + kode:08d}"


def _terdaftar(status: int) -> Any:
    def jawab(bu: BadanUsaha, _: int, __: Sequence[Any]) -> Reply:
        return Reply(
            status,
            {
                "badan_usaha_id": bu.badan_usaha_id,
                "jenis_pemberi_kerja": None if bu.formulir is None else jenis_pemberi_kerja(bu.formulir.jenis, bu.formulir.sub_segmen),
                "keadaan": bu.keadaan,
                "kurang": list(bu.kurang),
                "virtual_account": bu.virtual_account,
                "keadaan_va": bu.keadaan_va or None,
                "relationship_officer": bu.relationship_officer,
            },
        )

    return jawab


def _jawaban(b: Mapping[str, Any], delegasi: list[DelegasiJawaban]) -> BadanUsahaJawaban:
    isi = {k: b[k] for k in BadanUsahaJawaban.model_fields if k not in ("delegasi", "kurang", "keadaan_va", "jenis_pemberi_kerja")}
    isi["jenis_pemberi_kerja"] = jenis_pemberi_kerja(b["jenis"], b["sub_segmen"])
    isi["sub_segmen"] = b["sub_segmen_tertulis"] or b["sub_segmen"]
    return BadanUsahaJawaban(**isi, kurang=orjson.loads(b["kurang"]), keadaan_va=b["keadaan_va"] or None, delegasi=delegasi)
