"""Lag in seconds: the age of the oldest record not finished, by the broker's time."""

from __future__ import annotations

from chassis.lag import Lag
from chassis.ports import RawRecord

TP = ("t", 0)


def record(offset: int, sent: float, part: int = 0) -> RawRecord:
    return RawRecord("t", part, offset, None, b"", (), int(sent * 1000))


def seconds(
    lag: Lag, unread: dict[tuple[str, int], int], now: float, done: int = 0, ours: tuple[tuple[str, int], ...] | None = None
) -> float:
    return lag.seconds(unread, now, done=dict.fromkeys(unread, done), ours=unread if ours is None else ours)


def test_nothing_unread_is_no_lag() -> None:
    assert seconds(Lag(), {TP: 0}, 1000.0) == 0.0


def test_what_is_in_hand_counts_from_its_oldest() -> None:
    lag = Lag()
    lag.polled([record(0, 900.0), record(1, 990.0), record(0, 940.0, 1)])
    assert seconds(lag, {TP: 2, ("t", 1): 1}, 1000.0) == 100.0
    lag.finished()
    assert seconds(lag, {TP: 0, ("t", 1): 0}, 1000.0) == 0.0


def test_unfetched_records_are_younger_than_the_last_one_read() -> None:
    lag = Lag()
    lag.polled([record(0, 700.0)])
    lag.finished()
    assert seconds(lag, {TP: 5}, 1000.0) == 300.0


def test_the_first_record_after_a_quiet_night_is_not_a_night_old() -> None:
    lag = Lag()
    lag.polled([record(0, 100.0)])
    lag.finished()
    assert seconds(lag, {TP: 0}, 90_000.0) == 0.0  # a scrape that found it read out
    assert seconds(lag, {TP: 1}, 90_015.0) == 15.0


def test_a_partition_that_nobody_has_is_told_from_one_that_another_worker_reads() -> None:
    lag = Lag()
    lag.polled([record(0, 100.0)])  # ours until it was given to another
    lag.finished()
    assert seconds(lag, {TP: 5}, 1000.0, done=1, ours=()) == 0.0
    assert seconds(lag, {TP: 5}, 1015.0, done=9, ours=()) == 0.0  # it moves
    assert seconds(lag, {TP: 9}, 1100.0, done=9, ours=()) == 85.0  # it does not
