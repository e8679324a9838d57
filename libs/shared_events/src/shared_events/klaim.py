"""Events of klaim: SEP, claims, verification, FPK, payment. Diagnoses are never in them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared_events.base import Bagian, Dasar, KodePpk, Noka, PublicEvent, Rupiah


class _Klaim(PublicEvent):
    LAYANAN: ClassVar[str] = "klaim"


class SepDiterbitkan(_Klaim):
    """A hospital stay is guaranteed. Subject ``sep:{nomor_sep}``."""

    nomor_sep: str = Field(pattern=r"^.{19}$")
    nomor_kartu: Noka
    kode_ppk: KodePpk
    tanggal_masuk: date
    jenis_pelayanan: str
    cob: bool
    akt_id: str | None = None
    hak_kelas: int | None = None
    gawat_darurat: bool = False
    keadaan: Literal["TERBIT", "MENUNGGU_STATUS"] = "TERBIT"
    dasar: tuple[Dasar, ...] = ()


class SepDiubah(_Klaim):
    """Discharge, move or correction. Subject ``sep:{nomor_sep}``."""

    nomor_sep: str
    akt_id: str | None = None
    perubahan: Literal["PULANG", "PEMINDAHAN", "KOREKSI_COB", "STATUS_DITETAPKAN", "SURAT_JAMINAN", "DIBATALKAN"]
    cob: bool
    tanggal_pulang: date | None = None


class AlasanKlaim(Bagian):
    kode: str = Field(description="KURANG_RESUME_MEDIS, SEP_TANPA_FLAG, …")
    penjelasan: str
    aturan: str | None = None


class KlaimDiajukan(_Klaim):
    """A claim is part of a monthly submission. Subject ``klaim:{klaim_id}``. No longer produced; topics and stores hold it for ever."""

    klaim_id: str
    nomor_sep: str
    akt_id: str
    pengajuan_id: str
    kode_ppk: KodePpk
    bulan_pelayanan: str
    tagihan_rs: Rupiah
    diajukan: Rupiah
    kedaluwarsa_pada: date = Field(description="Last day to file (R-KLM-21)")


class KlaimDiajukanV2(_Klaim):
    """A claim is part of a monthly submission to an office. Subject ``klaim:{klaim_id}``."""

    VERSI: ClassVar[int] = 2

    klaim_id: str
    nomor_sep: str
    akt_id: str
    pengajuan_id: str
    kantor_cabang: str | None = Field(description="The Kantor Cabang Prima it was filed to; null only for what was told as v1")
    kode_ppk: KodePpk
    bulan_pelayanan: str
    tagihan_rs: Rupiah
    diajukan: Rupiah
    kedaluwarsa_pada: date = Field(description="Last day to file (R-KLM-21)")


class BerkasKlaimLengkap(_Klaim):
    """The files of a submission are complete; the 30 hari kerja run (R-VER-07, R-BAY-01). Subject ``pengajuan:{pengajuan_id}``."""

    pengajuan_id: str
    akt_id: str
    lengkap_pada: date
    jatuh_tempo: date
    jumlah_klaim: int


class KlaimDikembalikan(_Klaim):
    """Returned with a Berita Acara; it may be filed again (R-KLM-31, 32). Subject ``klaim:{klaim_id}``."""

    klaim_id: str
    nomor_sep: str
    akt_id: str
    pengajuan_id: str | None = None
    alasan: tuple[AlasanKlaim, ...]


class KlaimDiverifikasi(_Klaim):
    """The verifier's result: bpjs + akt + peserta = tagihan_rs. Subject ``klaim:{klaim_id}``."""

    klaim_id: str
    nomor_sep: str
    akt_id: str
    pengajuan_id: str
    tagihan_rs: Rupiah
    diajukan: Rupiah
    terverifikasi: Rupiah
    bpjs: Rupiah
    akt: Rupiah
    peserta: Rupiah
    dasar: tuple[Dasar, ...] = ()


class KlaimDitolak(_Klaim):
    """Subject ``klaim:{klaim_id}``."""

    klaim_id: str
    nomor_sep: str
    akt_id: str
    pengajuan_id: str | None = None
    alasan: tuple[AlasanKlaim, ...]


class KlaimKedaluwarsa(_Klaim):
    """Filed after its last day: not paid (R-KLM-21, R-BAY-04). Subject ``klaim:{klaim_id}``."""

    klaim_id: str
    nomor_sep: str
    akt_id: str
    kedaluwarsa_pada: date = Field(description="Last day it could have been filed")


class UmpanBalikDiterbitkan(_Klaim):
    """The AKT can see the results of verification (R-VER-03). Subject ``pengajuan:{pengajuan_id}``."""

    pengajuan_id: str
    akt_id: str
    layak: int
    tidak_layak: int
    dikembalikan: int
    terverifikasi: Rupiah


class FpkDibentuk(_Klaim):
    """One FPK per AKT and faskes (R-VER-04). Subject ``fpk:{nomor_fpk}``."""

    nomor_fpk: str
    pengajuan_id: str
    akt_id: str
    kode_ppk: KodePpk
    jumlah_klaim: int
    nilai: Rupiah
    jatuh_tempo: date


class FpkDisetujui(_Klaim):
    """Approved in BOA by another person than the verifier (R-VER-05). Subject ``fpk:{nomor_fpk}``."""

    nomor_fpk: str
    akt_id: str
    nilai: Rupiah
    disetujui_pada: date


class FpkDibayar(_Klaim):
    """One transfer to the AKT's own account (R-BAY-02, 08). Subject ``fpk:{nomor_fpk}``."""

    nomor_fpk: str
    akt_id: str
    nilai: Rupiah
    dibayar_pada: date
    referensi: str


class KlaimDibayar(_Klaim):
    """Subject ``klaim:{klaim_id}``."""

    klaim_id: str
    nomor_sep: str
    akt_id: str
    nomor_fpk: str
    nominal: Rupiah
    dibayar_pada: date


class BatasPembayaranTerlewati(_Klaim):
    """30 hari kerja passed without payment (R-BAY-01). Subject ``pengajuan:{pengajuan_id}``."""

    pengajuan_id: str
    akt_id: str
    jatuh_tempo: date
    belum_dibayar: int
