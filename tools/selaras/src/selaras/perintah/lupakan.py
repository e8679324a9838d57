"""``selaras lupakan``: one asks, another approves; what is still open is told with its numbers."""

from __future__ import annotations

import uuid
from typing import Literal

from rich.console import Console

from selaras.perintah.alamat import temukan
from selaras.perintah.panggil import pemanggil

Langkah = Literal["minta", "setujui", "batalkan"]
_JALUR = {"minta": "", "setujui": "/persetujuan", "batalkan": "/pembatalan"}
_KALIMAT = {
    "TIDAK_DIMINTA": "tidak (lagi) diminta dilupakan.",
    "DIMINTA": "diminta dilupakan; menunggu persetujuan orang kedua.",
    "DILUPAKAN": "dilupakan: kuncinya sudah dihapus, data pribadinya tidak dapat dibaca siapa pun.",
}


async def lupakan(nomor_kartu: str, langkah: Langkah, *, alasan: str, klien: str, waktu: str | None, layar: Console) -> None:
    header = {"Idempotency-Key": str(uuid.uuid4())} | ({"X-Waktu-Simulasi": waktu} if waktu else {})
    isi = {"json": {"alasan": alasan}} if langkah == "minta" else {}
    async with pemanggil(temukan(), klien) as p:
        jawab = await p.minta("POST", "kepesertaan", f"/v1/peserta/{nomor_kartu}/pelupaan{_JALUR[langkah]}", header=header, **isi)
    layar.print(f"Peserta {nomor_kartu} {_KALIMAT[jawab['keadaan']]}", highlight=False)
