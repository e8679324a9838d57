"""Which supporting documents a registration needs: the matrix in force on a day (R-KEP-26)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chassis.auth import Principal, requires
from dasar.ketentuan import KetentuanTidakAda
from dasar.penolakan import tidak_ditemukan
from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kepesertaan.api import akses
from kepesertaan.api.model import Tanggal
from kepesertaan.domain.dokumen import kode, wajib
from kepesertaan.domain.keluarga import HUBUNGAN
from kepesertaan.domain.ketentuan import DOKUMEN_PENDUKUNG


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


def router() -> APIRouter:
    r = APIRouter(prefix="/v1/dokumen-pendukung", tags=["pendaftaran kolektif"])

    @r.get("", response_model=DokumenPendukung, summary="Dokumen pendukung pendaftaran")
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
