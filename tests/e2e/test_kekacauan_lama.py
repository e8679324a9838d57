"""The special cases and the matrix of `make kekacauan`, for `make test-semua`. ``SELARAS_BENIH_KEKACAUAN_LAMA``: seeds, like ``1-30``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from selaras.kekacauan.adegan import ADEGAN, mainkan
from selaras.kekacauan.jalan import jalankan

AWAL, AKHIR = (int(n) for n in os.environ.get("SELARAS_BENIH_KEKACAUAN_LAMA", "1-30").split("-"))
DETIK = 60.0

pytestmark = pytest.mark.lama


@pytest.mark.parametrize("nama", ADEGAN)
async def test_adegan(nama: str, tmp_path: Path) -> None:
    assert await mainkan(nama, tmp_path / "tumpukan") == []


@pytest.mark.parametrize("benih", range(AWAL, AKHIR + 1))
async def test_satu_menit_kekacauan(benih: int, tmp_path: Path) -> None:
    hasil = await jalankan(benih, DETIK, tmp_path / "tumpukan")
    assert hasil.temuan == [], (hasil.baris(), hasil.catatan)
