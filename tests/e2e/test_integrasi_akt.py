"""docs/integrasi-akt.md is true: every request of it is sent to the real stack, in its order, and every answer is the one it shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from selaras.cerita.panggilan import sampai
from selaras.cerita.panggung import URUTAN_TUTUP
from selaras.lokal.jalur import akar_repo
from selaras.lokal.tumpukan import Tumpukan

from .halaman_terjalan import Blok, Permintaan, baca, blok, cocok, isikan, permintaan

HALAMAN = akar_repo() / "docs" / "integrasi-akt.md"
TANPA_DUKCAPIL = "3174011503850099"
TENGGAT = 60.0


class Pembaca:
    """An integrator with the page in hand: keeps what answers give, receives the webhooks, runs the code that verifies them."""

    def __init__(self, t: Tumpukan, sesi: aiohttp.ClientSession, url_penerima: str, kiriman: list[tuple[dict[str, str], bytes]]) -> None:
        self.t, self.sesi, self.kiriman = t, sesi, kiriman
        self.nilai = {"url_penerima": url_penerima}
        self.berkas: dict[str, bytes] = {}
        self.tanya: tuple[Permintaan, bool] | None = None
        self.periksa_tanda: Callable[[bytes, dict[str, str]], Any] | None = None
        self.terpenuhi: dict[str, int] = {}

    async def jalankan(self, b: Blok) -> None:
        match b.jenis:
            case "http":
                p = permintaan(await self._isi(b.isi))
                self.tanya = p, b.ket == "eventually" or p.cara == "GET"
            case "json":
                assert self.tanya is not None, f"line {b.baris}: an answer without a request"
                await self._jawab(b, *self.tanya)
            case "csv":
                self.berkas[b.ket] = b.isi.encode()
                self._penduduk(b.isi)
            case "webhook":
                await self._webhook(b)
            case "python":
                self._verifikasi(b.isi)
            case "tutup-hari":
                await self._tutup(b.isi.strip())
            case _:
                raise AssertionError(f"line {b.baris}: nobody runs a block of {b.jenis}")
        self.terpenuhi[b.jenis] = self.terpenuhi.get(b.jenis, 0) + 1

    async def _isi(self, teks: str) -> str:
        for nama in set(re.findall(r"<token:([a-z0-9-]+)>", teks)):
            self.nilai[f"token:{nama}"] = await self.t.token(nama)
        return isikan(teks, self.nilai)

    async def _jawab(self, b: Blok, p: Permintaan, berulang: bool) -> None:
        harap = baca(b.isi)
        beda: list[str] = []

        async def sekali() -> bool | None:
            nonlocal beda
            status, ada = await self._kirim(p)
            dicoba = dict(self.nilai)
            beda = cocok(harap, ada, dicoba) if status == int(b.ket) else [f"{b.ket} is shown, {status} came: {ada}"]
            if not beda:
                self.nilai = dicoba
            return None if beda else True

        if berulang:
            try:
                await sampai(p.jalur, sekali, tenggat=TENGGAT)
            except Exception as gagal:
                raise AssertionError(f"line {b.baris}, {p.cara} {p.jalur}: {beda}") from gagal
        else:
            assert await sekali(), f"line {b.baris}, {p.cara} {p.jalur}: {beda}"

    async def _kirim(self, p: Permintaan) -> tuple[int, Any]:
        kepala, isi = dict(p.kepala), p.isi.encode()
        data: Any = isi
        if kepala.get("Content-Type", "").startswith("multipart/"):
            del kepala["Content-Type"]
            kolom, nama = p.isi.split("=@", 1)
            data = aiohttp.FormData()
            data.add_field(kolom, self.berkas[nama], filename=nama, content_type="text/csv")
        async with self.sesi.request(p.cara, self.t.url(p.layanan) + p.jalur, headers=kepala, data=data) as jawab:
            return jawab.status, await jawab.json(content_type=None)

    def _penduduk(self, isi: str) -> None:
        """Whom Dukcapil knows: everybody of the file but the one the page says it does not know."""
        aliran = io.StringIO(newline="")
        tulis = csv.DictWriter(aliran, ("nik", "nama", "tanggal_lahir", "jenis_kelamin"), extrasaction="ignore", lineterminator="\r\n")
        tulis.writeheader()
        tulis.writerows(b for b in csv.DictReader(io.StringIO(isi)) if b["nik"] != TANPA_DUKCAPIL)
        (self.t.data / "dukcapil" / "integrasi.csv").write_text(aliran.getvalue(), "utf-8")

    def _verifikasi(self, kode: str) -> None:
        def periksa(isi: bytes, kepala: dict[str, str]) -> Any:
            ruang: dict[str, Any] = {"isi": isi, "kepala": kepala, "rahasia": self.nilai["rahasia"]}
            exec(kode, ruang)  # noqa: S102 - the page's own code is what is being tried
            return ruang["pesan"]

        self.periksa_tanda = periksa

    async def _webhook(self, b: Blok) -> None:
        harap = baca(b.isi)
        assert self.periksa_tanda is not None

        async def tiba() -> bool | None:
            for kepala, isi in list(self.kiriman):
                dicoba = dict(self.nilai)
                if not cocok(harap, self.periksa_tanda(isi, kepala), dicoba):  # type: ignore[misc]
                    self.nilai = dicoba
                    return True
            return None

        await sampai(f"line {b.baris}: webhook {harap['type']}", tiba, tenggat=TENGGAT)

    async def _tutup(self, hari: str) -> None:
        """What the operator's `selaras tutup-hari` does."""
        waktu = f"{date.fromisoformat(hari) + timedelta(days=1)}T00:05:00+07:00"
        for layanan in URUTAN_TUTUP:
            kepala = {"Authorization": f"Bearer {await self.t.token('operasi')}", "X-Waktu-Simulasi": waktu}
            async with self.sesi.post(self.t.url(layanan) + "/v1/tutup-hari", json={"tanggal": hari}, headers=kepala) as jawab:
                assert jawab.status == 202, await jawab.text()
                lokasi = jawab.headers["Location"]

            async def selesai(layanan: str = layanan, lokasi: str = lokasi, kepala: dict[str, str] = kepala) -> bool | None:
                async with self.sesi.get(self.t.url(layanan) + lokasi, headers=kepala) as jawab:
                    return True if (await jawab.json())["keadaan"] == "SELESAI" else None

            await sampai(f"tutup hari {layanan}", selesai, tenggat=TENGGAT)


@asynccontextmanager
async def penerima() -> AsyncIterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    kiriman: list[tuple[dict[str, str], bytes]] = []

    async def terima(r: web.Request) -> web.Response:
        kiriman.append(({k.lower(): v for k, v in r.headers.items()}, await r.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", terima)
    pelari = web.AppRunner(app, access_log=None)
    await pelari.setup()
    try:
        await web.TCPSite(pelari, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{pelari.addresses[0][1]}/", kiriman
    finally:
        await pelari.cleanup()


async def test_halaman_integrasi_benar(dimainkan: Any) -> None:
    async with penerima() as (url, kiriman), aiohttp.ClientSession() as sesi:
        p = Pembaca(dimainkan.tumpukan, sesi, url, kiriman)
        for b in blok(HALAMAN.read_text("utf-8")):
            await p.jalankan(b)
    assert p.terpenuhi["http"] == p.terpenuhi["json"], "a request without its answer"
    assert p.terpenuhi["webhook"] >= 5


def test_yang_berbeda_ketahuan() -> None:
    """The comparison is none that cannot fail."""
    nilai = {"noka": "1"}
    assert cocok({"a": "<noka>", "b": [1, {"c": "…"}]}, {"a": "1", "b": [1, {"c": 9}], "lain": 0}, nilai) == []
    for salah in ({"a": "2"}, {"a": "1", "b": []}, {"a": "1", "b": [2, {"c": 1}]}, {"a": "1", "b": [1, {}]}, {}):
        assert cocok({"a": "<noka>", "b": [1, {"c": "…"}]}, salah, dict(nilai))
    assert cocok({"aktif": True}, {"aktif": 1}, {}) != []
    assert cocok("<baru>", None, {}) != []
    with pytest.raises(ValueError, match="not a request"):
        permintaan("PATCH {iuran}/v1/x")
