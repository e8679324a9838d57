"""What the local stack consists of: names, ports, and the environment each program gets."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from selaras.lokal.dukcapil import KUNCI_LOKAL
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.klien import Klien
from selaras.lokal.port import bebas, port_bebas

LAYANAN = ("kepesertaan", "iuran", "status", "klaim", "faskes", "notifikasi", "dasbor")
"""The seven services, in the order in which they are started: who computes most first."""
PENDAMPING = {"penerbit": "selaras.lokal.penerbit", "dukcapil": "selaras.lokal.dukcapil"}
DASAR = 8100
GESER = {"dasbor": 0, "kepesertaan": 1, "iuran": 2, "status": 3, "klaim": 4, "notifikasi": 5, "penerbit": 6, "faskes": 7, "dukcapil": 8}
"""Port of each program above ``SELARAS_PORT_DASAR`` (8100)."""

Port = Literal["tetap", "free", "auto"]
"""``tetap``: the published ports; ``free``: any free ones; ``auto``: the published ones when all are free."""


@dataclass(frozen=True, slots=True)
class Program:
    nama: str
    perintah: tuple[str, ...]
    port: int
    env: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def pilih_port(cara: Port) -> dict[str, int]:
    dasar = int(os.environ.get("SELARAS_PORT_DASAR") or DASAR)
    tetap = {nama: dasar + geser for nama, geser in GESER.items()}
    if cara == "free":
        return dict(zip(GESER, port_bebas(len(GESER)), strict=True))
    terpakai = [port for port in tetap.values() if not bebas(port)]
    if not terpakai:
        return tetap
    if cara == "auto":
        return dict(zip(GESER, port_bebas(len(GESER)), strict=True))
    daftar = ", ".join(map(str, sorted(terpakai)))
    raise GalatTumpukan(
        f"Port {daftar} sudah dipakai program lain. Hentikan program itu (`make down`?) atau pilih SELARAS_PORT_DASAR yang lain."
    )


def susun(
    *,
    layanan: Sequence[str],
    port: Mapping[str, int],
    keadaan: Path,
    data: Path,
    klien: Mapping[str, Klien],
    basis_data: Mapping[str, str],
    bootstrap: str,
    prefix: str,
    simulasi: bool,
    env: Mapping[str, str],
    terpisah: Mapping[str, int] = MappingProxyType({}),
) -> list[Program]:
    """The services: ``basis_data`` gives each the URL of its own database. ``terpisah``: service -> number of its worker processes
    beside an api of its own (else one process does both)."""
    return [
        Program(
            program,
            (sys.executable, "-m", nama, peran),
            port[program],
            {
                **_bersama(port, keadaan, data),
                "SELARAS_PORT": str(port[program]),
                "SELARAS_SIMULASI": "1" if simulasi else "0",
                "SELARAS_DATABASE_URL": basis_data[nama],
                "SELARAS_MIGRASI": "0",  # done for all seven by selaras.lokal.migrasi
                "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
                "SELARAS_TOPIC_PREFIX": prefix,
                "SELARAS_INSTANCE_ID": f"{program}-0",
                "SELARAS_CLIENT_ID": f"layanan-{nama}",
                "SELARAS_CLIENT_SECRET": klien[f"layanan-{nama}"].rahasia,
                **env,
            },
        )
        for nama in layanan
        for program, peran in peran_program(nama, terpisah)
    ]


def peran_program(nama: str, terpisah: Mapping[str, int]) -> list[tuple[str, str]]:
    """(program, role) of a service: ``iuran semua``, or ``iuran api`` with ``iuran-pekerja-1 worker``…"""
    if nama not in terpisah:
        return [(nama, "semua")]
    return [(nama, "api"), *((f"{nama}-pekerja-{n}", "worker") for n in range(1, terpisah[nama] + 1))]


def pendamping(*, port: Mapping[str, int], keadaan: Path, data: Path, env: Mapping[str, str]) -> list[Program]:
    """The dev issuer and the Dukcapil registry: they need neither database nor broker."""
    return [
        Program(nama, (sys.executable, "-m", modul), port[nama], {**_bersama(port, keadaan, data), "SELARAS_PORT": str(port[nama]), **env})
        for nama, modul in PENDAMPING.items()
    ]


def _bersama(port: Mapping[str, int], keadaan: Path, data: Path) -> dict[str, str]:
    """The user's environment (OTEL_… reaches the services so) without what would point them at another stack."""
    milik = {n: v for n, v in os.environ.items() if not n.startswith("SELARAS_") and n not in ("DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS")}
    penerbit = f"http://127.0.0.1:{port['penerbit']}"
    return (
        milik
        | {f"SELARAS_URL_{nama.upper()}": f"http://127.0.0.1:{port[nama]}" for nama in LAYANAN}
        | {
            "SELARAS_LINGKUNGAN": "lokal",
            "SELARAS_HOST": "127.0.0.1",
            "SELARAS_STATE": str(keadaan),
            "SELARAS_DATA": str(data),
            "SELARAS_BERKAS": (keadaan / "berkas").as_uri(),
            "SELARAS_ISSUER": penerbit,
            "SELARAS_JWKS_URL": f"{penerbit}/jwks.json",
            "SELARAS_TOKEN_URL": f"{penerbit}/token",
            "SELARAS_DUKCAPIL_URL": f"http://127.0.0.1:{port['dukcapil']}",
            "SELARAS_DUKCAPIL_KUNCI": KUNCI_LOKAL,
            "SELARAS_WEBHOOK_IZINKAN": "127.0.0.0/8",
            "PYTHONUNBUFFERED": "1",
        }
    )
