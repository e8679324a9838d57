"""What a request may be at most, apart from its body: address, headers, depth."""

from __future__ import annotations

import io

import aiohttp
import pytest
from chassis.middleware import LARGEST_HEADERS, LONGEST_ADDRESS

from .test_http_problems import JSON, problem


async def test_a_long_address_is_414(client: aiohttp.ClientSession) -> None:
    async with client.get("/v1/tolak?x=" + "x" * LONGEST_ADDRESS) as response:
        await problem(response, 414)


async def test_large_headers_are_431(client: aiohttp.ClientSession) -> None:
    for headers in ({"X-Besar": "x" * LARGEST_HEADERS}, {f"X-{n}": "x" * 100 for n in range(LARGEST_HEADERS // 100)}):
        async with client.get("/v1/tolak", headers=headers) as response:
            await problem(response, 431)


@pytest.mark.parametrize("opening", [b"[", b'{"nama":'])
async def test_json_without_a_floor_is_400(client: aiohttp.ClientSession, opening: bytes) -> None:
    async with client.post("/v1/badan/1", data=io.BytesIO(opening * 100_000), headers=JSON) as response:
        await problem(response, 400)
