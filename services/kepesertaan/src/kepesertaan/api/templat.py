"""The empty peserta file for download (R-KEP-22): as CSV, or as XLSX in which Excel checks what it can."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from chassis.auth import Principal, requires
from chassis.csv_rows import BOM, csv_rows
from chassis.http import business_now
from fastapi import APIRouter, Query
from starlette.responses import Response

from kepesertaan.api import akses
from kepesertaan.api.unduh import XLSX, lampiran
from kepesertaan.cetak.lembar import templat_xlsx
from kepesertaan.domain.berkas import KOLOM


def router() -> APIRouter:
    r = APIRouter(prefix="/v1", tags=["peserta"])

    @r.get(
        "/impor-peserta/templat",
        response_class=Response,
        responses={200: {"content": {XLSX: {}, "text/csv": {}}}},
        summary="Templat berkas peserta",
    )
    async def templat(
        bentuk: Annotated[Literal["xlsx", "csv"], Query()] = "xlsx",
        _: Principal = requires(any_of=("kepesertaan:baca", "kepesertaan:tulis")),
    ) -> Response:
        """Filled, it is what `POST /v1/badan-usaha/{badan_usaha_id}/peserta:impor` takes."""
        if bentuk == "csv":
            return lampiran(BOM + csv_rows([KOLOM]), "csv", "templat-peserta")
        isi = await asyncio.to_thread(templat_xlsx, akses.hari_ini(), business_now())
        return lampiran(isi, "xlsx", "templat-peserta")

    return r
