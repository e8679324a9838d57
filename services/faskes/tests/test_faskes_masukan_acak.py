"""Whatever a client sends, according to the schema or against it, the answer is never a 500."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
import schemathesis
from chassis.testing import running
from faskes.main import SPEC
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from selaras.lokal.uji import ServerUji


def serang(url: str, token: str) -> tuple[Counter[int], list[str]]:
    """Every route of the service's own document, with input by it and against it."""
    dijawab: Counter[int] = Counter()
    buruk: list[str] = []

    def rute(operasi: Any, mode: GenerationMode) -> None:
        @settings(
            max_examples=6, database=None, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
        )
        @given(kasus=operasi.as_strategy(generation_mode=mode))
        def kirim(kasus: Any) -> None:
            jawaban = kasus.call(base_url=url, headers={"Authorization": f"Bearer {token}"})
            dijawab[jawaban.status_code] += 1
            if jawaban.status_code >= 500:
                buruk.append(f"{kasus.method} {kasus.formatted_path} {kasus.query} {kasus.body} -> {jawaban.status_code}")

        try:
            kirim()
        except Unsatisfiable:  # a free text in the path has no wrong form
            return

    for hasil in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
        operasi: Any = hasil.ok()  # type: ignore[union-attr]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            rute(operasi, mode)
    return dijawab, buruk


# schemathesis draws some texts with ``random``; nothing here has to be reproduced from a seed
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
async def test_faskes_never_answers_500(servers: ServerUji) -> None:
    async with running(SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap, role="api") as h:
        who = h.token("pusat", "referensi:tulis operasi", kantor="PUSAT", jenis_kantor="PUSAT")
        dijawab, buruk = await asyncio.to_thread(serang, h.url, who)
    assert not buruk, "\n".join(buruk[:20])
    assert dijawab[422] > 5 and sum(dijawab.values()) > 30, dijawab
