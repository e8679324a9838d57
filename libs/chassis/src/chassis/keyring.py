"""The keys of peserta in a service that needs them: asked of kepesertaan each time, kept nowhere."""

from __future__ import annotations

import base64
from collections.abc import Collection

from chassis.crypto import KEY_BYTES
from chassis.http_client import ServiceClient, ServiceUnavailable

A_CALL = 1000
_PATH = "/v1/kunci:ambil"


class Keyring:
    """No copy outlives the request or the chunk of a job that it was asked for: a key destroyed a moment ago opens nothing here, in
    whatever process, whether or not it has read of it (adr/0006)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def keys(self, numbers: Collection[str]) -> dict[str, bytes]:
        """Keys by nomor kartu. A number without a key (forgotten, unknown) is left out. Raises ServiceUnavailable."""
        wanted = list(dict.fromkeys(numbers))
        found: dict[str, bytes] = {}
        for start in range(0, len(wanted), A_CALL):
            found.update(await self._ask(wanted[start : start + A_CALL]))
        return found

    async def _ask(self, numbers: list[str]) -> dict[str, bytes]:
        answer = (await self._client.post("kepesertaan", _PATH, {"nomor_kartu": numbers})).json()
        try:
            keys = {number: base64.b64decode(text, validate=True) for number, text in answer["kunci"].items()}
        except (KeyError, TypeError, AttributeError, ValueError):
            raise ServiceUnavailable("kepesertaan", "answer without keys") from None
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise ServiceUnavailable("kepesertaan", "key of the wrong length")
        return keys
