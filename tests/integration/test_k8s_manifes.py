"""The Kubernetes manifests, offline: against the schemas, and against what deploy/k8s/README.md promises.

Rendering needs ``kubectl`` (kustomize is built in); without it only the single files are checked, and the rest is skipped and says
so. What only a cluster knows (admission, Pod Security, the CRDs of KEDA and the Prometheus operator) is tried by hand: README.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml  # type: ignore[import-untyped]
from chassis.settings import PORTS, Settings
from notifikasi.setelan import SetelanWebhook

AKAR = Path(__file__).resolve().parents[2]
K8S = AKAR / "deploy" / "k8s"
VERSI = "1.36"
CRD = {"ScaledObject", "ServiceMonitor", "PrometheusRule"}
KUSTOMIZE = {"Kustomization", "Component"}
LAYANAN = frozenset(PORTS)
MENUTUP_HARI = LAYANAN - {"dasbor"}
POD = {"Deployment": ("spec", "template"), "StatefulSet": ("spec", "template"), "Job": ("spec", "template"),
       "CronJob": ("spec", "jobTemplate", "spec", "template")}  # fmt: skip

Objek = dict[str, Any]


def _uraikan(teks: str) -> list[Objek]:
    hasil: list[Objek] = []
    for isi in yaml.safe_load_all(teks):
        if isi:
            hasil += isi["items"] if isi["kind"] == "List" else [isi]
    return hasil


def _render(overlay: str) -> list[Objek]:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed: manifests are not rendered, only their single files are checked")
    hasil = subprocess.run([kubectl, "kustomize", str(K8S / overlay)], capture_output=True, text=True, check=False, timeout=60)
    assert hasil.returncode == 0, hasil.stderr
    return _uraikan(hasil.stdout)


@pytest.fixture(scope="module", params=["base", "overlays/lokal", "overlays/produksi"])
def manifes(request: pytest.FixtureRequest) -> list[Objek]:
    return _render(request.param)


@pytest.fixture(scope="module")
def lokal() -> list[Objek]:
    return _render("overlays/lokal")


def _nama(objek: Objek) -> str:
    return f"{objek['kind']}/{objek['metadata']['name']}"


def _templat(objek: Objek) -> Objek | None:
    if objek["kind"] not in POD:
        return None
    isi = objek
    for kunci in POD[objek["kind"]]:
        isi = isi[kunci]
    return isi


def _pods(manifes: list[Objek]) -> Iterator[tuple[str, Objek]]:
    for objek in manifes:
        if (templat := _templat(objek)) is not None:
            yield _nama(objek), templat


def _sah(objek: Objek) -> None:
    if objek["kind"] not in CRD:
        kubernetes_validate.validate(objek, VERSI, strict=True)


def test_setiap_berkas_sah_menurut_skema() -> None:
    """The single files, as they stand: works without kubectl."""
    sumber = [
        objek
        for berkas in sorted(K8S.rglob("*.yaml"))
        if berkas.name not in {"kustomization.yaml", "pod.yaml", "skema.yaml"}  # patches, not objects
        for objek in _uraikan(berkas.read_text(encoding="utf-8"))
    ]
    assert len(sumber) > 20
    for objek in sumber:
        _sah(objek)


def test_setiap_manifes_sah_menurut_skema(manifes: list[Objek]) -> None:
    assert not {objek["kind"] for objek in manifes} & KUSTOMIZE
    for objek in manifes:
        _sah(objek)


def test_tujuh_layanan_lengkap(manifes: list[Objek]) -> None:
    ada = {_nama(objek) for objek in manifes}
    for layanan in LAYANAN:
        harus = {"Deployment": ["api"], "StatefulSet": ["worker"], "Job": ["migrate"], "Service": ["api", "worker"],
                 "PodDisruptionBudget": ["api", "worker"], "ServiceAccount": ["layanan"]}  # fmt: skip
        for kind, nama in harus.items():
            assert {f"{kind}/{layanan}-{satu}" for satu in nama} <= ada
    assert {satu for satu in ada if satu.startswith("CronJob/")} == {f"CronJob/{layanan}-tutup-hari" for layanan in MENUTUP_HARI}


def test_pod_security_restricted(manifes: list[Objek]) -> None:
    ruang = next(objek for objek in manifes if objek["kind"] == "Namespace")
    assert ruang["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    for nama, templat in _pods(manifes):
        spec = templat["spec"]
        assert spec["automountServiceAccountToken"] is False, nama
        assert spec["securityContext"]["runAsNonRoot"] is True, nama
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, nama
        for wadah in spec["containers"] + spec.get("initContainers", []):
            aman = wadah["securityContext"]
            assert aman["allowPrivilegeEscalation"] is False, nama
            assert aman["capabilities"] == {"drop": ["ALL"]}, nama
            assert aman.get("readOnlyRootFilesystem") or nama == "StatefulSet/kafka", nama
            assert set(wadah["resources"]["requests"]) == set(wadah["resources"]["limits"]) == {"cpu", "memory"}, nama


def test_pemeriksaan_hidup_dan_siap(manifes: list[Objek]) -> None:
    for nama, templat in _pods(manifes):
        if re.fullmatch(r"Deployment/\w+-api|StatefulSet/\w+-worker", nama):
            wadah = templat["spec"]["containers"][0]
            assert wadah["livenessProbe"]["httpGet"]["path"] == wadah["startupProbe"]["httpGet"]["path"] == "/healthz", nama
            assert wadah["readinessProbe"]["httpGet"]["path"] == "/readyz", nama


def test_nama_pod_menjadi_group_instance_id(manifes: list[Objek]) -> None:
    """A killed worker takes its partitions back at once only under the name it had."""
    for nama, templat in _pods(manifes):
        if nama.endswith("-worker"):
            lingkungan = {satu["name"]: satu for satu in templat["spec"]["containers"][0]["env"]}
            assert lingkungan["SELARAS_INSTANCE_ID"]["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.name", nama


def test_pemilih_mengenai_tepat_satu_beban_kerja(manifes: list[Objek]) -> None:
    label = {nama: templat["metadata"]["labels"] for nama, templat in _pods(manifes)}

    def kena(pemilih: Objek) -> list[str]:
        return [nama for nama, punya in label.items() if pemilih.items() <= punya.items()]

    for objek in manifes:
        if objek["kind"] == "PodDisruptionBudget":
            assert len(kena(objek["spec"]["selector"]["matchLabels"])) == 1, _nama(objek)
        if objek["kind"] == "Service":
            assert len(kena(objek["spec"]["selector"])) == 1, _nama(objek)
        if objek["kind"] in {"Deployment", "StatefulSet"}:
            assert kena(objek["spec"]["selector"]["matchLabels"]) == [_nama(objek)]


def test_citra_dan_rahasia_milik_layanannya(manifes: list[Objek]) -> None:
    for nama, templat in _pods(manifes):
        layanan, _, peran = nama.split("/")[1].partition("-")
        if layanan in LAYANAN and peran:
            for wadah in templat["spec"]["containers"] + templat["spec"].get("initContainers", []):
                assert re.fullmatch(rf"selaras/{layanan}:[\w.-]+", wadah["image"]), nama
                rahasia = [satu["secretRef"]["name"] for satu in wadah["envFrom"] if "secretRef" in satu]
                assert len(rahasia) == 1, nama
                assert rahasia[0].startswith(f"{layanan}-rahasia"), nama


def test_yang_melayani_menunggu_skema(manifes: list[Objek]) -> None:
    for nama, templat in _pods(manifes):
        if re.fullmatch(r"Deployment/\w+-api|StatefulSet/\w+-worker", nama):
            assert [satu["args"] for satu in templat["spec"]["initContainers"]] == [["migrate"]], nama


def test_semua_rujukan_ada(lokal: list[Objek]) -> None:
    """Of the overlay that brings everything itself: each ConfigMap and Secret that a pod names is there."""
    ada = {(objek["kind"], objek["metadata"]["name"]) for objek in lokal}
    for nama, templat in _pods(lokal):
        for wadah in templat["spec"]["containers"] + templat["spec"].get("initContainers", []):
            for satu in wadah.get("envFrom", []):
                kind = "ConfigMap" if "configMapRef" in satu else "Secret"
                assert (kind, next(iter(satu.values()))["name"]) in ada, nama
        for volume in templat["spec"].get("volumes", []):
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in ada, nama


def test_hanya_overlay_lokal_membawa_rahasia(manifes: list[Objek]) -> None:
    if any(objek["kind"] == "Secret" for objek in manifes):
        assert any(_nama(objek) == "Deployment/penerbit" for objek in manifes)


def dikenal() -> set[str]:
    """Environment names that a service reads: the fields of its settings, under all their names."""
    nama = {"SELARAS_LAYANAN"}  # read by the image's entry point
    nama |= {f"SELARAS_WEBHOOK_{kunci.upper()}" for kunci in SetelanWebhook.model_fields}
    for kunci, bidang in Settings.model_fields.items():
        alias = bidang.validation_alias
        nama |= {str(satu) for satu in alias.choices} if alias is not None and not isinstance(alias, str) else {f"SELARAS_{kunci.upper()}"}  # type: ignore[union-attr]
    return nama


def test_pengaturan_dikenal(manifes: list[Objek]) -> None:
    """A misspelt setting would be ignored in silence."""
    for objek in manifes:
        if objek["kind"] == "ConfigMap" and re.match(r"selaras|\w+-konfigurasi", objek["metadata"]["name"]):
            assert {kunci for kunci in objek["data"] if not kunci.startswith("OTEL_")} <= dikenal(), _nama(objek)


def test_keda_menunjuk_worker_dan_pegang_jumlahnya() -> None:
    manifes = _render("overlays/produksi")
    pekerja = {objek["metadata"]["name"]: objek for objek in manifes if objek["kind"] == "StatefulSet"}
    skala = [objek for objek in manifes if objek["kind"] == "ScaledObject"]
    assert {objek["spec"]["scaleTargetRef"]["name"] for objek in skala} == set(pekerja)
    assert all("replicas" not in objek["spec"] for objek in pekerja.values())
    for objek in skala:
        layanan = objek["spec"]["scaleTargetRef"]["name"].removesuffix("-worker")
        assert f'{{layanan="{layanan}"}}' in objek["spec"]["triggers"][0]["metadata"]["query"]


def test_peringatan_sama_di_klaster_dan_compose() -> None:
    compose = yaml.safe_load((AKAR / "deploy/observability/peringatan.yml").read_text(encoding="utf-8"))
    klaster = yaml.safe_load((K8S / "components/servicemonitor/aturan.yaml").read_text(encoding="utf-8"))
    assert klaster["spec"] == compose
