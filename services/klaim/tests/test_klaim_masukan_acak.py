"""Whatever a client sends, according to the schema or against it, the answer is never a 500."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from klaim import penjamin
from schemathesis import GenerationMode

CONTOH_PER_RUTE = 2


class Serangan:
    """Every route, as one client, with bodies by the schema and against it."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.kepala = {"Authorization": f"Bearer {token}"}
        self.dijawab: Counter[int] = Counter()
        self.buruk: list[str] = []

    def jalankan(self) -> None:
        for hasil in schemathesis.openapi.from_url(f"{self.url}/openapi.json").get_all_operations():
            operasi = hasil.ok()
            if "tutup-hari" not in operasi.path:  # a day closed at random would close it for the other tests
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    self._rute(operasi, mode)

    def _rute(self, operasi: Any, mode: GenerationMode) -> None:
        @settings(
            max_examples=CONTOH_PER_RUTE,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(kasus=operasi.as_strategy(generation_mode=mode))
        def kirim(kasus: Any) -> None:
            jawaban = kasus.call(base_url=self.url, headers=self.kepala)
            self.dijawab[jawaban.status_code] += 1
            if jawaban.status_code >= 500:
                self.buruk.append(f"{kasus.method} {kasus.formatted_path} {kasus.query} {kasus.body} -> {jawaban.status_code}")

        try:
            kirim()
        except Unsatisfiable:  # a free text in the path has no wrong form
            return


# schemathesis draws some texts with ``random``; nothing here has to be reproduced from a seed
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
async def test_tidak_pernah_500(panggung: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(penjamin, "TUNGGU_PROYEKSI", 0.0)
    for siapa in ("akt-sentosa", "kc-prima"):
        serangan = Serangan(panggung.h.url, panggung.sebagai(siapa))
        await asyncio.to_thread(serangan.jalankan)
        assert not serangan.buruk, "\n".join(serangan.buruk[:20])
        assert serangan.dijawab[422] > 10 and sum(serangan.dijawab.values()) > 80, serangan.dijawab
