"""``X-Waktu-Simulasi``: the business time a request asks for, where the settings allow it."""

from __future__ import annotations

import re
from datetime import datetime

from dasar.tanggal import WIB

from chassis.problems import parameter_error

HEADER = "X-Waktu-Simulasi"
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})")


def parse_rfc3339(text: str) -> datetime:
    """With offset, always: a time without one is nobody's. Raises ValueError."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise ValueError("not RFC 3339 with an offset")
    if match[1] and len(match[1]) > 7:
        text = text.replace(match[1], match[1][:7])  # Python keeps microseconds
    return datetime.fromisoformat(text.upper())


def parse_simulated_time(text: str) -> datetime:
    try:
        moment = parse_rfc3339(text.strip()).astimezone(WIB)
        if not 1970 <= moment.year <= 2200:
            raise ValueError("out of range")
    except (ValueError, OverflowError):
        raise parameter_error(
            "waktu-simulasi-tidak-sah",
            f"{HEADER}: waktu RFC 3339 dengan zona, misalnya 2016-08-11T09:00:00+07:00.",
            name=HEADER,
            location="header",
        ) from None
    return moment
