"""``selaras parkir``: records a consumer could not take, shown, tried again, or given up with a reason."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from selaras.lokal.susunan import LAYANAN
from selaras.perintah.alamat import temukan
from selaras.perintah.panggil import pemanggil


async def daftar(layanan: str | None, *, klien: str, layar: Console) -> None:
    tabel = Table("Layanan", "Id", "Konsumen", "Topik", "Subjek", "Alasan", "Percobaan", "Diparkir pada")
    async with pemanggil(temukan(), klien) as p:
        for nama in [layanan] if layanan else LAYANAN:
            berikut: dict[str, str] | None = {}
            while berikut is not None:
                halaman = await p.minta("GET", nama, "/v1/parkir", params=berikut)
                for r in halaman["data"]:
                    letak = f"{r['topik']}[{r['partisi']}]@{r['offset']}"
                    tabel.add_row(
                        nama, str(r["id"]), r["konsumen"], letak, r["subjek"], r["alasan"], str(r["percobaan"]), r["diparkir_pada"]
                    )
                berikut = {"setelah": halaman["berikutnya"]} if halaman["berikutnya"] else None
    layar.print(tabel if tabel.row_count else "Tidak ada catatan yang diparkir.")


async def tunjukkan(layanan: str, id: int, *, klien: str, layar: Console) -> None:
    async with pemanggil(temukan(), klien) as p:
        layar.print_json(data=await p.minta("GET", layanan, f"/v1/parkir/{id}"))


async def putar_ulang(layanan: str, id: int, *, klien: str, layar: Console) -> bool:
    """True when nothing of the subject is left."""
    async with pemanggil(temukan(), klien) as p:
        return _hasil(await p.minta("POST", layanan, f"/v1/parkir/{id}/putar-ulang"), layar)


async def buang(layanan: str, id: int, alasan: str, *, klien: str, layar: Console) -> bool:
    async with pemanggil(temukan(), klien) as p:
        return _hasil(await p.minta("POST", layanan, f"/v1/parkir/{id}/buang", json={"alasan": alasan}), layar)


def _hasil(hasil: dict[str, Any], layar: Console) -> bool:
    layar.print(f"{hasil['diproses']} catatan diproses, {hasil['masih_diparkir']} masih diparkir.")
    if tertahan := hasil.get("tertahan"):
        layar.print(f"Tertahan pada catatan {tertahan['id']}, percobaan ke-{tertahan['percobaan']}: {tertahan['alasan']}", markup=False)
    return not hasil["masih_diparkir"]
