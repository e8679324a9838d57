"""Private events as bytes: msgspec on frozen dataclasses, a stable name and a schema version, never a class path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec

E = TypeVar("E")
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class UnknownEvent(LookupError):
    """The store holds an event this code does not know: an older release is running on newer data."""


class Codec(Generic[E]):
    """Encodes and decodes the events of one aggregate.

    names      stored name of a class, where it differs from the class's own
    upcasters  (name, from_version) -> pure function of the decoded dict, chained up to the current version
    """

    def __init__(
        self,
        classes: Sequence[type[E]],
        *,
        names: Mapping[type[E], str] | None = None,
        versions: Mapping[type[E], int] | None = None,
        upcasters: Mapping[tuple[str, int], Upcaster] | None = None,
    ) -> None:
        self._name: dict[type[Any], str] = {c: (names or {}).get(c, c.__name__) for c in classes}
        self._version: dict[str, int] = {self._name[c]: (versions or {}).get(c, 1) for c in classes}
        self._class: dict[str, type[E]] = {self._name[c]: c for c in classes}
        self._decoder: dict[str, msgspec.json.Decoder[E]] = {self._name[c]: msgspec.json.Decoder(c) for c in classes}
        self._upcasters = dict(upcasters or {})
        self._encoder = msgspec.json.Encoder()

    def encode(self, event: E) -> tuple[str, int, bytes]:
        """(stored name, schema version, JSON)."""
        name = self._name[type(event)]
        return name, self._version[name], self._encoder.encode(event)

    def decode(self, name: str, version: int, data: bytes) -> E:
        if name not in self._class:
            raise UnknownEvent(name)
        if version == self._version[name]:
            return self._decoder[name].decode(data)
        raw: dict[str, Any] = msgspec.json.decode(data)
        for v in range(version, self._version[name]):
            raw = self._upcasters[(name, v)](raw)
        return msgspec.convert(raw, self._class[name])
