"""Bases of request and answer models."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.text import SENTENCE, unstorable

T = TypeVar("T")
UNSTORABLE = "unstorable_text"


class StrictModel(BaseModel):
    """A request body: unknown fields are refused, texts lose outer blanks, and a text that cannot be stored is a fault of that field."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, data: Any) -> Any:
        if isinstance(data, dict) and (path := next(unstorable(data), None)) is not None:
            raise PydanticCustomError(UNSTORABLE, SENTENCE, {"path": path})
        return data


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    data: list[T]
    berikutnya: str | None = Field(default=None, description="Opaque cursor for `?setelah=`; null on the last page")
