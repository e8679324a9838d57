"""The signature in the QR of a card: whoever has the public key knows, without a network, that the card is ours and whose it is.

A compact JWS (EdDSA), so that any JOSE library verifies it against the JWKS that is published. Ed25519 signs the same card the
same way: a card printed again has the same QR. What the signature cannot know (lost, revoked) is answered online.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import jwt
from chassis.settings import Settings
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

JENIS = "KIB"
"""``typ`` of the header: no token of anything else is taken for a card, and no card for a token."""
ALGORITMA = "EdDSA"


@dataclass(frozen=True, slots=True)
class IsiKartu:
    """What a card says of itself. The name is on it in print, so that the signature has to vouch for it too."""

    nomor_kib: str
    nomor_kartu: str
    nama: str
    akt_id: str
    diterbitkan_pada: date


@dataclass(frozen=True, slots=True)
class KunciKartu:
    """``lama``: public keys that cards in people's pockets were signed under."""

    kunci: bytes = field(repr=False)
    lama: tuple[bytes, ...] = ()

    @classmethod
    def dari(cls, settings: Settings) -> KunciKartu:
        return cls(settings.card_key(), settings.former_card_keys())

    def tanda_tangani(self, isi: IsiKartu) -> str:
        kunci = Ed25519PrivateKey.from_private_bytes(self.kunci)
        klaim = {
            "kib": isi.nomor_kib, "noka": isi.nomor_kartu, "nama": isi.nama, "akt": isi.akt_id, "tgl": isi.diterbitkan_pada.isoformat(),
        }  # fmt: skip
        return jwt.encode(klaim, kunci, ALGORITMA, {"kid": _kid(self._umum()[0]), "typ": JENIS})

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        return {
            "keys": [
                {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": ALGORITMA, "kid": _kid(k), "x": _base64url(k)} for k in self._umum()
            ]
        }

    def periksa(self, kode: str) -> IsiKartu | None:
        """What the card says, or None for what we never signed."""
        try:
            kepala = jwt.get_unverified_header(kode)
            kunci = {_kid(k): k for k in self._umum()}.get(kepala.get("kid", ""))
            if kunci is None or kepala.get("typ") != JENIS:
                return None
            klaim: dict[str, Any] = jwt.decode(kode, Ed25519PublicKey.from_public_bytes(kunci), algorithms=[ALGORITMA])
            return IsiKartu(klaim["kib"], klaim["noka"], klaim["nama"], klaim["akt"], date.fromisoformat(klaim["tgl"]))
        except (jwt.PyJWTError, KeyError, ValueError, TypeError):
            return None

    def _umum(self) -> tuple[bytes, ...]:
        return Ed25519PrivateKey.from_private_bytes(self.kunci).public_key().public_bytes_raw(), *self.lama


def _kid(umum: bytes) -> str:
    return hashlib.sha256(umum).hexdigest()[:8]


def _base64url(isi: bytes) -> str:
    return base64.urlsafe_b64encode(isi).rstrip(b"=").decode()
