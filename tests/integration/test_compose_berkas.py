"""docker-compose.yml, Dockerfile and the observability files: one version, the ports of the contract, nothing more rights than needed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
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
