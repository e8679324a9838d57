"""Bodies and answers of SEP and guarantee."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from chassis.models import StrictModel
from pydantic import BaseModel, Field, StringConstraints

from klaim.api.umum import AlasanView, Diagnosa, KodePpk, NomorKartu, Rupiah, Teks, baca_alasan, lihat_alasan
from klaim.domain.sep import Sep


class RujukanBody(StrictModel):
    asal: Literal["FKTP_BPJS", "FKTP_AKT"]
    kode_faskes: KodePpk
    nomor: Teks
    tanggal: date


class PermintaanSep(StrictModel):
    """What a hospital asks: is this stay guaranteed, by whom?"""

    nomor_kartu: NomorKartu
    kode_ppk: KodePpk
    tanggal_masuk: date
    jenis_pelayanan: Literal["RJTP", "RITP", "RJTL", "RITL", "RI_KHUSUS", "LAIN_MENTERI"]
    diagnosa_awal: Diagnosa
    gawat_darurat: bool = False
    kriteria_gawat_darurat: Teks | None = None
    rujukan: RujukanBody | None = None
    nomor_kib: Teks | None = None
    dijamin_jkk: bool = False
    naik_kelas: Annotated[str, StringConstraints(max_length=20)] | bool | None = Field(
        default=None, description="Higher room taken: a class name, or true"
    )


PERINGATAN = "Bukan penolakan: yang perlu diperiksa rumah sakit sebelum melayani, misalnya KARTU_DILAPORKAN_HILANG"


class PutusanView(BaseModel):
    dijamin: bool
    kode: str | None = Field(default=None, description="Why not, when not guaranteed")
    aturan: str | None = None
    penjelasan: str | None = None
    cob: bool
    akt_id: str | None
    hak_kelas: int | None
    menunggu_status: bool
    dasar: list[AlasanView]
    peringatan: list[AlasanView] = Field(default=[], description=PERINGATAN)


class SepView(BaseModel):
    nomor_sep: str
    nomor_kartu: str
    kode_ppk: str
    tanggal_masuk: date
    tanggal_pulang: date | None
    jenis_pelayanan: str
    keadaan: Literal["TERBIT", "MENUNGGU_STATUS", "PULANG", "DIBATALKAN"]
    cob: bool
    akt_id: str | None
    hak_kelas: int | None
    gawat_darurat: bool
    pemindahan: str | None = None
    surat_jaminan: str | None = None
    dasar: list[AlasanView]
    peringatan: list[AlasanView] = Field(default=[], description=PERINGATAN)


class PulangBody(StrictModel):
    tanggal_pulang: date
    cara_pulang: Teks | None = None


class PemindahanBody(StrictModel):
    hasil: Literal["DIPINDAH", "TIDAK_DIPINDAH", "MENOLAK"]
    stabil_pada: datetime
    dipindah_pada: datetime | None = None
    ke_ppk: KodePpk | None = None
    biaya_gawat_darurat: Rupiah | None = Field(default=None, description="The bill until the emergency was over (R-PLY-15)")


class KoreksiCobBody(StrictModel):
    cob: bool = True
    nomor_kib: Teks | None = None
    alasan: Teks | None = Field(default=None, description="Kept sealed under the key of the peserta")


class SuratJaminanBody(StrictModel):
    nomor: Teks
    tanggal: date | None = None


def lihat(s: Sep) -> SepView:
    return SepView.model_validate(
        {
            "nomor_sep": s.nomor_sep,
            "nomor_kartu": s.nomor_kartu,
            "kode_ppk": s.kode_ppk,
            "tanggal_masuk": s.tanggal_masuk,
            "tanggal_pulang": s.tanggal_pulang,
            "jenis_pelayanan": s.jenis_pelayanan,
            "keadaan": s.keadaan,
            "cob": s.cob,
            "akt_id": s.akt_id,
            "hak_kelas": s.hak_kelas,
            "gawat_darurat": s.gawat_darurat,
            "pemindahan": s.pemindahan.hasil if s.pemindahan else None,
            "surat_jaminan": s.surat_jaminan.nomor if s.surat_jaminan else None,
            "dasar": lihat_alasan(s.dasar),
            "peringatan": lihat_alasan(s.peringatan),
        }
    )


def lihat_baris(b: Any) -> SepView:
    return SepView.model_validate(
        {**{k: b[k] for k in SepView.model_fields if k not in ("dasar", "peringatan", "pemindahan")}, "pemindahan": b["hasil_pemindahan"]}
        | {"dasar": baca_alasan(b["dasar"]), "peringatan": baca_alasan(b["peringatan"])}
    )
