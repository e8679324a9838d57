"""Text that cannot be stored: NUL, which PostgreSQL refuses, and lone surrogates, which UTF-8 cannot write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
SENTENCE = "Mengandung karakter yang tidak sah."


def storable(text: str) -> bool:
    return _UNSTORABLE.search(text) is None


def unstorable(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of the texts (and keys) in a JSON value that cannot be stored. Not recursive: a value may be nested deeply."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [(path, value)]
    while waiting:
        at, found = waiting.pop()
        if isinstance(found, str):
            if not storable(found):
                yield at
        elif isinstance(found, Mapping):
            for key, inner in found.items():
                if isinstance(key, str) and not storable(key):
                    yield at
                else:
                    waiting.append(((*at, key), inner))
        elif isinstance(found, list):
            waiting.extend(((*at, i), inner) for i, inner in enumerate(found))
