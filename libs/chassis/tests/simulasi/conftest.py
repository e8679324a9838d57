from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from .kits import Kit, MemoryKit, postgres_kit


@pytest.fixture(params=["memory", "postgres"])
async def kit(request: pytest.FixtureRequest) -> AsyncIterator[Kit]:
    if request.param == "memory":
        yield MemoryKit()
        return
    server: Any = request.getfixturevalue("pg_server")
    async with postgres_kit(server.url) as made:
        yield made
