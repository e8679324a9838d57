"""Free loopback ports. Never assume that 5432 or 9092 is ours."""

from __future__ import annotations

import contextlib
import random
import socket

RENTANG = range(15_000, 32_000)
"""Below what the kernel hands to outgoing connections: those would take the port of a server while it is killed and started again."""

_DIBAGIKAN: set[int] = set()
"""Handed out by this process. The server that one is for may not be up yet, and then it looks free."""


def port_bebas(jumlah: int = 1) -> list[int]:
    """``jumlah`` different ports that nobody listens on now and that were not handed out before."""
    if not jumlah:
        return []
    with contextlib.ExitStack() as tumpuk:
        ditemukan: list[int] = []
        # all are held until the last is found; chance keeps runs beside each other apart
        for port in random.SystemRandom().sample(RENTANG, len(RENTANG)):
            if port in _DIBAGIKAN:
                continue
            s = tumpuk.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            with contextlib.suppress(OSError):
                s.bind(("127.0.0.1", port))
                ditemukan.append(port)
            if len(ditemukan) == jumlah:
                _DIBAGIKAN.update(ditemukan)
                return ditemukan
    raise OSError(f"fewer than {jumlah} free ports from {RENTANG.start} to {RENTANG.stop}")


def bebas(port: int) -> bool:
    """Could a server listen on this port of 127.0.0.1?"""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
