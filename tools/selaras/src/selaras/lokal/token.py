"""Access tokens of the dev issuer: one ES256 key, kept in the state folder so that tokens outlive a restart."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from selaras.lokal.klien import Klien

UMUR = 3600
AUDIENCE = "selaras"


class Penandatangan:
    def __init__(self, issuer: str, berkas: Path) -> None:
        self.issuer = issuer
        self._kunci = _kunci(berkas)
        jwk: dict[str, Any] = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self._kunci.public_key()))
        self.kid = f"lokal-{jwk['x'][:10]}"
        self.jwks = {"keys": [jwk | {"kid": self.kid, "use": "sig", "alg": "ES256"}]}

    def access_token(self, klien: Klien, scope: frozenset[str], klaim: Mapping[str, str] = {}) -> str:
        return self._tanda_tangani(
            {"sub": klien.id, "client_id": klien.id, "aud": AUDIENCE, "scope": " ".join(sorted(scope)), "jti": str(uuid.uuid4())}
            | dict(klien.klaim)
            | dict(klaim)
        )

    def id_token(self, klien: Klien, client_id: str, nonce: str | None) -> str:
        return self._tanda_tangani({"sub": klien.id, "aud": client_id, "name": klien.nama} | ({"nonce": nonce} if nonce else {}))

    def _tanda_tangani(self, klaim: dict[str, Any]) -> str:
        kini = int(time.time())  # wall clock, never the simulated one: it touches machines
        return jwt.encode(
            klaim | {"iss": self.issuer, "iat": kini, "exp": kini + UMUR},
            self._kunci,
            algorithm="ES256",
            headers={"kid": self.kid, "typ": "JWT"},
        )


def _kunci(berkas: Path) -> ec.EllipticCurvePrivateKey:
    if berkas.is_file():
        kunci = serialization.load_pem_private_key(berkas.read_bytes(), password=None)
        if isinstance(kunci, ec.EllipticCurvePrivateKey):
            return kunci
    kunci = ec.generate_private_key(ec.SECP256R1())
    berkas.parent.mkdir(parents=True, exist_ok=True)
    berkas.touch(mode=0o600)
    berkas.write_bytes(
        kunci.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    return kunci
