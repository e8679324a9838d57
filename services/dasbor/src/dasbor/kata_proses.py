"""The change of AKT in words: its steps, what it waits for, and who may do what by delegation. Decided in kepesertaan, said here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Langkah:
    kode: str
    nama: str
    aturan: str
    rinci: str
    keadaan: str
    """SELESAI, TERTAHAN, BERIKUTNYA, BELUM or TIDAK_JADI"""


MENUNGGU = {
    "DAFTAR_PESERTA_BELUM_ADA": "daftar peserta dari AKT lama", "PENYERAHAN_BELUM_ADA": "surat kuasa dan peserta dari AKT baru",
    "MENUNGGU_KONFIRMASI": "konfirmasi kantor atas surat kuasa", "EMAIL_TAGIHAN_BELUM_ADA": "alamat email untuk tagihan",
}  # fmt: skip
_NAMA = {
    "A": ("AKT lama melaporkan berakhirnya kerja sama dan menyerahkan daftar peserta", "R-AKT-36"),
    "B": ("Tanda koordinasi manfaat AKT lama dicabut dan dicocokkan dengan daftar", "R-AKT-37"),
    "C": ("AKT baru menyerahkan pemberitahuan, surat kuasa dan peserta", "R-AKT-38"),
    "D": ("Profil, email tagihan dan tingkat pengguna diperbarui", "R-AKT-30"),
    "E": ("Tanda koordinasi manfaat AKT baru diberikan", "R-AKT-39"),
}
_DITUNGGU_DI = {"DAFTAR_PESERTA_BELUM_ADA": "A", "PENYERAHAN_BELUM_ADA": "C", "MENUNGGU_KONFIRMASI": "C", "EMAIL_TAGIHAN_BELUM_ADA": "D"}
KEJADIAN = {
    "A_DILAPORKAN": "kerja sama lama dilaporkan berakhir", "A_DAFTAR_DITERIMA": "daftar AKT lama diterima",
    "B_TANDA_DICABUT": "tanda lama dicabut", "C_DAFTAR_DITERIMA": "daftar AKT baru diterima",
    "C_DISERAHKAN": "surat kuasa diserahkan AKT baru", "C_DIKONFIRMASI": "surat kuasa dikonfirmasi kantor", "D_PROFIL": "profil diperbarui",
    "D_EMAIL_TAGIHAN": "email tagihan diperbarui", "D_TINGKAT_PENGGUNA": "tingkat pengguna diperbarui",
    "E_TANDA_DIBERIKAN": "tanda baru diberikan", "TERTAHAN": "tertahan", "DIHENTIKAN": "dihentikan",
}  # fmt: skip
PEMBARUAN = {"PROFIL": "profil", "EMAIL_TAGIHAN": "email tagihan", "TINGKAT_PENGGUNA": "tingkat pengguna"}


def langkah(p: Mapping[str, Any]) -> list[Langkah]:
    """The steps of one process, as kepesertaan says it stands."""
    selesai = set(p["langkah_selesai"])
    kode = [k for k in _NAMA if p["jenis"] == "PERALIHAN" or k not in "AB"]
    berjalan = p["keadaan"] in ("BERJALAN", "TERTAHAN")
    tertahan = _DITUNGGU_DI.get(p["menunggu"] or "") if p["keadaan"] == "TERTAHAN" else None
    kini = tertahan or next((k for k in kode if k not in selesai), None)

    def keadaan(k: str) -> str:
        if k in selesai:
            return "SELESAI"
        if not berjalan:
            return "TIDAK_JADI"
        return "TERTAHAN" if k == tertahan else "BERIKUTNYA" if k == kini else "BELUM"

    return [Langkah(k, *_NAMA[k], _rinci(k, p), keadaan(k)) for k in kode]


def _rinci(kode: str, p: Mapping[str, Any]) -> str:
    match kode:
        case "A" if p["jumlah_daftar_lama"]:
            return f"{p['jumlah_daftar_lama']} peserta dalam daftar"
        case "B" if p["tanda_dicabut"] is not None:
            beda = len(p["tidak_dalam_daftar"]) + len(p["tidak_bertanda"])
            return f"{p['tanda_dicabut']} tanda dicabut, {beda or 'tidak ada'} yang berbeda dari daftar"
        case "C" if p["mulai"] is not None or p["jumlah_daftar_baru"]:
            tunggu = "" if "C" in p["langkah_selesai"] else "; surat kuasa menunggu konfirmasi kantor"
            return f"{p['jumlah_daftar_baru'] or 'belum ada'} peserta diserahkan{tunggu}"
        case "D" if p["pembaruan"]:
            return "sudah: " + ", ".join(PEMBARUAN.get(x, x) for x in p["pembaruan"])
        case "E" if p["tanda_diberikan"] is not None:
            return f"{p['tanda_diberikan']} tanda diberikan, {p['jumlah_ditahan'] or 'tidak ada'} yang ditahan"
    return ""


@dataclass(frozen=True, slots=True)
class Wewenang:
    apa: str
    akt: bool
    badan_usaha: bool
    aturan: str


def wewenang(cakupan: str | None) -> list[Wewenang]:
    """Who may do what; the offices of BPJS may all of it."""
    penuh, sebagian = cakupan == "SELURUH", cakupan == "SEBAGIAN"
    ada = penuh or sebagian
    return [
        Wewenang("Mendaftarkan dan mengubah peserta dengan koordinasi manfaat", ada, False, "R-AKT-15" if sebagian else "R-AKT-14"),
        Wewenang("Mendaftarkan dan mengubah peserta tanpa koordinasi manfaat", penuh, not penuh, "R-AKT-15" if sebagian else "R-AKT-31"),
        Wewenang("Mengakhiri kerja sama, paling lambat dua bulan sebelumnya", ada, False, "R-AKT-34"),
        Wewenang("Menerbitkan Kartu Identitas Bersama", ada, False, "R-KIB-02"),
        Wewenang("Melihat peserta dan tagihan", ada, True, "R-AKT-13"),
    ]
