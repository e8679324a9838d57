"""Bodies and answers of claims, submissions and FPK."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from chassis.models import StrictModel
from pydantic import BaseModel, Field, StringConstraints

from klaim.api.umum import AlasanView, Bulan, NomorKartu, NomorSep, Rupiah, Teks, baca_alasan, lihat_alasan
from klaim.domain.fpk import Fpk
from klaim.domain.klaim import Klaim

KeadaanKlaim = Literal["DRAF", "DIAJUKAN", "LENGKAP", "DIKEMBALIKAN", "DIVERIFIKASI", "DITOLAK", "FPK", "DIBAYAR", "KEDALUWARSA"]
KodeKurang = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{2,49}$")]


class NilaiView(BaseModel):
    """bpjs + akt + peserta = tagihan_rs once verified."""

    tagihan_rs: int
    diajukan: int
    terverifikasi: int | None
    bpjs: int | None
    akt: int | None
    peserta: int | None


class KlaimView(BaseModel):
    klaim_id: UUID
    nomor_sep: str
    nomor_kartu: str
    akt_id: str
    kode_ppk: str
    bulan_pelayanan: str
    keadaan: KeadaanKlaim
    kantor_cabang: str | None
    pengajuan_id: UUID | None
    pengajuan_ke: int
    nomor_fpk: str | None
    gawat_darurat: bool
    tanggal_masuk: date
    tanggal_pulang: date
    nilai: NilaiView
    jatuh_tempo: date | None
    kedaluwarsa_pada: date = Field(description="Last day to file (R-KLM-21)")
    dibayar_pada: date | None
    kurang: list[AlasanView] = Field(description="What is missing for completeness")
    dasar: list[AlasanView]


def lihat_baris(b: Any) -> KlaimView:
    lurus = {k: b[k] for k in KlaimView.model_fields if k not in ("nilai", "kurang", "dasar")}
    nilai = {k: b[k] for k in NilaiView.model_fields}
    return KlaimView.model_validate(lurus | {"nilai": nilai, "kurang": baca_alasan(b["kurang"]), "dasar": baca_alasan(b["dasar"])})


def lihat(k: Klaim) -> KlaimView:
    s, n = k.isi_sep, k.isi_nilai
    return KlaimView.model_validate(
        {
            "klaim_id": k.klaim_id,
            "nomor_sep": s.nomor_sep,
            "nomor_kartu": s.nomor_kartu,
            "akt_id": k.akt_id,
            "kode_ppk": s.kode_ppk,
            "bulan_pelayanan": k.bulan_pelayanan,
            "keadaan": k.keadaan,
            "kantor_cabang": k.kantor_cabang,
            "pengajuan_id": k.pengajuan_id,
            "pengajuan_ke": k.pengajuan_ke,
            "nomor_fpk": k.nomor_fpk,
            "gawat_darurat": s.gawat_darurat,
            "tanggal_masuk": s.tanggal_masuk,
            "tanggal_pulang": s.tanggal_pulang,
            "nilai": {
                "tagihan_rs": k.tagihan_rs,
                "diajukan": n.diajukan,
                "terverifikasi": k.terverifikasi,
                "bpjs": k.bpjs,
                "akt": k.akt,
                "peserta": k.peserta,
            },
            "jatuh_tempo": k.jatuh_tempo,
            "kedaluwarsa_pada": k.kedaluwarsa_pada,
            "dibayar_pada": k.dibayar_pada,
            "kurang": lihat_alasan(k.kurang()),
            "dasar": lihat_alasan(k.dasar),
        }
    )


class DokumenBody(StrictModel):
    kode: Teks
    tanggal: date
    penandatangan: Annotated[str, StringConstraints(max_length=200)] = ""


class ManfaatBody(StrictModel):
    kode: Teks
    nilai: Rupiah


class KlaimBody(StrictModel):
    """One claim by hand; the same content as a row of the files."""

    nomor_sep: NomorSep
    nomor_kartu: NomorKartu
    tanggal_masuk: date
    tanggal_pulang: date
    kode_inacbg: Teks
    versi_inacbg: Teks
    diagnosa: list[Teks] = Field(min_length=1, max_length=30)
    prosedur: list[Teks] = Field(default=[], max_length=30)
    dpjp: Teks
    tagihan_rs: Rupiah
    nilai_diajukan: Rupiah
    dijamin_polis: Rupiah
    dibayar_ke_rs: Rupiah
    tanggal_bayar_rs: date | None = None
    manfaat: list[ManfaatBody] = Field(
        default=[], max_length=100, description="Butir tagihan menurut nama manfaat PKS; yang tidak tercantum dalam PKS bukan bagian BPJS"
    )
    dokumen: list[DokumenBody] = Field(default=[], max_length=100)


class DokumenBaru(StrictModel):
    dokumen: list[DokumenBody] = Field(min_length=1, max_length=100)


class VerifikasiBody(StrictModel):
    hasil: Literal["LAYAK", "TIDAK_LAYAK", "DIKEMBALIKAN"]
    catatan: Annotated[str, StringConstraints(max_length=2000)] | None = None


class PengajuanBody(StrictModel):
    bulan_pelayanan: Bulan = Field(description="Month of discharge")
    kantor_cabang: Teks = Field(description="A Kantor Cabang Prima (R-AKT-12)")
    rangkap_fpk: Annotated[int, Field(strict=True)] = 3
    klaim_id: list[UUID] | None = Field(
        default=None, min_length=1, max_length=1000, description="Only these; left out: all that can be filed"
    )


class KlaimDitolakView(BaseModel):
    klaim_id: UUID
    nomor_sep: str
    kode: str
    aturan: str | None
    alasan: str


class FpkRingkasView(BaseModel):
    nomor_fpk: str
    kode_ppk: str
    jumlah_klaim: int
    nilai: int


class PengajuanView(BaseModel):
    pengajuan_id: UUID
    akt_id: str
    kantor_cabang: str
    bulan_pelayanan: str
    keadaan: Literal["DIAJUKAN", "DITOLAK", "LENGKAP", "DIKEMBALIKAN", "UMPAN_BALIK", "FPK", "DIBAYAR"]
    tanggal: date
    batas: date = Field(description="Last day of the monthly batch it belongs to (R-KLM-02 to 04)")
    tepat_waktu: bool
    jumlah_klaim: int
    diajukan: int
    jumlah_ditolak: int
    ditolak: list[KlaimDitolakView] = Field(default=[], description="Only in the answer to the filing")
    jumlah_lengkap: int
    jumlah_dikembalikan: int
    nomor_ba: str | None = Field(description="Berita Acara Pengembalian Klaim")
    lengkap_pada: date | None
    jatuh_tempo: date | None = Field(description="30 hari kerja after complete files (R-BAY-01)")
    terverifikasi: int
    fpk: list[FpkRingkasView]


class KurangBody(StrictModel):
    klaim_id: UUID
    kode: KodeKurang = Field(examples=["KURANG_BUKTI_PELAYANAN"])


class KelengkapanBody(StrictModel):
    """What the office found missing beyond the list that is checked anyway."""

    kurang: list[KurangBody] = Field(default=[], max_length=1000)


class RekeningBody(StrictModel):
    bank: Teks
    nomor: Teks
    nama: Teks


class PembayaranBody(StrictModel):
    rekening: RekeningBody | None = Field(default=None, description="Left out: the AKT's registered account (R-BAY-02)")
    referensi: Teks | None = None


class KlaimFpkView(BaseModel):
    klaim_id: UUID
    nomor_sep: str
    nilai: int


class FpkView(BaseModel):
    nomor_fpk: str
    pengajuan_id: UUID
    akt_id: str
    nama_akt: str
    kode_ppk: str
    nama_faskes: str
    kantor_cabang: str
    bulan_pelayanan: str
    keadaan: Literal["TERBENTUK", "DISETUJUI", "DIBAYAR"]
    jumlah_klaim: int
    nilai: int
    klaim: list[KlaimFpkView]
    jatuh_tempo: date
    disetujui_pada: date | None
    dibayar_pada: date | None
    dibayar: int | None
    rekening: RekeningBody | None
    referensi: str | None


def lihat_fpk(f: Fpk) -> FpkView:
    return FpkView.model_validate(
        {
            "nomor_fpk": f.nomor_fpk,
            "pengajuan_id": f.pengajuan_id,
            "akt_id": f.akt_id,
            "nama_akt": f.nama_akt,
            "kode_ppk": f.kode_ppk,
            "nama_faskes": f.nama_faskes,
            "kantor_cabang": f.kantor_cabang,
            "bulan_pelayanan": f.bulan_pelayanan,
            "keadaan": f.keadaan,
            "jumlah_klaim": len(f.klaim),
            "nilai": f.nilai,
            "klaim": [{"klaim_id": k.klaim_id, "nomor_sep": k.nomor_sep, "nilai": k.nilai} for k in f.klaim],
            "jatuh_tempo": f.jatuh_tempo,
            "disetujui_pada": f.disetujui_pada,
            "dibayar_pada": f.dibayar_pada,
            "dibayar": f.dibayar,
            "rekening": {"bank": f.rekening.bank, "nomor": f.rekening.nomor, "nama": f.rekening.nama} if f.rekening else None,
            "referensi": f.referensi,
        }
    )
