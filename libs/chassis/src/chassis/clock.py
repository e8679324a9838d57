"""Two clocks. The business clock may be simulated, per request and whatever it causes; the wall clock rules machines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Protocol

from dasar.tanggal import WIB

_simulated: ContextVar[datetime | None] = ContextVar("business_time", default=None)


class Clock(Protocol):
    """The port behind which a simulator puts its own time."""

    def business_now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    def business_now(self) -> datetime:
        return business_now()

    def monotonic(self) -> float:
        return time.monotonic()


def business_now() -> datetime:
    """Now in WIB: the simulated time of the current request, record or job, else the machine's."""
    return _simulated.get() or datetime.now(WIB)


def simulated_time() -> datetime | None:
    """The simulated time, if one is set: what a call to another service has to carry on."""
    return _simulated.get()


def wall_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def business_time(moment: datetime | None) -> Iterator[None]:
    """Everything inside takes ``moment`` as now; None leaves the clock as it is."""
    if moment is None:
        yield
        return
    token = _simulated.set(moment.astimezone(WIB))
    try:
        yield
    finally:
        _simulated.reset(token)
