"""A long calculation gives the loop away between its pieces, and only after it has held it for a slice."""

from __future__ import annotations

import asyncio

import pytest
from chassis.slices import Slices


@pytest.mark.parametrize(("seconds", "expected"), [(0.0, "abababab"), (3600.0, "aaaabbbb")])
async def test_others_run_between_the_pieces(seconds: float, expected: str) -> None:
    done: list[str] = []

    async def calculate(name: str) -> None:
        slices = Slices(seconds)
        for _ in range(4):
            done.append(name)
            await slices.rest()

    await asyncio.gather(calculate("a"), calculate("b"))
    assert "".join(done) == expected
