"""Free loopback ports. Never assume that 5432 or 9092 is ours."""

from __future__ import annotations

import contextlib
import socket


def port_bebas(jumlah: int = 1) -> list[int]:
    """``jumlah`` different ports that nobody listens on now."""
    with contextlib.ExitStack() as tumpuk:
        soket = [tumpuk.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) for _ in range(jumlah)]
        for s in soket:
            s.bind(("127.0.0.1", 0))
        return [int(s.getsockname()[1]) for s in soket]


def bebas(port: int) -> bool:
    """Could a server listen on this port of 127.0.0.1?"""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
