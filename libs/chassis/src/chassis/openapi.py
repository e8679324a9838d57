"""OpenAPI 3.1 that tells the truth: scopes, alternatives of scopes, required keys, and problem+json for every refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from chassis import route_info
from chassis.auth import SCHEME_NAME, Requirement
from chassis.idempotency import CommandContext, IfMatch
from chassis.problems import PROBLEM_MEDIA_TYPE, Problem
from chassis.settings import Settings
from chassis.simulation import HEADER

Json = dict[str, Any]
_SCHEMA = "Masalah"


def install(app: FastAPI, settings: Settings) -> None:
    """Puts our document in the place of FastAPI's. It is made at first need, when all routes are known."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, settings)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def operations(app: FastAPI) -> Iterator[tuple[str, str, Any]]:
    """(path, method, route) of every documented operation: what an isolation matrix walks over."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.include_in_schema:
            for method in sorted(route.methods or ()):
                yield str(route.path_format), method.lower(), route


def _document(app: FastAPI, settings: Settings) -> Json:
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        webhooks=app.webhooks.routes,
        tags=app.openapi_tags,
        servers=app.servers,
    )
    components: Json = document.setdefault("components", {})
    schemas: Json = components.setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, schema in problem.pop("$defs", {}).items():
        schemas[name] = schema
    schemas[_SCHEMA] = problem
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)

    used: set[str] = set()
    for path, method, route in operations(app):
        operation = document["paths"][path][method]
        calls = list(route_info.calls(route.dependant))
        requirement = next((c for c in calls if isinstance(c, Requirement)), None)
        if requirement is not None:
            used.update(requirement.scopes, requirement.any_of)
            if requirement.any_of:
                operation["security"] = [{SCHEME_NAME: [*requirement.scopes, one]} for one in requirement.any_of]
        parameters = list(_headers(calls, settings))
        if parameters:
            operation.setdefault("parameters", []).extend(parameters)
        _describe_refusals(operation, requirement is not None, any(isinstance(c, IfMatch) for c in calls))
    scheme = components.get("securitySchemes", {}).get(SCHEME_NAME)
    if scheme is not None:
        flow = scheme["flows"]["clientCredentials"]
        flow["tokenUrl"] = settings.token_url
        flow["scopes"] = {name: _scope_words(name) for name in sorted(used)}
    return document


def _scope_words(scope: str) -> str:
    area, _, deed = scope.partition(":")
    return f"{deed} {area}".strip().replace("_", " ").capitalize()


def _describe_refusals(operation: Json, guarded: bool, conditional: bool) -> None:
    responses: Json = operation.setdefault("responses", {})
    content = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_SCHEMA}"}}}
    expected = {"400": "Permintaan tidak sah", "default": "Ditolak, dengan alasan dan aturannya"}
    if guarded:
        expected |= {"401": "Tidak terautentikasi", "403": "Tidak berwenang"}
    if any(p["in"] == "path" for p in operation.get("parameters", ())):
        expected["404"] = "Tidak ditemukan, atau bukan milik peminta"
    if operation.get("requestBody") or operation.get("parameters"):
        expected["422"] = "Isian tidak sah"
    if operation.get("requestBody"):
        expected |= {"413": "Isi terlalu besar", "415": "Jenis isi tidak didukung"}
    if conditional:
        expected["412"] = "Versi sudah berubah"
    responses.pop("422", None)
    for described in responses.values():
        if described.get("description") == "Successful Response":
            described["description"] = "Berhasil"
    for status, description in expected.items():
        described = responses.setdefault(status, {"description": description})
        described.setdefault("content", content)


def _headers(calls: Sequence[Any], settings: Settings) -> Iterator[Json]:
    """Headers that dependencies read from the request themselves (a parameter of FastAPI would be refused with 422, not 400)."""
    command = next((c for c in calls if isinstance(c, CommandContext)), None)
    if command is not None:
        schema: Json = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
        words = "The same key with the same body gives the stored answer again; scoped by client and route"
        yield _header("Idempotency-Key", words, schema, required=command.money)
    if any(isinstance(c, IfMatch) for c in calls):
        yield _header(
            "If-Match",
            "ETag of the version the change rests on",
            {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,18}")$', "examples": ['"17"']},
        )
    if settings.simulasi:
        schema = {"type": "string", "format": "date-time", "examples": ["2016-08-11T09:00:00+07:00"]}
        yield _header(HEADER, "Business time of this request and all it causes; local stack only", schema)


def _header(name: str, description: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}
