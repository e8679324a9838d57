"""Empty files of people for download (R-KEP-22): as CSV, or as XLSX in which Excel checks what it can."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from chassis.auth import Principal, requires
from chassis.csv_rows import BOM, csv_rows
from chassis.http import business_now
from fastapi import APIRouter, Query
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.unduh import XLSX, lampiran
from kepesertaan.cetak.lembar import MUTASI, PESERTA, Templat, templat_xlsx

Bentuk = Annotated[Literal["xlsx", "csv"], Query()]
ISI: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}, "text/csv": {}}}}


def router() -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["peserta"])

    boleh = requires(any_of=("kepesertaan:baca", "kepesertaan:tulis"))

    @r.get("/impor-peserta/templat", response_class=Response, responses=ISI, summary="Templat berkas peserta")
    async def peserta(bentuk: Bentuk = "xlsx", _: Principal = boleh) -> Response:
        """Filled, it is what `POST /v1/badan-usaha/{badan_usaha_id}/peserta:impor` takes."""
        return await _kosong(PESERTA, bentuk, "templat-peserta")

    @r.get("/impor-mutasi/templat", response_class=Response, responses=ISI, summary="Templat berkas mutasi")
    async def mutasi(bentuk: Bentuk = "xlsx", _: Principal = boleh) -> Response:
        """Filled, it is what `POST /v1/badan-usaha/{badan_usaha_id}/mutasi:impor` takes."""
        return await _kosong(MUTASI, bentuk, "templat-mutasi")

    return r


async def _kosong(templat: Templat, bentuk: str, nama: str) -> Response:
    if bentuk == "csv":
        return lampiran(BOM + csv_rows([templat.format.kolom]), "csv", nama)
    isi = await asyncio.to_thread(templat_xlsx, akses.hari_ini(), business_now(), templat)
    return lampiran(isi, "xlsx", nama)
