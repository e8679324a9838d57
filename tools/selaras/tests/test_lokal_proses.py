"""What counts as a program that keeps ending: its own ends, not those that somebody brought about."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.proses import TERLALU_SERING, Terawasi
from selaras.lokal.susunan import Program


def _program(folder: Path, perintah: tuple[str, ...]) -> Terawasi:
    return Terawasi(Program("uji", perintah, 0, dict(os.environ)), folder)


def _hidupkan(t: Terawasi) -> None:
    habis = time.monotonic() + 10
    while not t.hidupkan_lagi():
        assert time.monotonic() < habis
        time.sleep(0.01)


def test_yang_dibunuh_berulang_tidak_dianggap_terus_berhenti(tmp_path: Path) -> None:
    t = _program(tmp_path, ("sleep", "60"))
    t.launch()
    try:
        for _ in range(TERLALU_SERING + 2):
            t.kill()
            _hidupkan(t)
        assert t.kelahiran == TERLALU_SERING + 3
    finally:
        t.stop()


def test_yang_berhenti_sendiri_terlalu_sering_menyerah(tmp_path: Path) -> None:
    t = _program(tmp_path, ("false",))
    t.launch()
    with pytest.raises(GalatTumpukan, match="terus berhenti"):
        for _ in range(TERLALU_SERING + 1):
            _hidupkan(t)
