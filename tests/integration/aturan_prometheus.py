"""Real scrapes, put before real rules: Prometheus' own ``promtool`` says which alerts fire, the waiting time of each included.

A scrape of a healthy service is played for an hour, then the scrape of the situation for an hour; counters go on growing by what they
grew between two scrapes. The expressions, the ``for`` and the labels are those of deploy/observability, not a copy.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from prometheus_client.parser import text_string_to_metric_families

AKAR = Path(__file__).resolve().parents[2]
ATURAN = AKAR / "deploy/observability/peringatan.yml"
TIDAK_ADA = "promtool tidak ditemukan; peringatan tidak dinilai (Debian: apt install prometheus)"
LANGKAH, SETENGAH = 15, 240
"""Seconds between scrapes, and how many of them each half has."""

Kunci = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Contoh:
    """One scrape: ``nilai`` by (metric, labels), ``naik``: the names that only grow."""

    nilai: Mapping[Kunci, float]
    naik: frozenset[str]

    @staticmethod
    def baca(teks: str | None, layanan: str, peran: str) -> Contoh:
        """As Prometheus stores it: with the labels of the target, and ``up``. None: the target did not answer."""
        target = (("layanan", layanan), ("peran", peran))
        nilai: dict[Kunci, float] = {("up", target): 0.0 if teks is None else 1.0}
        naik = set()
        for keluarga in text_string_to_metric_families(teks or ""):
            for s in keluarga.samples:
                nilai[s.name, tuple(sorted([*s.labels.items(), *target]))] = s.value
                if keluarga.type in ("counter", "histogram"):
                    naik.add(s.name)
        return Contoh(nilai, frozenset(naik))

    def __add__(self, lain: Contoh) -> Contoh:
        return Contoh({**self.nilai, **lain.nilai}, self.naik | lain.naik)


def aturan() -> list[dict[str, str]]:
    isi = yaml.safe_load(ATURAN.read_text(encoding="utf-8"))
    return [satu for kelompok in isi["groups"] for satu in kelompok["rules"]]


def nama_ukuran(ekspresi: str) -> set[str]:
    """Our metrics, and ``up``, as an expression names them."""
    return set(re.findall(r"\b(?:(?:selaras|http_server|process)_\w+|up)\b", re.sub(r'"[^"]*"', "", ekspresi)))


def _seri(kunci: Kunci, sehat: float | None, sakit: float | None, naik: bool) -> dict[str, str]:
    nama, label = kunci
    tulisan = ", ".join(f'{n}="{v}"' for n, v in label)
    if naik:
        awal, akhir = sehat or 0.0, sakit if sakit is not None else sehat or 0.0
        setengah = f"{awal:.9g}x{SETENGAH - 1}" if sehat is not None else f"_x{SETENGAH - 1}"
        return {"series": f"{nama}{{{tulisan}}}", "values": f"{setengah} {akhir:.9g}+{max(0.0, akhir - awal):.9g}x{SETENGAH}"}
    return {"series": f"{nama}{{{tulisan}}}", "values": f"{_rata(sehat, SETENGAH - 1)} {_rata(sakit, SETENGAH)}"}


def _rata(nilai: float | None, kali: int) -> str:
    if nilai is None or math.isnan(nilai):  # a comparison with NaN holds for nothing, as with a sample that is not there
        return f"_x{kali}"
    return f"{nilai:.9g}x{kali}"


def menyala(folder: Path, sehat: Contoh, sakit: Contoh) -> tuple[set[str], set[str]]:
    """The alerts that fire at the end of the healthy hour, and at the end of the other."""
    return tuple(_nyala(folder, sehat, sakit, menit) for menit in (SETENGAH * LANGKAH // 60 - 1, 2 * SETENGAH * LANGKAH // 60 - 1))  # type: ignore[return-value]


def _nyala(folder: Path, sehat: Contoh, sakit: Contoh, menit: int) -> set[str]:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip(TIDAK_ADA)
    naik = sehat.naik | sakit.naik
    geser = time.time() - menit * 60  # its clock starts at 0: moments are moved by as much
    diminta = set().union(*(nama_ukuran(a["expr"]) for a in aturan()))

    def nilai(c: Contoh, k: Kunci) -> float | None:
        v = c.nilai.get(k)
        return v - geser if v is not None and k[0] == "selaras_day_closed_until_seconds" else v

    seri = [_seri(k, nilai(sehat, k), nilai(sakit, k), k[0] in naik) for k in _urut(sehat, sakit) if k[0] in diminta]
    uji = {
        "rule_files": [str(ATURAN)],
        "evaluation_interval": f"{LANGKAH}s",
        "tests": [
            {
                "interval": f"{LANGKAH}s",
                "input_series": seri,
                "promql_expr_test": [
                    {
                        "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                        "eval_time": f"{menit}m",
                        "exp_samples": [{"labels": '{alertname="tak-ada"}', "value": 0}],  # so that it prints what there is
                    }
                ],
            }
        ],
    }
    berkas = folder / "uji.yml"
    berkas.write_text(yaml.safe_dump(uji), encoding="utf-8")
    hasil = subprocess.run([promtool, "test", "rules", str(berkas)], capture_output=True, text=True, check=False, timeout=60)
    keluar = hasil.stdout + hasil.stderr
    if "got:" not in keluar:
        raise AssertionError(keluar)
    return set(re.findall(r'alertname="(\w+)"', keluar.split("got:", 1)[1]))


def _urut(*contoh: Contoh) -> Sequence[Kunci]:
    semua: Iterable[Kunci] = set().union(*(c.nilai for c in contoh))
    return sorted(semua)
