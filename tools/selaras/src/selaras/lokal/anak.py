"""Child processes that never outlive the one that started them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PELUNCUR = Path(__file__).with_name("peluncur.py")


def jalankan(
    perintah: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    pengguna: int | None = None,
    sinyal_mati: int = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Starts a server whose output goes to ``log``; it gets ``sinyal_mati`` when this process dies."""
    log.parent.mkdir(parents=True, exist_ok=True)
    pengantar = [sys.executable, "-I", "-S", PELUNCUR, sinyal_mati, os.getpid(), "-" if pengguna is None else pengguna]
    with log.open("ab") as keluaran:
        return subprocess.Popen(
            [str(int(p) if isinstance(p, int) else p) for p in (*pengantar, *perintah)],
            stdin=subprocess.DEVNULL,
            stdout=keluaran,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,  # a Ctrl-C in the terminal is for the supervisor, which then stops all in order
        )


def hentikan(proses: subprocess.Popen[bytes], sinyal: int = signal.SIGTERM, tenggat: float = 10.0) -> None:
    """Asks one process that we started to end, and ends it when it does not."""
    if proses.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        proses.send_signal(sinyal)
    try:
        proses.wait(tenggat)
    except subprocess.TimeoutExpired:
        proses.kill()
        proses.wait()


def ekor(log: Path, baris: int = 25) -> str:
    """The last lines of a log, for an error message."""
    if not log.exists():
        return "(log kosong)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-baris:])
