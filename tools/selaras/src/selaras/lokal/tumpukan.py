"""The whole stack: PostgreSQL, Kafka, the dev issuer, the Dukcapil registry and the seven services, each service one process.

async with Tumpukan(state=folder, fresh=True, ports="free") as t:
    print(t.url("iuran"), await t.token("bank-bni"), t.start_seconds, t.pss_mib())
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

import aiohttp

from selaras.lokal import catatan, jalur, memori
from selaras.lokal.basis_data import ensure_database, hapus_basis_data
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.klien import baca_klien
from selaras.lokal.port import port_bebas
from selaras.lokal.proses import Terawasi, awasi
from selaras.lokal.server import KafkaServer, PostgresServer, server_kafka, server_postgres
from selaras.lokal.susunan import LAYANAN, PENDAMPING, Port, Program, pendamping, peran_program, pilih_port, susun
from selaras.lokal.tokens import Tokens
from selaras.lokal.topik import buat_topik, hapus_topik
from selaras.lokal.tunggu import TENGGAT, Kegagalan, bersama, siap, tunggu_server


class Tumpukan:
    """Start it in the main thread: the kernel ends the children when the thread that started them ends."""

    def __init__(
        self,
        state: Path | None = None,
        *,
        fresh: bool = False,
        ports: Port = "tetap",
        layanan: Sequence[str] = LAYANAN,
        simulasi: bool = True,
        fsync: bool = True,
        env: Mapping[str, str] | None = None,
        terpisah: Mapping[str, int] | None = None,
        hanya_server: bool = False,
        kabar: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = (state or jalur.folder_keadaan()).absolute()
        self.data = jalur.folder_data(self.folder)
        self.start_seconds = 0.0
        self.port: dict[str, int] = {}
        self.pg: PostgresServer = server_postgres(self.folder / "postgres", fsync=fsync)
        self.kafka: KafkaServer = server_kafka(self.folder / "kafka", kabar)
        self._fresh, self._cara_port, self._layanan, self._simulasi = fresh, ports, layanan, simulasi
        self._env = dict(env or {})
        self._terpisah = dict(terpisah or {})
        self._hanya_server = hanya_server  # the services are known (``program_dari``) but not started
        self._kabar = kabar
        self._kunci: IO[str] | None = None
        self._terawasi: dict[str, Terawasi] = {}
        self._pengawas: asyncio.Task[None] | None = None
        self._gagal = Kegagalan()
        self._klien = baca_klien()
        self._tokens: Tokens | None = None
        self._basis_data: dict[str, str] = {}
        milik_pengguna = os.environ.get("DATABASE_URL") or os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
        self._nama_khas = f"uji{secrets.token_hex(4)}" if fresh and milik_pengguna else ""
        self._prefix = f"{self._nama_khas}." if self._nama_khas else ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        mulai = time.monotonic()
        self._kunci = catatan.kunci(self.folder)
        try:
            await self._nyalakan()
        except BaseException:
            await self.stop()
            raise
        self.start_seconds = time.monotonic() - mulai
        self._catat(siap=True)
        self._kabar(f"Tumpukan siap dalam {self.start_seconds:.1f} detik.")

    async def stop(self) -> None:
        """Ends what it started, in the order of need: services, then the servers under them."""
        if self._pengawas is not None:
            self._pengawas.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pengawas
            self._pengawas = None
        for satu in self._terawasi.values():
            satu.terminate()
        for satu in self._terawasi.values():
            await asyncio.to_thread(satu.stop)
        if self._nama_khas and self._basis_data:
            await self._buang_di_server_pengguna()
        await asyncio.gather(asyncio.to_thread(self.kafka.stop), asyncio.to_thread(self.pg.stop))
        if self._tokens is not None:
            await self._tokens.close()
            self._tokens = None
        if self._kunci is not None:
            (self.folder / catatan.BERKAS).unlink(missing_ok=True)
            self._kunci.close()
            self._kunci = None

    def url(self, nama: str) -> str:
        return f"http://127.0.0.1:{self.port[nama]}"

    def database_url(self, nama: str) -> str:
        """Of a service's own database (for checks from below; the story goes by HTTP only)."""
        return self._basis_data[nama]

    @property
    def topic_prefix(self) -> str:
        return self._prefix

    async def token(self, klien: str, **klaim: str) -> str:
        """An access token of a client of contoh/klien.toml, kept until shortly before it expires."""
        if self._tokens is None:
            self._tokens = Tokens(f"{self.url('penerbit')}/token")
        return await self._tokens.ambil(klien, self._klien[klien].rahasia, klaim)

    def program_dari(self, nama: str) -> Program:
        return self._terawasi[nama].program

    def log(self, nama: str) -> Path:
        return self._terawasi[nama].log

    def pid(self, nama: str) -> int | None:
        return self._terawasi[nama].pid

    def kill(self, nama: str) -> None:
        """kill -9 of one service; the supervisor starts it again within a moment."""
        self._terawasi[nama].kill()

    @property
    def program(self) -> list[str]:
        """Names of the processes of the services."""
        return [nama for nama in self._terawasi if nama not in PENDAMPING]

    async def hentikan(self, nama: str) -> None:
        """Ends a process and leaves it ended, until ``jalankan_lagi``."""
        await asyncio.to_thread(self._terawasi[nama].tahan)

    def jalankan_lagi(self, nama: str) -> None:
        self._terawasi[nama].launch()

    async def wait_ready(self, nama: str, tenggat: float = TENGGAT) -> None:
        """Until ``/readyz`` of that program answers 200."""
        akhir = time.monotonic() + tenggat
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as sesi:
            while not await siap(sesi, f"{self.url(nama)}/readyz"):
                self._gagal.periksa()
                if time.monotonic() > akhir:
                    raise GalatTumpukan(f"{nama} belum siap setelah {tenggat:.0f} detik; lihat {self.log(nama)}")
                await asyncio.sleep(0.05)

    async def wait_failed(self) -> GalatTumpukan:
        """Returns when a program keeps ending: nothing helps but a person."""
        return await self._gagal.tunggu()

    def pss_mib(self) -> float:
        """Everything we started, and PostgreSQL, without the JVM; ourselves too, but not a test run that holds us."""
        pid = [p for p in (*(t.pid for t in self._terawasi.values()), self.pg.pid) if p is not None]
        return memori.pss_mib(pid, sendiri=() if "pytest" in sys.modules else (os.getpid(),))

    # -- starting ----------------------------------------------------------------------------------------------------------------

    async def _nyalakan(self) -> None:
        if self._fresh:
            await asyncio.to_thread(self._kosongkan)
        self.port = pilih_port(self._cara_port)
        pekerja = [p for n in self._layanan for p, _ in peran_program(n, self._terpisah) if p != n]
        self.port |= dict(zip(pekerja, port_bebas(len(pekerja)), strict=True))
        for program in pendamping(port=self.port, keadaan=self.folder, data=self.data, env=self._env):
            self._jalankan(Terawasi(program, self.folder / "log"))
        await bersama(self._siapkan_postgres(), self._siapkan_kafka())
        self._catat(siap=False)
        for program in susun(
            layanan=self._layanan,
            port=self.port,
            keadaan=self.folder,
            data=self.data,
            klien=self._klien,
            basis_data=self._basis_data,
            bootstrap=self.kafka.bootstrap,
            prefix=self._prefix,
            simulasi=self._simulasi,
            env=self._env,
            terpisah=self._terpisah,
        ):
            self._jalankan(Terawasi(program, self.folder / "log"), nyalakan=not self._hanya_server)
        self._pengawas = asyncio.create_task(awasi([self.pg, self.kafka], list(self._terawasi.values()), self._gagal.catat))
        await bersama(*(self._tunggu_layanan(nama) for nama, satu in self._terawasi.items() if satu.pid is not None))

    async def _siapkan_postgres(self) -> None:
        await asyncio.to_thread(self.pg.prepare)
        self.pg.launch()
        await tunggu_server(self.pg, "PostgreSQL")
        self._kabar("PostgreSQL siap.")
        sandi = self.folder / "sandi.json"
        self._basis_data = {
            n: await ensure_database(self.pg.url, f"{self._nama_khas}_{n}" if self._nama_khas else n, sandi) for n in self._layanan
        }
        proses = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "selaras.lokal.migrasi"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        keluaran, _ = await proses.communicate(json.dumps(self._basis_data).encode())
        if proses.returncode:
            raise GalatTumpukan(f"Migrasi basis data gagal:\n{keluaran.decode(errors='replace')[-4000:]}")
        self._kabar("Basis data pada versi terbaru.")

    async def _siapkan_kafka(self) -> None:
        await asyncio.to_thread(self.kafka.prepare)
        self.kafka.launch()
        await tunggu_server(self.kafka, "Kafka")
        await buat_topik(self.kafka.bootstrap, self._prefix)
        self._kabar("Kafka siap dengan topiknya.")

    async def _tunggu_layanan(self, nama: str) -> None:
        await self.wait_ready(nama)
        self._kabar(f"{nama} siap di {self.url(nama)}")

    def _jalankan(self, satu: Terawasi, *, nyalakan: bool = True) -> None:
        self._terawasi[satu.program.nama] = satu
        if nyalakan:
            satu.launch()

    def _kosongkan(self) -> None:
        """Empty databases and topics; the lock, the issuer's key and the user's files stay."""
        for nama in ("postgres", "kafka"):
            jalur.hapus(self.folder / nama)
        shutil.rmtree(self.folder / "log", ignore_errors=True)

    async def _buang_di_server_pengguna(self) -> None:
        """On the user's own servers a fresh stack takes its databases and topics away again."""
        for nama in self._layanan:
            await hapus_basis_data(self.pg.url, f"{self._nama_khas}_{nama}")
        await hapus_topik(self.kafka.bootstrap, self._prefix)

    def _catat(self, *, siap: bool) -> None:
        url = {nama: self.url(nama) for nama in self.port}
        isi = catatan.Catatan(os.getpid(), url, self.pg.url, self.kafka.bootstrap, siap, self.start_seconds)
        catatan.tulis(self.folder, isi)
