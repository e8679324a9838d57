"""The operator's commands against a real service (faskes: it depends on no other)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from selaras.lokal.tumpukan import Tumpukan


@pytest.fixture(scope="module")
async def tumpukan(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tumpukan]:
    async with Tumpukan(tmp_path_factory.mktemp("operasi"), ports="free", layanan=("faskes",), fsync=False) as t:
        yield t


def _selaras(t: Tumpukan, *argumen: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"SELARAS_STATE": str(t.folder), "COLUMNS": "200"}
    return subprocess.run([sys.executable, "-m", "selaras.cli", *argumen], env=env, capture_output=True, text=True, timeout=90, check=False)


async def test_menutup_hari_menunggu_sampai_tertutup_dan_dua_kali_tidak_apa(tumpukan: Tumpukan) -> None:
    for _ in range(2):
        hasil = _selaras(tumpukan, "tutup-hari", "2016-11-20", "--layanan", "faskes")
        assert hasil.returncode == 0, hasil.stderr
        assert "faskes: 2016-11-20 ditutup" in hasil.stdout
    tanpa = _selaras(tumpukan, "tutup-hari", "2016-11-21")
    assert tanpa.returncode == 1
    assert "kepesertaan" in tanpa.stderr


async def test_penolakan_layanan_disampaikan_sebagai_kalimat(tumpukan: Tumpukan) -> None:
    hasil = _selaras(tumpukan, "tutup-hari", "2016-11-20", "--layanan", "faskes", "--klien", "bank-bni")
    assert hasil.returncode == 1
    assert "403" in hasil.stderr
    assert "Traceback" not in hasil.stderr


async def test_parkir_kosong_dan_yang_tidak_ada(tumpukan: Tumpukan) -> None:
    hasil = _selaras(tumpukan, "parkir", "list", "faskes")
    assert hasil.returncode == 0, hasil.stderr
    assert "Tidak ada catatan" in hasil.stdout
    assert _selaras(tumpukan, "parkir", "show", "faskes", "1").returncode == 1


async def test_memori_dan_waktu_nyala_terukur(tumpukan: Tumpukan, tmp_path: Path) -> None:
    assert 0 < tumpukan.start_seconds < 60
    print(f"satu layanan: {tumpukan.start_seconds:.1f} detik, {tumpukan.pss_mib():.0f} MiB PSS")
