"""Child processes that never outlive the one that started them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def _mati_bersama_induk(sinyal: int) -> Callable[[], None] | None:
    """What the child does between fork and exec: ask the kernel for a signal when its parent dies.

    Linux only. Elsewhere a killed parent leaves its servers, and the next start in that folder stops them.
    The signal is bound to the parent *thread*, so children are started from the main thread.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork: nothing but the call itself runs in the child
    induk = os.getpid()

    def atur() -> None:
        prctl(PR_SET_PDEATHSIG, sinyal)
        if os.getppid() != induk:  # the parent died before the request was made
            os._exit(1)

    return atur


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
    with log.open("ab") as keluaran:
        return subprocess.Popen(
            [str(p) for p in perintah],
            stdin=subprocess.DEVNULL,
            stdout=keluaran,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            user=pengguna,
            group=_grup(pengguna),
            extra_groups=[] if pengguna is not None else None,
            start_new_session=True,  # a Ctrl-C in the terminal is for the supervisor, which then stops all in order
            preexec_fn=_mati_bersama_induk(sinyal_mati),
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


def _grup(pengguna: int | None) -> int | None:
    if pengguna is None:
        return None
    import pwd

    return pwd.getpwuid(pengguna).pw_gid
