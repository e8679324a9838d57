"""Peserta over HTTP: one with family and history, lists, search by keyed hashes, identities on demand, keys for services."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from chassis.auth import Principal, requires
from chassis.http import After, Limit, Page, decode_cursor, encode_cursor, etag
from chassis.models import StrictModel
from chassis.ports import StoredEvent
from chassis.service import Runtime
from dasar.identitas import samarkan_nik, va_baku
from dasar.penolakan import Ditolak, tidak_ditemukan
from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field, model_validator
from starlette.responses import Response

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api import peserta_kueri as kueri
from kepesertaan.api.model import (
    JalurNoka,
    Noka,
    PesertaBaris,
    PesertaJawaban,
    TandaJawaban,
    Tanggal,
)
from kepesertaan.api.peserta_jawaban import peserta_jawaban, yang_terlihat
from kepesertaan.catatan import catat
from kepesertaan.domain.peserta import Peserta
from kepesertaan.domain.segmen_pindah import sebagaimana
from kepesertaan.model.peserta import PESERTA
from kepesertaan.sandi import Sandi


class CariIsi(StrictModel):
    """Exactly one of them."""

    nik: str | None = Field(default=None, pattern=r"^[0-9A-Za-z]{5,20}$")
    nomor_kartu: Noka | None = None
    virtual_account: str | None = Field(default=None, pattern=r"^[0-9]{16}$")
    nama: str | None = Field(default=None, min_length=3, max_length=150, description="Kata-kata nama, atau awalnya")
    setelah: str | None = Field(default=None, max_length=1024)
    batas: int = Field(default=50, ge=1, le=500)

    @model_validator(mode="after")
    def _satu(self) -> CariIsi:
        if sum(x is not None for x in (self.nik, self.nomor_kartu, self.virtual_account, self.nama)) != 1:
            raise ValueError("isi tepat satu dari nik, nomor_kartu, virtual_account, nama")
        return self


class NomorKartuIsi(StrictModel):
    nomor_kartu: Annotated[list[Noka], Field(min_length=1, max_length=1000)]


class IdentitasIsi(NomorKartuIsi):
    tujuan: str = Field(default="TAMPILAN", min_length=3, max_length=200, description="Untuk apa; dicatat")


class Identitas(BaseModel):
    nomor_kartu: str
    nama: str
    nik: str = Field(description="Disamarkan")
    tanggal_lahir: date
    jenis_kelamin: str


class IdentitasJawaban(BaseModel):
    data: list[Identitas]
    dilupakan: list[str] = Field(default=[], description="Nomor kartu yang namanya tidak dapat dibaca lagi; tampilkan (dilupakan)")


class KunciJawaban(BaseModel):
    kunci: dict[str, str] = Field(description="Nomor kartu -> kunci (base64); yang tidak ada kuncinya tidak disebut")


def router(rt: Runtime, sandi: Sandi) -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["peserta"])
    baca = requires("kepesertaan:baca")

    @r.get("/peserta/{nomor_kartu}", response_model=PesertaJawaban, summary="Satu peserta pada satu hari")
    async def ambil(
        nomor_kartu: JalurNoka,
        response: Response,
        pada: Annotated[Tanggal | None, Query(description="Hari yang ditanyakan; kosong = hari ini")] = None,
        diketahui: Annotated[AwareDatetime | None, Query(description="Sebagaimana diketahui pada saat ini; kosong = sekarang")] = None,
        p: Principal = baca,
    ) -> PesertaJawaban:
        async with rt.db.connection() as conn:
            baris = await akses.peserta(conn, p, nomor_kartu)
        disimpan = await rt.store.load(PESERTA.stream(nomor_kartu))
        orang = _lipat(disimpan, diketahui)
        if not orang.nomor_kartu:
            raise tidak_ditemukan("Peserta")
        response.headers["ETag"] = etag(disimpan[-1].version)
        hari = pada or akses.hari_ini()
        saat_itu = orang if pada is None else sebagaimana(orang, hari)
        async with rt.db.connection() as conn:
            if saat_itu.badan_usaha_id not in ("", baris["badan_usaha_id"]):
                # where he was before is for those to see who may see that unit (R-KEP-35)
                await akses.badan_usaha(conn, p, saat_itu.badan_usaha_id, apa="Peserta")
            nomor = [b["nomor_kartu"] for b in await conn.fetch(kueri.KELUARGA, saat_itu.nomor_kartu_pekerja or nomor_kartu)]
        lain = await rt.store.load_many([PESERTA.stream(n) for n in nomor if n != nomor_kartu])
        keluarga = [k for k in (_lipat(e, diketahui) for e in lain.values()) if k.nomor_kartu]
        return peserta_jawaban(yang_terlihat(orang, p.akt_id), keluarga, hari, sekarang=pada is None)

    @r.get("/peserta", response_model=Page[PesertaBaris], summary="Daftar peserta")
    async def daftar(
        badan_usaha_id: Annotated[str | None, Query(max_length=64)] = None,
        virtual_account: Annotated[str | None, Query(pattern=r"^[0-9]{16}$")] = None,
        keadaan: Annotated[str | None, Query(pattern="^(TERDAFTAR|KELUAR|MENINGGAL|PHK|CACAT_TOTAL)$")] = None,
        setelah: After = None,
        batas: Limit = 50,
        p: Principal = baca,
    ) -> Page[PesertaBaris]:
        """Without NIK and name; they come from `POST /v1/peserta:identitas`, which notes who asked."""
        kunci = decode_cursor(setelah, str)
        if badan_usaha_id is not None and virtual_account is not None:
            raise Ditolak("ISIAN_TIDAK_SAH", "Isi badan_usaha_id atau virtual_account, bukan keduanya.", status=422)
        menurut, nilai = "semua", None
        if badan_usaha_id is not None:
            menurut, nilai = "badan_usaha_id", badan_usaha_id
        elif virtual_account is not None:
            menurut, nilai = "virtual_account", va_baku(virtual_account) or virtual_account
        async with rt.db.connection() as conn:
            if badan_usaha_id is not None:
                await akses.badan_usaha(conn, p, badan_usaha_id)
            argumen = (*akses.argumen_terlihat(p), kunci[0] if kunci else "", batas + 1, nilai, keadaan)
            baris = await conn.fetch(kueri.DAFTAR[menurut, kueri.melihat_keluarga(p)], *argumen)
        return _halaman(baris, batas, p.akt_id)

    @r.post("/peserta:cari", response_model=Page[PesertaBaris], summary="Cari peserta")
    async def cari(isi: CariIsi, p: Principal = baca) -> Page[PesertaBaris]:
        """By NIK (or passport), nomor kartu, virtual account or words of the name: never in a URL, found by keyed hashes."""
        kunci = decode_cursor(isi.setelah, str)
        menurut, nilai = _yang_dicari(isi, sandi, kueri.menurut_nama(p))
        argumen = (*akses.argumen_terlihat(p), kunci[0] if kunci else "", isi.batas + 1, nilai, None)
        async with rt.db.connection() as conn:
            baris = await conn.fetch(kueri.DAFTAR[menurut, kueri.melihat_keluarga(p)], *argumen)
        return _halaman(baris, isi.batas, p.akt_id)

    @r.post("/peserta:identitas", response_model=IdentitasJawaban, summary="Nama peserta untuk ditampilkan")
    async def identitas(isi: IdentitasIsi, p: Principal = baca) -> IdentitasJawaban:
        """Opened when shown, never stored by who shows it; each opening is noted with asker and purpose."""
        async with rt.db.transaction() as conn:
            baris = await conn.fetch(kueri.TERLIHAT_DARI[kueri.melihat_keluarga(p)], *akses.argumen_terlihat(p), isi.nomor_kartu)
            kunci = await pembaca.kunci_terbungkus(conn, [b["nomor_kartu"] for b in baris])
            await catat(conn, p.sub, isi.tujuan, [b["nomor_kartu"] for b in baris])
        terbuka = (_identitas(b["nomor_kartu"], b["rahasia"], kunci.get(b["nomor_kartu"]), sandi) for b in baris)
        dilupakan = [b["nomor_kartu"] for b in baris if b["dilupakan_pada"] is not None]
        return IdentitasJawaban(data=[d for d in terbuka if d is not None], dilupakan=dilupakan)

    @r.post("/kunci:ambil", response_model=KunciJawaban, tags=["kunci"], summary="Kunci peserta untuk layanan")
    async def kunci_ambil(isi: NomorKartuIsi, _: Principal = requires("kunci:baca")) -> KunciJawaban:
        async with rt.db.connection() as conn:
            kunci = await pembaca.kunci_terbungkus(conn, isi.nomor_kartu)
        return KunciJawaban(kunci={n: base64.b64encode(sandi.induk.unwrap(t)).decode() for n, t in kunci.items()})

    return r


def _yang_dicari(isi: CariIsi, sandi: Sandi, menurut_nama: str) -> tuple[str, Any]:
    if isi.nik is not None:
        return "nik", [sandi.hash_identitas(isi.nik), sandi.hash_identitas(f"PASPOR:{isi.nik.upper()}")]
    if isi.virtual_account is not None:
        return "virtual_account", va_baku(isi.virtual_account) or isi.virtual_account
    if isi.nama is not None:
        kata = sandi.kata_cari(isi.nama)
        if not kata:
            raise Ditolak("ISIAN_TIDAK_SAH", "Nama yang dicari tidak mengandung huruf.", status=422)
        return menurut_nama, kata
    return "nomor_kartu", isi.nomor_kartu


def _lipat(disimpan: Sequence[StoredEvent], diketahui: datetime | None) -> Peserta:
    """The state as known at a moment: what was recorded later is not there."""
    dikenal = [e for e in disimpan if diketahui is None or e.recorded_at <= diketahui]
    return PESERTA.fold([PESERTA.codec.decode(e.type, e.schema_version, e.data) for e in dikenal])


def _halaman(baris: Sequence[Mapping[str, Any]], batas: int, akt_id: str | None) -> Page[PesertaBaris]:
    return Page(
        data=[_baris(b, akt_id) for b in baris[:batas]],
        berikutnya=encode_cursor(baris[batas - 1]["nomor_kartu"]) if len(baris) > batas else None,
    )


def _baris(b: Mapping[str, Any], akt_id: str | None) -> PesertaBaris:
    isi = {k: b[k] for k in PesertaBaris.model_fields if k != "koordinasi_manfaat"} | {"badan_usaha_id": b["badan_usaha_id"] or ""}
    milik = b["tanda_akt_id"] if akt_id in (None, b["tanda_akt_id"]) else None
    tanda = TandaJawaban(tanda=milik is not None, akt_id=milik, sejak=None if milik is None else b["tanda_dari"])
    return PesertaBaris(**isi, koordinasi_manfaat=tanda)


def _identitas(nomor_kartu: str, rahasia: str, terbungkus: str | None, sandi: Sandi) -> Identitas | None:
    """None for who is forgotten: his key is gone."""
    isi = sandi.buka(terbungkus, rahasia)
    if isi is None:
        return None
    return Identitas(
        nomor_kartu=nomor_kartu,
        nama=isi["nama"],
        nik=samarkan_nik(isi["nik"]),
        tanggal_lahir=isi["tanggal_lahir"],
        jenis_kelamin=isi["jenis_kelamin"],
    )
