"""Idempotency keys, If-Match and ETag: what makes it safe to send a command twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Request
from fastapi.params import Depends as DependsParam
from starlette.responses import Response

from chassis import clock, route_info
from chassis.auth import authenticate
from chassis.body import request_digest
from chassis.context import Context
from chassis.ids import new_id
from chassis.problems import PROBLEM_MEDIA_TYPE, ProblemError, ProblemField, parameter_error
from chassis.telemetry import current_traceparent

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_ETAG = re.compile(r'(?:W/)?"(\d{1,18})"')


class StoredResponse(Protocol):
    """What ``chassis.commands.Outcome`` has to offer to become a response."""

    @property
    def response_status(self) -> int: ...
    @property
    def response_body(self) -> bytes: ...
    @property
    def version(self) -> int | None: ...
    @property
    def replayed(self) -> bool: ...


@dataclass(frozen=True, eq=False)
class CommandContext:
    """A FastAPI dependency: makes the Context of a command from the request. (Headers are described by openapi.py.)"""

    money: bool

    async def __call__(self, request: Request) -> Context:
        key = request.headers.get("idempotency-key")
        principal = await authenticate(request.scope)
        digest = await request_digest(request)
        return make_context(request, client=principal.sub, key=checked_key(key, required=self.money), request_hash=digest)


def command_context(money: bool = False) -> Any:
    """``context: Context = command_context(money=True)``. Money commands refuse to run without an Idempotency-Key (400)."""
    return DependsParam(dependency=CommandContext(money))


def make_context(request: Request, *, client: str, key: str | None, request_hash: bytes) -> Context:
    """For routes that know their client otherwise (SNAP BI identifies by partner id and paymentRequestId)."""
    return Context(
        client=client,
        route=concrete_route(request),
        key=key,
        request_hash=request_hash,
        now=clock.business_now(),
        correlation_id=str(new_id()),
        traceparent=current_traceparent(),
        clock=None if clock.simulated_time() else clock.business_now,
    )


def checked_key(key: str | None, *, required: bool) -> str | None:
    if key is None:
        if required:
            detail = "Perintah uang harus membawa Idempotency-Key."
            raise ProblemError(
                400,
                "idempotency-key-diperlukan",
                "Idempotency-Key diperlukan",
                detail,
                errors=[ProblemField(pointer="/Idempotency-Key", detail=detail, lokasi="header")],
            )
        return None
    if not _KEY.fullmatch(key):
        raise parameter_error(
            "idempotency-key-tidak-sah",
            "Idempotency-Key: 1 sampai 255 karakter ASCII tanpa spasi.",
            name="Idempotency-Key",
            location="header",
        )
    return key


def concrete_route(request: Request) -> str:
    """``POST /v1/sep/{nomor}/pulang nomor=0301R001…``: two resources never share a key."""
    params = " ".join(f"{name}={value}" for name, value in sorted(request.path_params.items()))
    return f"{request.method} {route_info.template(request.scope)}" + (f" {params}" if params else "")


@dataclass(frozen=True, eq=False)
class IfMatch:
    """A FastAPI dependency: the version the asker has seen."""

    async def __call__(self, request: Request) -> int | None:
        return parse_if_match(request.headers.get("if-match"))


def if_match() -> Any:
    """``expected: int | None = if_match()``: to be handed to ``Commands.execute(expected=…)``; another version there is 412."""
    return DependsParam(dependency=IfMatch())


def parse_if_match(tag: str | None) -> int | None:
    """``"17"`` -> 17. ``*`` asks for existence alone, which every change asks for anyway: None."""
    if tag is None or tag.strip() == "*":
        return None
    match = _ETAG.fullmatch(tag.strip())
    if match is None:
        raise parameter_error(
            "if-match-tidak-sah", 'If-Match: bentuknya "17", yaitu ETag jawaban sebelumnya.', name="If-Match", location="header"
        )
    return int(match[1])


def etag(version: int) -> str:
    return f'"{version}"'


def reply(outcome: StoredResponse, *, headers: Mapping[str, str] | None = None) -> Response:
    """The stored answer of a command as a response."""
    all_headers = dict(headers or {})
    if outcome.version is not None:
        all_headers["ETag"] = etag(outcome.version)
    if outcome.replayed:
        all_headers["Idempotency-Replayed"] = "true"
    media = "application/json" if outcome.response_status < 400 else PROBLEM_MEDIA_TYPE
    return Response(outcome.response_body, outcome.response_status, all_headers, media_type=media)
