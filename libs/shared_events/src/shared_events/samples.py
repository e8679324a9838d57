"""Deterministic samples of an event from its own field types: the fullest and the smallest it can be."""

from __future__ import annotations

import itertools
import re
import types
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared_events.base import PublicEvent

_BY_PATTERN = {
    r"^\d{13}$": "0001944358911",
    r"^\d{16}$": "8888800000012345",
    r"^\d{4}-(0[1-9]|1[0-2])$": "2016-12",
    r"^[0-9]{4}[0-9A-Z][0-9]{3}$": "0301R001",
    r"^.{19}$": "0301R0011216V000001",
}

_SMALL = {"hak_kelas": 1, "kelas_dipilih": 3, "regional": 4, "tahun": 2017}
"""Numbers with a range of their own."""


def full(event: type[PublicEvent]) -> dict[str, Any]:
    """Every field filled, as JSON."""
    return event.model_validate(_model(event, everything=True)).model_dump(mode="json")


def smallest(event: type[PublicEvent]) -> dict[str, Any]:
    """Only what has no default, as JSON: what an older or thriftier producer may send."""
    return {k: _json(v) for k, v in _model(event, everything=False).items()}


def distinct(event: type[PublicEvent]) -> dict[str, Any]:
    """Every field filled and no two alike, as JSON: a reader that takes one field for another is found."""
    made: dict[str, Any] = _vary(full(event), "", itertools.count(1))
    return event.model_validate(made).model_dump(mode="json")


def _vary(value: Any, name: str, numbers: Iterator[int]) -> Any:
    if isinstance(value, dict):
        return {k: _vary(v, k, numbers) for k, v in value.items()}
    if isinstance(value, list):
        return [_vary(v, name, numbers) for v in value]
    n = next(numbers)
    if isinstance(value, bool):
        return n % 2 == 0
    if isinstance(value, int):
        return _SMALL.get(name, 1000 + n)
    if not isinstance(value, str):
        return value
    if value == "contoh":
        return f"contoh {name}"
    if value.isdigit():
        return f"{value[:-3]}{n:03d}"
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return f"{2017 + n // 12}-{n % 12 + 1:02d}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", value):
        return (date.fromisoformat(value[:10]) + timedelta(days=n)).isoformat() + value[10:]
    return value


def _model(model: type[BaseModel], *, everything: bool) -> dict[str, Any]:
    return {name: _value(field, everything) for name, field in model.model_fields.items() if everything or field.is_required()}


def _value(field: FieldInfo, everything: bool) -> Any:
    for constraint in field.metadata:
        pattern = getattr(constraint, "pattern", None)
        if pattern is not None:
            return _BY_PATTERN[pattern]
    return _of(field.annotation, everything)


def _of(kind: Any, everything: bool) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if hasattr(kind, "__metadata__"):
        return _annotated(kind, everything)
    if origin in (Union, types.UnionType):
        return _of(next(a for a in args if a is not type(None)), everything)
    if origin is Literal:
        return args[0]
    if origin is tuple:
        return [_of(args[0], everything)] if everything else []
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _model(kind, everything=everything)
    plain: dict[Any, Any] = {
        str: "contoh", int: 2, bool: True, date: date(2016, 12, 5), datetime: datetime(2016, 12, 5, 3, 4, 5, tzinfo=UTC),
    }  # fmt: skip
    return plain[kind]


def _annotated(kind: Any, everything: bool) -> Any:
    for constraint in kind.__metadata__:
        for item in getattr(constraint, "metadata", [constraint]):
            pattern = getattr(item, "pattern", None)
            if pattern is not None:
                return _BY_PATTERN[pattern]
    return _of(kind.__origin__, everything)


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: _json(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_json(v) for v in value]
    return value
