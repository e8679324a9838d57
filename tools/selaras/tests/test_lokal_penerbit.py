"""The dev issuer as a real process' code over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import jwt
import pytest
from aiohttp.test_utils import TestClient, TestServer
from selaras.lokal.klien import baca_klien
from selaras.lokal.penerbit import Penerbit
from selaras.lokal.token import Penandatangan

Klien = TestClient[aiohttp.web.Request, aiohttp.web.Application]
BALIK = "http://127.0.0.1:8100/masuk/kembali"


@pytest.fixture
async def penerbit(tmp_path: Path) -> AsyncIterator[Klien]:
    app = Penerbit(baca_klien(), Penandatangan("http://127.0.0.1:8106", tmp_path / "kunci.pem")).app()
    async with TestClient(TestServer(app)) as klien:
        yield klien


async def _token(penerbit: Klien, **form: str) -> tuple[int, dict[str, str]]:
    jawaban = await penerbit.post("/token", data=form)
    return jawaban.status, await jawaban.json()


async def _baca(penerbit: Klien, token: str, audience: str = "selaras") -> dict[str, str]:
    jwks = jwt.PyJWKSet.from_dict(await (await penerbit.get("/jwks.json")).json())
    kunci = jwks[jwt.get_unverified_header(token)["kid"]]
    isi: dict[str, str] = jwt.decode(token, kunci, algorithms=["ES256"], audience=audience, issuer="http://127.0.0.1:8106")
    return isi


async def test_setiap_klien_kontrak_mendapat_token_yang_dapat_diperiksa(penerbit: Klien) -> None:
    klien = baca_klien()
    kontrak = {"akt-sentosa", "akt-melati", "badan-usaha-a", "bank-bni", *(f"rs-{h}" for h in "abcde"), "kc-prima", "kc-prima-persetujuan"}
    assert kontrak | {"kc-biasa", "divre", "kantor-pusat", "operasi", "dasbor"} <= klien.keys()
    for nama, k in klien.items():
        status, isi = await _token(penerbit, grant_type="client_credentials", client_id=nama, client_secret=k.rahasia)
        assert status == 200
        klaim = await _baca(penerbit, isi["access_token"])
        assert klaim["sub"] == nama
        assert set(klaim["scope"].split()) == k.scope
        assert dict(k.klaim).items() <= klaim.items()


async def test_rahasia_salah_dan_scope_berlebih_ditolak(penerbit: Klien) -> None:
    status, isi = await _token(penerbit, grant_type="client_credentials", client_id="operasi", client_secret="salah")
    assert (status, isi["error"]) == (401, "invalid_client")
    rahasia = "lokal-bank-bni"
    status, isi = await _token(
        penerbit, grant_type="client_credentials", client_id="bank-bni", client_secret=rahasia, scope="pembayaran:tulis operasi"
    )
    assert (status, isi["error"]) == (400, "invalid_scope")
    status, isi = await _token(penerbit, grant_type="password", client_id="bank-bni", client_secret=rahasia)
    assert (status, isi["error"]) == (400, "unsupported_grant_type")


async def test_scope_dapat_disempitkan_dan_rahasia_dapat_lewat_basic(penerbit: Klien) -> None:
    jawaban = await penerbit.post(
        "/token",
        data={"grant_type": "client_credentials", "scope": "status:baca"},
        headers={"Authorization": "Basic " + base64.b64encode(b"akt-sentosa:lokal-akt-sentosa").decode()},
    )
    assert jawaban.status == 200
    klaim = await _baca(penerbit, (await jawaban.json())["access_token"])
    assert klaim["scope"] == "status:baca"


async def test_badan_usaha_memilih_dirinya_tetapi_akt_tidak(penerbit: Klien) -> None:
    _, isi = await _token(
        penerbit, grant_type="client_credentials", client_id="badan-usaha-a", client_secret="lokal-badan-usaha-a", badan_usaha_id="bu-1"
    )
    assert (await _baca(penerbit, isi["access_token"]))["badan_usaha_id"] == "bu-1"
    _, isi = await _token(
        penerbit, grant_type="client_credentials", client_id="akt-sentosa", client_secret="lokal-akt-sentosa", akt_id="akt-melati"
    )
    assert (await _baca(penerbit, isi["access_token"]))["akt_id"] == "akt-sentosa"


async def test_masuk_dengan_kode_sekali_pakai_dan_pkce(penerbit: Klien) -> None:
    rahasia = "kata-rahasia-yang-cukup-panjang-untuk-pkce-1234"
    tantangan = base64.urlsafe_b64encode(hashlib.sha256(rahasia.encode()).digest()).rstrip(b"=").decode()
    q = {
        "response_type": "code",
        "client_id": "dasbor",
        "redirect_uri": BALIK,
        "state": "s<1>",
        "nonce": "n1",
        "code_challenge": tantangan,
        "code_challenge_method": "S256",
    }
    halaman = await (await penerbit.get("/authorize", params=q)).text()
    assert "Kantor Pusat" in halaman
    assert "s&lt;1&gt;" in halaman
    assert "layanan-iuran" not in halaman

    async def kode() -> str:
        jawaban = await penerbit.post("/authorize", data=q | {"klien": "kantor-pusat"}, allow_redirects=False)
        assert jawaban.status == 302
        isi = parse_qs(urlsplit(jawaban.headers["Location"]).query)
        assert isi["state"] == ["s<1>"]
        return isi["code"][0]

    form = {"grant_type": "authorization_code", "client_id": "dasbor", "client_secret": "lokal-dasbor", "redirect_uri": BALIK}
    satu = await kode()
    status, isi = await _token(penerbit, **form, code=satu, code_verifier=rahasia)
    assert status == 200
    assert (await _baca(penerbit, isi["access_token"]))["sub"] == "kantor-pusat"
    assert (await _baca(penerbit, isi["id_token"], "dasbor"))["nonce"] == "n1"
    assert (await _token(penerbit, **form, code=satu, code_verifier=rahasia))[0] == 400
    assert (await _token(penerbit, **form, code=await kode(), code_verifier="lain"))[0] == 400


@pytest.mark.parametrize(
    "ubah",
    [
        {"redirect_uri": "https://jahat.example/x"},
        {"client_id": "tidak-ada"},
        {"response_type": "token"},
        {"redirect_uri": "javascript:alert(1)"},
    ],
)
async def test_permintaan_masuk_yang_tidak_sah_tidak_dialihkan(penerbit: Klien, ubah: dict[str, str]) -> None:
    q = {"response_type": "code", "client_id": "dasbor", "redirect_uri": BALIK} | ubah
    jawaban = await penerbit.post("/authorize", data=q | {"klien": "kantor-pusat"}, allow_redirects=False)
    assert jawaban.status == 400


def test_kunci_bertahan_setelah_dinyalakan_lagi(tmp_path: Path) -> None:
    assert Penandatangan("http://a", tmp_path / "k.pem").jwks == Penandatangan("http://a", tmp_path / "k.pem").jwks


@pytest.mark.parametrize("modul", ["selaras.lokal.penerbit", "selaras.lokal.dukcapil"])
def test_tidak_mau_dinyalakan_di_luar_tumpukan_lokal(modul: str) -> None:
    for lingkungan in ("produksi", ""):
        hasil = subprocess.run(
            [sys.executable, "-m", modul], env=os.environ | {"SELARAS_LINGKUNGAN": lingkungan}, capture_output=True, timeout=30, check=False
        )
        assert hasil.returncode == 1
        assert b"tumpukan lokal" in hasil.stderr
