"""One supervised child: started again when it exits (services are crash-only), stopped by its pid."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from selaras.lokal import anak
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.server import Server
from selaras.lokal.susunan import Program

TERLALU_SERING = 6
JENDELA = 45.0
"""A program that ends six times in this many seconds will not come up by being started once more."""
ISTIRAHAT = 4.0
"""It rests before a start as long as it lived, at most so many seconds: while their database is away services end soon after their
start, and starting them all again and again would take the machine that the database needs to come back."""

log = logging.getLogger("tumpukan")


class Terawasi:
    """A program and the process that runs it now."""

    def __init__(self, program: Program, folder_log: Path) -> None:
        self.program = program
        self.log = folder_log / f"{program.nama}.log"
        self.kelahiran = 0
        self._proses: subprocess.Popen[bytes] | None = None
        self._lahir = 0.0
        self._mulai_lagi: float | None = None
        self._dibunuh = False
        self._berakhir: deque[float] = deque(maxlen=TERLALU_SERING)

    @property
    def pid(self) -> int | None:
        return self._proses.pid if self._proses and self._proses.poll() is None else None

    def launch(self) -> None:
        self._proses = anak.jalankan(self.program.perintah, log=self.log, env=self.program.env)
        self.kelahiran += 1
        self._lahir, self._mulai_lagi = time.monotonic(), None

    def stop(self, tenggat: float = 10.0) -> None:
        if self._proses is not None:
            anak.hentikan(self._proses, tenggat=tenggat)

    def tahan(self, tenggat: float = 10.0) -> None:
        """Ends it, and the supervisor does not start it again."""
        proses, self._proses = self._proses, None
        if proses is not None:
            anak.hentikan(proses, tenggat=tenggat)

    def terminate(self) -> None:
        """Asks, does not wait: so that all can end at the same time."""
        if self._proses is not None and self._proses.poll() is None:
            self._proses.terminate()

    def kill(self) -> None:
        """An end that somebody wanted says nothing of the program: it is not counted, and it does not rest after it."""
        if self._proses is not None and self._proses.poll() is None:
            self._dibunuh = True
            self._proses.kill()
            self._proses.wait()

    def hidupkan_lagi(self) -> bool:
        """Starts it again if it has ended; raises when it keeps ending."""
        if self._proses is None or (kode := self._proses.poll()) is None:
            return False
        kini = time.monotonic()
        if self._mulai_lagi is not None:
            if kini < self._mulai_lagi:
                return False
            self.launch()
            return True
        if self._dibunuh:
            self._dibunuh = False
            log.warning("%s dibunuh; dinyalakan lagi", self.program.nama)
            self.launch()
            return True
        self._berakhir.append(kini)
        if len(self._berakhir) == TERLALU_SERING and kini - self._berakhir[0] < JENDELA:
            raise GalatTumpukan(f"{self.program.nama} terus berhenti (kode {kode}); log {self.log}:\n{anak.ekor(self.log)}")
        hidup = kini - self._lahir
        self._mulai_lagi = kini + (hidup if hidup < ISTIRAHAT else 0.0)
        log.warning("%s berhenti (kode %s); dinyalakan lagi", self.program.nama, kode)
        return self.hidupkan_lagi()


async def awasi(server: list[Server], terawasi: list[Terawasi], gagal: Callable[[GalatTumpukan], None]) -> None:
    """Watches until cancelled. The wait between two rounds is also the pause before a restart."""
    while True:
        try:
            for satu in server:
                if satu.revive():
                    log.warning("%s berhenti; dinyalakan lagi", type(satu).__name__)
            for anak_layanan in terawasi:
                anak_layanan.hidupkan_lagi()
        except GalatTumpukan as e:
            gagal(e)
            return
        await asyncio.sleep(0.1)
