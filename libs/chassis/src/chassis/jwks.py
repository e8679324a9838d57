"""The issuer's public keys: a small port, and its adapter that reads a JWKS over HTTP and remembers it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp
import jwt

ALGORITHMS = ("RS256", "ES256")
_FAMILY = {"RS256": "RSA", "ES256": "EC"}

log = logging.getLogger(__name__)


class KeysUnavailable(Exception):
    """The issuer cannot be reached and nothing is remembered."""


class KeySource(Protocol):
    """Where public keys come from."""

    async def find(self, kid: str | None) -> jwt.PyJWK | None:
        """The key of that id; with None the only key there is. None: no such key. Raises KeysUnavailable."""
        ...

    async def close(self) -> None: ...


class StaticKeys:
    """Keys known beforehand (tests, the dev issuer itself)."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        self._keys = read_jwks(jwks)

    async def find(self, kid: str | None) -> jwt.PyJWK | None:
        return pick(self._keys, kid)

    async def close(self) -> None:
        return None


class JwksKeys:
    """Reads the JWKS at first need, again when it is old, and at once for an unknown key id (a rotation), but not more often than
    every ``min_interval`` seconds: a stranger's invented key ids must not become load on the issuer."""

    def __init__(self, url: str, *, max_age: float = 600.0, min_interval: float = 5.0, timeout: float = 5.0) -> None:
        self._url = url
        self._max_age = max_age
        self._min_interval = min_interval
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._lock = asyncio.Lock()

    async def find(self, kid: str | None) -> jwt.PyJWK | None:
        if self._fresh() and (key := pick(self._keys, kid)) is not None:
            return key
        async with self._lock:
            key = pick(self._keys, kid)
            if (key is None or not self._fresh()) and self._may_ask():
                await self._read()
                key = pick(self._keys, kid)
        if key is None and self._read_at is None:
            raise KeysUnavailable(self._url)
        return key

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _fresh(self) -> bool:
        return self._read_at is not None and time.monotonic() - self._read_at < self._max_age

    def _may_ask(self) -> bool:
        # while nothing was ever read, tries are dense: a service started before its issuer must recover at once
        wait = self._min_interval if self._read_at is not None else min(self._min_interval, 0.2)
        return self._tried_at is None or time.monotonic() - self._tried_at >= wait

    async def _read(self) -> None:
        self._tried_at = time.monotonic()
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        try:
            async with self._session.get(self._url) as response:
                response.raise_for_status()
                keys = read_jwks(await response.json(content_type=None))
        except (aiohttp.ClientError, TimeoutError, ValueError, jwt.PyJWTError) as error:
            # what is remembered goes on serving: an issuer that is away for a while stops nobody who has a token
            log.warning("JWKS cannot be read", extra={"url": self._url, "error": type(error).__name__})
            return
        self._keys = keys
        self._read_at = time.monotonic()


def read_jwks(document: Mapping[str, Any]) -> dict[str, jwt.PyJWK]:
    """The usable signing keys of a JWKS by key id. Unknown kinds are passed over, as RFC 7517 section 5 asks."""
    entries = document.get("keys")
    if not isinstance(entries, list):
        raise ValueError("not a JWKS")
    keys: dict[str, jwt.PyJWK] = {}
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(entry)
        except jwt.PyJWTError:
            continue
        # symmetric keys in a public document would let anyone sign
        if key.algorithm_name in ALGORITHMS and key.key_type == _FAMILY[key.algorithm_name]:
            keys[str(entry.get("kid", ""))] = key
    return keys


def pick(keys: Mapping[str, jwt.PyJWK], kid: str | None) -> jwt.PyJWK | None:
    if kid is not None:
        return keys.get(kid)
    return next(iter(keys.values())) if len(keys) == 1 else None
