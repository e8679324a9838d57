"""What is known of the route of a request: its template, its body limit, what it demands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute
from starlette.types import Scope

from chassis.auth import Requirement

UNKNOWN = "(tidak dikenal)"


def template(scope: Scope) -> str:
    """``/v1/tagihan/{id}``: never the concrete path, which may hold a person's number. One word for all unknown paths."""
    return getattr(_effective(scope), "path_format", None) or getattr(scope.get("route"), "path_format", None) or UNKNOWN


def requirement(scope: Scope) -> Requirement | None:
    """What the matched route demands of the asker, if anything. Known only after routing."""
    route = _effective(scope) or scope.get("route")
    return next((call for call in calls(getattr(route, "dependant", None)) if isinstance(call, Requirement)), None)


def calls(dependant: Any) -> Iterator[Any]:
    """Every dependency of a route, deepest first."""
    for inner in getattr(dependant, "dependencies", ()):
        yield from calls(inner)
        yield inner.call


def takes_form(scope: Scope) -> bool | None:
    """Does the route read a form (True), JSON (False) or no body at all (None)?"""
    from fastapi.params import Form

    route = _effective(scope) or scope.get("route")
    field = getattr(route, "body_field", None)
    if field is None:
        return None
    return isinstance(field.field_info, Form)


def _effective(scope: Scope) -> Any:
    # FastAPI keeps the route as it stands after include_router(prefix=…) here; scope["route"] is the one before
    context = scope.get("fastapi", {}).get("effective_route_context")
    if context is not None and isinstance(context.original_route, APIRoute) and context.original_route is scope.get("route"):
        return context
    return None
