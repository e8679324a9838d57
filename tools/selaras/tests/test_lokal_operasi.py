"""The operator's commands against real services: faskes, which depends on no other, and kepesertaan for the import."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiokafka import AIOKafkaProducer
from selaras.cerita import tetap
from selaras.cerita.hitungan import UMK
from selaras.lokal.jalur import akar_repo
from selaras.lokal.tumpukan import Tumpukan


@pytest.fixture(scope="module")
async def tumpukan(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tumpukan]:
    async with Tumpukan(tmp_path_factory.mktemp("operasi"), ports="free", layanan=("faskes", "kepesertaan"), fsync=False) as t:
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
    assert "iuran di http" in tanpa.stderr


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


async def test_parkir_yang_gagal_lagi_tetap_bernomor_sama_lalu_dibuang(tumpukan: Tumpukan) -> None:
    pengirim = AIOKafkaProducer(bootstrap_servers=tumpukan.kafka.bootstrap)
    await pengirim.start()
    try:
        await pengirim.send_and_wait("selaras.status", b"bukan json", key=b"peserta:rusak")
    finally:
        await pengirim.stop()

    def terdaftar() -> list[str]:
        hasil = _selaras(tumpukan, "parkir", "list", "kepesertaan")
        assert hasil.returncode == 0, hasil.stderr
        return [b for b in hasil.stdout.splitlines() if "peserta:rusak" in b]

    async with asyncio.timeout(30):
        while not (baris := await asyncio.to_thread(terdaftar)):  # noqa: ASYNC110 - nobody tells when a consumer has parked
            await asyncio.sleep(0.2)
    nomor = [b.split()[1] for b in baris]
    ulang = _selaras(tumpukan, "parkir", "replay", "kepesertaan", nomor[0])
    assert ulang.returncode == 1
    assert f"Tertahan pada catatan {nomor[0]}, percobaan ke-2: TIDAK_TERBACA" in ulang.stdout
    assert '"percobaan": 2' in _selaras(tumpukan, "parkir", "show", "kepesertaan", nomor[0]).stdout
    dibuang = _selaras(tumpukan, "parkir", "discard", "kepesertaan", nomor[0], "--alasan", "rekaman uji yang rusak sejak dikirim")
    assert dibuang.returncode == 0, dibuang.stderr


async def test_memori_dan_waktu_nyala_terukur(tumpukan: Tumpukan, tmp_path: Path) -> None:
    assert 0 < tumpukan.start_seconds < 60
    print(f"dua layanan: {tumpukan.start_seconds:.1f} detik, {tumpukan.pss_mib():.0f} MiB PSS")


async def _daftarkan_badan_usaha(t: Tumpukan) -> str:
    """What stands before an import: AKT, its PKS, the UMK, the Badan Usaha."""

    async def panggil(metode: str, klien: str, jalur: str, isi: dict[str, Any], hari: str) -> dict[str, Any]:
        header = {
            "Authorization": f"Bearer {await t.token(klien)}",
            "X-Waktu-Simulasi": f"{hari}T09:00:00+07:00",
            "Idempotency-Key": uuid.uuid4().hex,
        }
        async with aiohttp.ClientSession() as sesi, sesi.request(metode, t.url("kepesertaan") + jalur, json=isi, headers=header) as jawaban:
            assert jawaban.status < 300, await jawaban.text()
            hasil: dict[str, Any] = await jawaban.json()
            return hasil

    pusat, akt = tetap.PUSAT, tetap.SENTOSA
    await panggil("PUT", pusat, f"/v1/akt/{akt}", tetap.isi_akt(akt), "2016-11-01")
    await panggil("POST", pusat, f"/v1/akt/{akt}/pks", tetap.isi_pks(akt, "2017-10-31"), "2016-11-01")
    for (tahun, kota), nilai in UMK.items():
        umk = {"tahun": tahun, "kabupaten_kota": kota, "nilai": nilai, "sumber": "CONTOH"}
        await panggil("PUT", pusat, "/v1/umk", umk, "2016-11-01")
    return str((await panggil("POST", akt, "/v1/badan-usaha", tetap.isi_badan_usaha(akt, 9), "2016-11-07"))["badan_usaha_id"])


async def test_impor_contoh_menyimpan_baris_yang_ditolak_lalu_dikirim_lagi_tanpa_akibat(tumpukan: Tumpukan, tmp_path: Path) -> None:
    contoh = akar_repo() / "contoh"
    (tumpukan.data / "dukcapil").mkdir(exist_ok=True)
    (tumpukan.data / "dukcapil" / "contoh.csv").write_bytes((contoh / "dukcapil.csv").read_bytes())
    kepala, pertama, *lain = (contoh / "peserta.csv").read_text().splitlines()
    rusak = pertama.replace(pertama.split(",")[0], "123", 1)
    berkas = tmp_path / "peserta.csv"
    berkas.write_text("\n".join((kepala, pertama, *lain, rusak)) + "\n")
    badan_usaha = await _daftarkan_badan_usaha(tumpukan)
    argumen = ("impor", badan_usaha, str(berkas), "--waktu", "2016-11-15T09:00:00+07:00")
    hasil = _selaras(tumpukan, *argumen)
    assert hasil.returncode == 1, hasil.stderr
    assert f"{len(lain) + 1} baris diterima, 1 ditolak" in hasil.stdout
    assert "NIK_TIDAK_SAH" in hasil.stdout
    gagal = (tmp_path / "peserta.gagal.csv").read_text()
    assert "NIK_TIDAK_SAH" in gagal
    assert len(gagal.splitlines()) == 2
    lagi = _selaras(tumpukan, *argumen)
    assert lagi.stdout.splitlines()[0] == hasil.stdout.splitlines()[0], "kunci yang sama menunjuk pekerjaan yang sama"

    tanpa_kolom = tmp_path / "salah.csv"
    tanpa_kolom.write_text("nik,nama\n1,x\n")
    ditolak = _selaras(tumpukan, "impor", badan_usaha, str(tanpa_kolom), "--waktu", "2016-11-15T09:00:00+07:00")
    assert ditolak.returncode == 1
    assert "422" in ditolak.stderr
    assert "Traceback" not in ditolak.stderr
