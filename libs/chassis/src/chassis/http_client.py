"""Calls from one service to another: with a token of its own, the trace, and the business time of whoever caused it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from chassis import clock
from chassis.settings import Settings
from chassis.telemetry import current_traceparent, span

_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=2)
_GET_ATTEMPTS = 3
_PAUSE = 0.1
_EXPIRY_MARGIN = 30.0


class ServiceUnavailable(Exception):
    """The other service (or the issuer) cannot be reached, answers 5xx, or answers what is not HTTP."""

    def __init__(self, service: str, reason: str) -> None:
        super().__init__(f"{service}: {reason}")
        self.service = service


class ServiceRefused(Exception):
    """A 4xx of the other service, with its problem document."""

    def __init__(self, service: str, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{service}: {status} {problem.get('type', '')}")
        self.service = service
        self.status = status
        self.problem = problem

    @property
    def type(self) -> str:
        return str(self.problem.get("type", ""))


@dataclass(frozen=True, slots=True)
class ServiceResponse:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body) if self.body else None


class TokenSource:
    """An access token by client credentials, kept until shortly before it expires (wall clock)."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._token: str | None = None
        self._until = 0.0
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        if self._token is not None and time.monotonic() < self._until:
            return self._token
        async with self._lock:
            if self._token is None or time.monotonic() >= self._until:
                return await self._ask()
            return self._token

    def forget(self) -> None:
        """After a 401: the issuer's keys may have changed."""
        self._token = None

    async def _ask(self) -> str:
        client_id, secret = self._settings.client_id, self._settings.client_secret
        if client_id is None or secret is None:
            raise RuntimeError("SELARAS_CLIENT_ID and SELARAS_CLIENT_SECRET are needed to call another service")
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret.get_secret_value()}
        try:
            async with self._session.post(self._settings.token_url, data=form, timeout=_TIMEOUT) as response:
                if response.status != 200:
                    raise ServiceUnavailable("penerbit token", f"HTTP {response.status}")
                answer = orjson.loads(await response.read())
                lifetime = float(answer.get("expires_in", 300))
                token = str(answer["access_token"])
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, AttributeError) as error:
            raise ServiceUnavailable("penerbit token", type(error).__name__) from error
        self._token = token
        self._until = time.monotonic() + max(lifetime - _EXPIRY_MARGIN, lifetime / 2)
        return token


class ServiceClient:
    """``await client.get("status", "/v1/status/…")``. A GET is tried three times, a command once: its caller knows its key."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession, tokens: TokenSource | None = None) -> None:
        self._settings = settings
        self._session = session
        self._tokens = tokens or TokenSource(settings, session)

    async def get(self, service: str, path: str, *, params: Mapping[str, str] | None = None) -> ServiceResponse:
        for attempt in range(1, _GET_ATTEMPTS + 1):
            try:
                return await self.request("GET", service, path, params=params)
            except ServiceUnavailable:
                if attempt == _GET_ATTEMPTS:
                    raise
                await asyncio.sleep(_PAUSE * 2**attempt)
        raise AssertionError("unreachable")

    async def post(
        self, service: str, path: str, body: Any, *, idempotency_key: str | None = None, params: Mapping[str, str] | None = None
    ) -> ServiceResponse:
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return await self.request("POST", service, path, body=body, headers=headers, params=params)

    async def request(
        self,
        method: str,
        service: str,
        path: str,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> ServiceResponse:
        """Raises ServiceUnavailable and ServiceRefused; a 2xx or 3xx is returned."""
        with span(f"{method} {service}", attributes={"peer.service": service, "http.request.method": method}):
            answer = await self._send(method, service, path, body, headers, params)
            if answer.status == 401:
                self._tokens.forget()
                answer = await self._send(method, service, path, body, headers, params)
        if answer.status >= 500:
            raise ServiceUnavailable(service, f"HTTP {answer.status}")
        if answer.status >= 400:
            raise ServiceRefused(service, answer.status, _problem(answer))
        return answer

    async def _send(
        self, method: str, service: str, path: str, body: Any, headers: Mapping[str, str] | None, params: Mapping[str, str] | None
    ) -> ServiceResponse:
        sent = {"Authorization": f"Bearer {await self._tokens.token()}", "Accept": "application/json", **(headers or {})}
        if (traceparent := current_traceparent()) is not None:
            sent["traceparent"] = traceparent
        if self._settings.simulasi and (simulated := clock.simulated_time()) is not None:
            sent["X-Waktu-Simulasi"] = simulated.isoformat()
        data = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            data = orjson.dumps(body)
        try:
            async with self._session.request(
                method, self._settings.url(service) + path, data=data, headers=sent, params=params, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                return ServiceResponse(response.status, dict(response.headers), await response.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServiceUnavailable(service, type(error).__name__) from error


def _problem(answer: ServiceResponse) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
