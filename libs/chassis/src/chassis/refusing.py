"""A process that refuses to run says why for a while before it ends: a crash loop that nobody scrapes looks like any other."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn

from chassis.http import uvicorn_options
from chassis.settings import Settings

SECONDS = 45.0
"""Three scrapes. Then it ends and is started again: the store may have been brought back meanwhile."""

METRIC = "selaras_store_behind_topic"
_TEXT = f"# TYPE {METRIC} gauge\n{METRIC} 1\n".encode()


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    status, body = {"/metrics": (200, _TEXT), "/healthz": (200, b"{}")}.get(scope["path"], (503, b"{}"))
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; version=0.0.4")]})
    await send({"type": "http.response.body", "body": body})


async def refuse(settings: Settings, port: int) -> None:
    """Alive and not ready; takes no command, holds no lease."""
    server = uvicorn.Server(uvicorn.Config(_answer, **(uvicorn_options(settings, port) | {"lifespan": "off"})))
    serving = asyncio.create_task(server.serve())
    await asyncio.wait({serving}, timeout=SECONDS)
    server.should_exit = True
    await serving
