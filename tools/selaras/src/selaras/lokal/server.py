"""The two servers under the services, ours or the user's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from selaras.lokal.kafka import ServerKafka
from selaras.lokal.postgres import ServerPostgres


class Server(Protocol):
    """What a supervisor does with a server it may or may not have started."""

    @property
    def pid(self) -> int | None: ...
    def prepare(self) -> None: ...
    def launch(self) -> None: ...
    def ready(self) -> bool: ...
    def wait(self, tenggat: float = ...) -> None: ...
    def stop(self) -> None: ...
    def revive(self) -> bool: ...


class PostgresServer(Server, Protocol):
    @property
    def url(self) -> str: ...


class KafkaServer(Server, Protocol):
    @property
    def bootstrap(self) -> str: ...


class _MilikPengguna:
    """A server that runs without us: nothing to start, nothing to stop."""

    pid: int | None = None

    def prepare(self) -> None: ...

    def launch(self) -> None: ...

    def ready(self) -> bool:
        return True

    def wait(self, tenggat: float = 0.0) -> None: ...

    def stop(self) -> None: ...

    def revive(self) -> bool:
        return False


class PostgresPengguna(_MilikPengguna):
    def __init__(self, url: str) -> None:
        self.url = url.replace("postgresql+asyncpg://", "postgresql://").replace("postgres://", "postgresql://")


class KafkaPengguna(_MilikPengguna):
    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap


def server_postgres(folder: Path, *, fsync: bool = True) -> PostgresServer:
    """``DATABASE_URL`` (a role that may create roles and databases), else our own in ``folder``."""
    url = os.environ.get("DATABASE_URL")
    return PostgresPengguna(url) if url else ServerPostgres(folder, fsync=fsync)


def server_kafka(folder: Path, kabar: Callable[[str], None] = lambda _: None) -> KafkaServer:
    """``KAFKA_BOOTSTRAP_SERVERS``, else our own in ``folder``."""
    bootstrap = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    return KafkaPengguna(bootstrap) if bootstrap else ServerKafka(folder, kabar)
