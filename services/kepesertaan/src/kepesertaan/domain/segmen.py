"""Segments outside employment: what a PBPU, BP or PBI has to say of himself, which class he has and who pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import Periode

from kepesertaan.domain.kelahiran import Induk, sejak
from kepesertaan.domain.keluarga import ANAK, ORANG_TUA, PASANGAN, golongan_romawi
from kepesertaan.domain.ketentuan import BAYI, KELAS_GOLONGAN, KELAS_PBI, KELAS_VETERAN
from kepesertaan.domain.peserta import Peserta
from kepesertaan.domain.segmen_pesan import Segmen

KEPALA = "KEPALA_KELUARGA"
HUBUNGAN_MANDIRI = (KEPALA, *PASANGAN, *ANAK, *ORANG_TUA, "LAINNYA")

SUB_SEGMEN_BP = {
    "A": "INVESTOR",
    "B": "PEMBERI_KERJA",
    "C": "PENERIMA_PENSIUN",
    "D": "VETERAN",
    "E": "PERINTIS_KEMERDEKAAN",
    "F": "BUKAN_PEKERJA_LAIN",
}
"""R-KEP-05: the letters of the regulation and the words the house uses."""
PENSIUN = "PENERIMA_PENSIUN"
DIBAYAR_PEMERINTAH = frozenset({"VETERAN", "PERINTIS_KEMERDEKAAN"})
DIJAMIN = ("PHK", "CACAT_TOTAL")
"""Covered for six months without iuran (R-KEP-32)."""


@dataclass(frozen=True, slots=True)
class Pilihan:
    """What the head of a family states. ``kelas``: the package he wants to pay for; ``golongan``: of a pensioner."""

    segmen: Literal["PBI", "PBPU", "BP"]
    sub_segmen: str
    kelas: int | None
    golongan: str
    pensiun: bool


@dataclass(frozen=True, slots=True)
class Kepesertaan:
    """What follows for every person of the family. ``aturan``: why this class; ``membayar``: the family pays on its account."""

    segmen: Segmen
    sub_segmen: str
    hak_kelas: int
    kelas_dipilih: int | None
    aturan: str
    membayar: bool


def tetapkan(p: Pilihan, pada: date) -> Kepesertaan:
    """Class and payer by segment, or the refusal with the field that is wrong."""
    sub = _sub_segmen(p)
    if sub != PENSIUN and (p.pensiun or p.golongan):
        raise _tolak("PENSIUN_BUKAN_UNTUK_SEGMEN_INI", "/pensiun", "Uang pensiun hanya diisi untuk BP penerima pensiun (c).", "R-KEP-05")
    if p.segmen == "PBI":
        kelas = KELAS_PBI.pada(pada).nilai
        if p.kelas not in (None, kelas):
            raise _tolak("KELAS_PBI_MUTLAK", "/kelas", "Kelas rawat PBI adalah kelas III, tanpa pengecualian.", "R-KEP-38")
        return Kepesertaan("PBI", "", kelas, None, "R-KEP-38", membayar=False)
    if sub in DIBAYAR_PEMERINTAH:
        if p.kelas is not None:
            raise _tolak("KELAS_BUKAN_PILIHAN", "/kelas", "Kelas veteran dan perintis kemerdekaan ditetapkan, tidak dipilih.", "R-KEP-05")
        return Kepesertaan("BP", sub, KELAS_VETERAN.pada(pada).nilai, None, "R-KEP-05", membayar=False)
    if sub == PENSIUN:
        if not p.pensiun or (golongan := golongan_romawi(p.golongan)) is None:
            raise _tolak(
                "PENSIUN_KOSONG", "/pensiun", "Penerima pensiun: pensiun pokok dan golongan (I sampai IV) harus diisi.", "R-KEP-05"
            )
        if p.kelas is not None:
            raise _tolak("KELAS_BUKAN_PILIHAN", "/kelas", "Kelas penerima pensiun menurut golongannya, tidak dipilih.", "R-KEP-39")
        return Kepesertaan("BP", sub, KELAS_GOLONGAN.pada(pada).nilai[golongan], None, "R-KEP-39", membayar=True)
    if p.kelas is None:
        raise _tolak("KELAS_KOSONG", "/kelas", "Kelas rawat yang dipilih (1, 2 atau 3) harus diisi.", "R-KEP-04")
    return Kepesertaan(p.segmen, sub, p.kelas, p.kelas, "R-KEP-41", membayar=True)


def _sub_segmen(p: Pilihan) -> str:
    kata = p.sub_segmen.strip().upper().replace(" ", "_")
    if p.segmen != "BP":
        if kata:
            raise _tolak("SUB_SEGMEN_TIDAK_DIKENAL", "/sub_segmen", f"Segmen {p.segmen} tidak mempunyai sub segmen.", "R-KEP-05")
        return ""
    kata = SUB_SEGMEN_BP.get(kata, kata)
    if kata not in SUB_SEGMEN_BP.values():
        raise _tolak("SUB_SEGMEN_TIDAK_DIKENAL", "/sub_segmen", "Sub segmen BP: a sampai f.", "R-KEP-05")
    return kata


def mulai(p: Peserta | None, pada: date, tujuan: Segmen, *, tidak_mampu: bool) -> tuple[str, date]:
    """(first month billed, first day) of his stay in a family. The unit before has its months; one month has one payer (R-KEP-02)."""
    if p is None:
        return str(Periode.dari(pada)), pada
    if p.keadaan == "TERDAFTAR":
        bulan = max(Periode.dari(pada), Periode.dari(p.berlaku_dari)).geser(1)
        return str(bulan), bulan.awal
    dari = max(pada, (p.berakhir_pada or pada) + timedelta(days=1))
    if p.keadaan in DIJAMIN and tujuan == "PBI":
        if not tidak_mampu:
            alasan = "Untuk menjadi PBI sesudah PHK atau cacat total diperlukan pernyataan tidak bekerja dan tidak mampu."
            raise _tolak("PERNYATAAN_TIDAK_MAMPU_BELUM_ADA", "/pernyataan_tidak_mampu", alasan, "R-KEP-33")
        if p.dijamin_sampai is not None:
            dari = max(dari, p.dijamin_sampai + timedelta(days=1))  # R-KEP-33: after the six months
    bulan = Periode.dari(dari)
    if p.iuran_terakhir is not None:
        bulan = max(bulan, Periode.baca(p.iuran_terakhir).geser(1))
    return str(bulan), dari


def mulai_baru(hubungan: str, lahir: date, kepala: Peserta | None, keluarga_id: str, pada: date) -> tuple[str, date]:
    """(first month billed, first day) of a new person. A child born into a family that is there is covered from birth where the law
    says so and it is registered in time (R-KEP-20); before that law, as everybody, from the day of registration."""
    ada = kepala is not None and kepala.keadaan == "TERDAFTAR" and kepala.keluarga_id == keluarga_id and kepala.berlaku_dari <= lahir
    if kepala is not None and ada and hubungan in ANAK and BAYI.pada(lahir).nilai.siapa != "ANAK_INTI_PPU":
        dari = sejak(Induk(kepala.segmen, kepala.berlaku_dari, kepala.iuran_mulai), "INTI", lahir, pada)
        if dari.berlaku_dari == lahir:
            return dari.iuran_mulai, lahir
    return mulai(None, pada, "PBPU", tidak_mampu=False)


def boleh_masuk(p: Peserta, keluarga_id: str) -> bool:
    """May a person of the Master File come into this family: he has no other payer, or it is Pemerintah (R-KEP-02, R-KEP-35)."""
    return p.keadaan in ("KELUAR", *DIJAMIN) or (p.keadaan == "TERDAFTAR" and (p.segmen == "PBI" or p.keluarga_id == keluarga_id))


def _tolak(kode: str, pointer: str, alasan: str, aturan: str) -> Ditolak:
    return Ditolak(kode, alasan, aturan=aturan, status=422, galat=(Galat(pointer, alasan, kode),))
