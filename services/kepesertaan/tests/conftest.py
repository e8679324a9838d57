"""A running kepesertaan with the local Dukcapil registry behind its real HTTP adapter, and the made-up people of a seed."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from chassis.testing import Answer, Harness, running
from kepesertaan.main import SPEC
from selaras.cerita.berkas import berkas_dukcapil, berkas_peserta
from selaras.cerita.pembangkit import Bahan, BarisBerkas, bangun
from selaras.lokal.dukcapil import Registri, buat_app
from selaras.lokal.uji import ServerUji

KUNCI = "kunci-uji"


def waktu(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}:00+07:00")


class Panggung:
    """The service and what the tests say to it."""

    def __init__(self, h: Harness, bahan: Bahan, folder: Path, dukcapil_mati: asyncio.Event) -> None:
        self.h = h
        self.bahan = bahan
        self.folder = folder
        self.dukcapil_mati = dukcapil_mati
        self.nomor = 0
        self.tidak_aktif: set[str] = set()
        """Who is not active when status is asked; everybody else is."""
        self.belum_selesai: dict[str, list[dict[str, str]]] = {}
        """What iuran (jenis TAGIHAN_…) and klaim answer of a card, when they are asked what is open."""

    waktu = staticmethod(waktu)

    def pusat(self, scope: str = "kepesertaan:baca kepesertaan:tulis referensi:tulis persetujuan:tulis operasi") -> str:
        return self.h.token("kantor-pusat", scope, kantor="PUSAT", jenis_kantor="PUSAT")

    def akt(self, akt_id: str = "akt-sentosa") -> str:
        return self.h.token(akt_id, "kepesertaan:baca kepesertaan:tulis", akt_id=akt_id)

    def prima(self) -> str:
        return self.h.token("kc-prima", "kepesertaan:baca kepesertaan:tulis", kantor="KC-PRIMA-JKT", jenis_kantor="KC_PRIMA")

    async def siapkan_akt(self, *akt: str, sampai: str = "2017-10-31") -> None:
        for a in akt:
            isi = {"nama": f"PT {a}", "jenis_produk": ["INDEMNITY"], "rekening": {"bank": "BNI", "nomor": "0123456789", "nama": a}}
            assert (await self.h.call("PUT", f"/v1/akt/{a}", who=self.pusat(), json=isi, at=waktu("2016-11-01T09:00"))).status in (200, 201)
            pks = {
                "nomor": f"PKS/{a}", "berlaku_dari": "2016-11-01", "berlaku_sampai": sampai, "versi_naskah": "2016.1",
                "bentuk_kerja_sama": ["KOORDINASI_MANFAAT", "KEPESERTAAN"], "manfaat": ["RITL"],
            }  # fmt: skip
            answer = await self.h.call("POST", f"/v1/akt/{a}/pks", who=self.pusat(), json=pks, at=waktu("2016-11-01T09:00"))
            assert answer.status == 201, answer.body

    def formulir(self, akt: str = "akt-sentosa", **ubah: Any) -> dict[str, Any]:
        self.nomor += 1
        return {
            "nama": f"PT Contoh {self.nomor}", "jenis": "SWASTA", "npwp": f"{self.nomor:015d}", "kantor_cabang": "KC-PRIMA-JKT",
            "kabupaten_kota": "Kota Jakarta Selatan", "sub_segmen": "f", "akt_id": akt, "cakupan": "SELURUH", "daftar_akt": [akt],
            "akt_ditunjuk": akt, "surat_kuasa": {"nomor": "SK/1", "berlaku_dari": "2016-11-01", "berlaku_sampai": "2017-10-31"},
            "rute_pembayaran": "LANGSUNG", "email_tagihan": "iuran@contoh.id", "jumlah_pekerja": 10, **ubah,
        }  # fmt: skip

    async def daftar_bu(self, akt: str = "akt-sentosa", *, at: str = "2016-11-07T10:00", **ubah: Any) -> dict[str, Any]:
        answer = await self.h.call("POST", "/v1/badan-usaha", who=self.akt(akt), json=self.formulir(akt, **ubah), at=waktu(at))
        assert answer.status == 201, answer.body
        isi: dict[str, Any] = answer.json()
        return isi

    def isi_dukcapil(self, bahan: Bahan, nama: str = "penduduk") -> None:
        (self.folder / f"{nama}.csv").write_bytes(berkas_dukcapil(bahan.penduduk))

    async def kirim(self, bu: str, isi: bytes, *, akt: str = "akt-sentosa", at: str = "2016-11-15T09:00", key: str | None = None) -> Answer:
        form = aiohttp.FormData()
        form.add_field("berkas", io.BytesIO(isi), filename="peserta.csv", content_type="text/csv")
        return await self.h.call("POST", f"/v1/badan-usaha/{bu}/peserta:impor", who=self.akt(akt), at=waktu(at), key=key, data=form)

    async def impor(self, bu: str, baris: Iterable[BarisBerkas], *, akt: str = "akt-sentosa", at: str = "2016-11-15T09:00") -> Any:
        answer = await self.kirim(bu, berkas_peserta(baris, pemisah=";", bom=True), akt=akt, at=at)
        return await self.h.job(answer, self.akt(akt), seconds=60)

    async def cari(self, nik: str, *, akt: str = "akt-sentosa", at: str = "2016-11-20T09:00") -> list[dict[str, Any]]:
        answer = await self.h.call("POST", "/v1/peserta:cari", who=self.akt(akt), json={"nik": nik}, at=waktu(at))
        assert answer.status == 200, answer.body
        data: list[dict[str, Any]] = answer.json()["data"]
        return data

    async def peristiwa(self, nama: str, subject: str | None = None) -> list[Any]:
        return [
            e
            for amplop, e in await self.h.bus.read("kepesertaan")
            if type(e).__name__ == nama and (subject is None or amplop.subject == subject)
        ]


@pytest.fixture(scope="session")
def bahan() -> Bahan:
    return bangun(7)


@pytest.fixture(scope="session")
def bangun_bahan() -> Callable[[int], Bahan]:
    return bangun


@pytest.fixture(scope="module")
async def panggung(servers: ServerUji, bahan: Bahan, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Panggung]:
    folder = tmp_path_factory.mktemp("dukcapil")
    mati = asyncio.Event()

    @web.middleware
    async def pintu(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
        return web.Response(status=503) if mati.is_set() else await handler(request)

    app = buat_app(Registri(folder), KUNCI)
    app.middlewares.append(pintu)

    async def token(_: web.Request) -> web.Response:
        return web.json_response({"access_token": "uji", "expires_in": 3600})

    async def periksa(request: web.Request) -> web.Response:
        diminta = (await request.json())["nomor_kartu"]
        return web.json_response({"data": [{"nomor_kartu": n, "aktif": n not in tidak_aktif, "keadaan": "AKTIF"} for n in diminta]})

    async def belum(request: web.Request) -> web.Response:
        ada = belum_selesai.get(request.match_info["noka"], [])
        return web.json_response(
            {"belum_selesai": [b for b in ada if b["jenis"].startswith("TAGIHAN") == (request.match_info["apa"] == "iuran")]}
        )

    tidak_aktif: set[str] = set()
    belum_selesai: dict[str, list[dict[str, str]]] = {}
    app.add_routes(
        [
            web.post("/token", token),
            web.post("/v1/status:periksa", periksa),
            web.get("/{apa}/v1/peserta/{noka}/belum-selesai", belum),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    situs = web.TCPSite(runner, "127.0.0.1", 0)
    await situs.start()
    port = runner.addresses[0][1]
    try:
        async with running(
            SPEC,
            pg_url=servers.postgres.url,
            kafka=servers.kafka.bootstrap,
            dukcapil_url=f"http://127.0.0.1:{port}",
            dukcapil_kunci=KUNCI,
            url_status=f"http://127.0.0.1:{port}",
            url_iuran=f"http://127.0.0.1:{port}/iuran",
            url_klaim=f"http://127.0.0.1:{port}/klaim",
            token_url=f"http://127.0.0.1:{port}/token",
        ) as h:
            p = Panggung(h, bahan, folder, mati)
            p.tidak_aktif, p.belum_selesai = tidak_aktif, belum_selesai
            p.isi_dukcapil(bahan)
            await p.siapkan_akt("akt-sentosa", "akt-melati")
            yield p
    finally:
        await runner.cleanup()
