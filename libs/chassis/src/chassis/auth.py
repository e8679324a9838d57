"""Who asks: access tokens (JWT) checked against the JWKS of the issuer, and what a route demands of them."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from fastapi import Request
from fastapi.openapi.models import OAuth2, OAuthFlowClientCredentials, OAuthFlows
from fastapi.params import Security as SecurityParam
from fastapi.security.base import SecurityBase
from starlette.types import Scope

from chassis.jwks import ALGORITHMS, KeySource, KeysUnavailable
from chassis.problems import ProblemError
from chassis.settings import Settings

LEEWAY_SECONDS = 30
# A verified token is believed this long without another look at its signature: a key taken out of the JWKS stops working soon.
_BELIEVED_SECONDS = 60.0
_REMEMBERED = 1024
_PRINCIPAL = "selaras.principal"

SCHEME_NAME = "oauth2"


@dataclass(frozen=True, slots=True)
class Principal:
    """The asker: the claims of the token, and of whom it concerns."""

    sub: str
    scopes: frozenset[str] = frozenset()
    akt_id: str | None = None
    badan_usaha_id: str | None = None
    kode_ppk: str | None = None
    kode_bank: str | None = None
    kantor: str | None = None
    jenis_kantor: str | None = None

    def has(self, *scopes: str) -> bool:
        return self.scopes.issuperset(scopes)

    def at(self, *kinds: str) -> bool:
        """Does the asker sit in an office of one of these kinds? ``principal.at("KC_PRIMA")``."""
        return self.jenis_kantor is not None and self.jenis_kantor in kinds

    def must_be_at(self, *kinds: str) -> None:
        if not self.at(*kinds):
            raise forbidden(f"Hanya untuk kantor {', '.join(kinds)}.")


def unauthenticated(detail: str, *, error: str | None = None) -> ProblemError:
    """401 (RFC 6750): without a token no error code, with a bad one ``invalid_token``."""
    challenge = 'Bearer realm="selaras"' + (f', error="{error}"' if error else "")
    return ProblemError(401, "tidak-terautentikasi", "Tidak terautentikasi", detail, headers={"WWW-Authenticate": challenge})


def forbidden(detail: str, *, scopes: tuple[str, ...] = ()) -> ProblemError:
    """403: known, but not allowed."""
    headers = {"WWW-Authenticate": f'Bearer realm="selaras", error="insufficient_scope", scope="{" ".join(scopes)}"'} if scopes else None
    return ProblemError(403, "tidak-berwenang", "Tidak berwenang", detail, headers=headers)


class Authenticator:
    """Turns an Authorization header into a Principal. Tokens live by the wall clock, never by the simulated one."""

    def __init__(self, settings: Settings, keys: KeySource) -> None:
        self._issuer = settings.issuer
        self._audience = settings.audience
        self._keys = keys
        self._seen: OrderedDict[bytes, tuple[float, float, Principal]] = OrderedDict()

    async def principal(self, authorization: str | None) -> Principal:
        if not authorization:
            raise unauthenticated("Token akses diperlukan.")
        kind, _, token = authorization.partition(" ")
        token = token.strip()
        if kind.lower() != "bearer" or not token:
            raise unauthenticated("Token akses diperlukan: Authorization: Bearer <token>.")
        fingerprint = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        if (known := self._seen.get(fingerprint)) is not None:
            believed_until, expires, principal = known
            if time.monotonic() < believed_until and time.time() < expires + LEEWAY_SECONDS:
                self._seen.move_to_end(fingerprint)
                return principal
            del self._seen[fingerprint]
        claims = await self._verify(token)
        principal = _principal(claims)
        self._seen[fingerprint] = (time.monotonic() + _BELIEVED_SECONDS, float(claims["exp"]), principal)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return principal

    async def _verify(self, token: str) -> Mapping[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            algorithm, kid = header.get("alg"), header.get("kid")
            if algorithm not in ALGORITHMS:
                raise unauthenticated("Token akses tidak sah.", error="invalid_token")
            key = await self._keys.find(kid if isinstance(kid, str) else None)
            # the key says which algorithm it is for; the token's header alone must not choose
            if key is None or key.algorithm_name != algorithm:
                raise unauthenticated("Token akses tidak sah.", error="invalid_token")
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )
        except KeysUnavailable:
            raise ProblemError(
                503,
                "penerbit-token-tidak-terjangkau",
                "Penerbit token tidak terjangkau",
                "Kunci penerbit token belum dapat diambil; coba lagi.",
                headers={"Retry-After": "2"},
            ) from None
        except jwt.ExpiredSignatureError:
            raise unauthenticated("Token akses sudah kedaluwarsa.", error="invalid_token") from None
        except (jwt.PyJWTError, ValueError, TypeError):
            raise unauthenticated("Token akses tidak sah.", error="invalid_token") from None
        return claims


def _principal(claims: Mapping[str, Any]) -> Principal:
    raw = claims.get("scope", claims.get("scp", ""))
    scopes = raw.split() if isinstance(raw, str) else raw if isinstance(raw, list) else []
    if not all(isinstance(s, str) for s in scopes):
        raise unauthenticated("Token akses tidak sah.", error="invalid_token")

    def text(name: str) -> str | None:
        value = claims.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise unauthenticated("Token akses tidak sah.", error="invalid_token")
        return value

    sub = text("sub")
    if sub is None:
        raise unauthenticated("Token akses tidak sah.", error="invalid_token")
    return Principal(
        sub,
        frozenset(scopes),
        akt_id=text("akt_id"),
        badan_usaha_id=text("badan_usaha_id"),
        kode_ppk=text("kode_ppk"),
        kode_bank=text("kode_bank"),
        kantor=text("kantor"),
        jenis_kantor=text("jenis_kantor"),
    )


async def authenticate(scope: Scope) -> Principal:
    """The principal of a request, looked up once. Works on the ASGI scope, so that it can run before a body is read."""
    known = scope.get(_PRINCIPAL)
    if isinstance(known, Principal):
        return known
    authenticator: Authenticator = scope["app"].state.authenticator
    header = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"), None)
    principal = await authenticator.principal(header)
    scope[_PRINCIPAL] = principal
    return principal


def known_principal(scope: Scope) -> Principal | None:
    """Who was found to ask, if that was looked at at all (for the access log)."""
    known = scope.get(_PRINCIPAL)
    return known if isinstance(known, Principal) else None


class Requirement(SecurityBase):
    """What a route demands: all of ``scopes`` and, where given, one of ``any_of``.

    A FastAPI dependency that is its own security scheme: OpenAPI shows its scopes, and a request pays for one dependency only.
    """

    def __init__(self, scopes: tuple[str, ...], any_of: tuple[str, ...] = ()) -> None:
        self.scopes = scopes
        self.any_of = any_of
        self.scheme_name = SCHEME_NAME
        # address and scopes are put in by openapi.py, which knows the settings and all routes
        self.model = OAuth2(flows=OAuthFlows(clientCredentials=OAuthFlowClientCredentials(tokenUrl="/token", scopes={})))

    async def authorize(self, scope: Scope) -> Principal:
        principal = await authenticate(scope)
        if not principal.has(*self.scopes):
            raise forbidden(f"Cakupan token tidak cukup: perlu {', '.join(self.scopes)}.", scopes=self.scopes)
        if self.any_of and not principal.scopes.intersection(self.any_of):
            raise forbidden(f"Cakupan token tidak cukup: perlu salah satu dari {', '.join(self.any_of)}.", scopes=self.any_of)
        return principal

    async def __call__(self, request: Request) -> Principal:
        return await self.authorize(request.scope)


def requires(*scopes: str, any_of: tuple[str, ...] = ()) -> Any:
    """``principal: Principal = requires("iuran:tulis")``: 401 without a valid token, 403 without the scopes.

    All of ``scopes`` are needed, and one of ``any_of`` where it is given. The answer's type is Any so that it can stand as a default.
    """
    if not scopes and not any_of:
        raise ValueError("a route names at least one scope")
    return SecurityParam(dependency=Requirement(scopes, tuple(any_of)), scopes=[*scopes])
