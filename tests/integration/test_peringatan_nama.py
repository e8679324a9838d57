"""Alerts and dashboard ask only for what the seven processes really expose, and every alert leads to a section that exists."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import Any
from uuid import uuid4

from chassis.testing import fresh_topics, running
from selaras.lokal.susunan import LAYANAN
from selaras.lokal.uji import ServerUji

from .aturan_prometheus import AKAR, Contoh, aturan, nama_ukuran

DASBOR = AKAR / "deploy/observability/grafana/dasbor"


def _panel() -> list[dict[str, Any]]:
    return [p for berkas in sorted(DASBOR.glob("*.json")) for p in json.loads(berkas.read_text(encoding="utf-8"))["panels"]]


def _ekspresi_dasbor() -> list[str]:
    return [t["expr"] for p in _panel() for t in p.get("targets", [])]


def _berlabel(ekspresi: str) -> set[tuple[str, str]]:
    """(metric, label) of every matcher in braces."""
    return {
        (nama, label)
        for nama, isi in re.findall(r"\b((?:selaras|http_server|process)_\w+)\{([^}]*)\}", ekspresi)
        for label in re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", re.sub(r'"[^"]*"', '""', isi))
    }


async def test_setiap_ukuran_yang_diminta_ada_pada_ketujuh_layanan(servers: ServerUji) -> None:
    prefiks = await fresh_topics(servers.kafka.bootstrap)
    ada = Contoh({}, frozenset())
    for layanan in LAYANAN:
        spec = import_module(f"{layanan}.main").SPEC
        async with running(spec, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap, prefix=prefiks) as h:

            async def terhubung(h: Any = h) -> bool:
                return bool(h.process.worker.connected)

            await h.until(terhubung)
            if layanan == "iuran":
                siapa = h.token("operasi", "operasi iuran:baca")
                assert (await h.call("GET", f"/v1/pembayaran/{uuid4()}", who=siapa)).status == 404
            ada += Contoh.baca((await h.call("GET", "/metrics")).body.decode(), layanan, "semua")
    nama = {n for n, _ in ada.nilai}
    label = {(n, satu) for n, semua in ada.nilai for satu, _ in semua}
    ekspresi = [a["expr"] for a in aturan()] + _ekspresi_dasbor()
    assert len(ekspresi) > 30
    assert {n for e in ekspresi for n in nama_ukuran(e)} - nama == set()
    assert {p for e in ekspresi for p in _berlabel(e)} - label == set()


def test_setiap_peringatan_menunjuk_bagian_yang_ada() -> None:
    teks = (AKAR / "docs/operasi.md").read_text(encoding="utf-8")
    jangkar = {re.sub(r"[^\w -]", "", j.lower()).replace(" ", "-") for j in re.findall(r"^##+ (.+)$", teks, re.M)}
    for satu in aturan():
        berkas, _, bagian = satu["annotations"]["tindakan"].partition("#")  # type: ignore[index]
        assert berkas == "docs/operasi.md" and bagian in jangkar, satu["alert"]
        assert f"`{satu['alert']}`" in teks, f"docs/operasi.md does not name {satu['alert']}"


def test_setiap_ukuran_peringatan_terlihat_di_dasbor() -> None:
    terlihat = {n for e in _ekspresi_dasbor() for n in nama_ukuran(e)}
    assert {n for a in aturan() for n in nama_ukuran(a["expr"])} - terlihat == set()


def test_panel_tidak_bertindih_dan_punya_keterangan() -> None:
    for berkas in DASBOR.glob("*.json"):
        petak: set[tuple[int, int]] = set()
        for p in json.loads(berkas.read_text(encoding="utf-8"))["panels"]:
            g = p["gridPos"]
            milik = {(x, y) for x in range(g["x"], g["x"] + g["w"]) for y in range(g["y"], g["y"] + g["h"])}
            assert not milik & petak and g["x"] + g["w"] <= 24, p["title"]
            petak |= milik
            assert p["type"] == "row" or p["description"]
