"""pytest plugin: records which rules (`@pytest.mark.aturan("R-…")`) each test proves, with its outcome, in .selaras/aturan.json.

Loaded by entry point in every pytest run of the workspace. An id that docs/aturan.md does not know stops the run: a typo would
otherwise prove a rule that does not exist.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from selaras.aturan import CATATAN, TABEL, baca_catatan, baca_tabel

_KUNCI = "aturan"
_URUTAN = {"passed": 0, "skipped": 1, "failed": 2}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "aturan(*ids): the rules of docs/aturan.md that this test proves")
    if not hasattr(config, "workerinput"):  # under pytest-xdist only the controller sees every outcome
        config.pluginmanager.register(Pencatat(config), "selaras-aturan-pencatat")


@pytest.hookimpl(tryfirst=True)  # before -m and -k deselect: a wrong id is wrong in every run
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    bertanda = [(item, list(_ids(item))) for item in items if item.get_closest_marker(_KUNCI)]
    if not bertanda:
        return
    berkas = config.rootpath / TABEL
    if not berkas.is_file():
        raise pytest.UsageError(f"tests are marked with rules, but {TABEL} is not there")
    dikenal = baca_tabel(berkas).aturan
    salah = [f"{item.nodeid}: {satu}" for item, ids in bertanda for satu in (ids or ["no rule named"]) if satu not in dikenal]
    if salah:
        raise pytest.UsageError(f"rule ids unknown to {TABEL}:\n  " + "\n  ".join(salah))
    for item, ids in bertanda:
        item.user_properties.append((_KUNCI, ids))  # travels with the report, also across xdist


def _ids(item: pytest.Item) -> Iterator[str]:
    for tanda in item.iter_markers(_KUNCI):
        yield from (str(satu) for satu in tanda.args)


class Pencatat:
    """Collects the outcomes of a run and stores them at its end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._mulai = datetime.now(UTC)
        self._tes: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = next((list(nilai) for kunci, nilai in report.user_properties if kunci == _KUNCI and isinstance(nilai, list)), None)
        if ids is None:
            return
        # Only a passed call proves; set-up and tear-down can but spoil it. An unexpected pass of an xfail proves nothing.
        hasil = "skipped" if report.skipped or hasattr(report, "wasxfail") else report.outcome
        if report.when != "call" and hasil == "passed":
            return
        lama = self._tes.get(report.nodeid)
        if lama is None or _URUTAN[hasil] > _URUTAN[lama["hasil"]]:
            self._tes[report.nodeid] = {"aturan": ids, "hasil": hasil}

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self._config.option.collectonly or exitstatus in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR):
            return
        akar = self._config.rootpath
        if not (akar / TABEL).is_file():
            return
        lengkap = self._lengkap(session, exitstatus)
        tes = self._tes if lengkap else {**self._yang_lama(akar), **self._tes}
        _simpan(akar / CATATAN, {"mulai": self._mulai.isoformat(timespec="seconds"), "lengkap": lengkap, "tes": tes})

    def _lengkap(self, session: pytest.Session, exitstatus: int) -> bool:
        """Did this run hold every marked test of the workspace? Then it replaces what was recorded."""
        pilihan = self._config.option
        semua = self._config.args_source == pytest.Config.ArgsSource.TESTPATHS and pilihan.markexpr in ("", _KUNCI)
        dipilih = pilihan.keyword or getattr(pilihan, "lf", False) or getattr(pilihan, "deselect", None) or getattr(pilihan, "ignore", None)
        selesai = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not (session.shouldstop or session.shouldfail)
        return bool(semua and not dipilih and selesai)

    def _yang_lama(self, akar: Path) -> dict[str, Any]:
        """What earlier runs recorded of test files that still exist: a part run adds to it."""
        lama = baca_catatan(akar)
        return {} if lama is None else {nama: satu for nama, satu in lama["tes"].items() if (akar / nama.split("::")[0]).is_file()}


def _simpan(berkas: Path, isi: dict[str, Any]) -> None:
    berkas.parent.mkdir(exist_ok=True)
    sementara = berkas.with_suffix(f".{os.getpid()}.tmp")
    sementara.write_text(json.dumps(isi, indent=1, sort_keys=True), encoding="utf-8")
    sementara.replace(berkas)  # a killed run leaves the old recording whole
