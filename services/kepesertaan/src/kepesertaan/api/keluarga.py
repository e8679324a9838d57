"""Families that pay for themselves over HTTP: PBPU, BP and PBI, one virtual account a family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

import orjson
from chassis.auth import Principal, requires
from chassis.commands import Commands, Outcome
from chassis.context import Context
from chassis.http import command_context, etag, reply
from chassis.models import StrictModel
from chassis.ports import Remembered, Taken
from chassis.service import Runtime
from dasar.penolakan import Ditolak, Galat
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.ingat import ingat
from kepesertaan.api.model import Id, JalurId, Teks
from kepesertaan.domain import tugas as domain_tugas
from kepesertaan.domain.akses import kantor_melihat
from kepesertaan.domain.berkas import KOLOM, Aturan, BarisPeserta, Cacat, baca_baris
from kepesertaan.domain.ketentuan import KANTOR
from kepesertaan.domain.pendaftaran import JENIS_TUGAS
from kepesertaan.domain.segmen import HUBUNGAN_MANDIRI, KEPALA, Pilihan, tetapkan
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.model.peserta import NIK_TERPAKAI
from kepesertaan.model.tugas import TUGAS
from kepesertaan.registrasi import tugas_id
from kepesertaan.registrasi_keluarga import Berubah, Dikenal, Hasil, Permohonan, lihat, periksa, tulis
from kepesertaan.sandi import Sandi

PERCOBAAN = 4
_ANGGOTA = """
select nomor_kartu, hubungan, segmen, hak_kelas, iuran_mulai, berlaku_dari, keadaan from peserta
where keluarga_id = $1 order by nomor_kartu
"""


class AnggotaIsi(StrictModel):
    """One person of the Kartu Keluarga. Nobody here has a wage (R-KEP-04)."""

    nik: str = Field(max_length=64)
    nomor_kk: str = Field(max_length=64)
    nama: str = Field(max_length=150)
    tempat_lahir: str = Field(default="", max_length=100)
    tanggal_lahir: str = Field(max_length=64)
    jenis_kelamin: str = Field(max_length=64)
    hubungan: str = Field(max_length=64, description=", ".join(HUBUNGAN_MANDIRI))
    status_kawin: str = Field(default="", max_length=64)
    kode_fktp: str = Field(default="", max_length=8)
    alamat: str = Field(default="", max_length=300)
    telepon: str = Field(default="", max_length=30)
    email: str = Field(default="", max_length=254)
    akta_adopsi: str = Field(default="", max_length=1)
    jenis_identitas: str = Field(default="NIK", max_length=6)
    tanggal_mulai_kerja: str = Field(default="", max_length=64)
    kontrak_sampai: str = Field(default="", max_length=64)

    def kolom(self) -> dict[str, str]:
        return {k: getattr(self, k, "") for k in KOLOM}


class PensiunIsi(StrictModel):
    """What a pensioner of the state receives a month; his iuran is a part of it."""

    pensiun_pokok: int = Field(gt=0, le=100_000_000_000)
    tunjangan_keluarga: int = Field(default=0, ge=0, le=100_000_000_000)
    golongan: str = Field(min_length=1, max_length=20)


class KeluargaIsi(StrictModel):
    segmen: Literal["PBI", "PBPU", "BP"]
    sub_segmen: str = Field(default="", max_length=30, description="BP: a sampai f")
    kelas: int | None = Field(default=None, ge=1, le=3, description="Kelas yang dipilih; tidak diisi di mana kelas ditetapkan")
    kantor_cabang: Id
    kabupaten_kota: Teks
    anggota: Annotated[list[AnggotaIsi], Field(min_length=1, max_length=20)]
    pensiun: PensiunIsi | None = None
    pernyataan_tidak_mampu: str | None = Field(default=None, min_length=1, max_length=500, description="Rujukan surat (R-KEP-33)")


class AnggotaJawaban(BaseModel):
    nomor_kartu: str
    hubungan: str
    segmen: str
    hak_kelas: int
    iuran_mulai: str
    berlaku_dari: date
    keadaan: str


class KeluargaJawaban(BaseModel):
    keluarga_id: str
    segmen: str
    sub_segmen: str
    kelas: int
    kantor_cabang: str
    virtual_account: str
    keadaan_va: str = Field(description="MENUNGGU: iuran dibayar Pemerintah, tidak ada yang dibayar di sini")
    lunas_sampai: str | None
    anggota: list[AnggotaJawaban]


def router(rt: Runtime, sandi: Sandi, dukcapil: Dukcapil) -> APIRouter:
    r = APIRouter(prefix="/v1/keluarga", tags=["keluarga"])

    @r.post("", status_code=201, response_model=KeluargaJawaban, summary="Daftarkan keluarga PBPU, BP atau PBI")
    async def daftarkan(isi: KeluargaIsi, p: Principal = requires("kepesertaan:tulis"), ctx: Context = command_context()) -> Response:
        """The whole Kartu Keluarga at once; sent again with more people it grows, in another segment it changes on one day (R-KEP-02)."""
        _kantor(p, isi.kantor_cabang)
        if (ulang := await rt.commands.replay(ctx)) is not None:
            return reply(ulang)
        pada = akses.hari(ctx)
        permohonan = _permohonan(isi, pada)
        for percobaan in range(PERCOBAAN):
            try:
                async with rt.db.connection() as conn:
                    dikenal = await lihat(conn, rt.store, sandi, permohonan.anggota)
                cacat = await periksa(permohonan.anggota, dikenal, dukcapil)
                if cacat:
                    await _buat_tugas(rt, sandi, permohonan, cacat, ctx, pada)
                    raise _tolak(cacat)
                return reply(await _daftarkan(rt, sandi, permohonan, dikenal, ctx, pada))
            except (Remembered, Berubah):
                if (ulang := await rt.commands.replay(ctx)) is not None:
                    return reply(ulang)
            except Taken as taken:
                # registered by somebody else between look and write: look again
                if (ulang := await rt.commands.replay(ctx)) is not None:
                    return reply(ulang)
                if taken.constraint != NIK_TERPAKAI or percobaan + 1 == PERCOBAAN:
                    raise
        raise Ditolak("SEDANG_DIUBAH", "Data ini sedang diubah oleh permintaan lain; silakan ulangi.")

    @r.get("/{keluarga_id}", response_model=KeluargaJawaban, summary="Satu keluarga")
    async def ambil(keluarga_id: JalurId, response: Response, p: Principal = requires("kepesertaan:baca")) -> KeluargaJawaban:
        async with rt.db.connection() as conn:
            k = await akses.keluarga(conn, p, keluarga_id)
            anggota = await conn.fetch(_ANGGOTA, keluarga_id)
        response.headers["ETag"] = etag(k["versi"])
        isi = {n: k[n] for n in KeluargaJawaban.model_fields if n != "anggota"}
        return KeluargaJawaban(**isi, anggota=[AnggotaJawaban(**dict(a)) for a in anggota])

    return r


def _kantor(p: Principal, kantor_cabang: str) -> None:
    """Who pays for himself registers at BPJS Kesehatan, or on line through it; an AKT and a Badan Usaha have their own people."""
    if p.jenis_kantor is None:
        raise Ditolak("HANYA_KANTOR", "Keluarga didaftarkan di kantor BPJS Kesehatan atau layanannya.", aturan="R-KEP-27", status=403)
    if kantor_cabang not in KANTOR:
        alasan = "Kantor cabang ini tidak dikenal."
        raise Ditolak("KANTOR_TIDAK_DIKENAL", alasan, status=422, galat=(Galat("/kantor_cabang", alasan),))
    if not kantor_melihat(akses.penanya(p), kantor_cabang):
        raise Ditolak("KANTOR_LAIN", "Kantor ini hanya mendaftarkan keluarga di wilayahnya.", status=403)


def _permohonan(isi: KeluargaIsi, pada: date) -> Permohonan:
    golongan = "" if isi.pensiun is None else isi.pensiun.golongan
    kepesertaan = tetapkan(Pilihan(isi.segmen, isi.sub_segmen, isi.kelas, golongan, isi.pensiun is not None), pada)
    aturan = Aturan(pada, "", hubungan=HUBUNGAN_MANDIRI, mandiri=True)
    baris = [baca_baris(n, a.kolom(), aturan) for n, a in enumerate(isi.anggota)]
    cacat = [b for b in baris if isinstance(b, Cacat)]
    if cacat:
        raise _tolak(cacat)
    anggota = [b for b in baris if isinstance(b, BarisPeserta)]
    _satu_keluarga(anggota)
    return Permohonan(
        anggota=sorted(anggota, key=lambda b: (b.hubungan != KEPALA, b.baris)),
        kepesertaan=kepesertaan,
        golongan=golongan,
        pensiun=None if isi.pensiun is None else (isi.pensiun.pensiun_pokok, isi.pensiun.tunjangan_keluarga),
        tidak_mampu=isi.pernyataan_tidak_mampu is not None,
        kantor_cabang=isi.kantor_cabang,
        kabupaten_kota=isi.kabupaten_kota,
    )


def _satu_keluarga(anggota: Sequence[BarisPeserta]) -> None:
    if sum(b.hubungan == KEPALA for b in anggota) != 1:
        alasan = "Tepat satu anggota adalah KEPALA_KELUARGA."
        raise Ditolak("KEPALA_KELUARGA_TIDAK_SATU", alasan, status=422, galat=(Galat("/anggota", alasan),))
    lain = [b for b in anggota if b.nomor_kk != anggota[0].nomor_kk]
    if lain:
        alasan = "Semua anggota harus dari satu Kartu Keluarga."
        galat = tuple(Galat(f"/anggota/{b.baris}/nomor_kk", alasan, "BUKAN_SATU_KELUARGA") for b in lain)
        raise Ditolak("BUKAN_SATU_KELUARGA", alasan, status=422, galat=galat)
    dilihat: set[str] = set()
    for b in anggota:
        if b.identitas in dilihat:
            alasan = "Orang ini disebut dua kali."
            galat = (Galat(f"/anggota/{b.baris}/nik", alasan, "GANDA_DALAM_BERKAS"),)
            raise Ditolak("GANDA_DALAM_BERKAS", alasan, status=422, galat=galat)
        dilihat.add(b.identitas)


async def _daftarkan(rt: Runtime, sandi: Sandi, m: Permohonan, dikenal: dict[str, Dikenal], ctx: Context, pada: date) -> Outcome[None]:
    async with rt.db.transaction() as conn:
        hasil = await tulis(Commands(rt.store.within(conn)), conn, sandi, m, dikenal, replace(ctx, key=None), pada)
        badan = orjson.dumps(_jawaban(hasil).model_dump(mode="json"))
        await ingat(conn, ctx, 201, badan)
    rt.wake_event.set()
    return Outcome(None, hasil.versi, (), 201, badan)


def _jawaban(h: Hasil) -> KeluargaJawaban:
    k = h.keluarga
    return KeluargaJawaban(
        keluarga_id=k.keluarga_id,
        segmen=k.segmen,
        sub_segmen=k.sub_segmen,
        kelas=k.kelas,
        kantor_cabang=k.kantor_cabang,
        virtual_account=k.virtual_account,
        keadaan_va=k.keadaan_va,
        lunas_sampai=k.lunas_sampai,
        anggota=[
            AnggotaJawaban(
                nomor_kartu=o.nomor_kartu,
                hubungan=o.hubungan,
                segmen=o.segmen,
                hak_kelas=o.kelas[-1][1],
                iuran_mulai=o.iuran_mulai,
                berlaku_dari=o.berlaku_dari,
                keadaan=o.keadaan,
            )
            for o, _ in h.anggota
        ],
    )


async def _buat_tugas(rt: Runtime, sandi: Sandi, m: Permohonan, cacat: Sequence[Cacat], ctx: Context, pada: date) -> None:
    """What people have to settle goes to the office that was asked, one tugas a person and reason (R-KEP-35, R-KEP-36)."""
    identitas = {b.baris: b.identitas for b in m.anggota}
    for c in cacat:
        if c.kode not in JENIS_TUGAS:
            continue
        id = tugas_id(sandi, m.kantor_cabang, identitas[c.baris], c.kode)
        perintah = domain_tugas.BuatTugas(
            tugas_id=id,
            jenis=c.kode,
            peran="PETUGAS_KEPESERTAAN",
            petugas=None,
            kantor=m.kantor_cabang,
            badan_usaha_id="",
            akt_id=None,
            pekerjaan_id=None,
            baris=None,
            pada=pada,
        )
        await rt.commands.execute(TUGAS, id, perintah, ctx=replace(ctx, key=None))


_ATURAN = {"SUDAH_TERDAFTAR": "R-KEP-35", "NIK_TIDAK_DITEMUKAN": "R-KEP-36", "DOKUMEN_ADOPSI": "R-KEP-14", "MASA_KERJA_KURANG": "R-KEP-01"}


def _tolak(cacat: Sequence[Cacat]) -> Ditolak:
    pertama = cacat[0]
    galat = tuple(Galat(f"/anggota/{c.baris}/{c.kolom}", c.alasan, c.kode) for c in cacat)
    status = 409 if pertama.kode == "SUDAH_TERDAFTAR" else 422
    return Ditolak(pertama.kode, pertama.alasan, aturan=_ATURAN.get(pertama.kode), status=status, galat=galat)
