"""How long the oldest record that a consumer has not finished has waited, by the time the broker gave it.

Ten thousand records behind may be two seconds of an import or a day of a quiet topic; seconds say which. Wall time throughout: the
business time of a simulated day says nothing of waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chassis.ports import RawRecord

Partition = tuple[str, int]


class Lag:
    """Told of every poll, asked at every scrape. It looks at no partition in between: a scrape is rarer than a poll by far."""

    def __init__(self) -> None:
        self._in_hand: dict[Partition, int] = {}
        self._last: dict[Partition, int] = {}
        self._read_out: dict[Partition, float] = {}

    def finished(self) -> None:
        """Another poll begins: what the one before brought is done."""
        self._in_hand.clear()

    def polled(self, records: Iterable[RawRecord]) -> None:
        for r in records:
            tp = (r.topic, r.partition)
            self._in_hand.setdefault(tp, r.timestamp)
            self._last[tp] = r.timestamp

    def seconds(self, unread: Mapping[Partition, int], now: float) -> float:
        """``unread``: of each partition that is ours, the records beyond what was polled. ``now``: seconds since the epoch."""
        oldest = now
        for tp, count in unread.items():
            if tp in self._in_hand:
                oldest = min(oldest, self._in_hand[tp] / 1000)
            elif count == 0:
                self._read_out[tp] = now
            elif (since := self._unread_since(tp)) is not None:
                oldest = min(oldest, since)
        return max(0.0, now - oldest)

    def _unread_since(self, tp: Partition) -> float | None:
        """Not fetched yet, so nobody knows how old it is: younger than the record before it, and younger than the moment at which
        there was none (else the first record after a quiet night would look a night old)."""
        known = [self._last[tp] / 1000] if tp in self._last else []
        if tp in self._read_out:
            known.append(self._read_out[tp])
        return max(known) if known else None
