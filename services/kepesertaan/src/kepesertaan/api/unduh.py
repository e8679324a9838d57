"""A list for download in the form that was asked for: PDF and XLSX made in a child process, CSV page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Literal

from chassis.csv_rows import BOM, csv_rows
from chassis.http import business_now
from chassis.offload import Offload
from dasar.penolakan import Ditolak
from starlette.responses import Response, StreamingResponse

from kepesertaan.cetak.lembar import xlsx
from kepesertaan.cetak.susun import pdf

Bentuk = Literal["pdf", "xlsx", "csv"]
Halaman = AsyncIterator[Sequence[Sequence[str]]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JENIS: Mapping[Bentuk, str] = {"pdf": "application/pdf", "xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
ISI_UNDUH: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}, XLSX: {}, "text/csv": {}}}}
TERBANYAK: Mapping[Bentuk, int] = {"pdf": 5_000, "xlsx": 50_000}
"""Rows held at once; a CSV holds a page."""


def lampiran(isi: bytes, bentuk: Bentuk, nama: str) -> Response:
    return Response(isi, media_type=JENIS[bentuk], headers=_kepala(nama, bentuk))


async def surat(offload: Offload, templat: str, data: Mapping[str, Any], nama: str) -> Response:
    return lampiran(await offload.run(pdf, templat, data, business_now()), "pdf", nama)


async def unduh(
    offload: Offload,
    bentuk: Bentuk,
    nama: str,
    kolom: Sequence[str],
    halaman: Halaman,
    surat_data: Callable[[Sequence[Sequence[str]]], tuple[str, Mapping[str, Any]]],
) -> Response:
    """``surat_data``: template of the PDF and its data, from all rows."""
    if bentuk == "csv":
        return StreamingResponse(_csv(kolom, halaman), media_type=JENIS["csv"], headers=_kepala(nama, "csv"))
    semua: list[Sequence[str]] = []
    async for potong in halaman:
        semua += potong
        if len(semua) > TERBANYAK[bentuk]:
            alasan = f"Daftar ini lebih dari {TERBANYAK[bentuk]} baris; unduh sebagai CSV."
            raise Ditolak("TERLALU_BANYAK_BARIS", alasan, status=422)
    if bentuk == "xlsx":
        return lampiran(await offload.run(xlsx, "Daftar", kolom, semua, business_now()), "xlsx", nama)
    templat, data = surat_data(semua)
    return await surat(offload, templat, data, nama)


async def _csv(kolom: Sequence[str], halaman: Halaman) -> AsyncIterator[bytes]:
    yield BOM + csv_rows([kolom])
    async for potong in halaman:
        yield csv_rows(potong)


def _kepala(nama: str, bentuk: Bentuk) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{nama}.{bentuk}"', "Cache-Control": "no-store"}
