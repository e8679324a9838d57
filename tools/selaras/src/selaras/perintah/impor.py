"""``selaras impor``: sends a file to kepesertaan, follows the job, shows the refused rows and keeps them beside the file."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from selaras.lokal.galat import GalatTumpukan
from selaras.perintah.alamat import temukan
from selaras.perintah.panggil import pemanggil

JENIS = ("peserta", "mutasi", "tanda-koordinasi-manfaat")


async def impor(badan_usaha: str, berkas: Path, isi: bytes, *, jenis: str, klien: str, waktu: str | None, layar: Console) -> bool:
    """True when every row was taken."""
    jalan = f"/v1/badan-usaha/{badan_usaha}/{jenis}:impor"
    # the same file again is the same deed: a broken connection can be followed by the same command
    header = {"Idempotency-Key": hashlib.sha256(isi + jalan.encode()).hexdigest()} | ({"X-Waktu-Simulasi": waktu} if waktu else {})
    formulir = aiohttp.FormData()
    formulir.add_field("berkas", isi, filename=berkas.name, content_type="text/csv")
    kolom = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with pemanggil(temukan(), klien) as p:
        pekerjaan = await p.minta("POST", "kepesertaan", jalan, header=header, data=formulir)
        with Progress(*kolom, console=layar, disable=not layar.is_terminal) as kemajuan:
            tugas = kemajuan.add_task(berkas.name, total=None)
            async for keadaan in p.ikuti("kepesertaan", pekerjaan["pekerjaan_id"]):
                kemajuan.update(tugas, total=keadaan["jumlah"], completed=keadaan["selesai"] + keadaan["gagal"])
        layar.print(f"{keadaan['selesai']} baris diterima, {keadaan['gagal']} ditolak (pekerjaan {keadaan['pekerjaan_id']}).")
        if keadaan["keadaan"] == "GAGAL":
            raise GalatTumpukan(f"Impor tidak selesai: {keadaan.get('galat') or 'lihat log kepesertaan'}")
        if not keadaan["gagal"]:
            return True
        tabel = Table("Baris", "Kolom", "Kode", "Alasan")
        for baris in keadaan["baris_gagal"]:
            tabel.add_row(str(baris["baris"]), baris["kolom"], baris["kode"], baris["alasan"])
        layar.print(tabel)
        keluaran = berkas.with_name(f"{berkas.stem}.gagal.csv")
        gagal = await p.minta_teks("GET", "kepesertaan", f"/v1/pekerjaan/{keadaan['pekerjaan_id']}/gagal.csv")
        await asyncio.to_thread(keluaran.write_bytes, gagal)
        layar.print(f"Baris yang ditolak, siap diperbaiki dan dikirim lagi: {keluaran}")
        return False
