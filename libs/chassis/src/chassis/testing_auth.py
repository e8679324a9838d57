"""An issuer for tests: a key of its own, tokens at will."""

from __future__ import annotations

import time
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from chassis.jwks import StaticKeys
from chassis.settings import Settings


class TestIssuer:
    """``issuer.token("akt-sentosa", "klaim:tulis", akt_id="akt-sentosa")``; ``create_app(keys=issuer.keys, …)`` believes it."""

    __test__ = False

    def __init__(self, settings: Settings | None = None, kid: str = "uji") -> None:
        chosen = settings or Settings()
        self.kid = kid
        self.issuer = chosen.issuer
        self.audience = chosen.audience
        self.private_key = ec.generate_private_key(ec.SECP256R1())
        self.keys = StaticKeys(self.jwks())

    def jwks(self) -> dict[str, Any]:
        public = orjson.loads(ECAlgorithm.to_jwk(self.private_key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def token(self, sub: str, scope: str = "", *, ttl: float = 3600, **claims: Any) -> str:
        now = int(time.time())
        payload = {"iss": self.issuer, "aud": self.audience, "sub": sub, "scope": scope, "iat": now, "exp": now + int(ttl), **claims}
        return jwt.encode({k: v for k, v in payload.items() if v is not None}, self.private_key, "ES256", {"kid": self.kid})

    def headers(self, sub: str, scope: str = "", **claims: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(sub, scope, **claims)}"}
