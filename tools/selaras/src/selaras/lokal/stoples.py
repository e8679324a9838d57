"""The jars of Kafka, resolved once from Maven's registry into the user's cache."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from selaras.lokal import jalur
from selaras.lokal.galat import GalatTumpukan

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
LOG4J = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
"""Kafka's own log needs a binding for slf4j 1.7. Resolved apart: together with Kafka, log4j's dependency management would win
and bring a kafka-clients of another version."""


def classpath(kabar: Callable[[str], None] = lambda _: None) -> str:
    """The class path of the broker; downloads it (about 44 MB) when the cache does not hold it."""
    cache = jalur.folder_cache() / "kafka-4.3.1"
    daftar = cache / "classpath.txt"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "kunci").open("w") as kunci:
        fcntl.flock(kunci, fcntl.LOCK_EX)  # two first starts at once: the second waits and finds the jars
        if daftar.is_file():
            jar = daftar.read_text().splitlines()
            if jar and all(Path(j).is_file() for j in jar):
                return os.pathsep.join(jar)
        kabar("Mengunduh Apache Kafka 4.3.1 (sekitar 44 MB, sekali saja) …")
        jar = list({j.name: str(j) for endpoint in (KAFKA, LOG4J) for j in _unduh(endpoint, cache, kabar)}.values())
        daftar.write_text("\n".join(jar))
        return os.pathsep.join(jar)


def _unduh(endpoint: str, cache: Path, kabar: Callable[[str], None]) -> list[Path]:
    import jgo  # late: only the first start of a machine needs a resolver
    from jgo.maven import PythonResolver

    logging.getLogger("jgo").setLevel(logging.WARNING)
    try:
        env = jgo.build(endpoint, cache_dir=cache, resolver=PythonResolver(progress_callback=_Kemajuan(kabar)))
    except Exception as e:
        raise GalatTumpukan(f"{endpoint} tidak dapat diunduh dari registri Maven: {e}") from e
    # jgo sorts jars that are Java modules into a folder of their own; we run them all on the class path.
    jar = sorted(Path(env.path).rglob("*.jar"))
    kabar(f"  {endpoint}: {len(jar)} jar")
    return jar


class _Kemajuan:
    """Tells how much has come, every few megabytes; the resolver loads several files at the same time."""

    LANGKAH = 5_000_000

    def __init__(self, kabar: Callable[[str], None]) -> None:
        self._kabar = kabar
        self._kunci = threading.Lock()
        self._bita = 0

    @contextmanager
    def __call__(self, berkas: str, besar: int) -> Iterator[Callable[[int], None]]:
        yield self._tambah

    def _tambah(self, bita: int) -> None:
        with self._kunci:
            sebelum, self._bita = self._bita, self._bita + bita
            if sebelum // self.LANGKAH != self._bita // self.LANGKAH:
                self._kabar(f"  {self._bita / 1e6:.0f} MB")
