"""Ports of servers that are killed and started again on the same one."""

from __future__ import annotations

from pathlib import Path

import pytest
from selaras.lokal import port
from selaras.lokal.port import RENTANG, bebas, port_bebas

KELUAR = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_different_free_ports_that_no_outgoing_connection_takes() -> None:
    """A chaos run met it: while the broker was down a client's connection got its port, and it could not come back."""
    semua = port_bebas(9)
    assert len(set(semua)) == 9 and set(semua) <= set(RENTANG) and all(bebas(p) for p in semua)
    mulai = int(KELUAR.read_text().split()[0]) if KELUAR.exists() else 32_768
    assert RENTANG.stop <= mulai


def test_a_port_is_handed_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two services of one stack met: the second call saw the port of the first as free, for nobody listened there yet."""
    ada = [p for p in RENTANG if bebas(p)][:17]
    monkeypatch.setattr(port, "RENTANG", range(ada[0], ada[-1] + 1))
    monkeypatch.setattr(port, "_DIBAGIKAN", set())
    pertama, kedua = port_bebas(8), port_bebas(8)
    assert not set(pertama) & set(kedua) and port_bebas(0) == []
