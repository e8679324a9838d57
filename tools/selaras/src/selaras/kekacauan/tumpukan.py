"""The stack as the faults need it: api and workers apart, two workers where a paused one must have an heir."""

from __future__ import annotations

from pathlib import Path

from selaras.lokal.tumpukan import Tumpukan

TERPISAH = {"kepesertaan": 1, "iuran": 2, "status": 2}


class TumpukanKacau(Tumpukan):
    def __init__(self, state: Path) -> None:
        super().__init__(state, fresh=True, ports="free", fsync=False, terpisah=TERPISAH)

    def pid_server(self, nama: str) -> int | None:
        return {"postgres": self.pg.pid, "kafka": self.kafka.pid}[nama]

    @property
    def bootstrap(self) -> str:
        return self.kafka.bootstrap
