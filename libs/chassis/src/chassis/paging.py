"""Opaque cursors: ``?setelah=``. They hold the key of the last row; nobody outside should read or make one."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

import orjson
from fastapi import Query

from chassis.problems import parameter_error
from chassis.text import storable

_LONGEST = 1024

After = Annotated[str | None, Query(alias="setelah", description="`berikutnya` of the page before", max_length=_LONGEST)]
Limit = Annotated[int, Query(alias="batas", description="Rows a page", ge=1, le=500)]


def encode_cursor(*key: str | int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, *types: type[str] | type[int]) -> tuple[Any, ...] | None:
    """The key of the last row seen, as ``types`` say; None for the first page; 400 for what is no cursor of ours."""
    if cursor is None:
        return None
    try:
        key = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise _bad() from None
    if not isinstance(key, list) or len(key) != len(types):
        raise _bad()
    for value, kind in zip(key, types, strict=True):
        if type(value) is not kind or (isinstance(value, str) and not storable(value)) or (isinstance(value, int) and abs(value) >= 2**63):
            raise _bad()
    return tuple(key)


def _bad() -> Exception:
    return parameter_error("kursor-tidak-sah", "setelah: bukan kursor dari jawaban sebelumnya.", name="setelah", location="query")
