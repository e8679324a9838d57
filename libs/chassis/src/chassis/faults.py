"""What a failed validation says: pydantic's errors as problem fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from chassis.models import UNSTORABLE
from chassis.problems import Location, ProblemField, pointer
from chassis.text import SENTENCE
from chassis.validation_messages import sentence

_MOST = 100  # a file's worth of faults helps nobody and could be made as large as the body
_LOCATIONS = ("body", "query", "path", "header", "cookie")


def fields(errors: Sequence[Mapping[str, Any]]) -> list[ProblemField]:
    """The first hundred faults, each with a pointer and a sentence."""
    return [field(error) for error in errors[:_MOST]]


def field(error: Mapping[str, Any]) -> ProblemField:
    location, path = _place(error)
    if error.get("type") == UNSTORABLE:
        path = [*path, *(error.get("ctx") or {}).get("path", ())]
        return ProblemField(pointer=pointer(path), detail=SENTENCE, lokasi=location)
    return ProblemField(pointer=pointer(path), detail=sentence(error), lokasi=location)


def _place(error: Mapping[str, Any]) -> tuple[Location, list[str | int]]:
    loc = list(error.get("loc", ()))
    if loc and loc[0] in _LOCATIONS:
        return cast(Location, loc[0]), loc[1:]
    return "body", loc
