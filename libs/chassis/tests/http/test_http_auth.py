"""Who may pass: the matrix of bad tokens, scopes, and the keys' source."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

import aiohttp
import jwt
import pytest
from aiohttp import web
from chassis.auth import Authenticator
from chassis.jwks import JwksKeys, KeySource, KeysUnavailable, read_jwks
from chassis.problems import ProblemError
from chassis.settings import Settings
from chassis.testing_auth import TestIssuer
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

GOOD = ("akt-sentosa", "uji:baca")


def none_token(issuer: TestIssuer) -> str:
    claims = {"iss": issuer.issuer, "aud": issuer.audience, "sub": "x", "scope": "uji:baca", "exp": time.time() + 100}
    return jwt.encode(claims, "", "none", {"kid": issuer.kid})


def confused_token(issuer: TestIssuer) -> str:
    """The classic: HS256 with the public key as the secret."""
    secret = base64.urlsafe_b64decode(str(issuer.jwks()["keys"][0]["x"]) + "==")
    claims = {"iss": issuer.issuer, "aud": issuer.audience, "sub": "x", "scope": "uji:baca", "exp": time.time() + 100}
    return jwt.encode(claims, secret, "HS256", {"kid": issuer.kid})


def tampered(issuer: TestIssuer) -> str:
    head, _, signature = issuer.token(*GOOD).split(".")
    _, payload, _ = issuer.token("orang-lain", "operasi").split(".")
    return f"{head}.{payload}.{signature}"


def other_key(issuer: TestIssuer) -> str:
    return TestIssuer(kid=issuer.kid).token(*GOOD)


BAD: dict[str, Callable[[TestIssuer], str]] = {
    "expired": lambda i: i.token(*GOOD, ttl=-60),
    "other issuer": lambda i: i.token(*GOOD, iss="https://lain.example"),
    "other audience": lambda i: i.token(*GOOD, aud="lain"),
    "no expiry": lambda i: i.token(*GOOD, exp=None),
    "no subject": lambda i: i.token("", "uji:baca"),
    "not yet valid": lambda i: i.token(*GOOD, nbf=int(time.time()) + 600),
    "claim of the wrong type": lambda i: i.token(*GOOD, akt_id=["a", "b"]),
    "alg none": none_token,
    "key confusion": confused_token,
    "tampered payload": tampered,
    "signed by another key of the same id": other_key,
    "unknown key id": lambda _: TestIssuer(kid="lain").token(*GOOD),
    "rubbish": lambda _: "rubbish",
    "three dots": lambda _: "a.b.c",
    "not ASCII": lambda _: "é.é.é",
}


async def test_a_good_token_passes(client: aiohttp.ClientSession) -> None:
    async with client.get("/v1/waktu") as response:
        assert response.status == 200


async def test_without_a_token_401_and_a_challenge(stranger: aiohttp.ClientSession) -> None:
    async with stranger.get("/v1/waktu") as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="selaras"'
        assert response.content_type == "application/problem+json"
        assert (await response.json())["type"] == "https://selaras.id/masalah/tidak-terautentikasi"


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "token"])
async def test_another_kind_of_authorization_is_none(stranger: aiohttp.ClientSession, header: str) -> None:
    async with stranger.get("/v1/waktu", headers={"Authorization": header}) as response:
        assert response.status == 401


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_token_is_401(stranger: aiohttp.ClientSession, issuer: TestIssuer, kind: str) -> None:
    async with stranger.get("/v1/waktu", headers={"Authorization": f"Bearer {BAD[kind](issuer)}"}) as response:
        assert response.status == 401, kind
        assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


async def test_a_missing_scope_is_403_and_named(stranger: aiohttp.ClientSession, issuer: TestIssuer) -> None:
    async with stranger.get("/v1/waktu", headers=issuer.headers("x", "uji:tulis")) as response:
        assert response.status == 403
        assert 'scope="uji:baca"' in response.headers["WWW-Authenticate"]
        assert "uji:baca" in (await response.json())["detail"]


@pytest.mark.parametrize(
    ("scope", "status"), [("uji:baca", 200), ("operasi", 200), ("uji:baca operasi", 200), ("uji:tulis", 403), ("", 403)]
)
async def test_any_of(stranger: aiohttp.ClientSession, issuer: TestIssuer, scope: str, status: int) -> None:
    async with stranger.get("/v1/daftar", headers=issuer.headers("x", scope)) as response:
        assert response.status == status


@pytest.mark.parametrize(("kind", "status"), [("PUSAT", 200), ("KC_PRIMA", 200), ("KC", 403), (None, 403)])
async def test_offices(stranger: aiohttp.ClientSession, issuer: TestIssuer, kind: str | None, status: int) -> None:
    async with stranger.get("/v1/kantor", headers=issuer.headers("x", "uji:baca", jenis_kantor=kind)) as response:
        assert response.status == status


async def test_nobody_makes_us_read_a_body_before_we_know_them(stranger: aiohttp.ClientSession, issuer: TestIssuer) -> None:
    """FastAPI reads the body before it asks the dependencies: bad JSON of a stranger must be 401, of the unentitled 403."""
    headers = {"Content-Type": "application/json"}
    async with stranger.post("/v1/uang", data=b"{", headers=headers) as response:
        assert response.status == 401
    async with stranger.post("/v1/uang", data=b"{", headers=headers | issuer.headers("x", "uji:baca")) as response:
        assert response.status == 403


class Counting:
    """A key source that counts how often it is asked."""

    def __init__(self, keys: KeySource) -> None:
        self.keys = keys
        self.asked = 0

    async def find(self, kid: str | None) -> jwt.PyJWK | None:
        self.asked += 1
        return await self.keys.find(kid)

    async def close(self) -> None:
        return None


async def test_a_token_is_believed_for_a_while_and_never_past_its_end() -> None:
    settings = Settings()
    issuer = TestIssuer(settings)
    source = Counting(issuer.keys)
    authenticator = Authenticator(settings, source)
    token = "Bearer " + issuer.token("x")
    for _ in range(3):
        assert (await authenticator.principal(token)).sub == "x"
    assert source.asked == 1
    fingerprint, (until, _, principal) = next(iter(authenticator._seen.items()))
    authenticator._seen[fingerprint] = (until, time.time() - 31, principal)  # as if it had run out meanwhile
    await authenticator.principal(token)
    assert source.asked == 2
    authenticator._seen[fingerprint] = (0.0, time.time() + 60, principal)  # a minute has gone by: the key may have been withdrawn
    await authenticator.principal(token)
    assert source.asked == 3


class FakeIssuer:
    """Serves a JWKS over HTTP and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200
        self.document = TestIssuer(kid="lama").jwks()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> FakeIssuer:
        app = web.Application()
        app.router.add_get("/jwks.json", self._jwks)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/jwks.json"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _jwks(self, _request: web.Request) -> web.Response:
        self.asked += 1
        return web.json_response(self.document, status=self.status)


async def test_the_jwks_is_remembered_and_read_again_for_an_unknown_key_but_not_on_every_strangers_word() -> None:
    async with FakeIssuer() as fake:
        keys = JwksKeys(fake.url, min_interval=0.05)
        try:
            assert await keys.find("lama") is not None
            assert await keys.find("lama") is not None
            assert fake.asked == 1
            fake.document = TestIssuer(kid="baru").jwks()
            for _ in range(20):
                assert await keys.find("baru") is None  # asked a moment ago
            assert fake.asked == 1
            keys._tried_at = 0.0
            assert await keys.find("baru") is not None
            assert await keys.find("lama") is None  # taken out by the issuer
            assert fake.asked == 2
        finally:
            await keys.close()


async def test_an_issuer_that_goes_away_stops_nobody_who_has_a_token() -> None:
    async with FakeIssuer() as fake:
        keys = JwksKeys(fake.url, max_age=0.0, min_interval=0.0)
        try:
            assert await keys.find("lama") is not None
            fake.status = 500
            assert await keys.find("lama") is not None
        finally:
            await keys.close()


async def test_an_issuer_never_seen_is_a_503_not_a_401() -> None:
    settings = Settings(jwks_url="http://127.0.0.1:9/jwks.json")
    keys = JwksKeys(settings.jwks_url, timeout=1)
    try:
        with pytest.raises(KeysUnavailable):
            await keys.find("x")
        with pytest.raises(ProblemError) as refused:
            await Authenticator(settings, keys).principal("Bearer " + TestIssuer(settings).token("x"))
        assert refused.value.status_code == 503
    finally:
        await keys.close()


async def test_rs256_works_and_symmetric_keys_are_never_taken_from_a_jwks() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    document = {
        "keys": [
            {**public, "kid": "rsa", "use": "sig"},
            {"kty": "oct", "kid": "oct", "k": "c2VjcmV0", "alg": "HS256"},
            {**public, "kid": "enkripsi", "use": "enc"},
            {"kty": "??", "kid": "aneh"},
            "bukan objek",
        ]
    }
    assert set(read_jwks(document)) == {"rsa"}
