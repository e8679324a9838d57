"""Every panel of the dashboards, asked of a real Prometheus that has watched the story, shows something."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from selaras.lokal.susunan import LAYANAN

from .prometheus import SUMBER, TIDAK_ADA, Prometheus


@pytest.fixture
def amati(dimainkan: Any) -> Prometheus:
    if dimainkan.prometheus is None:
        pytest.skip(TIDAK_ADA)
    p: Prometheus = dimainkan.prometheus
    return p


def panel() -> list[tuple[str, str]]:
    """(dashboard and title, expression) of every query."""
    return [
        (f"{dasbor['title']}: {p['title']}", t["expr"])
        for berkas in sorted((SUMBER / "grafana/dasbor").glob("*.json"))
        for dasbor in [json.loads(berkas.read_text(encoding="utf-8"))]
        for p in dasbor["panels"]
        for t in p.get("targets", [])
    ]


async def test_semua_sasaran_terbaca_dan_semua_aturan_terpasang(amati: Prometheus) -> None:
    sasaran = (await amati.tanya("targets", state="active"))["activeTargets"]
    assert {s["labels"]["layanan"]: s["health"] for s in sasaran} == dict.fromkeys(LAYANAN, "up"), [s["lastError"] for s in sasaran]
    aturan = [a for k in (await amati.tanya("rules"))["groups"] for a in k["rules"]]
    assert len(aturan) >= 17 and {a["health"] for a in aturan} == {"ok"}, [(a["name"], a.get("lastError")) for a in aturan]


async def test_setiap_panel_menunjukkan_sesuatu(amati: Prometheus) -> None:
    rentang = f"{int(time.time() - amati.sejak) + 1}s"
    kosong = []
    for judul, ekspresi in panel():
        isi = ekspresi.replace("$layanan", ".*").replace("$__rate_interval", "20s").replace("$__range", rentang)
        assert "$" not in isi, isi
        if not any(math.isfinite(n) for kurva in await amati.kurva(isi) for n in kurva):
            kosong.append((judul, isi))
    assert not kosong, kosong


async def test_setelah_cerita_tidak_ada_peringatan_yang_menyala(amati: Prometheus) -> None:
    """But the one that compares the newest closed day with today: the story is of 2016."""
    menyala = {
        (a["labels"]["alertname"], a["labels"].get("layanan")) for a in (await amati.tanya("alerts"))["alerts"] if a["state"] == "firing"
    }
    assert {m for m in menyala if m[0] != "SelarasHariTerbuka"} == set()
