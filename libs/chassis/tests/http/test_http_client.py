"""Service to service: one token for many calls, what travels along, what is tried again and what is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from chassis import clock
from chassis.crypto import new_key
from chassis.http_client import ServiceClient, ServiceRefused, ServiceUnavailable
from chassis.keyring import Keyring
from chassis.settings import Settings
from chassis.telemetry import span
from chassis.testing_auth import TestIssuer
from chassis.testing_http import serve


class Other:
    """A sister service and its issuer in one: answers what it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.tokens = 0
        self.expires_in: Any = 300
        self.statuses: list[int] = []
        self.requests: list[web.Request] = []
        self.bodies: list[Any] = []
        self.keys: dict[str, str] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/token", self._token)
        app.router.add_post("/v1/kunci:ambil", self._keys)
        app.router.add_route("*", "/v1/apa", self._any)
        return app

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["grant_type"] == "client_credentials"
        if form["client_secret"] != "rahasia":
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens += 1
        return web.json_response({"access_token": f"t{self.tokens}", "expires_in": self.expires_in, "token_type": "Bearer"})

    async def _any(self, request: web.Request) -> web.Response:
        self.requests.append(request)
        self.bodies.append(await request.read())
        status = self.statuses.pop(0) if self.statuses else 200
        if status >= 400:
            return web.json_response({"type": "https://selaras.id/masalah/x", "status": status, "aturan": "R-STA-06"}, status=status)
        return web.json_response({"ok": True}, status=status)

    async def _keys(self, request: web.Request) -> web.Response:
        numbers = (await request.json())["nomor_kartu"]
        self.bodies.append(numbers)
        return web.json_response({"kunci": {n: self.keys[n] for n in numbers if n in self.keys}})


@pytest.fixture
async def other() -> AsyncIterator[tuple[Other, str]]:
    fake = Other()
    runner = web.AppRunner(fake.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield fake, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


def settings(url: str, **more: Any) -> Settings:
    fields: dict[str, Any] = {"client_id": "iuran", "client_secret": "rahasia", "token_url": f"{url}/token", "simulasi": True}
    return Settings(**(fields | {"url_status": url, "url_kepesertaan": url} | more))


async def test_one_token_many_calls_and_what_travels_along(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    fake, url = other
    client = ServiceClient(settings(url), session)
    moment = datetime.fromisoformat("2016-12-05T08:00:00+07:00")
    with span("sebab") as cause, clock.business_time(moment):
        answer = await client.get("status", "/v1/apa", params={"pada": "2016-12-05"})
        await client.post("status", "/v1/apa", {"a": 1}, idempotency_key="k")
    assert answer.json() == {"ok": True}
    assert fake.tokens == 1
    first, second = fake.requests
    assert first.headers["Authorization"] == "Bearer t1"
    assert first.headers["X-Waktu-Simulasi"] == "2016-12-05T08:00:00+07:00"
    assert first.headers["traceparent"][3:35] == format(cause.get_span_context().trace_id, "032x")
    assert first.query["pada"] == "2016-12-05"
    assert (second.headers["Idempotency-Key"], fake.bodies[1]) == ("k", b'{"a":1}')


async def test_without_simulation_no_time_is_sent(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    fake, url = other
    with clock.business_time(datetime.fromisoformat("2016-12-05T08:00:00+07:00")):
        await ServiceClient(settings(url, simulasi=False), session).get("status", "/v1/apa")
    assert "X-Waktu-Simulasi" not in fake.requests[0].headers


async def test_a_token_near_its_end_is_replaced(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    fake, url = other
    fake.expires_in = 0
    client = ServiceClient(settings(url), session)
    await client.get("status", "/v1/apa")
    await client.get("status", "/v1/apa")
    assert fake.tokens == 2


async def test_a_get_is_tried_again_a_command_is_not(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    fake, url = other
    client = ServiceClient(settings(url), session)
    fake.statuses = [503, 500, 200]
    assert (await client.get("status", "/v1/apa")).status == 200
    fake.statuses = [503]
    with pytest.raises(ServiceUnavailable):
        await client.post("status", "/v1/apa", {})
    assert len(fake.requests) == 4


async def test_a_refusal_is_not_tried_again_and_keeps_its_rule(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    fake, url = other
    fake.statuses = [409]
    with pytest.raises(ServiceRefused) as refused:
        await ServiceClient(settings(url), session).get("status", "/v1/apa")
    assert (refused.value.status, refused.value.problem["aturan"], len(fake.requests)) == (409, "R-STA-06", 1)


async def test_a_refused_token_is_fetched_anew_once(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    fake, url = other
    fake.statuses = [401, 200]
    assert (await ServiceClient(settings(url), session).post("status", "/v1/apa", {})).status == 200
    assert [r.headers["Authorization"] for r in fake.requests] == ["Bearer t1", "Bearer t2"]


async def test_out_of_reach(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    _, url = other
    nowhere = "http://127.0.0.1:9"
    with pytest.raises(ServiceUnavailable, match="status"):
        await ServiceClient(settings(url, url_status=nowhere), session).get("status", "/v1/apa")
    with pytest.raises(ServiceUnavailable, match="penerbit token"):
        await ServiceClient(settings(url, token_url=nowhere), session).post("status", "/v1/apa", {})
    with pytest.raises(ServiceUnavailable, match="penerbit token"):
        await ServiceClient(settings(url, client_secret="salah"), session).post("status", "/v1/apa", {})


async def test_a_sister_out_of_reach_is_a_503_of_ours(issuer: TestIssuer, make: Any, session: aiohttp.ClientSession) -> None:
    app = make(Settings(), issuer.keys)

    async def fails() -> None:
        await ServiceClient(settings("http://127.0.0.1:9"), session).post("status", "/v1/apa", {})

    app.add_api_route("/v1/jauh", fails)
    async with serve(app) as base, session.get(f"{base}/v1/jauh") as response:
        assert (response.status, response.content_type) == (503, "application/problem+json")
        assert response.headers["Retry-After"] == "5"


async def test_keys_are_asked_for_in_chunks_and_each_time_anew(other: tuple[Other, str], session: aiohttp.ClientSession) -> None:
    import base64

    fake, url = other
    numbers = [f"{n:013d}" for n in range(2500)]
    fake.keys = {n: base64.b64encode(new_key()).decode() for n in numbers[:-1]}
    ring = Keyring(ServiceClient(settings(url), session))
    keys = await ring.keys([*numbers, numbers[0]])
    assert [len(b) for b in fake.bodies] == [1000, 1000, 500]
    assert len(keys) == 2499
    assert numbers[-1] not in keys
    # destroyed a moment ago: nothing here remembers it
    del fake.keys[numbers[2000]]
    assert await ring.keys(numbers[2000:2002]) == {numbers[2001]: keys[numbers[2001]]}
    assert (await ring.keys([]), len(fake.bodies)) == ({}, 4)
