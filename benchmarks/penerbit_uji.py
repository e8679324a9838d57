"""Tokens for the services under measurement: an issuer of our own whose keys are served over HTTP, as in production."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from chassis.settings import Settings
from chassis.testing_auth import TestIssuer


@asynccontextmanager
async def penerbit() -> AsyncIterator[tuple[TestIssuer, str]]:
    """The issuer and the address of its JWKS."""
    terbit = TestIssuer(Settings())

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response(terbit.jwks())

    app = web.Application()
    app.router.add_get("/jwks.json", jwks)
    jalan = web.AppRunner(app, access_log=None)
    await jalan.setup()
    situs = web.TCPSite(jalan, "127.0.0.1", 0)
    await situs.start()
    try:
        port = jalan.addresses[0][1]
        yield terbit, f"http://127.0.0.1:{port}/jwks.json"
    finally:
        await jalan.cleanup()
