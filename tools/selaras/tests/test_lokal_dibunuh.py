"""A server that is being ended on purpose is not taken by who watches for one that ended by itself: there would be two of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from selaras.lokal.kafka import ServerKafka
from selaras.lokal.postgres import ServerPostgres


class Berakhir(subprocess.Popen[bytes]):
    """While its end is waited for, the watcher looks."""

    server: Any
    dinyalakan: bool | None = None

    def wait(self, timeout: float | None = None) -> int:
        kode = super().wait(timeout)
        self.dinyalakan = self.server.revive()
        return kode


@pytest.mark.parametrize("cara", ["kill", "stop"])
@pytest.mark.parametrize("jenis", [ServerKafka, ServerPostgres])
def test_yang_sedang_diakhiri_tidak_dinyalakan_lagi(
    jenis: type[ServerKafka] | type[ServerPostgres], cara: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = jenis(tmp_path)
    tidur = [sys.executable, "-c", "import time; time.sleep(60)"]

    def nyala() -> None:
        with (tmp_path / "log").open("ab") as log:
            proses = Berakhir(tidur, stdout=log, stderr=log)
        proses.server = server
        server._proses = proses

    monkeypatch.setattr(server, "launch", nyala)
    nyala()
    proses = server._proses
    assert isinstance(proses, Berakhir)
    getattr(server, cara)()
    assert proses.dinyalakan is False and proses.poll() is not None and server.pid is None
