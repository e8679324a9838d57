"""Documents of a claim: which are asked for, which are missing (R-KLM-07 to 09, R-KIB-14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from klaim.domain.alasan import Alasan, alasan
from klaim.domain.inacbg import urai

KODE_DOKUMEN = (
    "KIB",
    "SEP",
    "RUJUKAN",
    "SPRI",
    "RESUME_MEDIS",
    "BUKTI_PELAYANAN",
    "LAPORAN_OPERASI",
    "PROTOKOL_TERAPI",
    "RINCIAN_TAGIHAN",
    "BUKTI_PEMBAYARAN",
    "LAINNYA",
)
NAMA_LAIN = {
    "KARTU_IDENTITAS_BERSAMA": "KIB",
    "SALINAN_KIB": "KIB",
    "SURAT_RUJUKAN": "RUJUKAN",
    "SURAT_PERINTAH_RAWAT_INAP": "SPRI",
    "PERINTAH_RAWAT_INAP": "SPRI",
    "RESUME": "RESUME_MEDIS",
    "BUKTI_PEMBAYARAN_RS": "BUKTI_PEMBAYARAN",
    "BUKTI_LAYANAN": "BUKTI_PELAYANAN",
}
NAMA = {
    "KIB": "salinan Kartu Identitas Bersama",
    "SEP": "Surat Eligibilitas Peserta",
    "RUJUKAN": "surat rujukan FKTP",
    "SPRI": "surat perintah rawat inap",
    "RESUME_MEDIS": "resume medis",
    "BUKTI_PELAYANAN": "bukti pelayanan bertanda tangan",
    "LAPORAN_OPERASI": "laporan operasi",
}


@dataclass(frozen=True, slots=True)
class Dokumen:
    """``oleh_dpjp``: signed by the doctor in charge named in the E-Klaim row (None: not asked). The signer's name is kept sealed."""

    kode: str
    tanggal: date
    oleh_dpjp: bool | None = None


def kode_baku(kode: str) -> str | None:
    kode = kode.strip().upper().replace(" ", "_")
    kode = NAMA_LAIN.get(kode, kode)
    return kode if kode in KODE_DOKUMEN else None


def wajib(kode_inacbg: str, *, gawat_darurat: bool) -> tuple[tuple[str, str], ...]:
    """(document, rule) of a claim. An emergency has no referral and no order of admission (R-KLM-07)."""
    cbg = urai(kode_inacbg)
    if gawat_darurat:
        dasar: tuple[tuple[str, str], ...] = (
            ("KIB", "R-KIB-14"),
            ("SEP", "R-KLM-07"),
            ("RESUME_MEDIS", "R-KLM-07"),
            ("BUKTI_PELAYANAN", "R-KLM-07"),
        )
    else:
        dasar = (
            ("KIB", "R-KIB-14"),
            ("RUJUKAN", "R-KLM-08"),
            ("SEP", "R-KLM-08"),
            ("SPRI", "R-KLM-08"),
            ("RESUME_MEDIS", "R-KLM-08"),
            ("BUKTI_PELAYANAN", "R-KLM-08"),
        )
    return (*dasar, ("LAPORAN_OPERASI", "R-KLM-09")) if cbg is not None and cbg.bedah else dasar


def periksa(
    kode_inacbg: str, dokumen: Collection[Dokumen], *, gawat_darurat: bool, tagihan_rs: int, dibayar_ke_rs: int
) -> tuple[Alasan, ...]:
    """What is missing, () when complete. The general and the COB list are one here (R-VER-06)."""
    ada = {d.kode for d in dokumen}
    kurang = [
        alasan(f"KURANG_{kode}", aturan, f"Belum ada {NAMA[kode]}.")
        for kode, aturan in wajib(kode_inacbg, gawat_darurat=gawat_darurat)
        if kode not in ada
    ]
    if not gawat_darurat and any(d.kode == "RESUME_MEDIS" and d.oleh_dpjp is False for d in dokumen):
        kurang.append(alasan("RESUME_BUKAN_DPJP", "R-KLM-08", "Resume medis harus ditandatangani dokter penanggung jawab pasien."))
    if dibayar_ke_rs != tagihan_rs:
        kurang.append(alasan("BUKTI_PEMBAYARAN_RS", "R-KLM-20", "Asuransi harus sudah membayar penuh tagihan rumah sakit."))
    return tuple(kurang)
