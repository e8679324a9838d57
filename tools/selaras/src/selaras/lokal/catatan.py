"""What a running stack leaves in its state folder: a lock that only one can hold, and a note of its addresses."""

from __future__ import annotations

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from selaras.lokal.galat import GalatTumpukan

BERKAS = "tumpukan.json"


@dataclass(frozen=True, slots=True)
class Catatan:
    pid: int
    url: dict[str, str]
    postgres: str
    kafka: str
    siap: bool
    detik: float = 0.0


def kunci(folder: Path) -> IO[str]:
    """Held until closed or until the process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    berkas = (folder / "kunci").open("a+")
    for sisa in range(4, -1, -1):
        try:
            fcntl.flock(berkas, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if not sisa:
                berkas.close()
                raise GalatTumpukan(f"Tumpukan di {folder} sedang berjalan (hentikan dengan `make down`).") from None
            time.sleep(0.05)  # it may be a command that only looks
    (folder / BERKAS).unlink(missing_ok=True)  # of a stack that was killed: it must not be taken for ours
    return berkas


def terkunci(folder: Path) -> bool:
    if not (folder / "kunci").is_file():
        return False
    with (folder / "kunci").open("a+") as berkas:
        try:
            fcntl.flock(berkas, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def tulis(folder: Path, catatan: Catatan) -> None:
    sementara = folder / f"{BERKAS}.{os.getpid()}"
    sementara.touch(mode=0o600)
    sementara.write_text(json.dumps(asdict(catatan), indent=1))
    sementara.replace(folder / BERKAS)


def baca(folder: Path) -> Catatan | None:
    """Of the stack that runs in this folder now; None when none does."""
    berkas = folder / BERKAS
    if not berkas.is_file() or not terkunci(folder):
        return None
    return Catatan(**json.loads(berkas.read_text()))
