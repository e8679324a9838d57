"""``selaras parkir``: records a consumer could not take, shown, tried again, or given up with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dasar.tanggal import WIB
from rich.console import Console

from selaras.lokal.susunan import LAYANAN
from selaras.perintah.alamat import temukan
from selaras.perintah.panggil import pemanggil


async def daftar(layanan: str | None, *, klien: str, layar: Console) -> None:
    """Lines and no table: what is cut off at the edge of a terminal can be neither read nor copied."""
    ada = False
    async with pemanggil(temukan(), klien) as p:
        for nama in [layanan] if layanan else LAYANAN:
            berikut: dict[str, str] | None = {}
            while berikut is not None:
                halaman = await p.minta("GET", nama, "/v1/parkir", params=berikut)
                for r in halaman["data"]:
                    ada = True
                    letak = f"{r['konsumen']}, {r['topik']}[{r['partisi']}]@{r['offset']}"
                    saat = datetime.fromisoformat(r["diparkir_pada"]).astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S WIB")
                    _baris(layar, f"{nama} {r['id']}  {r['subjek']}")
                    _baris(layar, f"    {r['alasan']}")
                    _baris(layar, f"    {letak}, sejak {saat}, percobaan {r['percobaan']}")
                berikut = {"setelah": halaman["berikutnya"]} if halaman["berikutnya"] else None
    if not ada:
        layar.print("Tidak ada catatan yang diparkir.")


def _baris(layar: Console, teks: str) -> None:
    layar.print(teks, markup=False, highlight=False, soft_wrap=True)


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
        _baris(layar, f"Tertahan pada catatan {tertahan['id']}, percobaan ke-{tertahan['percobaan']}: {tertahan['alasan']}")
    return not hasil["masih_diparkir"]
