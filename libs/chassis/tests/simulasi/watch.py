"""Watches a lease from outside: two owners at one time are one too many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chassis.relay import LEASE_SECONDS


class LeaseWatch:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._granted: list[tuple[str, float, float]] = []
        self.doubles: list[str] = []

    def watch(self, lease: Any, owner: str) -> Any:
        return _Watched(self, lease, owner)

    def granted(self, owner: str, asked: float, told: float) -> None:
        """Granted at some moment between asking and being told, for LEASE_SECONDS from then."""
        for other, other_asked, other_told in self._granted[-20:]:
            if other != owner and asked > other_told and told < other_asked + LEASE_SECONDS:
                self.doubles.append(f"{owner} at {asked:.2f}-{told:.2f} while {other} since {other_asked:.2f}-{other_told:.2f}")
        self._granted.append((owner, asked, told))

    @property
    def now(self) -> float:
        return self._now()


class _Watched:
    def __init__(self, watch: LeaseWatch, lease: Any, owner: str) -> None:
        self._watch = watch
        self._lease = lease
        self._owner = owner

    async def acquire(self) -> bool:
        asked = self._watch.now
        held: bool = await self._lease.acquire()
        if held:
            self._watch.granted(self._owner, asked, self._watch.now)
        return held
