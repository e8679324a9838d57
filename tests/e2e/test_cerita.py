"""The story of the demo holds, on real PostgreSQL and real Kafka, through public HTTP alone."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from selaras.cerita.akhir import fakta_harapan
from selaras.cerita.tarif import TabelTarif
from selaras.lokal.jalur import akar_repo
from selaras.lokal.peran import jalankan_peran
from selaras.lokal.susunan import LAYANAN


@pytest.mark.aturan(
    "R-AKT-04", "R-AKT-12", "R-AKT-15", "R-AKT-16", "R-AKT-19", "R-AKT-22", "R-AKT-25", "R-AKT-30", "R-AKT-32", "R-AKT-35", "R-AKT-36",
    "R-AKT-37", "R-AKT-38", "R-AKT-39", "R-BYR-07", "R-KEP-04", "R-KEP-22", "R-KEP-27", "R-KEP-35", "R-KEP-36", "R-KIB-02", "R-KIB-04",
    "R-KIB-11", "R-KIB-12", "R-KLM-11", "R-KLM-13", "R-KLM-14", "R-KLM-15", "R-KLM-16", "R-KLM-21", "R-PLY-03", "R-PLY-06", "R-STA-06",
    "R-STA-08", "R-STA-10", "R-VER-03", "R-VER-04", "R-VER-05",
)  # fmt: skip
def test_cerita(dimainkan: Any) -> None:
    assert dimainkan.hasil.fakta == fakta_harapan(dimainkan.bahan, TabelTarif.baca(akar_repo() / "contoh"))
    assert dimainkan.hasil.penerima.palsu == []
    assert len(dimainkan.hasil.penerima.kiriman) > 20


async def test_tidak_ada_yang_tertinggal(dimainkan: Any) -> None:
    """Nothing was left aside on the way: no parked record, no failed job."""
    for layanan in LAYANAN:
        conn = await asyncpg.connect(dimainkan.tumpukan.database_url(layanan))
        try:
            assert await conn.fetchval("select count(*) from parked_records") == 0, layanan
            assert await conn.fetch("select kind, error from jobs where state = 'GAGAL'") == [], layanan
        finally:
            await conn.close()


async def test_model_baca_sama_dengan_yang_dibangun_dari_peristiwa(dimainkan: Any) -> None:
    """Every read model of every service: its own from the store, the others' facts from Kafka, row by row."""
    for layanan in LAYANAN:
        kode, keluaran = await jalankan_peran(dimainkan.tumpukan.program_dari(layanan), "periksa")
        assert kode == 0, keluaran
        assert "BERBEDA" not in keluaran
