"""The stays of December 2016: who lies where, with which papers, at which bill. Money follows from the tariff table and the seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from selaras.cerita.hitungan import Pembagian, hak_kelas, pembagian
from selaras.cerita.orang import Orang
from selaras.cerita.pembangkit import Bahan
from selaras.cerita.rumah_sakit import RUMAH_SAKIT, RumahSakit
from selaras.cerita.tarif import TabelTarif


@dataclass(frozen=True, slots=True)
class Rawat:
    """One inpatient stay and everything the AKT will file for it."""

    kunci: str
    tampil: str
    rs: RumahSakit
    pasien: Orang
    hak_kelas: int
    masuk: date
    pulang: date
    diagnosa: str
    kode_inacbg: str
    tagihan_rs: int
    diajukan: int
    dijamin_polis: int
    rujukan: str | None = "FKTP_BPJS"
    kib: bool = True
    darurat: bool = False
    naik_kelas: bool = False
    tanggal_rusak: bool = False
    tanpa_dokumen: str | None = None
    ditahan: bool = False

    @property
    def cob(self) -> bool:
        return self.kib

    @property
    def diimpor(self) -> bool:
        """Its line of the January file becomes a claim."""
        return not (self.ditahan or self.tanggal_rusak) and self.cob

    @property
    def lengkap(self) -> bool:
        """It goes on to verification."""
        return self.diimpor and self.tanpa_dokumen is None

    def bagi(self, tabel: TabelTarif) -> Pembagian:
        return pembagian(tabel, self.rs, self.kode_inacbg, self.hak_kelas, self.tagihan_rs, self.diajukan, self.dijamin_polis)


@dataclass(frozen=True, slots=True)
class _Kasus:
    """``tagih``: hospital bill in percent of the row that caps it; ``ajukan``: what the AKT files, in percent of that row."""

    rs: str
    tampil: str
    kode: str
    diagnosa: str
    kelas: int
    tagih: int
    ajukan: int
    polis: int = 100
    lain: tuple[tuple[str, object], ...] = ()


KODE_2023 = "J-4-16-I"
TARIF_2023 = 4_806_100
_DARURAT = (("darurat", True), ("rujukan", None))
_KASUS = (
    _Kasus("A", "kelas B dibatasi tarif kelas C (R-KLM-13)", "E-4-10-I", "E11.6", 1, 165, 125),
    _Kasus("A", "rujukan FKTP AKT, diajukan rendah (R-PLY-08, R-VER-10)", "D-4-13-II", "D64.9", 2, 190, 95, 40, (("rujukan", "FKTP_AKT"),)),
    _Kasus("A", "naik kelas, tetap hak kelas (R-KLM-18)", "A-4-12-II", "R50.9", 2, 230, 120, 100, (("naik_kelas", True),)),
    _Kasus("B", "tarif kelas C nyata (R-KLM-13)", "E-4-11-II", "E87.1", 1, 140, 100),
    _Kasus("B", "tagihan RS di bawah tarif (R-KLM-19)", "E-4-12-I", "E74.9", 1, 82, 100),
    _Kasus("C", "kelas D (R-KLM-14)", "A-4-12-III", "R50.9", 2, 150, 118),
    _Kasus("C", "tanggal rusak oleh lembar kerja", "E-4-11-I", "E87.6", 1, 120, 100, 100, (("tanggal_rusak", True),)),
    _Kasus("D", "tanpa SK kelas, regional 1 (R-KLM-15, R-KLM-17)", "D-4-12-II", "D57.0", 1, 210, 150, 50),
    _Kasus("E", "darurat, RS tanpa kontrak (R-KLM-16)", "E-4-10-II", "E11.1", 2, 175, 130, 100, _DARURAT),
    # A code that only the decree of 2023 prices for this class, owner and regional; and one document is missing.
    _Kasus("E", "satu dokumen kurang (R-KLM-07)", KODE_2023, "J18.9", 1, 100, 100, 100, (*_DARURAT, ("tanpa_dokumen", "RESUME_MEDIS"))),
    _Kasus("B", "tanpa KIB: JKN biasa (R-KIB-12)", "D-4-13-I", "D64.9", 1, 125, 100, 100, (("kib", False),)),
    _Kasus("A", "ditahan sampai lewat waktu (R-KLM-21)", "A-4-12-I", "R50.9", 2, 160, 100, 100, (("ditahan", True),)),
)  # fmt: skip
PULANG_DITAHAN = date(2016, 12, 28)


def rencana(bahan: Bahan, tabel: TabelTarif) -> list[Rawat]:
    """Twelve stays of twelve people, admissions from 6 December on, all home by 28 December."""
    acak = random.Random(f"rawat {bahan.benih}")
    pekerja = {o.nik: o for o in bahan.terdaftar_pertama if o.pekerja}
    calon: dict[int, list[Orang]] = {1: [], 2: []}
    for orang in bahan.terdaftar_pertama:
        kepala = orang if orang.pekerja else pekerja.get(orang.nik_pekerja)
        if kepala is not None and orang.hubungan != "KERABAT" and orang.tanggal_lahir.year < 2012:
            calon[hak_kelas(kepala)].append(orang)
    hasil: list[Rawat] = []
    for i, k in enumerate(_KASUS):
        rs = RUMAH_SAKIT[k.rs]
        pasien = calon[k.kelas].pop(acak.randrange(len(calon[k.kelas])))
        tarif = TARIF_2023 if k.kode == KODE_2023 else tabel(k.kode, rs.regional, rs.kelas_tarif, rs.kepemilikan, k.kelas)
        tagihan = tarif * k.tagih // 100 + acak.randint(101, 4_999)
        diajukan = min(tagihan, tarif * k.ajukan // 100)
        ditahan = ("ditahan", True) in k.lain
        masuk = date(2016, 12, 24) if ditahan else date(2016, 12, 6) + timedelta(days=i * 17 // 11)
        pulang = PULANG_DITAHAN if ditahan else min(masuk + timedelta(days=acak.randint(3, 6)), PULANG_DITAHAN)
        hasil.append(
            Rawat(
                kunci=f"{k.rs}{sum(r.rs is rs for r in hasil) + 1}",
                tampil=k.tampil,
                rs=rs,
                pasien=pasien,
                hak_kelas=k.kelas,
                masuk=masuk,
                pulang=pulang,
                diagnosa=k.diagnosa,
                kode_inacbg=k.kode,
                tagihan_rs=tagihan,
                diajukan=diajukan,
                dijamin_polis=(tagihan - min(tarif, diajukan)) * k.polis // 100 if k.polis < 100 else 50_000_000,
                **dict(k.lain),  # type: ignore[arg-type]
            )
        )
    return hasil
