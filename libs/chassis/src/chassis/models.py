"""Bases of request and answer models."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from chassis.text import SENTENCE, unstorable

T = TypeVar("T")
UNSTORABLE = "unstorable_text"


def _json_types(schema: Any) -> Any:
    """The schema with numbers and booleans strict and dates from text only.

    ``strict=True`` on the model would do too much: FastAPI hands over parsed JSON, and in strict Python mode a date must be a ``date``.
    """
    if isinstance(schema, dict):
        inner = {key: _json_types(value) if key not in ("default", "expected", "metadata") else value for key, value in schema.items()}
        kind = inner.get("type")
        if kind in ("int", "bool", "float"):
            inner["strict"] = True
        check = {"int": _integer, "date": _no_number, "datetime": _no_number}.get(str(kind))
        return inner if check is None else core_schema.no_info_before_validator_function(check, cast(CoreSchema, inner))
    if isinstance(schema, list):
        return [_json_types(value) for value in schema]
    if isinstance(schema, tuple):
        return tuple(_json_types(value) for value in schema)
    return schema


def _integer(value: Any) -> Any:
    """``5.0`` is an integer in JSON, as long as a double can tell it from its neighbours."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _no_number(value: Any) -> Any:
    if isinstance(value, int | float):
        raise PydanticCustomError("date_type", "a date is written as text")
    return value


class StrictModel(BaseModel):
    """A request body in JSON. Unknown fields are refused, texts lose outer blanks, a text that cannot be stored is a fault of that field,
    and a value of another JSON type is not bent into shape: ``true`` is no rupiah, ``1480870800`` no date."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, data: Any) -> Any:
        if isinstance(data, dict) and (path := next(unstorable(data), None)) is not None:
            raise PydanticCustomError(UNSTORABLE, SENTENCE, {"path": path})
        return data

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return cast(CoreSchema, _json_types(handler(source)))


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    data: list[T]
    berikutnya: str | None = Field(default=None, description="Opaque cursor for `?setelah=`; null on the last page")
