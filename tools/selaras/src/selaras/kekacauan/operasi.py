"""What an operator does by hand, for the scenes: stop a service, run one of its roles, start it again."""

from __future__ import annotations

import asyncio

from selaras.kekacauan.tumpukan import TumpukanKacau

TENGGAT = 60.0


def proses(t: TumpukanKacau, layanan: str) -> list[str]:
    """The processes of a service."""
    return [p for p in t.program if p == layanan or p.startswith(f"{layanan}-pekerja-")]


async def hentikan(t: TumpukanKacau, layanan: str) -> None:
    for satu in proses(t, layanan):
        await t.hentikan(satu)


async def nyalakan(t: TumpukanKacau, layanan: str) -> None:
    for satu in proses(t, layanan):
        t.jalankan_lagi(satu)
    for satu in proses(t, layanan):
        await t.wait_ready(satu)


async def jalankan_peran(t: TumpukanKacau, program: str, peran: str | None = None) -> tuple[int, str]:
    """Runs ``python -m <service> <role>`` with the environment of one of its processes until it ends: (exit code, output)."""
    p = t.program_dari(program)
    perintah = p.perintah if peran is None else (*p.perintah[:-1], peran)
    anak = await asyncio.create_subprocess_exec(
        *perintah, env=dict(p.env), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(TENGGAT):
            keluaran, _ = await anak.communicate()
    except TimeoutError:
        anak.kill()
        await anak.wait()
        return -1, f"masih berjalan setelah {TENGGAT:.0f} detik"
    return anak.returncode or 0, keluaran.decode(errors="replace")
