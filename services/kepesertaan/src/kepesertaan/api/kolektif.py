"""Collective registration over HTTP: forms with their documents, what is still missing, and what became of each form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import orjson
from chassis.auth import Principal, requires
from chassis.commands import Commands
from chassis.context import Context
from chassis.http import MIB, After, Limit, Page, command_context, decode_cursor, encode_cursor, etag, reply
from chassis.ids import new_id
from chassis.jobs_store import insert_job
from chassis.models import StrictModel
from chassis.once import once
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat, tidak_ditemukan
from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan import impor_masuk
from kepesertaan.api import akses
from kepesertaan.api.lampiran import pemilik, penglihat
from kepesertaan.api.model import JalurId, Teks
from kepesertaan.api.pendaftaran import IsianPeserta
from kepesertaan.domain import kolektif_pesan as pesan
from kepesertaan.domain.dokumen import FOTO, JENIS, kurang
from kepesertaan.domain.keluarga import HUBUNGAN
from kepesertaan.domain.kolektif import AWAL, Kolektif, periksa_jumlah
from kepesertaan.domain.lampiran import GAMBAR, sidik
from kepesertaan.formulir_kolektif import Formulir, ambil, buang, potongan, simpan
from kepesertaan.model.kolektif import KOLEKTIF
from kepesertaan.pekerjaan import IMPOR_PESERTA
from kepesertaan.pilah import klaim_identitas
from kepesertaan.sandi import Sandi
from kepesertaan.simpanan import Simpanan, lekatkan, sebut

Rujukan = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$", description="Berkas yang sudah diunggah lewat /v1/berkas")]
JalurKolektif = Annotated[str, Path(min_length=1, max_length=64)]
Dokumen = Annotated[dict[str, Rujukan], Field(max_length=len(JENIS), description=f"Jenis dokumen: {', '.join(JENIS)}")]
_DAFTAR = """
select * from kolektif where badan_usaha_id = $1 and ($2::text is null or akt_id = $2) and ($3::text is null or kolektif_id < $3)
order by kolektif_id desc limit $4
"""


class FormulirIsi(IsianPeserta):
    """Daftar isian satu orang, dengan foto 3x4 dan dokumen pendukungnya."""

    dokumen: Dokumen = Field(default_factory=dict)


class KolektifIsi(StrictModel):
    formulir: Annotated[tuple[FormulirIsi, ...], Field(min_length=1, max_length=5000)]


class SusulanIsi(StrictModel):
    baris: int = Field(ge=1, description="Nomor formulir")
    dokumen: Dokumen


class SusulanKolektifIsi(StrictModel):
    formulir: Annotated[tuple[SusulanIsi, ...], Field(min_length=1, max_length=5000)]


class TarikIsi(StrictModel):
    baris: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1, max_length=5000)]
    alasan: Teks


class KolektifRingkas(BaseModel):
    kolektif_id: str
    badan_usaha_id: str
    keadaan: str = Field(description="BELUM_SELESAI selama masih ada formulir yang menunggu atau diproses")
    jumlah: int
    menunggu_dokumen: int
    diproses: int
    terdaftar: int
    ditolak: int
    ditarik: int
    diajukan_pada: date
    selesai_pada: date | None


class FormulirJawaban(BaseModel):
    baris: int
    keadaan: pesan.KeadaanBaris
    kurang: list[str] = Field(description="Yang masih kurang: KURANG_FOTO dan seterusnya")
    kode: str | None = Field(description="Alasan ditolak")
    pekerjaan_id: str | None


class KolektifJawaban(KolektifRingkas):
    formulir: list[FormulirJawaban]


def router(rt: Runtime, sandi: Sandi, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha", tags=["pendaftaran kolektif"])
    baca, tulis = requires("kepesertaan:baca"), requires("kepesertaan:tulis")
    jalur = "/{badan_usaha_id}/pendaftaran-kolektif/{kolektif_id}"

    async def jalankan(
        ctx: Context, p: Principal, bu: Mapping[str, Any], id: str, status: int, formulir: Sequence[Formulir], awal: bool
    ) -> Response:
        """Record what came in, and start the registration of the forms that are complete now: one transaction with the answer."""
        pada = akses.hari(ctx)
        lengkap = [f for f in formulir if not f.kurang]
        disebut = list(dict.fromkeys(s for f in formulir for s in f.sidik))

        async def kerja(conn: asyncpg.Connection) -> bytes:
            masukan = await akses.masukan_impor(conn, p, bu)
            pekerjaan: UUID | None = None
            if lengkap:
                pekerjaan = new_id()
                jumlah = await impor_masuk.simpan(conn, sandi, pekerjaan, bu["badan_usaha_id"], *potongan(lengkap), pada)
                isi_pekerjaan = replace(masukan, kolektif_id=id)
                await insert_job(
                    conn, kind=IMPOR_PESERTA, input=isi_pekerjaan, ctx=ctx, subject=bu["badan_usaha_id"], akt_id=masukan.akt_id,
                    total=jumlah, id=pekerjaan,
                )  # fmt: skip
                await impor_masuk.mulai(rt, conn, pekerjaan, bu["badan_usaha_id"], ctx)
            isi = tuple(pesan.Kekurangan(f.baris, f.kurang) for f in formulir)
            mulai = None if pekerjaan is None else str(pekerjaan)
            perintah: pesan.KolektifPerintah = pesan.Lengkapi(isi, mulai, pada)
            if awal:
                perintah = pesan.Ajukan(id, bu["badan_usaha_id"], masukan.akt_id, isi, mulai, pada)
            await simpan(conn, sandi, id, [f for f in formulir if f.kurang])
            await sebut(conn, sandi, bu["badan_usaha_id"], [(klaim_identitas(f.kolom), s) for f in formulir for s in f.sidik])
            await buang(conn, id, [f.baris for f in lengkap])
            lekat = lekatkan(KOLEKTIF.stream(id), bu["badan_usaha_id"], disebut, pemilik(p))
            return await _tulis(conn, ctx, id, perintah, lekat)

        hasil = await once(rt.db, rt.commands, ctx, status, kerja)
        rt.wake_event.set()
        rt.job_event.set()
        return reply(hasil)

    async def _tulis(conn: asyncpg.Connection, ctx: Context, id: str, perintah: pesan.KolektifPerintah, lekat: Sequence[Any]) -> bytes:
        dalam = Context(ctx.client, ctx.route, None, b"", ctx.now, ctx.correlation_id, id, ctx.traceparent)
        keluar = await Commands(rt.store.within(conn)).execute(KOLEKTIF, id, perintah, ctx=dalam, extra=lekat)
        return orjson.dumps(_jawaban(keluar.state or AWAL).model_dump(mode="json"))

    async def _milik(conn: asyncpg.Connection, p: Principal, badan_usaha_id: str, id: str, *, tulis: bool) -> tuple[Any, Kolektif, int]:
        """A batch is its sender's Badan Usaha's and office's; of an AKT that AKT's alone."""
        bu = await akses.badan_usaha(conn, p, badan_usaha_id, tulis=tulis)
        k, versi = await rt.commands.load(KOLEKTIF, id)
        if not versi or k.badan_usaha_id != badan_usaha_id or (p.akt_id is not None and k.akt_id != p.akt_id):
            raise tidak_ditemukan("Pendaftaran kolektif")
        return bu, k, versi

    @r.post(
        "/{badan_usaha_id}/pendaftaran-kolektif",
        status_code=201,
        response_model=KolektifJawaban,
        max_body_size=8 * MIB,
        summary="Daftarkan peserta secara kolektif",
    )
    async def ajukan(badan_usaha_id: JalurId, isi: KolektifIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """A complete form is registered at once; one without its photo or another document waits (R-KEP-21, R-KEP-26)."""
        pada = akses.hari(ctx)
        periksa_jumlah(len(isi.formulir), pada)
        async with rt.db.connection() as conn:
            bu = await akses.badan_usaha(conn, p, badan_usaha_id, tulis=True)
            if bu["keadaan"] != "TERDAFTAR":
                raise Ditolak("BERKAS_TIDAK_LENGKAP", "Berkas Badan Usaha belum lengkap.", aturan="R-AKT-22")
            media = await simpanan.media(conn, penglihat(p), _rujukan([f.dokumen for f in isi.formulir]), badan_usaha_id)
        formulir = [_formulir(n, f.kolom(), f.dokumen, media, pada) for n, f in enumerate(isi.formulir, 1)]
        return await jalankan(ctx, p, bu, str(new_id()), 201, formulir, True)

    @r.post(f"{jalur}/dokumen", response_model=KolektifJawaban, max_body_size=8 * MIB, summary="Susulkan dokumen formulir")
    async def susulkan(
        badan_usaha_id: JalurId, kolektif_id: JalurKolektif, isi: SusulanKolektifIsi, p: Principal = tulis, ctx: Context = command_context()
    ) -> Response:
        """Beside the documents a form has already; with the last one it is registered."""
        pada = akses.hari(ctx)
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        async with rt.db.connection() as conn:
            bu, _, _ = await _milik(conn, p, badan_usaha_id, kolektif_id, tulis=True)
            baru = {f.baris: f.dokumen for f in isi.formulir}
            lama = await ambil(conn, sandi, kolektif_id, list(baru))
            hilang = [n for n in baru if n not in lama]
            if hilang:
                raise Ditolak("FORMULIR_TIDAK_MENUNGGU", f"Formulir {hilang[0]} tidak menunggu dokumen.", status=409, aturan="R-KEP-21")
            dokumen = {n: {**lama[n].dokumen, **baru[n]} for n in baru}
            media = await simpanan.media(conn, penglihat(p), _rujukan([f.dokumen for f in isi.formulir]), badan_usaha_id, dokumen.values())
        formulir = [_formulir(n, lama[n].kolom, dokumen[n], media, pada) for n in baru]
        return await jalankan(ctx, p, bu, kolektif_id, 200, formulir, False)

    @r.post(f"{jalur}/penarikan", response_model=KolektifJawaban, summary="Tarik formulir")
    async def tarik(
        badan_usaha_id: JalurId, kolektif_id: JalurKolektif, isi: TarikIsi, p: Principal = tulis, ctx: Context = command_context()
    ) -> Response:
        """Forms that nobody will complete: the batch does not wait for them any more."""
        async with rt.db.connection() as conn:
            await _milik(conn, p, badan_usaha_id, kolektif_id, tulis=True)

        async def kerja(conn: asyncpg.Connection) -> bytes:
            await buang(conn, kolektif_id, list(isi.baris))
            return await _tulis(conn, ctx, kolektif_id, pesan.Tarik(tuple(dict.fromkeys(isi.baris)), isi.alasan, akses.hari(ctx)), ())

        hasil = await once(rt.db, rt.commands, ctx, 200, kerja)
        rt.wake_event.set()
        return reply(hasil)

    @r.get(jalur, response_model=KolektifJawaban, summary="Satu pendaftaran kolektif")
    async def satu(badan_usaha_id: JalurId, kolektif_id: JalurKolektif, response: Response, p: Principal = baca) -> KolektifJawaban:
        async with rt.db.connection() as conn:
            _, k, versi = await _milik(conn, p, badan_usaha_id, kolektif_id, tulis=False)
        response.headers["ETag"] = etag(versi)
        return _jawaban(k)

    @r.get("/{badan_usaha_id}/pendaftaran-kolektif", response_model=Page[KolektifRingkas], summary="Pendaftaran kolektif Badan Usaha")
    async def semua(badan_usaha_id: JalurId, setelah: After = None, batas: Limit = 50, p: Principal = baca) -> Page[KolektifRingkas]:
        kunci = decode_cursor(setelah, str)
        async with rt.db.connection() as conn:
            await akses.badan_usaha(conn, p, badan_usaha_id)
            baris = await conn.fetch(_DAFTAR, badan_usaha_id, p.akt_id, kunci[0] if kunci else None, batas + 1)
        data = [KolektifRingkas(**{n: b[n] for n in KolektifRingkas.model_fields}) for b in baris[:batas]]
        return Page(data=data, berikutnya=encode_cursor(data[-1].kolektif_id) if len(baris) > batas else None)

    return r


def _rujukan(dokumen: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Pointer -> reference. A document of a kind that there is not is refused."""
    asing = [f"/formulir/{n}/dokumen/{jenis}" for n, d in enumerate(dokumen) for jenis in d if jenis not in JENIS]
    if asing:
        alasan = f"Jenis dokumen tidak dikenal; pilihannya: {', '.join(JENIS)}."
        galat = tuple(Galat(p, alasan) for p in asing)
        raise Ditolak("JENIS_DOKUMEN_TIDAK_DIKENAL", alasan, aturan="R-KEP-26", status=422, galat=galat)
    return {f"/formulir/{n}/dokumen/{jenis}": s for n, d in enumerate(dokumen) for jenis, s in d.items()}


def _formulir(baris: int, kolom: Mapping[str, str], dokumen: Mapping[str, str], media: Mapping[str, str], pada: date) -> Formulir:
    """With what is missing. A photo is a picture; a form of no known family place is for the registration to refuse."""
    hubungan = kolom["hubungan"].strip().upper()
    ada = [j for j, s in dokumen.items() if j != FOTO or media.get(sidik(s) or "") in GAMBAR]
    kuliah = kolom["keterangan_kuliah"].strip().upper() == "Y"
    kode = kurang("PPU", hubungan, ada, pada, kuliah=kuliah) if hubungan in HUBUNGAN else ()
    return Formulir(baris, dict(kolom), dict(dokumen), kode)


def _jawaban(k: Kolektif) -> KolektifJawaban:
    if k.diajukan_pada is None:
        raise tidak_ditemukan("Pendaftaran kolektif")
    return KolektifJawaban(
        kolektif_id=k.kolektif_id,
        badan_usaha_id=k.badan_usaha_id,
        keadaan=k.keadaan,
        jumlah=len(k.formulir),
        menunggu_dokumen=k.jumlah("MENUNGGU_DOKUMEN"),
        diproses=k.jumlah("DIPROSES"),
        terdaftar=k.jumlah("TERDAFTAR"),
        ditolak=k.jumlah("DITOLAK"),
        ditarik=k.jumlah("DITARIK"),
        diajukan_pada=k.diajukan_pada,
        selesai_pada=k.selesai_pada,
        formulir=[
            FormulirJawaban(baris=n, keadaan=f.keadaan, kurang=list(f.kurang), kode=f.kode, pekerjaan_id=f.pekerjaan_id)
            for n, f in sorted(k.formulir.items())
        ],
    )
