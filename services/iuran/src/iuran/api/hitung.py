"""A quote: what the iuran of a month would be, with the rule rows used. Of nobody in particular; nothing is stored."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from chassis.auth import Principal, requires
from chassis.service import Runtime
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from fastapi import APIRouter, Query
from pydantic import BaseModel

from iuran.api.model import Dasar, PeriodeStr, Rupiah
from iuran.domain.hitung import Orang, Umk, Upah, hitung_unit, jatuh_tempo, jumlahkan
from iuran.domain.ketentuan import penerima_pensiun
from iuran.wilayah import wilayah

UPAH_TERBESAR = 10**12
Uang = Annotated[int | None, Query(ge=0, le=UPAH_TERBESAR)]


class BarisHitung(BaseModel):
    jenis: str
    dasar_upah: Rupiah | None
    pemberi_kerja: Rupiah
    pekerja: Rupiah
    pemerintah: Rupiah
    dasar: list[Dasar]


class HasilHitung(BaseModel):
    periode: str
    jatuh_tempo: date
    jumlah: Rupiah
    pemberi_kerja: Rupiah
    pekerja: Rupiah
    pemerintah: Rupiah
    baris: list[BarisHitung]


def router(rt: Runtime) -> APIRouter:
    api = APIRouter(tags=["hitung iuran"])

    @api.get("/v1/hitung-iuran", response_model=HasilHitung)
    async def hitung(
        periode: PeriodeStr,
        segmen: Literal["PPU", "PBPU", "BP", "PBI"] = "PPU",
        sub_segmen: Annotated[str | None, Query(max_length=40)] = None,
        upah_pokok: Uang = None,
        tunjangan_tetap: Annotated[int, Query(ge=0, le=UPAH_TERBESAR)] = 0,
        kabupaten_kota: Annotated[str | None, Query(max_length=100, description="Tempat kerja: UMK-nya menjadi batas bawah")] = None,
        umk: Annotated[int | None, Query(ge=0, le=UPAH_TERBESAR, description="Pengganti UMK yang tercatat")] = None,
        kelas: Annotated[int | None, Query(ge=1, le=3, description="PBPU dan BP")] = None,
        keluarga_tambahan: Annotated[int, Query(ge=0, le=20)] = 0,
        kerabat: Annotated[list[int] | None, Query(max_length=20, description="Kelas tiap kerabat")] = None,
        _: Principal = requires("iuran:baca"),
    ) -> HasilHitung:
        """One worker with his paying family, or one peserta mandiri."""
        bulan = Periode.baca(periode)
        orang = [Orang("0", segmen, "PEKERJA", sub_segmen, kelas)]
        upah: dict[str, Upah] = {}
        if segmen == "PPU" or penerima_pensiun(segmen, sub_segmen):
            if upah_pokok is None:
                pesan = "Upah pokok (atau pensiun pokok) diperlukan untuk pekerja penerima upah dan penerima pensiun."
                raise Ditolak("UPAH_KOSONG", pesan, aturan="R-IUR-07", status=422)
            upah["0"] = Upah(upah_pokok, tunjangan_tetap, await _umk(bulan.tahun, kabupaten_kota, umk))
        if segmen == "PPU":
            orang += [Orang(str(n), "PPU", "TAMBAHAN", sub_segmen, None, "0") for n in range(1, keluarga_tambahan + 1)]
            orang += [Orang(f"k{n}", "PPU", "KERABAT", sub_segmen, k) for n, k in enumerate(kerabat or [])]
        baris = hitung_unit(orang, upah, bulan)
        jumlah = jumlahkan(baris)
        return HasilHitung(
            periode=periode,
            jatuh_tempo=jatuh_tempo(bulan),
            jumlah=jumlah.jumlah,
            pemberi_kerja=jumlah.pemberi_kerja,
            pekerja=jumlah.pekerja,
            pemerintah=jumlah.pemerintah,
            baris=[
                BarisHitung(
                    jenis=b.jenis,
                    dasar_upah=b.dasar_upah,
                    pemberi_kerja=b.pemberi_kerja,
                    pekerja=b.pekerja,
                    pemerintah=b.pemerintah,
                    dasar=[Dasar(aturan=a.aturan, sumber=a.sumber) for a in b.dasar],
                )
                for b in baris
            ],
        )

    async def _umk(tahun: int, kabupaten_kota: str | None, pengganti: int | None) -> Umk | None:
        if pengganti is not None:
            return Umk(tahun, kabupaten_kota or "", pengganti, "diberikan penanya")
        if kabupaten_kota is None:
            return None
        async with rt.db.connection() as conn:
            row = await conn.fetchrow("select * from umk_iuran where tahun = $1 and wilayah = $2", tahun, wilayah(kabupaten_kota))
        return None if row is None else Umk(row["tahun"], row["kabupaten_kota"], row["nilai"], row["sumber"])

    return api
