"""Families as an office hands them in, and how the tests of families ask about them."""

from __future__ import annotations

from datetime import date
from typing import Any

Panggung = Any
KK = "3273010101140001"


def orang(nomor: int, hubungan: str, lahir: str = "1980-05-01", kelamin: str = "L", **ubah: str) -> dict[str, str]:
    t = date.fromisoformat(lahir)
    nik = f"327301{t.day + (40 if kelamin == 'P' else 0):02d}{t:%m%y}{nomor:04d}"
    return {
        "nik": nik, "nomor_kk": KK, "nama": f"Orang {nomor}", "tanggal_lahir": lahir, "jenis_kelamin": kelamin, "hubungan": hubungan,
    } | ubah  # fmt: skip


def penduduk(p: Panggung, *anggota: dict[str, str]) -> None:
    baris = [f"{a['nik']},{a['nama']},{a['tanggal_lahir']},{a['jenis_kelamin']}" for a in anggota]
    isi = "nik,nama,tanggal_lahir,jenis_kelamin\n" + "\n".join(baris) + "\n"
    (p.folder / f"keluarga_{anggota[0]['nik']}.csv").write_text(isi)


def permohonan(segmen: str, anggota: list[dict[str, str]], **ubah: Any) -> dict[str, Any]:
    return {"segmen": segmen, "kantor_cabang": "KC-PRIMA-JKT", "kabupaten_kota": "Kota Bandung", "anggota": anggota} | ubah


def kode(answer: Any) -> tuple[int, str, str | None]:
    isi = answer.json()
    return answer.status, isi["type"].rsplit("/", 1)[1], isi.get("aturan")


async def daftar(p: Panggung, isi: dict[str, Any], at: str, key: str | None = None) -> Any:
    return await p.h.call("POST", "/v1/keluarga", who=p.prima(), json=isi, at=p.waktu(at), key=key)


async def terbit(p: Panggung, nama: str, noka: str) -> list[Any]:
    """What the relay has brought to the bus."""

    async def ada() -> list[Any]:
        semua: list[Any] = await p.peristiwa(nama, f"peserta:{noka}")
        return semua

    semua: list[Any] = await p.h.until(ada)
    return semua


async def lihat(p: Panggung, noka: str, pada: str | None = None, at: str = "2014-12-01T09:00") -> dict[str, Any]:
    query = "" if pada is None else f"?pada={pada}"
    answer = await p.h.call("GET", f"/v1/peserta/{noka}{query}", who=p.prima(), at=p.waktu(at))
    assert answer.status == 200, answer.body
    isi: dict[str, Any] = answer.json()
    return isi
