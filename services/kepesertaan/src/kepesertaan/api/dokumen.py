"""Which supporting documents a registration needs (R-KEP-26), and which a peserta was registered with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chassis.auth import Principal, requires
from chassis.service import Runtime
from dasar.ketentuan import KetentuanTidakAda
from dasar.penolakan import tidak_ditemukan
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kepesertaan.api import akses
from kepesertaan.api.lampiran import penglihat
from kepesertaan.api.model import JalurNoka, Tanggal
from kepesertaan.domain.dokumen import kode, wajib
from kepesertaan.domain.keluarga import HUBUNGAN
from kepesertaan.domain.ketentuan import DOKUMEN_PENDUKUNG
from kepesertaan.domain.lampiran import rujukan
from kepesertaan.simpanan import Simpanan


class DokumenWajib(BaseModel):
    jenis: list[str] = Field(description="Salah satu cukup")
    kode: str = Field(description="Kode bila tidak ada")


class DokumenHubungan(BaseModel):
    hubungan: str
    wajib: list[DokumenWajib]


class DokumenPendukung(BaseModel):
    segmen: str
    pada: date
    hubungan: list[DokumenHubungan]
    sumber: str
    keyakinan: str


class DokumenPeserta(BaseModel):
    jenis: str
    berkas: str = Field(description="Rujukan; isinya di /v1/berkas/{sha256}")
    media: str


class DaftarDokumen(BaseModel):
    nomor_kartu: str
    dokumen: list[DokumenPeserta]


def router(rt: Runtime, simpanan: Simpanan) -> APIRouter:
    r = APIRouter(tags=["berkas"])

    @r.get("/v1/peserta/{nomor_kartu}/dokumen", response_model=DaftarDokumen, summary="Dokumen seorang peserta")
    async def milik(nomor_kartu: JalurNoka, p: Principal = requires("kepesertaan:baca")) -> DaftarDokumen:
        """Those of his files that the asker may open."""
        async with rt.db.connection() as conn:
            await akses.peserta(conn, p, nomor_kartu)
            ada = await conn.fetch("select jenis, sha256 from berkas_peserta where nomor_kartu = $1 order by jenis", nomor_kartu)
            terlihat = await simpanan.terlihat(conn, penglihat(p), [b["sha256"] for b in ada])
        dokumen = [
            DokumenPeserta(jenis=b["jenis"], berkas=rujukan(b["sha256"]), media=terlihat[b["sha256"]]["media"])
            for b in ada
            if b["sha256"] in terlihat
        ]
        return DaftarDokumen(nomor_kartu=nomor_kartu, dokumen=dokumen)

    @r.get("/v1/dokumen-pendukung", response_model=DokumenPendukung, summary="Dokumen pendukung pendaftaran")
    async def matriks(
        segmen: Annotated[Literal["PPU", "PENERIMA_PENSIUN", "PBPU", "BP"], Query()] = "PPU",
        pada: Annotated[Tanggal | None, Query()] = None,
        _: Principal = requires("kepesertaan:baca"),
    ) -> DokumenPendukung:
        hari = pada or akses.hari_ini()
        try:
            ketentuan = DOKUMEN_PENDUKUNG.pada(hari)
        except KetentuanTidakAda:
            raise tidak_ditemukan("Ketentuan dokumen pendukung pada tanggal ini") from None
        isi = [
            DokumenHubungan(
                hubungan=h, wajib=[DokumenWajib(jenis=p.split("|"), kode=kode(p)) for p in wajib(segmen, h, hari)]
            )
            for h in HUBUNGAN
        ]  # fmt: skip
        return DokumenPendukung(segmen=segmen, pada=hari, hubungan=isi, sumber=ketentuan.sumber, keyakinan=ketentuan.keyakinan)

    return r
