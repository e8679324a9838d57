"""A large file goes through a process of its own, and neither that process nor its child grows with it; a child that dies costs nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from chassis.testing import Answer, Harness, fresh_database, fresh_topics
from chassis.testing_auth import TestIssuer
from kepesertaan.domain.berkas import WAJIB
from kepesertaan.main import SPEC
from selaras.lokal.uji import ServerUji

from .conftest import Panggung as PANGGUNG

Panggung = Any
log = logging.getLogger(__name__)
MIB = 1024 * 1024
BATAS_RSS = 300 * MIB
LEBAR = 32 * 1024
"""Characters of a column that is not ours and is kept as it came: much file, few rows."""


def tulis(jalur: Path, ukuran: int) -> int:
    """A file of about this size; its rows are refused for their form, which asks nobody. How many rows."""
    with jalur.open("wb") as berkas:
        berkas.write((",".join(WAJIB) + ",catatan\n").encode())
        baris = 0
        while berkas.tell() < ukuran:
            baris += 1
            # not all alike, or compression would make the file small again
            berkas.write(f"{baris:016d}{',x' * (len(WAJIB) - 1)},{os.urandom(LEBAR // 2).hex()}\n".encode())
    return baris


def keluarga(pid: int) -> list[int]:
    """The process and its children."""
    return [pid, *(int(c) for benang in Path(f"/proc/{pid}/task").iterdir() for c in (benang / "children").read_text().split())]


def puncak(pid: int) -> int:
    """Highest RSS so far of the process and its children together, in bytes."""
    hasil = 0
    for p in keluarga(pid):
        for garis in Path(f"/proc/{p}/status").read_text().splitlines():
            hasil += int(garis.split()[1]) * 1024 if garis.startswith("VmHWM") else 0
    return hasil


def _ada(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def pekerja_anak(pid: int) -> list[int]:
    return [p for p in keluarga(pid)[1:] if b"chassis.offload_child" in Path(f"/proc/{p}/cmdline").read_bytes()]


@asynccontextmanager
async def layanan(servers: ServerUji, buat: Callable[..., Any]) -> AsyncIterator[tuple[Panggung, int]]:
    """kepesertaan as a process of its own, with an issuer it asks for keys; (what the tests say to it, its pid)."""
    kafka = servers.kafka.bootstrap
    issuer = TestIssuer()
    penerbit = web.Application()

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response(issuer.jwks())

    penerbit.router.add_get("/jwks.json", jwks)
    runner = web.AppRunner(penerbit)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with socket.socket() as kosong:
        kosong.bind(("127.0.0.1", 0))
        port = kosong.getsockname()[1]
    env = os.environ | {
        "SELARAS_DATABASE_URL": await fresh_database(servers.postgres.url, SPEC.name, SPEC.migrations),
        "SELARAS_KAFKA_BOOTSTRAP_SERVERS": kafka, "SELARAS_TOPIC_PREFIX": await fresh_topics(kafka), "SELARAS_SIMULASI": "1",
        "SELARAS_PORT": str(port), "SELARAS_INSTANCE_ID": "uji-besar", "SELARAS_CLIENT_ID": "x", "SELARAS_CLIENT_SECRET": "x",
        "SELARAS_JWKS_URL": f"http://127.0.0.1:{runner.addresses[0][1]}/jwks.json", "SELARAS_MIGRASI": "0",
    }  # fmt: skip
    hidup = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kepesertaan", "semua", env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with aiohttp.ClientSession() as session:
            h = Harness(cast(Any, None), f"http://127.0.0.1:{port}", issuer, session, cast(Any, None))

            async def siap() -> bool:
                with suppress(aiohttp.ClientConnectionError):
                    return (await h.call("GET", "/readyz")).status == 200
                return False

            await h.until(siap, seconds=60)
            p = buat(h)
            await p.siapkan_akt("akt-sentosa")
            yield p, hidup.pid
    finally:
        if hidup.returncode is None:
            hidup.send_signal(signal.SIGTERM)
            await hidup.wait()
        await runner.cleanup()


@pytest.fixture
def buat(bahan: Any, tmp_path: Path) -> Callable[..., Any]:
    return lambda h: PANGGUNG(h, bahan, tmp_path, asyncio.Event())


async def unggah(p: Panggung, jalur: Path) -> Answer:
    bu = (await p.daftar_bu())["badan_usaha_id"]
    form = aiohttp.FormData()
    with jalur.open("rb") as berkas:
        form.add_field("berkas", berkas, filename="besar.csv", content_type="text/csv")
        jawab: Answer = await p.h.call(
            "POST", f"/v1/badan-usaha/{bu}/peserta:impor", who=p.akt(), at=p.waktu("2016-11-15T09:00"), data=form
        )
    assert jawab.status == 202, jawab.body
    return jawab


pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="memory of another process is read from /proc, which only Linux has"
)


@pytest.mark.parametrize("ukuran", [16, pytest.param(200, marks=pytest.mark.lama)])
async def test_a_large_file_goes_through_in_flat_memory(servers: ServerUji, buat: Callable[..., Any], tmp_path: Path, ukuran: int) -> None:
    jalur = tmp_path / "besar.csv"
    baris = tulis(jalur, ukuran * MIB)
    async with layanan(servers, buat) as (p, pid):
        jawab = await unggah(p, jalur)
        setelah_unggah = puncak(pid)
        selesai = await p.h.job(jawab, p.akt(), seconds=600)
        assert (selesai["keadaan"], selesai["jumlah"], selesai["gagal"]) == ("SELESAI", baris, baris)
        async with (
            aiohttp.ClientSession() as s,
            s.get(f"{p.h.url}/v1/pekerjaan/{selesai['pekerjaan_id']}/gagal.csv", headers={"Authorization": f"Bearer {p.akt()}"}) as csv,
        ):
            banyak = 0
            async for isi in csv.content.iter_chunked(MIB):
                banyak += len(isi)
        assert banyak > ukuran * MIB * 0.99
        log.info(f"{ukuran} MiB, {baris} rows: peak RSS {setelah_unggah // MIB} MiB after the upload, {puncak(pid) // MIB} MiB in all")
        assert puncak(pid) < BATAS_RSS


async def test_a_child_killed_while_it_checks_rows_costs_no_row(servers: ServerUji, buat: Callable[..., Any], tmp_path: Path) -> None:
    jalur = tmp_path / "besar.csv"
    baris = tulis(jalur, 8 * MIB)
    async with layanan(servers, buat) as (p, pid):
        jawab = await unggah(p, jalur)
        mati: set[int] = set()

        async def terbunuh() -> bool:
            for anak in pekerja_anak(pid):
                if anak not in mati and len(mati) < 2:
                    os.kill(anak, signal.SIGKILL)
                    mati.add(anak)
            return len(mati) == 2

        await p.h.until(terbunuh, seconds=60)
        selesai = await p.h.job(jawab, p.akt(), seconds=120)
        assert (selesai["keadaan"], selesai["jumlah"], selesai["gagal"]) == ("SELESAI", baris, baris)
        anak_akhir = pekerja_anak(pid)
        assert not mati & set(keluarga(pid)), "a killed child is reaped"
    assert not [a for a in anak_akhir if _ada(a)], "no child outlives its parent"
