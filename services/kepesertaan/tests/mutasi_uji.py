"""People for the tests of a family's changes: made, known to Dukcapil, registered, changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

Panggung = Any


class Keluarga:
    """Makes people that Dukcapil knows and registers them."""

    def __init__(self, p: Panggung) -> None:
        self.p = p
        self.nomor = 0
        self.penduduk = ["nik,nama,tanggal_lahir,jenis_kelamin"]

    def nik(self, lahir: date, kelamin: str = "L") -> str:
        self.nomor += 1
        hari = lahir.day + (40 if kelamin == "P" else 0)
        nik = f"317401{hari:02d}{lahir.month:02d}{lahir.year % 100:02d}{7000 + self.nomor:04d}"
        self.penduduk.append(f"{nik},ORANG {self.nomor},{lahir.isoformat()},{kelamin}")
        (self.p.folder / "mutasi.csv").write_text("\n".join(self.penduduk) + "\n", encoding="utf-8")
        return nik

    async def daftar(self, bu: str, akt: str, *, at: str = "2016-11-10T09:00", **isi: Any) -> dict[str, Any]:
        lahir, kelamin = isi.pop("lahir", date(1980, 3, 5)), isi.get("jenis_kelamin", "L")
        nik = self.nik(lahir, kelamin)
        pekerja = {"hubungan": "PEKERJA", "upah_pokok": 3_000_000, "tunjangan_tetap": 0, "kabupaten_kota_kerja": "Kota Jakarta Selatan"}
        badan = {
            "badan_usaha_id": bu, "nik": nik, "nomor_kk": "3174010101160001", "nama": f"Orang Nomor{self.nomor}", "jenis_kelamin": kelamin,
            "tanggal_lahir": lahir.isoformat(), **({} if "nik_pekerja" in isi else pekerja), **isi,
        }  # fmt: skip
        hasil = await self.p.h.call("POST", "/v1/peserta", who=self.p.akt(akt), json=badan, at=self.p.waktu(at))
        assert hasil.status == 201, hasil.body
        return {**hasil.json(), "nik": nik}

    async def mutasi(self, noka: str, akt: str, at: str, jenis: str, berlaku: str, *, key: str | None = None, **isi: Any) -> Any:
        badan = {"jenis": jenis, "berlaku": berlaku, **isi}
        return await self.p.h.call("POST", f"/v1/peserta/{noka}/mutasi", who=self.p.akt(akt), json=badan, at=self.p.waktu(at), key=key)

    async def terbit(self, nama: str, syarat: Callable[[Any], bool], jumlah: int = 1) -> list[Any]:
        """So many published events of that kind, waited for."""

        async def semua() -> list[Any]:
            ada = [e for e in await self.p.peristiwa(nama) if syarat(e)]
            assert len(ada) >= jumlah
            return ada

        hasil: list[Any] = await self.p.h.until(semua)
        assert len(hasil) == jumlah
        return hasil

    async def orang(self, noka: str, akt: str, at: str, tanya: str = "") -> Any:
        return await self.p.h.call("GET", f"/v1/peserta/{noka}{tanya}", who=self.p.akt(akt), at=self.p.waktu(at))


def upah(bu: dict[str, Any], orang: dict[str, Any], pokok: int = 8_000_000) -> dict[str, Any]:
    return {
        "badan_usaha_id": bu["badan_usaha_id"], "nik": orang["nik"], "upah_pokok": pokok, "kabupaten_kota_kerja": "Kota Bandung",
    }  # fmt: skip
