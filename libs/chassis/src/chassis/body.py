"""Reading a request's body: only for who may send it, and hashed on its way in."""

from __future__ import annotations

import hashlib
from email.message import Message as Headers

from fastapi import Request
from starlette.types import Message, Receive, Scope

from chassis import route_info

_READER = "selaras.body"


class BodyDigest:
    """SHA-256 of a body that arrives in pieces.

    The boundary of a multipart body is chosen anew by a client for each try, so it is replaced: the same files sent again under
    the same Idempotency-Key are the same request.
    """

    def __init__(self, content_type: str = "") -> None:
        self._hash = hashlib.sha256()
        self._boundary = _boundary(content_type)
        self._tail = b""

    def update(self, chunk: bytes) -> None:
        if self._boundary is None:
            self._hash.update(chunk)
            return
        *complete, rest = (self._tail + chunk).split(self._boundary)
        for part in complete:
            self._hash.update(part + b"\x00boundary\x00")
        keep = min(len(self._boundary) - 1, len(rest))  # the start of a boundary may be there already
        self._hash.update(rest[: len(rest) - keep])
        self._tail = rest[len(rest) - keep :]

    def digest(self) -> bytes:
        final = self._hash.copy()
        final.update(self._tail)
        return final.digest()


def _boundary(content_type: str) -> bytes | None:
    if not content_type.lower().startswith("multipart/"):
        return None
    header = Headers()
    header["content-type"] = content_type
    boundary = header.get_boundary()
    return boundary.encode("latin-1", "replace") if boundary else None


class BodyReader:
    """Stands before ``receive``: authorises the asker before the first byte of a body is taken, and hashes what passes."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope = scope
        self._receive = receive
        self._authorised = False
        self.finished = False
        self._digest: BodyDigest | None = None
        scope[_READER] = self

    async def __call__(self) -> Message:
        if not self._authorised:
            # FastAPI reads the body before it asks the dependencies; a stranger's 64 MiB must not be taken in first
            self._authorised = True
            if (needed := route_info.requirement(self._scope)) is not None:
                await needed.authorize(self._scope)
        message = await self._receive()
        if message["type"] == "http.request":
            if chunk := message.get("body", b""):
                self._hashing().update(chunk)
            self.finished = not message.get("more_body", False)
        return message

    def digest(self) -> bytes:
        return self._hashing().digest()

    def _hashing(self) -> BodyDigest:
        """Made by the first byte: most requests have none and ask for no digest."""
        if self._digest is None:
            self._digest = BodyDigest(next((v.decode("latin-1") for n, v in self._scope["headers"] if n == b"content-type"), ""))
        return self._digest


async def request_digest(request: Request) -> bytes:
    """SHA-256 of the body, and of the query string where there is one."""
    reader = request.scope.get(_READER)
    if not isinstance(reader, BodyReader):
        raise RuntimeError("the app is not made by create_app")
    if not reader.finished:
        await request.body()
    digest = reader.digest()
    query: bytes = request.scope.get("query_string", b"")
    return digest if not query else hashlib.sha256(digest + query).digest()
