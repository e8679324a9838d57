"""``POST /v1/status:simulasi``: a changed rule of arrears over what has happened. Nothing is stored."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Annotated

from chassis.http import Principal, StrictModel, business_now, requires
from chassis.service import Runtime
from dasar.ketentuan import Baris
from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import hari_wib
from fastapi import APIRouter
from pydantic import BaseModel, Field
from shared_events.status import Keadaan

from status.api.model import DasarJawaban, Noka, dasar
from status.api.status import boleh
from status.baca import baca
from status.domain.ketentuan import BATAS_TUNGGAKAN, CARA, SEGMEN_MEMBAYAR, BatasTunggakan, Cara, ganti
from status.domain.nilai import Jawaban
from status.domain.simulasi import Beda, bandingkan

MAKS_ORANG = 100
"""Every day on which anything changes is judged twice: enough for a family, a department, a sample."""
TAHUN_PERTAMA, TAHUN_TERAKHIR = 2000, 2199


class BatasIsi(StrictModel):
    PPU: int = Field(ge=0, le=120)
    PBPU: int = Field(ge=0, le=120)
    BP: int = Field(ge=0, le=120)


class BarisIsi(StrictModel):
    berlaku_dari: date
    berlaku_sampai: date | None = Field(default=None, description="Hari terakhir; null = seterusnya")
    cara: Cara = Field(description="JUMLAH_BULAN, SATU_BULAN atau AKHIR_BULAN (lihat batas_tunggakan)")
    batas: BatasIsi | None = Field(default=None, description="Bulan tertunggak yang masih dilayani, wajib untuk JUMLAH_BULAN")


class SimulasiIsi(StrictModel):
    batas_tunggakan: list[BarisIsi] = Field(min_length=1, max_length=20, description="Menggantikan aturan yang berlaku pada masanya")
    nomor_kartu: Annotated[list[Noka], Field(min_length=1, max_length=MAKS_ORANG)]
    sampai: date | None = Field(default=None, description="Kosong = hari ini")


class SisiJawaban(BaseModel):
    aktif: bool
    keadaan: Keadaan
    alasan: str
    dasar: list[DasarJawaban]


class BedaJawaban(BaseModel):
    dari: date
    sampai: date | None
    sekarang: SisiJawaban
    simulasi: SisiJawaban


class OrangJawaban(BaseModel):
    nomor_kartu: str
    beda: list[BedaJawaban]


class SimulasiJawaban(BaseModel):
    diketahui: datetime
    diperiksa: int
    data: list[OrangJawaban] = Field(description="Hanya peserta yang jawabannya akan berbeda")
    tidak_ditemukan: list[str]


def _baris(isi: SimulasiIsi) -> list[Baris[BatasTunggakan]]:
    galat: list[Galat] = []
    hasil: list[Baris[BatasTunggakan]] = []
    for i, b in enumerate(isi.batas_tunggakan):
        tempat = f"/batas_tunggakan/{i}"
        if b.cara == CARA[0] and b.batas is None:
            galat.append(Galat(f"{tempat}/batas", "JUMLAH_BULAN memerlukan batas untuk PPU, PBPU dan BP.", "BATAS_KOSONG"))
        for nama, hari in (("berlaku_dari", b.berlaku_dari), ("berlaku_sampai", b.berlaku_sampai)):
            if hari is not None and not TAHUN_PERTAMA <= hari.year <= TAHUN_TERAKHIR:
                galat.append(Galat(f"{tempat}/{nama}", "Di luar jangkauan.", "TANGGAL_TIDAK_SAH"))
        batas = {} if b.batas is None else b.batas.model_dump()
        hukum = BatasTunggakan(b.cara, batas, dict.fromkeys(SEGMEN_MEMBAYAR, "R-STA-06"))
        hasil.append(Baris(b.berlaku_dari, b.berlaku_sampai, hukum, "simulasi", "usulan"))
    if isi.sampai is not None and not TAHUN_PERTAMA <= isi.sampai.year <= TAHUN_TERAKHIR:
        galat.append(Galat("/sampai", "Di luar jangkauan.", "TANGGAL_TIDAK_SAH"))
    if not galat:
        try:
            ganti(BATAS_TUNGGAKAN, hasil)
        except ValueError:
            galat.append(Galat("/batas_tunggakan", "Masa berlaku bertumpang atau terbalik.", "MASA_BERTUMPANG"))
    if galat:
        raise Ditolak("ATURAN_SIMULASI_TIDAK_SAH", galat[0].alasan, status=422, galat=tuple(galat))
    return hasil


def _sisi(j: Jawaban) -> SisiJawaban:
    return SisiJawaban(aktif=j.aktif, keadaan=j.keadaan, alasan=j.alasan, dasar=dasar(j))


def _beda(b: Beda) -> BedaJawaban:
    return BedaJawaban(dari=b.dari, sampai=b.sampai, sekarang=_sisi(b.sekarang), simulasi=_sisi(b.simulasi))


def router(rt: Runtime) -> APIRouter:
    routes = APIRouter(prefix="/v1", tags=["status"])

    @routes.post("/status:simulasi", response_model=SimulasiJawaban, summary="Seandainya aturannya lain")
    async def simulasi(isi: SimulasiIsi, p: Principal = requires("status:baca")) -> SimulasiJawaban:
        baris, saat = _baris(isi), business_now()
        sampai = isi.sampai or hari_wib(saat)
        nomor = list(dict.fromkeys(isi.nomor_kartu))
        async with rt.db.connection() as conn:
            bacaan = await baca(conn, nomor, saat)
        buku = bacaan.buku(saat)
        dikenal, asing = [], []
        for n in nomor:
            try:
                boleh(p, bacaan, n)
                dikenal.append(n)
            except Ditolak:
                asing.append(n)

        def hitung() -> list[OrangJawaban]:
            semua = ((n, bandingkan(bacaan.fakta(n, saat, buku), baris, sampai)) for n in dikenal)
            return [OrangJawaban(nomor_kartu=n, beda=[_beda(b) for b in beda]) for n, beda in semua if beda]

        # long sums: in a thread, so that the questions of hospitals do not wait behind it
        data = await asyncio.to_thread(hitung)
        return SimulasiJawaban(diketahui=saat, diperiksa=len(dikenal), data=data, tidak_ditemukan=asing)

    return routes
