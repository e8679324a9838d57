"""Commands and events of the aggregate Klaim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from klaim.domain.alasan import Alasan
from klaim.domain.dokumen import Dokumen
from klaim.domain.harga import Batas, Kasus
from klaim.domain.tarif import Tarif


@dataclass(frozen=True, slots=True)
class SepUntukKlaim:
    """What a claim takes over from its SEP, frozen in the claim's own event."""

    nomor_sep: str
    nomor_kartu: str
    kode_ppk: str
    tanggal_masuk: date
    tanggal_pulang: date | None
    jenis_pelayanan: str
    keadaan: str
    cob: bool
    akt_id: str | None
    akt_tanda: str | None
    hak_kelas: int | None
    gawat_darurat: bool
    kontrak_bpjs: bool
    hasil_pemindahan: str | None = None
    biaya_gawat_darurat: int | None = None


@dataclass(frozen=True, slots=True)
class Manfaat:
    """An item of the bill by the name the agreement has for it, or would have (R-AKT-05)."""

    kode: str
    nilai: int


@dataclass(frozen=True, slots=True)
class Nilai:
    """``dijamin_polis``: what the policy covers at most; ``dibayar_ke_rs``: what the AKT has paid the hospital (R-KLM-20).

    ``manfaat``: items of the bill that are told apart; the rest is the package of the INA-CBG."""

    diajukan: int
    dijamin_polis: int
    dibayar_ke_rs: int
    tanggal_bayar_rs: date | None
    manfaat: tuple[Manfaat, ...] = ()


@dataclass(frozen=True, slots=True)
class SiapkanKlaim:
    """From a row of the E-Klaim TXT with its documents and values, or one claim by hand. Again as long as it is not filed.

    ``sidik``: keyed hash of the plain content: tells a repeated row from a corrected one, since sealing never gives the same text twice.
    """

    klaim_id: str
    akt_id: str
    sep: SepUntukKlaim
    nomor_kartu: str
    rawat_inap: bool
    tanggal_masuk: date
    tanggal_pulang: date
    kode_inacbg: str
    versi_inacbg: str
    tagihan_rs: int
    nilai: Nilai
    dokumen: tuple[Dokumen, ...]
    rahasia: str
    sidik: str
    pada: date


@dataclass(frozen=True, slots=True)
class TambahDokumen:
    akt_id: str
    dokumen: tuple[Dokumen, ...]


@dataclass(frozen=True, slots=True)
class AjukanKlaim:
    pengajuan_id: str
    kantor_cabang: str
    tanggal: date
    pks_berlaku: bool


@dataclass(frozen=True, slots=True)
class NyatakanKelengkapan:
    """``tambahan``: what the office found missing beyond the list."""

    tanggal: date
    jatuh_tempo: date
    tambahan: tuple[Alasan, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifikasiKlaim:
    """hasil: LAYAK, TIDAK_LAYAK or DIKEMBALIKAN. ``catatan`` sealed. ``kasus`` and ``tarif`` are needed for LAYAK."""

    hasil: str
    verifikator: str
    tanggal: date
    kasus: Kasus
    tarif: Tarif | None
    catatan: str | None = None


@dataclass(frozen=True, slots=True)
class MasukkanFpk:
    nomor_fpk: str


@dataclass(frozen=True, slots=True)
class BayarKlaim:
    """``batas``: by today's tariff for the claim; the payment never exceeds it (R-BAY-03), nor the AKT's part its own."""

    nomor_fpk: str
    tanggal: date
    batas: Batas | None


KlaimCommand = SiapkanKlaim | TambahDokumen | AjukanKlaim | NyatakanKelengkapan | VerifikasiKlaim | MasukkanFpk | BayarKlaim


@dataclass(frozen=True, slots=True)
class KlaimDisiapkan:
    klaim_id: str
    akt_id: str
    sep: SepUntukKlaim
    kode_inacbg: str
    versi_inacbg: str
    tagihan_rs: int
    nilai: Nilai
    dokumen: tuple[Dokumen, ...]
    kedaluwarsa_pada: date
    rahasia: str
    sidik: str


@dataclass(frozen=True, slots=True)
class DokumenDitambahkan:
    dokumen: tuple[Dokumen, ...]


@dataclass(frozen=True, slots=True)
class KlaimDiajukan:
    pengajuan_id: str
    kantor_cabang: str
    tanggal: date
    pengajuan_ke: int


@dataclass(frozen=True, slots=True)
class KlaimKedaluwarsa:
    tanggal: date
    kedaluwarsa_pada: date


@dataclass(frozen=True, slots=True)
class KlaimLengkap:
    tanggal: date
    jatuh_tempo: date


@dataclass(frozen=True, slots=True)
class KlaimDikembalikan:
    tanggal: date
    oleh: str
    alasan: tuple[Alasan, ...]
    catatan: str | None = None


@dataclass(frozen=True, slots=True)
class KlaimDiverifikasi:
    tanggal: date
    verifikator: str
    tarif: int
    terverifikasi: int
    bpjs: int
    akt: int
    peserta: int
    dasar: tuple[Alasan, ...]
    catatan: str | None = None


@dataclass(frozen=True, slots=True)
class KlaimDitolak:
    tanggal: date
    verifikator: str
    akt: int
    peserta: int
    alasan: tuple[Alasan, ...]
    catatan: str | None = None


@dataclass(frozen=True, slots=True)
class KlaimMasukFpk:
    nomor_fpk: str


@dataclass(frozen=True, slots=True)
class KlaimDibayar:
    nomor_fpk: str
    tanggal: date
    nominal: int
    akt: int
    peserta: int


KlaimEvent = (
    KlaimDisiapkan
    | DokumenDitambahkan
    | KlaimDiajukan
    | KlaimKedaluwarsa
    | KlaimLengkap
    | KlaimDikembalikan
    | KlaimDiverifikasi
    | KlaimDitolak
    | KlaimMasukFpk
    | KlaimDibayar
)
