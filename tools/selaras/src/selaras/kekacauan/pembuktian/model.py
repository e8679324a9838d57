"""Read models: those in use equal those built again from the stores and the topics, row by row (the engine's own ``periksa``).

Run as a program of its own (``python -m selaras.kekacauan.pembuktian.model``) because it loads the code of all seven services."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Mapping

from chassis.rebuild_service import rebuild_service
from chassis.service import Runtime, ServiceSpec
from chassis.settings import Settings

from selaras.kekacauan.pembuktian.data import Temuan


async def model_baca(basis_data: Mapping[str, str], bootstrap: str, prefix: str) -> Temuan:
    """Starts the program and waits for it."""
    proses = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    masukan = json.dumps({"basis_data": dict(basis_data), "bootstrap": bootstrap, "prefix": prefix}).encode()
    keluaran, galat = await proses.communicate(masukan)
    if proses.returncode:
        return [f"model baca tidak dapat diperiksa: {galat.decode(errors='replace')[-1500:]}"]
    hasil: Temuan = json.loads(keluaran.splitlines()[-1])
    return hasil


async def periksa(nama: str, url: str, bootstrap: str, prefix: str) -> Temuan:
    spec: ServiceSpec = importlib.import_module(f"{nama}.main").SPEC
    rt = Runtime(spec, Settings(database_url=url, kafka_bootstrap_servers=bootstrap, topic_prefix=prefix))
    await rt.open()
    try:
        return [
            f"{nama}: {d.table} ({dibangun}): kurang {d.missing}, lebih {d.surplus}, misalnya {d.example}"
            async for dibangun, semua in rebuild_service(rt, spec.build(rt), repair=False)
            for d in semua
            if not d.same
        ]
    finally:
        await rt.close()


async def _utama() -> None:
    masukan = json.load(sys.stdin)
    temuan: Temuan = []
    for nama, url in masukan["basis_data"].items():
        temuan += await periksa(nama, url, masukan["bootstrap"], masukan["prefix"])
    print(json.dumps(temuan))


if __name__ == "__main__":
    asyncio.run(_utama())
