"""The local population registry: sees files come, change and go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from selaras.lokal.dukcapil import Registri, buat_app

Klien = TestClient[aiohttp.web.Request, aiohttp.web.Application]
KEPALA = "nik,nama,tanggal_lahir,jenis_kelamin\n"
SITI = {"nik": "3273014107900001", "nama": "Siti Aminah", "tanggal_lahir": "1990-07-01", "jenis_kelamin": "P"}
BUDI = {"nik": "3273010203850002", "nama": "Budi", "tanggal_lahir": "1985-03-02", "jenis_kelamin": "L"}


def _baris(*orang: dict[str, str]) -> str:
    return KEPALA + "".join(",".join(o.values()) + "\n" for o in orang)


@pytest.fixture
async def registri(tmp_path: Path) -> AsyncIterator[Klien]:
    async with TestClient(TestServer(buat_app(Registri(tmp_path), "kunci"))) as klien:
        yield klien


async def _cari(registri: Klien, *nik: str) -> dict[str, list[object]]:
    jawaban = await registri.post("/v1/penduduk:cari", json={"nik": nik}, headers={"Authorization": "Bearer kunci"})
    assert jawaban.status == 200
    isi: dict[str, list[object]] = await jawaban.json()
    return isi


async def test_berkas_baru_berubah_dan_hilang_terlihat_tanpa_dinyalakan_lagi(registri: Klien, tmp_path: Path) -> None:
    assert await _cari(registri, SITI["nik"]) == {"data": [], "tidak_ditemukan": [SITI["nik"]]}
    (tmp_path / "a.csv").write_text(_baris(SITI))
    assert await _cari(registri, SITI["nik"], BUDI["nik"]) == {"data": [SITI], "tidak_ditemukan": [BUDI["nik"]]}
    (tmp_path / "a.csv").write_text(_baris(SITI, BUDI))
    assert (await _cari(registri, BUDI["nik"]))["data"] == [BUDI]
    (tmp_path / "b.csv").write_text(_baris(BUDI | {"nama": "Budi Santoso"}).replace(",", ";"))
    assert (await _cari(registri, BUDI["nik"]))["data"] == [BUDI | {"nama": "Budi Santoso"}]
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.csv").unlink()
    assert (await _cari(registri, SITI["nik"]))["data"] == []


async def test_berkas_tanpa_kolom_wajib_disebut_dan_tidak_menghalangi_yang_lain(registri: Klien, tmp_path: Path) -> None:
    (tmp_path / "rusak.csv").write_text("nik,nama\n1,x\n")
    (tmp_path / "baik.csv").write_text("\ufeff" + _baris(SITI))
    assert (await _cari(registri, SITI["nik"]))["data"] == [SITI]
    sehat = await (await registri.get("/healthz")).json()
    assert sehat["penduduk"] == 1
    assert "tanggal_lahir" in sehat["berkas_salah"]["rusak.csv"]


async def test_tanpa_kunci_dan_permintaan_buruk_ditolak(registri: Klien) -> None:
    kunci = {"Authorization": "Bearer kunci"}
    assert (await registri.post("/v1/penduduk:cari", json={"nik": []})).status == 401
    assert (await registri.post("/v1/penduduk:cari", data=b"{", headers=kunci)).status == 400
    salah: list[object] = [[], {"nik": "1"}, {"nik": [1]}, {"nik": ["1"] * 1001}]
    for isi in salah:
        assert (await registri.post("/v1/penduduk:cari", json=isi, headers=kunci)).status == 422
