"""Personal data under a key per peserta: sealing, wrapping, and hashes to search by. Destroy the key and it is gone everywhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_KEY_ID_BYTES = 4
_WRAP_PURPOSE = b"selaras kunci peserta"
# Words of names are found by a prefix of at least three letters; longer prefixes than this tell nobody apart any more.
SHORTEST_PREFIX = 3
LONGEST_PREFIX = 12


class Unreadable(Exception):
    """Another key, another context, a changed text, or no ciphertext at all. Says nothing more: nothing more is known."""


def new_key() -> bytes:
    """A key for one peserta."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def seal(key: bytes, data: Mapping[str, Any], aad: str = "") -> str:
    """AES-256-GCM of a JSON object, in base64: version, nonce, ciphertext with tag.

    aad  what the text belongs to, if the reader will know it too: it then opens only there
    """
    return base64.b64encode(seal_bytes(key, orjson.dumps(data), aad)).decode()


def unseal(key: bytes, text: str, aad: str = "") -> dict[str, Any]:
    """The object ``seal`` was given. Raises Unreadable."""
    try:
        data = orjson.loads(unseal_bytes(key, _decode(text), aad))
    except ValueError:
        raise Unreadable from None
    if not isinstance(data, dict):
        raise Unreadable
    return data


def seal_bytes(key: bytes, content: bytes, aad: str = "") -> bytes:
    """The same of any content, for what is stored as bytes: version, nonce, ciphertext with tag."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, content, aad.encode())


def unseal_bytes(key: bytes, raw: bytes, aad: str = "") -> bytes:
    """What ``seal_bytes`` was given. Raises Unreadable."""
    if raw[:1] != _VERSION or len(raw) < 1 + _NONCE_BYTES + 16:
        raise Unreadable
    try:
        return AESGCM(key).decrypt(raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :], aad.encode())
    except (InvalidTag, ValueError):
        raise Unreadable from None


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """Wraps the keys of peserta for storage. New wraps use ``current``; what former keys wrapped still opens, until it is wrapped anew."""

    current: bytes = field(repr=False)
    former: Sequence[bytes] = field(default=(), repr=False)

    def wrap(self, key: bytes) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.current).encrypt(nonce, key, _WRAP_PURPOSE)
        return base64.b64encode(_VERSION + _key_id(self.current) + nonce + sealed).decode()

    def unwrap(self, text: str) -> bytes:
        raw = _decode(text)
        wanted, rest = raw[1 : 1 + _KEY_ID_BYTES], raw[1 + _KEY_ID_BYTES :]
        for master in (self.current, *self.former):
            if hmac.compare_digest(_key_id(master), wanted):
                try:
                    return AESGCM(master).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _WRAP_PURPOSE)
                except (InvalidTag, ValueError):
                    raise Unreadable from None
        raise Unreadable

    def outdated(self, text: str) -> bool:
        """Is this wrapped by a former master key?"""
        return _decode(text)[1 : 1 + _KEY_ID_BYTES] != _key_id(self.current)


def keyed_hash(secret: bytes, text: str) -> bytes:
    """HMAC-SHA256 of a normalised text: equal for equal texts, guessable by nobody without the secret."""
    return hmac.digest(secret, normalise(text).encode(), hashlib.sha256)


def normalise(text: str) -> str:
    """Case, accents, composition and blanks set aside: ``  Siti  AMÍNAH `` -> ``siti aminah``."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def name_words(name: str) -> tuple[str, ...]:
    """Words of a name as they are searched: without punctuation (``Hj. Siti Nur'aini, S.E.`` -> hj, siti, nuraini, se)."""
    words = ("".join(c for c in word if c.isalnum()) for word in normalise(name).split())
    return tuple(word for word in words if word)


def name_prefixes(name: str) -> frozenset[str]:
    """What is stored (as keyed hashes) so that a name is found by the beginnings of its words."""
    return frozenset(
        word[:length] for word in name_words(name) for length in range(min(SHORTEST_PREFIX, len(word)), min(len(word), LONGEST_PREFIX) + 1)
    )


def search_prefixes(query: str) -> frozenset[str]:
    """What a search for words has to match: all of them. Too short a beginning finds only names with just that word."""
    return frozenset(word[:LONGEST_PREFIX] for word in name_words(query))


def _key_id(master: bytes) -> bytes:
    return hashlib.sha256(b"id" + master).digest()[:_KEY_ID_BYTES]


def _decode(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable from None
    if raw[:1] != _VERSION or len(raw) < 1 + _NONCE_BYTES + 16:
        raise Unreadable
    return raw
