"""Cards on paper and their check: the PDF of one, a job for many, the public key, and what a scanned QR is worth today."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
from chassis.auth import Principal, requires
from chassis.context import Context
from chassis.crypto import Unreadable
from chassis.csv_rows import csv_rows
from chassis.http import business_now, command_context
from chassis.jobs_api import AcceptedJob, job_reply
from chassis.models import StrictModel
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.model import Id, JalurId
from kepesertaan.catatan import catat
from kepesertaan.cetak.arsip import zip_mengalir
from kepesertaan.cetak.kartu import cetak
from kepesertaan.domain.kartu import KeadaanKartu, harus_akt, keadaan_kartu
from kepesertaan.domain.ketentuan import HARI_SIMPAN_BERKAS
from kepesertaan.kartu_cetak import CETAK_JUMLAH, KARTU_SATU, buka_bagian, cetakan, gambar_desain
from kepesertaan.pekerjaan import CETAK_KARTU, MasukanCetak
from kepesertaan.sandi import Sandi
from kepesertaan.simpanan import Simpanan
from kepesertaan.tanda_tangan import KunciKartu

KIB = "/kartu-identitas-bersama"
KARTU_TERBANYAK = 100_000
_USANG = "delete from cetak_kartu where dibuat_pada < now() - make_interval(days => $1)"
_KEADAAN = """
select k.alasan_cabut, p.tanda_akt_id = k.akt_id as bertanda, exists (select 1 from kartu g where g.menggantikan = k.nomor_kib) as diganti
from kartu k join peserta p using (nomor_kartu) where k.nomor_kib = $1 and k.nomor_kartu = $2 and k.akt_id = $3
"""
_BAGIAN = "select bagian, nomor_kartu, nomor_kib, isi from cetak_kartu where pekerjaan_id = $1 and bagian > $2 order by bagian limit 1"
_KEHILANGAN = """
select exists (select 1 from cetak_kartu c, unnest(c.nomor_kartu) as n(nomor)
  where c.pekerjaan_id = $1 and not exists (select 1 from kunci_peserta k where k.nomor_kartu = n.nomor)) as usang,
  (select count(*) from cetak_kartu c where c.pekerjaan_id = $1) as ada
"""


class CetakIsi(StrictModel):
    """Kosong: semua kartu AKT yang berlaku."""

    versi_desain: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    badan_usaha_id: Id | None = None


class PeriksaIsi(StrictModel):
    kode: str = Field(min_length=1, max_length=4000, description="Isi kode QR pada kartu, apa adanya")


class PeriksaJawaban(BaseModel):
    """Without a valid signature nothing is said of anybody."""

    sah: bool = Field(description="Tanda tangannya benar: kartu ini diterbitkan lewat Selaras")
    keadaan: KeadaanKartu | Literal["TIDAK_SAH"]
    nomor_kib: str | None = None
    nomor_kartu: str | None = None
    akt_id: str | None = None


class KunciPublik(BaseModel):
    kty: str
    crv: str
    use: str
    alg: str
    kid: str
    x: str


class KunciPublikJawaban(BaseModel):
    keys: list[KunciPublik]


def router(rt: Runtime, sandi: Sandi, kunci: KunciKartu, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["kartu identitas bersama"])
    baca, tulis = requires("kepesertaan:baca"), requires("kepesertaan:tulis")
    siapa_saja = requires(any_of=("kepesertaan:baca", "status:baca", "sep:tulis", "klaim:baca"))

    @r.get(f"{KIB}/kunci-publik", response_model=KunciPublikJawaban, summary="Kunci publik tanda tangan kartu (JWKS)")
    async def kunci_publik(_: Principal = siapa_saja) -> dict[str, list[dict[str, str]]]:
        """With it a reader checks the QR without a network: a compact JWS, EdDSA, `typ` KIB."""
        return kunci.jwks()

    @r.post(f"{KIB}:periksa", response_model=PeriksaJawaban, summary="Periksa kartu dari kode QR-nya")
    async def periksa(isi: PeriksaIsi, _: Principal = siapa_saja) -> PeriksaJawaban:
        """What the signature cannot know: lost, revoked, replaced, or the flag ended since (R-KIB-11)."""
        kartu = kunci.periksa(isi.kode)
        if kartu is None:
            return PeriksaJawaban(sah=False, keadaan="TIDAK_SAH")
        async with rt.db.connection() as conn:
            b = await conn.fetchrow(_KEADAAN, kartu.nomor_kib, kartu.nomor_kartu, kartu.akt_id)
        if b is None:  # signed by our key, but of another database: not one of ours
            return PeriksaJawaban(sah=False, keadaan="TIDAK_SAH")
        keadaan = keadaan_kartu(b["alasan_cabut"], bertanda=bool(b["bertanda"]), diganti=b["diganti"])
        return PeriksaJawaban(sah=True, keadaan=keadaan, nomor_kib=kartu.nomor_kib, nomor_kartu=kartu.nomor_kartu, akt_id=kartu.akt_id)

    @r.post(f"{KIB}/cetak", status_code=202, response_model=AcceptedJob, summary="Cetak banyak kartu")
    async def cetak_banyak(isi: CetakIsi, p: Principal = tulis, ctx: Context = command_context()) -> Response:
        """The AKT's own cards in force, a hundred a PDF; progress at the job, the zip at `/cetak/{pekerjaan_id}`."""
        akt_id = harus_akt(p.akt_id)
        async with rt.db.connection() as conn:
            if isi.badan_usaha_id is not None:
                await akses.badan_usaha(conn, p, isi.badan_usaha_id)
            nama = await _nama_akt(conn, akt_id)
            jumlah = await conn.fetchval(CETAK_JUMLAH, akt_id, isi.versi_desain, isi.badan_usaha_id, KARTU_TERBANYAK + 1)
        if jumlah == 0:
            raise Ditolak("TIDAK_ADA_KARTU", "Tidak ada kartu yang berlaku untuk dicetak.", aturan="R-KIB-02")
        if jumlah > KARTU_TERBANYAK:
            raise Ditolak("TERLALU_BANYAK_KARTU", f"Sekali cetak paling banyak {KARTU_TERBANYAK} kartu; cetak per Badan Usaha.", status=422)

        async def simpan(conn: asyncpg.Connection, _: UUID) -> None:
            await conn.execute(_USANG, HARI_SIMPAN_BERKAS.pada(akses.hari(ctx)).nilai)

        masukan = MasukanCetak(akt_id, nama, isi.versi_desain, isi.badan_usaha_id, p.sub)
        return job_reply(await rt.accept_job(ctx, CETAK_KARTU, masukan, akt_id=akt_id, total=jumlah, inside=simpan))

    @r.get(
        KIB + "/cetak/{pekerjaan_id}",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}},
        summary="Hasil cetak (zip)",
    )
    async def hasil(pekerjaan_id: UUID, p: Principal = baca) -> Response:
        """`kartu-00001.pdf` … and `daftar.csv`, which says on which page each card is. Kept thirty days."""
        akt_id = harus_akt(p.akt_id)
        async with rt.db.connection() as conn:
            job = await conn.fetchrow("select state, akt_id from jobs where id = $1 and kind = $2", pekerjaan_id, CETAK_KARTU)
            if job is None or job["akt_id"] != akt_id:
                raise tidak_ditemukan("Hasil cetak")
            if job["state"] != "SELESAI":
                raise Ditolak("PEKERJAAN_BELUM_SELESAI", "Kartu masih dicetak; lihat kemajuannya pada pekerjaan.")
            isi = await conn.fetchrow(_KEHILANGAN, pekerjaan_id)
        if isi["ada"] == 0 or isi["usang"]:
            raise Ditolak("CETAKAN_USANG", "Hasil cetak ini tidak disimpan lagi; cetak ulang.", status=410)
        nama = f'attachment; filename="kartu-{pekerjaan_id}.zip"'
        kepala = {"Content-Disposition": nama, "Cache-Control": "no-store"}
        return StreamingResponse(
            zip_mengalir(_berkas(rt, sandi, pekerjaan_id), business_now()), media_type="application/zip", headers=kepala
        )

    @r.get(
        KIB + "/{nomor_kib}/dokumen",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
        summary="Kartu sebagai PDF",
    )
    async def dokumen(nomor_kib: JalurId, p: Principal = baca) -> Response:
        """For the AKT that issued it (R-KIB-02), while it is in force. The opening of the name is noted."""
        akt_id = harus_akt(p.akt_id)
        async with rt.db.transaction() as conn:
            b = await conn.fetchrow(KARTU_SATU, nomor_kib)
            if b is None or b["akt_id"] != akt_id:
                raise tidak_ditemukan("Kartu")
            if b["alasan_cabut"] is not None:
                raise Ditolak("KARTU_DICABUT", "Kartu ini sudah dicabut; terbitkan penggantinya.", aturan="R-KIB-02")
            if not b["bertanda"]:
                raise Ditolak("TANDA_BERAKHIR", "Tanda koordinasi manfaat orang ini sudah berakhir.", aturan="R-KIB-11")
            satu = cetakan(sandi, kunci, b, await _nama_akt(conn, akt_id))
            gambar = await gambar_desain(conn, simpanan, akt_id, [satu.versi_desain])
            await catat(conn, p.sub, "Pencetakan kartu", [b["nomor_kartu"]])
        isi = await rt.offload.run(cetak, [satu], business_now(), gambar)
        nama = f'inline; filename="{nomor_kib}.pdf"'
        return Response(isi, media_type="application/pdf", headers={"Content-Disposition": nama, "Cache-Control": "no-store"})

    return r


async def _nama_akt(conn: asyncpg.Connection, akt_id: str) -> str:
    nama: str | None = await conn.fetchval("select nama from akt where akt_id = $1", akt_id)
    return nama or akt_id


async def _berkas(rt: Runtime, sandi: Sandi, pekerjaan_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """Part after part, none held beyond its turn."""
    daftar = [csv_rows([("nomor_kib", "nomor_kartu", "berkas", "halaman")])]
    bagian = 0
    while True:
        async with rt.db.connection() as conn:
            b = await conn.fetchrow(_BAGIAN, pekerjaan_id, bagian)
            if b is None:
                break
            terbungkus = await pembaca.kunci_terbungkus(conn, b["nomor_kartu"])
        bagian = b["bagian"]
        nama = f"kartu-{bagian:05d}.pdf"
        yield nama, await asyncio.to_thread(_buka, sandi, terbungkus, b, str(pekerjaan_id))
        daftar.append(
            csv_rows((kib, noka, nama, str(n)) for n, (kib, noka) in enumerate(zip(b["nomor_kib"], b["nomor_kartu"], strict=True), 1))
        )
    yield "daftar.csv", b"".join(daftar)


def _buka(sandi: Sandi, terbungkus: Mapping[str, str], b: Mapping[str, Any], pekerjaan: str) -> bytes:
    if any(n not in terbungkus for n in b["nomor_kartu"]):  # forgotten while it is being sent
        raise Unreadable
    return buka_bagian([sandi.induk.unwrap(terbungkus[n]) for n in b["nomor_kartu"]], b["isi"], pekerjaan, b["bagian"])
