"""The peer of the append: ``eventsourcing`` saves an aggregate with three new events, in as many threads as we have connections.

It writes the events and nothing else: no inline model, no idempotency row, no outbox."""

from __future__ import annotations

import importlib
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlalchemy.engine import make_url

# of the dependency group "bench", which lint does without
psycopg: Any = importlib.import_module("psycopg")
application: Any = importlib.import_module("eventsourcing.application")
domain: Any = importlib.import_module("eventsourcing.domain")


class Saldo(domain.Aggregate):  # type: ignore[misc]
    @domain.event("Dibuka")  # type: ignore[untyped-decorator]
    def __init__(self, pemilik: str) -> None:
        self.pemilik = pemilik
        self.jumlah = 0

    @domain.event("Disetor")  # type: ignore[untyped-decorator]
    def setor(self, nominal: int, referensi: str, waktu: str) -> None:
        self.jumlah += nominal

    @domain.event("Disahkan")  # type: ignore[untyped-decorator]
    def sahkan(self, referensi: str) -> None:
        pass


class Buku(application.Application[UUID]):  # type: ignore[misc]
    pass


class Pustaka:
    def __init__(self, url: str, utas: int) -> None:
        # without its C part the driver alone would lose a fifth
        if psycopg.pq.__impl__ not in ("binary", "c"):
            raise RuntimeError("psycopg[binary] is needed")
        u = make_url(url)
        env: dict[str, Any] = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": u.database,
            "POSTGRES_HOST": u.host,
            "POSTGRES_PORT": str(u.port),
            "POSTGRES_USER": u.username,
            "POSTGRES_PASSWORD": u.password,
            "POSTGRES_POOL_SIZE": str(utas),
            "POSTGRES_MAX_OVERFLOW": "4",
        }
        self._utas = utas
        self._buku: Any = Buku(env)

    def ukur(self, banyak: int) -> float:
        """Saves a second."""

        def kerja(n: int) -> None:
            for i in range(n):
                saldo = Saldo("seseorang")
                saldo.setor(i, f"r{i}", "2016-12-05T09:00:00+07:00")
                saldo.sahkan(f"r{i}")
                self._buku.save(saldo)

        mulai = time.perf_counter()
        with ThreadPoolExecutor(self._utas) as utas:
            list(utas.map(kerja, [banyak // self._utas] * self._utas))
        return banyak // self._utas * self._utas / (time.perf_counter() - mulai)

    def tutup(self) -> None:
        self._buku.close()
