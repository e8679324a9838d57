"""The five hospitals and two clinics of the story, as they are registered at faskes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from selaras.cerita.pembangkit import FKTP_AKT, FKTP_BPJS

MULAI = "2016-01-01"


@dataclass(frozen=True, slots=True)
class RumahSakit:
    """``kelas_tarif``: whose row of the tariff table the rules allow (R-KLM-13, R-KLM-14, R-KLM-15), found by hand for the oracle."""

    huruf: str
    kode_ppk: str
    nama: str
    kelas: str
    sk: bool
    kepemilikan: str
    regional: int
    kontrak_bpjs: bool
    kelas_tarif: str
    kode_tarif: str

    @property
    def klien(self) -> str:
        return f"rs-{self.huruf.lower()}"

    def isi(self, akt: str) -> dict[str, Any]:
        return {
            "nama": self.nama,
            "jenis": "FKRTL",
            "kelas_rs": self.kelas,
            "sk_kelas": {"nomor": f"HK.02.03/I/{self.regional}{self.kode_ppk[-3:]}/2014", "tanggal": "2014-03-03"} if self.sk else None,
            "kepemilikan": self.kepemilikan,
            "kabupaten_kota": "Kota Medan" if self.regional == 3 else "Kota Jakarta Selatan",
            "regional": self.regional,
            "kontrak_bpjs": [{"dari": MULAI, "sampai": "2017-12-31"}] if self.kontrak_bpjs else [],
            "kontrak_akt": [{"akt_id": akt, "dari": MULAI, "sampai": "2017-12-31"}],
            "lulus_kredensialing": True,
        }


RUMAH_SAKIT = {
    r.huruf: r
    for r in (
        RumahSakit("A", "0301R001", "RSUD Contoh Satu", "B", True, "PEMERINTAH", 3, True, "C", "BP"),
        RumahSakit("B", "0301R002", "RSUD Contoh Dua", "C", True, "PEMERINTAH", 3, True, "C", "CP"),
        RumahSakit("C", "0301R003", "RSUD Contoh Tiga", "D", True, "PEMERINTAH", 3, True, "D", "DP"),
        RumahSakit("D", "0301R004", "RS Contoh Empat", "B", False, "SWASTA", 1, True, "D", "BS"),
        RumahSakit("E", "0301R005", "RS Contoh Lima", "C", True, "SWASTA", 1, False, "C", "CS"),
    )
}


def isi_fktp(kode: str, akt: str) -> dict[str, Any]:
    """One clinic of BPJS, one of the AKT only."""
    bpjs = kode == FKTP_BPJS
    return {
        "nama": "Puskesmas Contoh" if bpjs else "Klinik Contoh",
        "jenis": "FKTP",
        "kelas_rs": None,
        "sk_kelas": None,
        "kepemilikan": "PEMERINTAH" if bpjs else "SWASTA",
        "kabupaten_kota": "Kota Medan",
        "regional": 3,
        "kontrak_bpjs": [{"dari": MULAI, "sampai": "2017-12-31"}] if bpjs else [],
        "kontrak_akt": [] if bpjs else [{"akt_id": akt, "dari": MULAI, "sampai": "2017-12-31"}],
        "lulus_kredensialing": True,
    }


FKTP = (FKTP_BPJS, FKTP_AKT)
