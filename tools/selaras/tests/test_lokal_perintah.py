"""The commands, as a person runs them: their own process, exit codes, sentences."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from selaras.lokal import catatan
from selaras.lokal.port import bebas
from selaras.lokal.susunan import GESER


def _dasar_bebas() -> int:
    return next(d for d in range(20100 + os.getpid() % 1000 * 10, 60000, 10) if all(bebas(d + g) for g in GESER.values()))


@pytest.fixture
def env(layanan_tiruan: Path, tmp_path: Path) -> dict[str, str]:
    bersih = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS")}
    return bersih | {
        "SELARAS_STATE": str(tmp_path / "keadaan"),
        "PYTHONPATH": str(layanan_tiruan),
        "SELARAS_PORT_DASAR": str(_dasar_bebas()),
        "COLUMNS": "200",
    }


def _selaras(env: dict[str, str], *argumen: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "selaras.cli", *argumen], env=env, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.lama  # starts the whole stack twice; the story starts it once
def test_nyala_di_latar_dua_kali_padam_dan_bersih(env: dict[str, str]) -> None:
    folder = Path(env["SELARAS_STATE"])
    try:
        satu = _selaras(env, "up", "--latar")
        assert satu.returncode == 0, satu.stdout + satu.stderr
        assert "Kafka siap" in satu.stdout
        dua = _selaras(env, "up", "--latar")
        assert dua.returncode == 0
        assert "sudah berjalan" in dua.stdout
        assert f"http://127.0.0.1:{int(env['SELARAS_PORT_DASAR']) + 2}/docs" in dua.stdout
        token = _selaras(env, "token", "bank-bni")
        assert token.stdout.count(".") == 2
        salah = _selaras(env, "token", "tidak-ada")
        assert salah.returncode == 1
        assert "akt-sentosa" in salah.stderr

        berjalan = catatan.baca(folder)
        assert berjalan is not None
        anak = psutil.Process(berjalan.pid).children(recursive=True)
        assert len(anak) >= 11
        os.kill(berjalan.pid, signal.SIGKILL)  # nothing may outlive the supervisor, or the next start meets its ports
        psutil.wait_procs(anak, timeout=10)
        assert not [p for p in anak if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        tiga = _selaras(env, "up", "--latar")
        assert tiga.returncode == 0, tiga.stdout + tiga.stderr
    finally:
        padam = _selaras(env, "down")
    assert padam.returncode == 0
    assert not catatan.terkunci(folder)
    assert (folder / "postgres").exists()
    assert _selaras(env, "down").returncode == 0
    (folder / "alat").mkdir()
    assert _selaras(env, "clean").returncode == 0
    assert [f.name for f in folder.iterdir()] == ["alat"]


def test_tanpa_tumpukan_satu_kalimat_dan_kode_keluar_satu(env: dict[str, str]) -> None:
    for perintah in (["tutup-hari", "2016-11-20"], ["parkir", "list"], ["alamat"]):
        hasil = _selaras(env, *perintah)
        assert hasil.returncode == 1
        assert "tidak sedang berjalan" in hasil.stderr
        assert "Traceback" not in hasil.stderr
    assert _selaras(env, "tutup-hari", "20-11-2016").returncode == 2
    assert _selaras(env, "impor", "bu", "tidak-ada.csv").returncode == 2


def test_bantuan_cepat(env: dict[str, str]) -> None:
    mulai = time.process_time()
    hasil = _selaras(env, "--help")
    assert hasil.returncode == 0
    assert "tutup-hari" in hasil.stdout
    assert time.process_time() - mulai < 2
    berat = "import sys, selaras.cli; print(sorted({'fastapi','sqlalchemy','aiokafka','asyncpg','chassis'} & sys.modules.keys()))"
    impor = subprocess.run([sys.executable, "-c", berat], env=env, capture_output=True, text=True, check=True)
    assert impor.stdout.strip() == "[]"
