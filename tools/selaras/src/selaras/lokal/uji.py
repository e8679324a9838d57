"""The servers of a test run: started once, in a temporary folder, gone with the run however it ends.

``python -m selaras.lokal.uji`` keeps a pair running and prints the two variables that make later test runs use it
(saves their start-up while one works on one package).
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selaras.lokal.server import KafkaServer, PostgresServer, server_kafka, server_postgres


class ServerUji:
    """Lazy: a run that needs no broker starts none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._postgres: PostgresServer | None = None
        self._kafka: KafkaServer | None = None

    @property
    def postgres(self) -> PostgresServer:
        """PostgreSQL 18 without fsync; ``.url`` is the superuser's."""
        if self._postgres is None:
            self._postgres = server_postgres(self._folder / "postgres", fsync=False)
            self._nyalakan(self._postgres)
        return self._postgres

    @property
    def kafka(self) -> KafkaServer:
        """Apache Kafka 4.3; ``.bootstrap`` is its address. Topics are the test's own (give them a prefix)."""
        if self._kafka is None:
            self._kafka = server_kafka(self._folder / "kafka", lambda kabar: print(kabar, flush=True))
            self._nyalakan(self._kafka)
        return self._kafka

    def stop(self) -> None:
        for server in (self._kafka, self._postgres):
            if server is not None:
                server.stop()
        self._kafka = self._postgres = None

    @staticmethod
    def _nyalakan(server: PostgresServer | KafkaServer) -> None:
        server.prepare()
        server.launch()
        server.wait(90.0)


@contextmanager
def server_uji() -> Iterator[ServerUji]:
    """Both servers, on demand, until the block ends; killed by the kernel when the process dies first (Linux)."""
    with tempfile.TemporaryDirectory(prefix="selaras-uji-", ignore_cleanup_errors=True) as nama:
        server = ServerUji(Path(nama))
        try:
            yield server
        finally:
            server.stop()


def main() -> None:
    with server_uji() as server:
        print(f"export DATABASE_URL={server.postgres.url}")
        print(f"export KAFKA_BOOTSTRAP_SERVERS={server.kafka.bootstrap}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
