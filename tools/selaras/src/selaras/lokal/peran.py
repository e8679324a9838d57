"""Runs a role that ends by itself (``periksa``, ``pulihkan`` …) with the environment a service has in the stack."""

from __future__ import annotations

import asyncio

from selaras.lokal.susunan import Program


async def jalankan_peran(program: Program, peran: str) -> tuple[int, str]:
    """(exit code, what it printed). The service's own processes are the caller's concern."""
    proses = await asyncio.create_subprocess_exec(
        *program.perintah[:-1], peran, env=dict(program.env), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    keluaran, _ = await proses.communicate()
    return proses.returncode or 0, keluaran.decode(errors="replace")
