"""The keys of peserta in a service that needs them: asked of kepesertaan, kept in memory only."""

from __future__ import annotations

import base64
import time
from collections import OrderedDict
from collections.abc import Collection, Iterable

from chassis.crypto import KEY_BYTES
from chassis.http_client import ServiceClient, ServiceUnavailable

A_CALL = 1000
_PATH = "/v1/kunci:ambil"


class Keyring:
    """Bounded, forgets after ``max_age`` seconds (a destroyed key must stop working here too), never on disk or in a log."""

    def __init__(self, client: ServiceClient, *, capacity: int = 50_000, max_age: float = 600.0) -> None:
        self._client = client
        self._capacity = capacity
        self._max_age = max_age
        self._keys: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._keys)}>"

    async def keys(self, numbers: Collection[str]) -> dict[str, bytes]:
        """Keys by nomor kartu. A number without a key (forgotten, unknown) is left out. Raises ServiceUnavailable."""
        now = time.monotonic()
        found: dict[str, bytes] = {}
        missing: list[str] = []
        for number in dict.fromkeys(numbers):
            known = self._keys.get(number)
            if known is not None and now - known[0] < self._max_age:
                self._keys.move_to_end(number)
                found[number] = known[1]
            else:
                self._keys.pop(number, None)
                missing.append(number)
        for start in range(0, len(missing), A_CALL):
            found.update(await self._ask(missing[start : start + A_CALL]))
        return found

    async def key(self, number: str) -> bytes | None:
        return (await self.keys([number])).get(number)

    def forget(self, numbers: Iterable[str]) -> None:
        """On PesertaDilupakan."""
        for number in numbers:
            self._keys.pop(number, None)

    async def _ask(self, numbers: list[str]) -> dict[str, bytes]:
        answer = (await self._client.post("kepesertaan", _PATH, {"nomor_kartu": numbers})).json()
        try:
            keys = {number: base64.b64decode(text, validate=True) for number, text in answer["kunci"].items()}
        except (KeyError, TypeError, AttributeError, ValueError):
            raise ServiceUnavailable("kepesertaan", "answer without keys") from None
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ServiceUnavailable("kepesertaan", "key of the wrong length")
        now = time.monotonic()
        for number, key in keys.items():
            self._keys[number] = (now, key)
            self._keys.move_to_end(number)
        while len(self._keys) > self._capacity:
            self._keys.popitem(last=False)
        return keys
