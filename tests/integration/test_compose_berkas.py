"""docker-compose.yml, Dockerfile and the observability files: one version, the ports of the contract, nothing more rights than needed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from chassis.metrics import Metrics
from chassis.settings import PORTS, Settings
from notifikasi.setelan import SetelanWebhook

AKAR = Path(__file__).resolve().parents[2]
PERKAKAS = {"penerbit", "dukcapil"}


@pytest.fixture(scope="module")
def layanan() -> dict[str, Any]:
    isi: dict[str, Any] = yaml.safe_load((AKAR / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return isi


def test_tujuh_layanan_pada_port_kontrak(layanan: dict[str, Any]) -> None:
    assert {nama: layanan[nama]["ports"] for nama in PORTS} == {nama: [f"127.0.0.1:{port}:8080"] for nama, port in PORTS.items()}
    for nama in PORTS:
        assert layanan[nama]["build"]["args"] == {"SERVICE": nama}
        assert layanan[nama]["command"] == ["semua"]
        assert layanan[nama]["environment"]["DATABASE_URL"].startswith(f"postgresql://{nama}:")


def test_milik_kita_tanpa_hak_lebih(layanan: dict[str, Any]) -> None:
    for nama in PORTS.keys() | PERKAKAS:
        satu = layanan[nama]
        assert satu["read_only"] is True
        assert satu["cap_drop"] == ["ALL"]
        assert satu["security_opt"] == ["no-new-privileges:true"]
    for satu in layanan.values():
        assert all(port.startswith("127.0.0.1:") for port in satu.get("ports", []))


def test_profil(layanan: dict[str, Any]) -> None:
    profil = {nama: satu.get("profiles", []) for nama, satu in layanan.items()}
    assert {nama for nama, isi in profil.items() if isi == ["lokal"]} == PERKAKAS
    assert {nama for nama, isi in profil.items() if isi == ["amati"]} == {"kolektor", "jaeger", "prometheus", "grafana"}


def test_pengaturan_dikenal(layanan: dict[str, Any]) -> None:
    dikenal = {f"SELARAS_{nama.upper()}" for nama in Settings.model_fields}
    dikenal |= {f"SELARAS_WEBHOOK_{nama.upper()}" for nama in SetelanWebhook.model_fields}
    dikenal |= {"DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "OTEL_EXPORTER_OTLP_ENDPOINT"}
    for nama in PORTS:
        assert set(layanan[nama]["environment"]) <= dikenal


def test_alamat_menunjuk_layanan_yang_ada(layanan: dict[str, Any]) -> None:
    for kunci, nilai in layanan["klaim"]["environment"].items():
        if kunci.startswith("SELARAS_URL_"):
            assert nilai == f"http://{kunci.removeprefix('SELARAS_URL_').lower()}:8080"


def test_berkas_yang_dipasang_ada(layanan: dict[str, Any]) -> None:
    for satu in layanan.values():
        for volume in satu.get("volumes", []):
            if volume.startswith("./"):
                assert (AKAR / volume.split(":")[0]).exists(), volume
        for berkas in satu.get("env_file", []):
            assert (AKAR / berkas).is_file()


def test_satu_versi_di_compose_dan_kubernetes(layanan: dict[str, Any]) -> None:
    versi = {satu["image"].split(":")[1] for satu in layanan.values() if satu["image"].startswith("selaras/")}
    dasar = yaml.safe_load((AKAR / "deploy/k8s/base/kustomization.yaml").read_text(encoding="utf-8"))
    assert {satu["newTag"] for satu in dasar["images"]} == versi
    assert {satu["name"] for satu in dasar["images"]} == {f"selaras/{nama}" for nama in PORTS}


def test_dockerfile_bukan_root_dan_satu_untuk_semua() -> None:
    isi = (AKAR / "deploy/docker/Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", isi, re.M)
    assert isi.count("\nFROM ") == 2
    assert "--frozen" in isi


def _ekspresi() -> list[str]:
    dasbor = json.loads((AKAR / "deploy/observability/grafana/dasbor/selaras.json").read_text(encoding="utf-8"))
    panel = [target["expr"] for satu in dasbor["panels"] for target in satu["targets"]]
    aturan = yaml.safe_load((AKAR / "deploy/observability/peringatan.yml").read_text(encoding="utf-8"))
    return panel + [satu["expr"] for kelompok in aturan["groups"] for satu in kelompok["rules"]]


def test_dasbor_dan_peringatan_menanyakan_ukuran_yang_ada() -> None:
    """Every metric asked for is one that a process of ours exposes; a renamed one would leave an empty panel and a silent alert."""
    sumber = (AKAR / "libs/chassis/src/chassis/gauges.py").read_text(encoding="utf-8")
    ada = set(re.findall(r'"(selaras_\w+)"', sumber)) | {"up"}
    for keluarga in Metrics("uji").registry.collect():
        ada |= {keluarga.name, f"{keluarga.name}_total", f"{keluarga.name}_bucket", f"{keluarga.name}_count"}
    diminta = {nama for satu in _ekspresi() for nama in re.findall(r"\b((?:selaras|http_server|process)_\w+|up)\b(?=\{)", satu)}
    assert {"selaras_outbox_age_seconds", "selaras_consumer_lag_records", "selaras_parked_records", "selaras_ditolak_total"} <= diminta
    assert diminta <= ada
