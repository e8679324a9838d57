"""The HTTP app of a service: ``create_app`` and what routes need from it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chassis import docs_page, handlers, openapi
from chassis.auth import Authenticator, Principal, forbidden, requires
from chassis.clock import business_now
from chassis.idempotency import checked_key, command_context, etag, if_match, make_context, reply
from chassis.jwks import JwksKeys, KeySource
from chassis.metrics import Metrics
from chassis.middleware import RequestMiddleware
from chassis.models import Page, StrictModel
from chassis.paging import After, Limit, decode_cursor, encode_cursor
from chassis.problems import Problem, ProblemError, ProblemField, parameter_error, problem_document, problem_response, refusal_document
from chassis.settings import Settings

__all__ = [
    "MAX_BODY",
    "MAX_UPLOAD",
    "After",
    "Limit",
    "Page",
    "Principal",
    "Problem",
    "ProblemError",
    "ProblemField",
    "StrictModel",
    "business_now",
    "checked_key",
    "command_context",
    "create_app",
    "decode_cursor",
    "encode_cursor",
    "etag",
    "forbidden",
    "if_match",
    "make_context",
    "parameter_error",
    "problem_document",
    "problem_response",
    "refusal_document",
    "reply",
    "requires",
    "uvicorn_options",
]

MIB = 1024 * 1024
MAX_BODY = MIB
# for a route that takes files: ``@router.post("/…:impor", max_body_size=MAX_UPLOAD)``
MAX_UPLOAD = 64 * MIB

log = logging.getLogger(__name__)

Readiness = Callable[[], Awaitable[dict[str, Any]]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    *,
    name: str,
    title: str,
    settings: Settings,
    routers: Sequence[APIRouter],
    readiness: Readiness,
    description: str = "",
    version: str = "1.0.0",
    webhooks: APIRouter | None = None,
    lifespan: Lifespan | None = None,
    keys: KeySource | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The app of a service.

    readiness  what stands behind: ``{"database": True, …}``; one False, or an exception, makes ``/readyz`` 503
    webhooks   a router whose routes describe the webhooks in OpenAPI
    keys       where token keys come from; left out: the JWKS of the settings
    metrics    shared with the worker of the same process; left out: its own
    """
    measured = metrics or Metrics(name)
    source = keys or JwksKeys(settings.jwks_url)

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        try:
            if lifespan is None:
                yield
            else:
                async with lifespan(app):
                    yield
        finally:
            await source.close()

    app = FastAPI(
        title=title,
        description=description,
        version=version,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=living,
        webhooks=webhooks,
        middleware=[Middleware(RequestMiddleware, settings=settings, metrics=measured)],
        # ours instead: FastAPI's own spans and logs hold exception texts
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.settings = settings
    app.state.metrics = measured
    app.state.authenticator = Authenticator(settings, source)
    handlers.install(app, measured)
    _add_probes(app, name, readiness, measured)
    docs_page.install(app, settings)
    for router in routers:
        app.include_router(router, max_body_size=MAX_BODY)
    openapi.install(app, settings)
    return app


def _add_probes(app: FastAPI, name: str, readiness: Readiness, measured: Metrics) -> None:
    async def healthz(_request: Request) -> Response:
        return JSONResponse({"layanan": name, "hidup": True})

    async def readyz(_request: Request) -> Response:
        try:
            parts = await readiness()
        except Exception as error:  # noqa: BLE001  whatever is wrong, the answer is: not ready
            log.warning("not ready", extra={"galat_jenis": type(error).__name__})
            return JSONResponse({"layanan": name, "siap": False, "komponen": {}}, 503)
        ready = all(value is not False for value in parts.values())
        return JSONResponse({"layanan": name, "siap": ready, "komponen": parts}, 200 if ready else 503)

    async def scrape(_request: Request) -> Response:
        return Response(await measured.expose(), media_type="text/plain; version=0.0.4; charset=utf-8")

    app.add_route("/healthz", healthz, include_in_schema=False)
    app.add_route("/readyz", readyz, include_in_schema=False)
    app.add_route("/metrics", scrape, include_in_schema=False)


def uvicorn_options(settings: Settings, port: int) -> dict[str, Any]:
    """For ``uvicorn.Config(app, **uvicorn_options(settings, 8102))``: our logs only, no server header."""
    return {
        "host": settings.host,
        "port": settings.port if settings.port is not None else port,
        "loop": "uvloop",
        "http": "httptools",
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": 30,
        "timeout_graceful_shutdown": 10,
    }
