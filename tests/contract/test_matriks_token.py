"""Isolation matrix, the tokens: every route of every service against every token that must not open it, and what may stay open.

No database is behind the apps: who is turned away is turned away before anything is read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from importlib import import_module
from typing import Any

import aiohttp
import jwt
import pytest
from chassis import route_info
from chassis.auth import Requirement
from chassis.openapi import operations
from chassis.runner import Process
from chassis.settings import PORTS, Settings
from chassis.testing_auth import TestIssuer
from chassis.testing_http import serve
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .isolasi_meja import KLIEN

LAYANAN = sorted(PORTS)
TERBUKA = {"GET /healthz", "GET /readyz", "GET /metrics", "GET /openapi.json", "GET /docs"}
"""Routes that ask for no token, and why that is right: probes and scraping inside the cluster, and the published contract."""
HALAMAN = "dasbor"
"""Its pages ask for a session instead of a token; services/dasbor/tests open each of them without one."""
CAKUPAN = frozenset().union(*(k.cakupan for k in KLIEN.values()))


def aplikasi(layanan: str) -> Process:
    settings = Settings(database_url="postgresql://uji:uji@127.0.0.1:1/uji", client_id="uji", client_secret="uji")
    return Process(import_module(f"{layanan}.main").SPEC, settings, "api", keys=PENERBIT.keys)


PENERBIT = TestIssuer()
APLIKASI = {layanan: aplikasi(layanan) for layanan in LAYANAN}


def syarat(route: Any) -> Requirement | None:
    return next((c for c in route_info.calls(route.dependant) if isinstance(c, Requirement)), None)


def rute(layanan: str) -> dict[str, Requirement | None]:
    semua = {f"{m.upper()} {p}": syarat(r) for p, m, r in operations(APLIKASI[layanan].app)}
    return {k: v for k, v in semua.items() if layanan != HALAMAN or v is not None}


SEMUA = [(layanan, r) for layanan in LAYANAN for r in rute(layanan)]


@pytest.mark.parametrize("layanan", LAYANAN)
def test_every_route_declares_a_scope(layanan: str) -> None:
    tanpa = {r for r, s in rute(layanan).items() if s is None} - TERBUKA
    assert not tanpa, f"{layanan}: routes without a scope: {sorted(tanpa)}"


def test_a_route_without_scope_is_found() -> None:
    proses = aplikasi("faskes")
    proses.app.add_api_route("/v1/lupa", lambda: {}, methods=["GET"])
    tanpa = {p for p, _, r in operations(proses.app) if syarat(r) is None}
    assert tanpa == {"/v1/lupa"}


@pytest.mark.parametrize("layanan", LAYANAN)
def test_what_stands_beside_the_document_is_on_the_short_list(layanan: str) -> None:
    """Starlette routes and mounts carry no scope: none but the listed ones may exist."""
    dikenal = {p for p, _, _ in operations(APLIKASI[layanan].app)}
    lain = set()
    for r in APLIKASI[layanan].app.routes:
        path = getattr(r, "path", None)
        if path and path not in dikenal and getattr(r, "methods", None):
            lain |= {f"{m} {path}" for m in r.methods if m != "HEAD"}
    if layanan != HALAMAN:
        assert {r for r in lain if not r.split()[1].startswith("/docs")} <= TERBUKA, lain


def tokens() -> dict[str, str | None]:
    """Everything a token may be wrong in, each with all scopes, so that nothing else turns it away."""
    p, sekarang = PENERBIT, int(time.time())
    benar = {"iss": p.issuer, "aud": p.audience, "sub": "akt-sentosa", "akt_id": "akt-sentosa", "scope": " ".join(sorted(CAKUPAN))}
    benar |= {"iat": sekarang, "exp": sekarang + 3600}
    umum = p.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    lain = TestIssuer(kid=p.kid)

    def tulis(isi: dict[str, Any], kunci: Any = p.private_key, kid: str | None = p.kid) -> str:
        return jwt.encode(isi, kunci, "ES256", {"kid": kid} if kid else None)

    def mentah(header: dict[str, Any], isi: dict[str, Any], tanda: bytes) -> str:
        bagian = [base64.urlsafe_b64encode(json.dumps(b).encode()).rstrip(b"=") for b in (header, isi)]
        return b".".join([*bagian, base64.urlsafe_b64encode(tanda).rstrip(b"=")]).decode()

    def hs256(kunci: bytes) -> str:
        # by hand: PyJWT itself refuses to sign with a public key
        kepala = mentah({"alg": "HS256", "typ": "JWT", "kid": p.kid}, benar, b"").rsplit(".", 1)[0]
        tanda = hmac.new(kunci, kepala.encode(), hashlib.sha256).digest()
        return f"{kepala}.{base64.urlsafe_b64encode(tanda).rstrip(b'=').decode()}"

    sah = tulis(benar)
    kepala, isi, tanda = sah.split(".")
    return {
        "none": None,
        "empty": "",
        "no JWT": "bukan-token",
        "expired": tulis({**benar, "iat": sekarang - 7200, "exp": sekarang - 3600}),
        "never expires": tulis({k: v for k, v in benar.items() if k != "exp"}),
        "not yet valid": tulis({**benar, "nbf": sekarang + 3600}),
        "wrong issuer": tulis({**benar, "iss": "https://penerbit.lain"}),
        "no issuer": tulis({k: v for k, v in benar.items() if k != "iss"}),
        "wrong audience": tulis({**benar, "aud": "layanan-lain"}),
        "no audience": tulis({k: v for k, v in benar.items() if k != "aud"}),
        "no subject": tulis({k: v for k, v in benar.items() if k != "sub"}),
        "alg none": mentah({"alg": "none", "typ": "JWT", "kid": p.kid}, benar, b""),
        "alg None, signature kept": mentah({"alg": "None", "typ": "JWT", "kid": p.kid}, benar, b"x"),
        "HS256 with the public key": hs256(umum),
        "HS256 with the public key, stripped": hs256(umum.strip()),
        "another's key under our kid": tulis(benar, lain.private_key),
        "unknown kid": tulis(benar, lain.private_key, "lain"),
        "claims changed after signing": f"{kepala}.{mentah({}, {**benar, 'akt_id': 'akt-melati'}, b'').split('.')[1]}.{tanda}",
        "signature cut": f"{kepala}.{isi}.",
        "scopes of a wrong type": tulis({**benar, "scope": [1, 2]}),
        "akt_id of a wrong type": tulis({**benar, "akt_id": ["akt-sentosa", "akt-melati"]}),
    }


TOKENS = tokens()


@pytest.fixture(scope="module")
async def dasar() -> AsyncIterator[tuple[aiohttp.ClientSession, dict[str, str]]]:
    async with AsyncExitStack() as tumpukan:
        alamat: dict[str, str] = {}
        for layanan, proses in APLIKASI.items():
            proses.app.router.lifespan_context = _tanpa_hidup  # nothing behind: no start-up, no broker
            alamat[layanan] = await tumpukan.enter_async_context(serve(proses.app))
        sesi = await tumpukan.enter_async_context(aiohttp.ClientSession())
        yield sesi, alamat


class _tanpa_hidup:
    def __init__(self, _app: Any) -> None: ...

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...


async def ketuk(dasar: tuple[aiohttp.ClientSession, dict[str, str]], layanan: str, r: str, token: str | None) -> tuple[int, Any, Any]:
    sesi, alamat = dasar
    cara, pola = r.split(" ")
    kepala = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with sesi.request(cara, alamat[layanan] + pola.replace("{", "").replace("}", ""), headers=kepala) as jawab:
        return jawab.status, dict(jawab.headers), await jawab.json(content_type=None)


@pytest.mark.parametrize(("layanan", "r"), SEMUA, ids=[f"{la} {r}" for la, r in SEMUA])
async def test_no_wrong_token_opens_a_route(layanan: str, r: str, dasar: Any) -> None:
    for macam, token in TOKENS.items():
        status, kepala, isi = await ketuk(dasar, layanan, r, token)
        assert status == 401, f"{macam}: {status} {isi}"
        assert kepala["WWW-Authenticate"].startswith("Bearer"), macam
        assert isi["type"].endswith("tidak-terautentikasi") and "akt-sentosa" not in json.dumps(isi), macam


@pytest.mark.parametrize(("layanan", "r"), SEMUA, ids=[f"{la} {r}" for la, r in SEMUA])
async def test_the_right_client_without_the_scope_is_forbidden(layanan: str, r: str, dasar: Any) -> None:
    """Every scope but those the route asks for; and every client of the local stack whose scopes do not suffice."""
    s = rute(layanan)[r]
    assert s is not None
    cukup = set(s.scopes) | set(s.any_of)
    sisa = " ".join(sorted(CAKUPAN - cukup))
    siapa = {"akt-sentosa with all other scopes": PENERBIT.token("akt-sentosa", sisa, akt_id="akt-sentosa")}
    for k in KLIEN.values():
        if not (k.cakupan.issuperset(s.scopes) and (not s.any_of or k.cakupan & set(s.any_of))):
            siapa[k.id] = PENERBIT.token(k.id, k.scope, **k.klaim)
    for nama, token in siapa.items():
        status, kepala, isi = await ketuk(dasar, layanan, r, token)
        assert status == 403, f"{nama}: {status} {isi}"
        assert 'error="insufficient_scope"' in kepala["WWW-Authenticate"]
        assert isi["type"].endswith("tidak-berwenang")


async def test_the_tokens_are_wrong_in_one_thing_only(dasar: Any) -> None:
    """Else the matrix would prove nothing: the same token, right in all, gets past the door (and finds no database)."""
    benar = PENERBIT.token("akt-sentosa", " ".join(sorted(CAKUPAN)), akt_id="akt-sentosa")
    status, _, _ = await ketuk(dasar, "faskes", "GET /v1/faskes", benar)
    assert status == 503
