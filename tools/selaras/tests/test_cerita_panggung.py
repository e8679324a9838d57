"""The stage itself: a call outlives a service that is being restarted, a refusal is checked, the receiver trusts no bad signature."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from rich.console import Console
from selaras.cerita import panggilan
from selaras.cerita.catatan import Catatan
from selaras.cerita.harapan import HarapanGagal, tanpa
from selaras.cerita.panggilan import Pemanggil, sampai, serentak
from selaras.cerita.panggung import Panggung
from selaras.cerita.pembangkit import bangun
from selaras.cerita.penerima import PenerimaCerita
from selaras.cerita.tarif import TabelTarif
from selaras.lokal.port import port_bebas
from standardwebhooks import Webhook

RAHASIA = "whsec_" + base64.b64encode(b"x" * 24).decode()


class Palsu:
    """A service that answers 503 a few times, then says what it was sent."""

    def __init__(self) -> None:
        self.port = port_bebas(1)[0]
        self.sakit = 2
        self.kunci: list[str] = []

    def url(self, _: str) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def token(self, klien: str, **klaim: str) -> str:
        return "-".join(("token", klien, *klaim.values()))

    async def jawab(self, permintaan: web.Request) -> web.Response:
        self.kunci.append(permintaan.headers.get("Idempotency-Key", ""))
        if self.sakit > 0:
            self.sakit -= 1
            return web.Response(status=503)
        if permintaan.path == "/tolak":
            isi = {"type": "https://selaras.id/masalah/va-belum-aktif", "detail": "Belum aktif hari ini.", "aturan": "R-BYR-07"}
            return web.json_response(isi, status=409, content_type="application/problem+json")
        return web.json_response({"waktu": permintaan.headers.get("X-Waktu-Simulasi"), "oleh": permintaan.headers["Authorization"]})


@pytest.fixture
async def palsu() -> AsyncIterator[Palsu]:
    p = Palsu()
    app = web.Application()
    app.router.add_route("*", "/{x:.*}", p.jawab)
    pelari = web.AppRunner(app, access_log=None)
    await pelari.setup()
    await web.TCPSite(pelari, "127.0.0.1", p.port).start()
    yield p
    await pelari.cleanup()


@pytest.fixture
async def panggung(palsu: Palsu) -> AsyncIterator[Panggung]:
    async with aiohttp.ClientSession() as sesi, PenerimaCerita() as penerima:
        yield Panggung(Pemanggil(palsu, sesi), penerima, Console(quiet=True), bangun(), TabelTarif({}, {}), [], Catatan())


async def test_panggilan_bertahan_dan_memakai_kunci_yang_sama(palsu: Palsu, panggung: Panggung) -> None:
    panggung.pada("2016-11-15 09:00")
    j = await panggung.post("bank-bni", "iuran", "/v1/x", {"a": 1})
    assert j.isi == {"waktu": "2016-11-15T09:00:00+07:00", "oleh": "Bearer token-bank-bni"}
    assert len(palsu.kunci) == 3 and len(set(palsu.kunci)) == 1 and palsu.kunci[0]


async def test_layanan_yang_mati_selamanya_menggagalkan(palsu: Palsu, panggung: Panggung, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panggilan, "TENGGAT_HIDUP", 0.2)
    palsu.port = port_bebas(1)[0]
    with pytest.raises(HarapanGagal, match="tidak menjawab"):
        await panggung.get("operasi", "iuran", "/v1/x")


async def test_jawaban_lain_dari_harapan_menyebut_panggilannya(palsu: Palsu, panggung: Panggung) -> None:
    palsu.sakit = 0
    with pytest.raises(HarapanGagal, match=r"POST iuran/tolak oleh operasi: diharapkan 201, dijawab 409"):
        await panggung.post("operasi", "iuran", "/tolak", {}, harap=201)


async def test_penolakan_diperiksa_aturannya(palsu: Palsu, panggung: Panggung) -> None:
    palsu.sakit = 0
    j = await panggung.ditolak("operasi", "iuran", "/tolak", {}, status=409, aturan="R-BYR-07", kode="VA_BELUM_AKTIF")
    assert j.alasan == "Belum aktif hari ini."
    with pytest.raises(HarapanGagal, match="R-BYR-06"):
        await panggung.ditolak("operasi", "iuran", "/tolak", {}, status=409, aturan="R-BYR-06")


async def _kirim(penerima: PenerimaCerita, isi: bytes, tanda: str, saat: datetime) -> int:
    kepala = {"webhook-id": "msg_1", "webhook-timestamp": str(int(saat.timestamp())), "webhook-signature": tanda}
    async with aiohttp.ClientSession() as sesi, sesi.post(penerima.url("akt-sentosa"), data=isi, headers=kepala) as r:
        return r.status


async def test_penerima_hanya_percaya_tanda_tangan(panggung: Panggung) -> None:
    isi = json.dumps({"type": "iuran.diterima", "timestamp": "x", "data": {"virtual_account": "8"}}).encode()
    saat = datetime.now(UTC)
    tanda = Webhook(RAHASIA).sign("msg_1", saat, isi.decode())
    assert await _kirim(panggung.penerima, isi, tanda, saat) == 503  # the secret is not known yet: sent again later
    panggung.penerima.kenali("akt-sentosa", RAHASIA)
    assert await _kirim(panggung.penerima, isi, "v1,AAAA", saat) == 401
    assert await _kirim(panggung.penerima, isi.replace(b"8", b"9"), tanda, saat) == 401
    assert await _kirim(panggung.penerima, isi, tanda, saat) == 204
    assert await _kirim(panggung.penerima, isi, tanda, saat) == 204
    assert len(panggung.penerima.palsu) == 2 and panggung.penerima.ulang == 1
    assert [k.data for k in await panggung.webhook("akt-sentosa", "iuran.diterima", virtual_account="8")] == [{"virtual_account": "8"}]
    with pytest.raises(HarapanGagal, match=r"iuran\.diterima"):
        await panggung.webhook("akt-sentosa", "iuran.diterima", virtual_account="9", tenggat=0.1)


async def test_menunggu_ada_batasnya() -> None:
    async def tidak_pernah() -> bool | None:
        return None

    with pytest.raises(HarapanGagal, match="kuda bertelur"):
        await sampai("kuda bertelur", tidak_pernah, tenggat=0.1)


async def test_serentak_berhenti_pada_kegagalan_pertama() -> None:
    selesai: list[int] = []

    async def kerja(n: int) -> None:
        await asyncio.sleep(0)
        if n == 3:
            raise HarapanGagal("tiga")
        selesai.append(n)

    with pytest.raises(HarapanGagal, match="tiga"):
        await serentak(kerja, range(1000), banyak=2)
    assert len(selesai) < 10


def test_bocor_disebut() -> None:
    tanpa("aman", "Orang ini sudah terdaftar.", ["PT Badan Usaha Dua", ""])
    with pytest.raises(HarapanGagal, match="Badan Usaha Dua"):
        tanpa("bocor", "terdaftar di pt badan usaha dua", ["PT Badan Usaha Dua"])
