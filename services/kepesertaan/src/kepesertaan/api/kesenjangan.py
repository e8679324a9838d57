"""The gap of a partial delegation over HTTP, as of now and as the last month ended (R-AKT-16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import asyncpg
from chassis.auth import Principal, requires
from chassis.service import Runtime
from fastapi import APIRouter
from pydantic import BaseModel, Field

from kepesertaan import pembaca
from kepesertaan.api import akses
from kepesertaan.api.model import JalurId
from kepesertaan.domain.kesenjangan import hitung


class PemeriksaanTerakhir(BaseModel):
    periode: str
    kesenjangan: int
    tugas_id: str | None = Field(description="Tugas AKT yang masih terbuka")


class KesenjanganJawaban(BaseModel):
    badan_usaha_id: str
    pada: date
    cakupan: str | None
    jumlah_pekerja: int = Field(description="Menurut formulir")
    terdaftar_koordinasi: int = Field(description="Pekerja koordinasi manfaat, didaftarkan AKT")
    terdaftar_lain: int = Field(description="Pekerja JKN saja, didaftarkan Badan Usaha")
    kesenjangan: int
    terakhir: PemeriksaanTerakhir | None
    pemberitahuan: str | None = Field(description="Kepada Badan Usaha, selama kesenjangan belum tertutup")


def router(rt: Runtime) -> APIRouter:
    r = APIRouter(prefix="/v1/badan-usaha", tags=["badan usaha"])

    @r.get("/{badan_usaha_id}/kesenjangan", response_model=KesenjanganJawaban, summary="Pekerja yang belum terdaftar")
    async def kesenjangan(badan_usaha_id: JalurId, p: Principal = requires("kepesertaan:baca")) -> KesenjanganJawaban:
        async with rt.db.connection() as conn:
            return await kini(conn, await akses.badan_usaha(conn, p, badan_usaha_id))

    return r


async def kini(conn: asyncpg.Connection, bu: Mapping[str, Any]) -> KesenjanganJawaban:
    id = bu["badan_usaha_id"]
    berlaku = (await pembaca.milik(conn, bu)).berlaku(akses.hari_ini())
    pekerja = await pembaca.pekerja_terdaftar(conn, id)
    akhir = await conn.fetchrow("select periode, kesenjangan, tugas_id from kesenjangan where badan_usaha_id = $1", id)
    beda = hitung(bu["jumlah_pekerja"], pekerja.jumlah)
    return KesenjanganJawaban(
        badan_usaha_id=id,
        pada=akses.hari_ini(),
        cakupan=None if berlaku is None else berlaku.cakupan,
        jumlah_pekerja=bu["jumlah_pekerja"],
        terdaftar_koordinasi=pekerja.koordinasi,
        terdaftar_lain=pekerja.jumlah - pekerja.koordinasi,
        kesenjangan=beda,
        terakhir=None if akhir is None else PemeriksaanTerakhir(**dict(akhir)),
        pemberitahuan=f"{beda} dari {bu['jumlah_pekerja']} pekerja belum terdaftar. Seluruh pekerja wajib didaftarkan." if beda else None,
    )
