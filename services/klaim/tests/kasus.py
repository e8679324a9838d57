"""Stays of one test with the three files of the AKT."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from dasar.tanggal import WIB

Pembuat = Callable[..., Any]
KOLOM_DOKUMEN = ("nomor_sep", "kode", "tanggal", "penandatangan")
KOLOM_NILAI = ("nomor_sep", "nilai_diajukan", "dijamin_polis", "dibayar_ke_rs", "tanggal_bayar_rs")
TERENCANA = ("KIB", "RUJUKAN", "SEP", "SPRI", "RESUME_MEDIS", "BUKTI_PELAYANAN")
DARURAT = ("KIB", "SEP", "RESUME_MEDIS", "BUKTI_PELAYANAN", "RINCIAN_TAGIHAN")
MASUK, PULANG = date(2016, 12, 6), date(2016, 12, 10)


def saat(bulan: int, hari: int, tahun: int = 2017) -> datetime:
    return datetime(tahun, bulan, hari, 9, tzinfo=WIB)


PENGAJUAN = saat(1, 9)


class Kasus:
    """Stays of one test with the three files of the AKT."""

    def __init__(self, p: Any, eklaim: Pembuat, csv_teks: Pembuat, mulai: int) -> None:
        self.p, self.eklaim, self.csv_teks, self.nomor = p, eklaim, csv_teks, mulai
        self.baris: list[dict[str, Any]] = []
        self.dokumen: list[dict[str, Any]] = []
        self.nilai: list[dict[str, Any]] = []

    async def rawat(
        self, siapa: str, kode_ppk: str, *, tagihan: int, ajukan: int, polis: int = 50_000_000, kib: bool = True, tanpa: str = "",
        pulang: date = PULANG, akt: str = "akt-sentosa", baris: dict[str, Any] | None = None, **ubah: Any,
    ) -> str:  # fmt: skip
        self.nomor += 1
        noka = self.p.noka(self.nomor, akt)
        nomor_kib = await self.p.kib(noka, akt) if kib else None
        sep: str = await self.p.rawat(siapa, noka, kode_ppk, MASUK, pulang, nomor_kib=nomor_kib, **ubah)
        self.baris.append(
            {
                "SEP": sep,
                "NOKARTU": noka,
                "ADMISSION_DATE": f"{MASUK:%d/%m/%Y}",
                "DISCHARGE_DATE": f"{pulang:%d/%m/%Y}",
                "INACBG": "E-4-10-I",
                "TARIF_RS": tagihan,
            }
            | (baris or {})
        )
        for kode in DARURAT if ubah.get("gawat_darurat") else TERENCANA:
            if kode != tanpa:
                penanda = "dr. Uji" if kode == "RESUME_MEDIS" else ""
                self.dokumen.append({"nomor_sep": sep, "kode": kode, "tanggal": pulang.isoformat(), "penandatangan": penanda})
        self.nilai.append(
            {
                "nomor_sep": sep,
                "nilai_diajukan": ajukan,
                "dijamin_polis": polis,
                "dibayar_ke_rs": tagihan,
                "tanggal_bayar_rs": "2016-12-30",
            }
        )
        return sep

    def berkas(self) -> dict[str, bytes]:
        return {
            "berkas": self.eklaim(self.baris),
            "dokumen": self.csv_teks(KOLOM_DOKUMEN, self.dokumen),
            "nilai": self.csv_teks(KOLOM_NILAI, self.nilai),
        }

    async def impor(self, pada: datetime = PENGAJUAN, siapa: str = "akt-sentosa") -> Any:
        return await self.p.kerjakan(siapa, "/v1/klaim:impor", self.berkas(), pada=pada)

    async def id(self, sep: str, siapa: str = "akt-sentosa") -> str:
        (klaim,) = (await self.p.get(siapa, f"/v1/klaim?nomor_sep={sep}")).json()["data"]
        hasil: str = klaim["klaim_id"]
        return hasil

    async def klaim(self, sep: str, siapa: str = "akt-sentosa") -> Any:
        return (await self.p.get(siapa, f"/v1/klaim/{await self.id(sep, siapa)}")).json()


AJUKAN = {"bulan_pelayanan": "2016-12", "kantor_cabang": "KC-PRIMA-JKT", "rangkap_fpk": 3}
