"""``selaras tutup-hari``: closes a day on every service, in the order in which each depends on the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from selaras.lokal.galat import GalatTumpukan
from selaras.perintah.alamat import temukan
from selaras.perintah.panggil import Pemanggil, pemanggil


async def tutup_hari(tanggal: date, urutan: Sequence[str], *, simulasi: bool | None, klien: str, layar: Console) -> None:
    alamat = temukan()
    pakai = alamat.lokal if simulasi is None else simulasi
    # five minutes past midnight, when the deployment's own clock would have asked
    header = {"X-Waktu-Simulasi": f"{tanggal + timedelta(days=1)}T00:05:00+07:00"} if pakai else {}
    kolom = (TextColumn("{task.description:<14}"), BarColumn(), TextColumn("{task.fields[keadaan]}"), TimeElapsedColumn())
    async with pemanggil(alamat, klien) as p:
        with Progress(*kolom, console=layar, disable=not layar.is_terminal) as kemajuan:
            for layanan in urutan:
                tugas = kemajuan.add_task(layanan, total=None, keadaan="berjalan")
                await _satu(p, layanan, tanggal, header)
                kemajuan.update(tugas, total=1, completed=1, keadaan="ditutup")
                if not layar.is_terminal:
                    layar.print(f"{layanan}: {tanggal} ditutup")


async def _satu(p: Pemanggil, layanan: str, tanggal: date, header: dict[str, str]) -> None:
    kunci = {"Idempotency-Key": f"tutup-hari-{tanggal}"}
    pekerjaan = await p.minta("POST", layanan, "/v1/tutup-hari", header=header | kunci, json={"tanggal": str(tanggal)})
    async for keadaan in p.ikuti(layanan, pekerjaan["pekerjaan_id"]):
        if keadaan["keadaan"] == "GAGAL":
            raise GalatTumpukan(f"{layanan} tidak dapat menutup {tanggal}: {keadaan.get('galat') or 'lihat lognya'}")
