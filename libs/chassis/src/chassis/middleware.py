"""What happens around every request: trace, business time, body guard, headers, access log, metrics, the last catch."""

from __future__ import annotations

import logging
import time
from collections.abc import MutableMapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import clock, route_info
from chassis.auth import known_principal
from chassis.body import BodyReader
from chassis.handlers import status_response
from chassis.metrics import Metrics
from chassis.problems import ProblemError, parameter_error, problem_response
from chassis.settings import Settings
from chassis.simulation import HEADER, parse_simulated_time
from chassis.telemetry import current_trace_id, span
from chassis.text import SENTENCE, storable

access = logging.getLogger("selaras.akses")
log = logging.getLogger(__name__)

# answered often by machines and of no interest one by one
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
LONGEST_ADDRESS = 8 * 1024
LARGEST_HEADERS = 32 * 1024
_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class RequestMiddleware:
    """Pure ASGI, so that streams (SSE) pass untouched and context variables reach the route."""

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._headers = _HEADERS if settings.lingkungan == "lokal" else (*_HEADERS, _HTTPS_ONLY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method: str = scope["method"]
        with span(method, _header(scope, b"traceparent"), kind=SpanKind.SERVER, attributes={"http.request.method": method}) as current:
            trace_id = current_trace_id()
            answer = _Answer(send, (*self._headers, (b"x-trace-id", trace_id.encode())) if trace_id else self._headers)
            try:
                await self._serve(scope, receive, answer)
            finally:
                seconds = time.perf_counter() - began
                route = route_info.template(scope)
                _describe(current, method, route, answer.status)
                self._metrics.request(_known(method), route, answer.status, seconds)
                if scope["path"] not in _QUIET:
                    asker = known_principal(scope)
                    access.info(
                        "permintaan",
                        extra={
                            "metode": method,
                            "rute": route,
                            "status": answer.status,
                            "milidetik": round(seconds * 1000, 1),
                            "klien": asker.sub if asker else None,
                        },
                    )

    async def _serve(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            moment = self._checked(scope)
        except ProblemError as error:
            response = problem_response(
                error.status_code, error.slug, error.title, error.detail, errors=list(error.errors), headers=error.headers
            )
            await response(scope, receive, answer)
            return
        try:
            with clock.business_time(moment):
                await self._app(scope, BodyReader(scope, receive), answer)
        except Exception as error:
            log.error("unexpected error", extra={"rute": route_info.template(scope)}, exc_info=error)
            if answer.started:
                raise  # half an answer is out: only breaking the connection tells the client so
            await status_response(500, trace_id=current_trace_id())(scope, receive, answer)

    def _checked(self, scope: Scope) -> datetime | None:
        """Refuses what no route can mean: text that cannot be stored, a simulated time where there is none."""
        query: bytes = scope["query_string"]
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            raise ProblemError(
                414, "alamat-terlalu-panjang", "Alamat terlalu panjang", f"Alamat permintaan paling panjang {LONGEST_ADDRESS} byte."
            )
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEADERS:
            raise ProblemError(
                431, "header-terlalu-besar", "Header terlalu besar", f"Semua header bersama paling besar {LARGEST_HEADERS} byte."
            )
        if not storable(scope["path"]) or (query and not storable(unquote_plus(query.decode("latin-1")))):
            raise ProblemError(400, "permintaan-tidak-sah", "Permintaan tidak sah", f"Alamat permintaan: {SENTENCE.lower()}")
        value = _header(scope, HEADER.lower().encode())
        if value is None:
            return None
        if not self._settings.simulasi:
            raise parameter_error(
                "simulasi-tidak-aktif", f"{HEADER} hanya diterima bila simulasi dinyalakan.", name=HEADER, location="header"
            )
        return parse_simulated_time(value)


class _Answer:
    """Stands before ``send``: notes the status, adds headers, and words a 413 of the framework (plain text) as a problem."""

    def __init__(self, send: Send, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self._send = send
        self._headers = headers
        self._replaced = False
        self.started = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 413 and _content_type(message) == b"text/plain":
                self._replaced = True
                await self._too_large()
                return
            self.started = True
            self.status = message["status"]
            present = {name.lower() for name, _ in message.get("headers", ())}
            message["headers"] = [*message.get("headers", ()), *(h for h in self._headers if h[0] not in present)]
        elif self._replaced:
            return
        await self._send(message)

    async def _too_large(self) -> None:
        response = status_response(413)
        start: MutableMapping[str, Any] = {"type": "http.response.start", "status": 413, "headers": response.raw_headers}
        await self(start)
        await self._send({"type": "http.response.body", "body": response.body})


def _describe(current: Span, method: str, route: str, status: int) -> None:
    current.update_name(f"{method} {route}")
    current.set_attribute("http.route", route)
    current.set_attribute("http.response.status_code", status)
    if status >= 500:
        current.set_status(Status(StatusCode.ERROR))


def _known(method: str) -> str:
    """A made-up method must not become a label value of its own."""
    return method if method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") else "LAIN"


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for found, value in scope["headers"] if found == name), None)


def _content_type(message: Message) -> bytes:
    value = next((v for n, v in message.get("headers", ()) if n.lower() == b"content-type"), b"")
    return bytes(value).partition(b";")[0].strip()
