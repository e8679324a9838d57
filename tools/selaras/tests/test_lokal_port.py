"""Ports of servers that are killed and started again on the same one."""

from __future__ import annotations

from pathlib import Path

from selaras.lokal.port import RENTANG, bebas, port_bebas

KELUAR = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_different_free_ports_that_no_outgoing_connection_takes() -> None:
    """A chaos run met it: while the broker was down a client's connection got its port, and it could not come back."""
    semua = port_bebas(9)
    assert len(set(semua)) == 9 and set(semua) <= set(RENTANG) and all(bebas(p) for p in semua)
    mulai = int(KELUAR.read_text().split()[0]) if KELUAR.exists() else 32_768
    assert RENTANG.stop <= mulai
