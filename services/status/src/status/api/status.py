"""Status over HTTP: one person, many, and the periods of one. Nothing is stored by asking."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from chassis.http import Principal, business_now, parameter_error, requires
from chassis.service import Runtime
from dasar.penolakan import Ditolak, tidak_ditemukan
from dasar.tanggal import hari_wib
from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime

from status.api.model import PeriksaIsi, PeriksaJawaban, RiwayatJawaban, StatusJawaban, jawaban, masa
from status.baca import Bacaan, baca
from status.domain.akses import PESERTA, Penanya, periksa_akses
from status.domain.nilai import nilai
from status.domain.riwayat import riwayat

NomorKartu = Annotated[str, Path(pattern=r"^\d{13}$", description="Nomor kartu JKN, 13 angka")]
Pada = Annotated[date | None, Query(description="Hari yang ditanyakan; kosong = hari ini")]
Diketahui = Annotated[AwareDatetime | None, Query(description="Jawaban seperti diketahui pada saat ini; kosong = sekarang")]

TERTUA = datetime(1900, 1, 1, tzinfo=UTC)
TERMUDA = datetime(2200, 1, 1, tzinfo=UTC)


def _saat(diketahui: datetime | None) -> datetime:
    if diketahui is None:
        return business_now()
    if not TERTUA <= diketahui <= TERMUDA:
        raise parameter_error("waktu-tidak-sah", "diketahui: di luar jangkauan.", name="diketahui", location="query", status=422)
    return diketahui


def _penanya(p: Principal) -> Penanya:
    return Penanya(p.akt_id, p.badan_usaha_id, p.kode_ppk, p.jenis_kantor)


def boleh(p: Principal, bacaan: Bacaan, nomor_kartu: str) -> None:
    """By what is known now: who may ask does not depend on the moment asked about."""
    orang = bacaan.orang(nomor_kartu)
    periksa_akses(_penanya(p), orang, bacaan.delegasi_dari(orang), bacaan.akt_pendaftar(nomor_kartu), hari_wib(business_now()))


def router(rt: Runtime) -> APIRouter:
    routes = APIRouter(prefix="/v1", tags=["status"])

    @routes.get("/status/{nomor_kartu}", response_model=StatusJawaban, summary="Aktif atau tidak, dan mengapa")
    async def satu(
        nomor_kartu: NomorKartu, pada: Pada = None, diketahui: Diketahui = None, p: Principal = requires("status:baca")
    ) -> StatusJawaban:
        saat = _saat(diketahui)
        async with rt.db.connection() as conn:
            bacaan = await baca(conn, [nomor_kartu], saat)
        boleh(p, bacaan, nomor_kartu)
        fakta = bacaan.fakta(nomor_kartu, saat, bacaan.buku(saat))
        if not fakta.peserta.dikenal:  # not registered yet at that moment
            raise tidak_ditemukan(PESERTA)
        return jawaban(nomor_kartu, nilai(fakta, pada or hari_wib(business_now())), saat, bacaan.ditutup, p.akt_id)

    @routes.post("/status:periksa", response_model=PeriksaJawaban, summary="Status banyak peserta sekaligus")
    async def banyak(isi: PeriksaIsi, p: Principal = requires("status:baca")) -> PeriksaJawaban:
        saat, pada = _saat(isi.diketahui), isi.pada or hari_wib(business_now())
        nomor = list(dict.fromkeys(isi.nomor_kartu))
        async with rt.db.connection() as conn:
            bacaan = await baca(conn, nomor, saat)
        buku = bacaan.buku(saat)
        data: list[StatusJawaban] = []
        asing: list[str] = []
        for n in nomor:
            fakta = bacaan.fakta(n, saat, buku)
            try:
                boleh(p, bacaan, n)
            except Ditolak:
                asing.append(n)
                continue
            if fakta.peserta.dikenal:
                data.append(jawaban(n, nilai(fakta, pada), saat, bacaan.ditutup, p.akt_id))
            else:
                asing.append(n)
        return PeriksaJawaban(pada=pada, diketahui=saat, segar_pada=bacaan.ditutup, data=data, tidak_ditemukan=asing)

    @routes.get("/status/{nomor_kartu}/riwayat", response_model=RiwayatJawaban, summary="Masa-masa kepesertaan")
    async def masa_masa(nomor_kartu: NomorKartu, diketahui: Diketahui = None, p: Principal = requires("status:baca")) -> RiwayatJawaban:
        saat = _saat(diketahui)
        async with rt.db.connection() as conn:
            bacaan = await baca(conn, [nomor_kartu], saat)
        boleh(p, bacaan, nomor_kartu)
        fakta = bacaan.fakta(nomor_kartu, saat, bacaan.buku(saat))
        if not fakta.peserta.dikenal:
            raise tidak_ditemukan(PESERTA)
        return RiwayatJawaban(
            nomor_kartu=nomor_kartu,
            diketahui=saat,
            segar_pada=bacaan.ditutup,
            masa=[masa(m, p.akt_id) for m in riwayat(fakta, hari_wib(saat))],
            saat_diketahui=bacaan.saat_diketahui(nomor_kartu, saat),
        )

    return routes
