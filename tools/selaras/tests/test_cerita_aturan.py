"""What the story says of rules and dates can be searched: whole ids, decided in the code and tested, and one form of date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selaras.cerita.mengapa import aturan_pada, mengapa
from selaras.lokal.jalur import akar_repo

CERITA = sorted((akar_repo() / "tools/selaras/src/selaras/cerita").glob("*.py"))
ID = re.compile(r"R-[A-Z]{2,4}-\d{2}\b")
DIPENDEKKAN = re.compile(r"R-[A-Z]{2,4}-\d{2}(?:(?:, | sampai | to )\d{2}\b|, (?!R-)[A-Z]{2,4}-\d{2})")
TANGGAL_LAIN = re.compile(r"(?<![\d-])\d{2}-\d{2}(?![\d-])|\d{4}-\d{2}-\d{2}/|\b\d{1,2} (?:Januari|Februari|November|Desember|Juni)\b")


def _kata(berkas: Path) -> Iterator[str]:
    """Every text of a module that is not a docstring."""
    pohon = ast.parse(berkas.read_text())
    keterangan = {id(n.value) for n in ast.walk(pohon) if isinstance(n, ast.Expr)}
    for n in ast.walk(pohon):
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in keterangan:
            yield n.value


def _semua(pola: str) -> set[str]:
    akar = akar_repo()
    return {a for b in (*akar.glob(f"services/*/{pola}"), *akar.glob(f"libs/*/{pola}")) for a in ID.findall(b.read_text())}


@pytest.mark.parametrize("berkas", CERITA, ids=lambda b: b.stem)
def test_nomor_aturan_utuh_dan_tanggal_satu_bentuk(berkas: Path) -> None:
    assert DIPENDEKKAN.findall(berkas.read_text()) == []
    assert [k for k in _kata(berkas) if TANGGAL_LAIN.search(k)] == []


def test_aturan_yang_disebut_diputuskan_dan_diuji() -> None:
    disebut = {a for b in CERITA for k in _kata(b) for a in ID.findall(k)}
    assert len(disebut) > 40
    diputuskan = _semua("src/**/*.py") | _semua("src/**/*.toml")
    assert disebut - diputuskan == set()
    assert disebut - _semua("tests/**/*.py") == set()


def test_mengapa_menyebut_aturan_jawaban() -> None:
    tolak = {"type": "x", "aturan": "R-STA-06", "dasar": [{"aturan": "R-STA-06"}, {"aturan": "R-STA-13"}, {"aturan": None}]}
    assert aturan_pada(tolak) == ["R-STA-06", "R-STA-13"]
    assert mengapa({"ditolak": [{"aturan": "R-KLM-21"}], "kurang": ["SURAT"], "dasar": None}, tolak) == "R-KLM-21, R-STA-06, R-STA-13"
    assert mengapa({}) == ""
