"""How long the oldest record that a consumer has not finished has waited, by the time the broker gave it.

Ten thousand records behind may be two seconds of an import or a day of a quiet topic; seconds say which. Wall time throughout: the
business time of a simulated day says nothing of waiting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from chassis.ports import RawRecord

Partition = tuple[str, int]


class Lag:
    """Told of every poll, asked at every scrape. It looks at no partition in between: a scrape is rarer than a poll by far."""

    def __init__(self) -> None:
        self._in_hand: dict[Partition, int] = {}
        self._last: dict[Partition, int] = {}
        self._quiet: dict[Partition, float] = {}
        self._done: dict[Partition, int] = {}

    def finished(self) -> None:
        """Another poll begins: what the one before brought is done."""
        self._in_hand.clear()

    def polled(self, records: Iterable[RawRecord]) -> None:
        for r in records:
            tp = (r.topic, r.partition)
            self._in_hand.setdefault(tp, r.timestamp)
            self._last[tp] = r.timestamp

    def seconds(self, unread: Mapping[Partition, int], now: float, *, done: Mapping[Partition, int], ours: Collection[Partition]) -> float:
        """``unread``: of each partition, the records beyond what was done. ``now``: seconds since the epoch. ``ours``: the partitions of
        this worker; of the others it can tell only for how long nothing was done in them."""
        oldest = now
        for tp, count in unread.items():
            moved = done.get(tp, 0) != self._done.get(tp)
            self._done[tp] = done.get(tp, 0)
            if tp in self._in_hand and tp in ours:
                oldest = min(oldest, self._in_hand[tp] / 1000)
            elif count == 0 or (moved and tp not in ours):
                self._quiet[tp] = now
            else:
                oldest = min(oldest, self._unread_since(tp, now, tp in ours))
        return max(0.0, now - oldest)

    def _unread_since(self, tp: Partition, now: float, ours: bool) -> float:
        """Not fetched yet, so nobody knows how old it is: younger than the record before it, and younger than the moment at which
        there was none (else the first record after a quiet night would look a night old)."""
        known = [self._last[tp] / 1000] if ours and tp in self._last else [self._quiet.setdefault(tp, now)]
        return max([*known, self._quiet.get(tp, 0.0)])
