"""Events of kepesertaan: AKT, Badan Usaha, peserta, tanda koordinasi manfaat, kartu, tugas."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared_events.base import Bagian, Noka, PeriodeStr, PublicEvent, Rupiah, Tersandi, VirtualAccount


class _Kepesertaan(PublicEvent):
    LAYANAN: ClassVar[str] = "kepesertaan"


class Rekening(Bagian):
    bank: str
    nomor: str
    nama: str = Field(description="Account holder")


class AktDidaftarkan(_Kepesertaan):
    """Kantor Pusat registered an insurer, or changed its data (the newest holds). Subject ``akt:{akt_id}``."""

    akt_id: str
    nama: str
    jenis_produk: tuple[str, ...] = Field(description="INDEMNITY, CASH_PLAN, MANAGED_CARE (R-AKT-06)")
    rekening: Rekening | None = Field(default=None, description="Where BPJS pays klaim (R-BAY-02)")


class PksDisepakati(_Kepesertaan):
    """Perjanjian Kerja Sama between BPJS and an AKT, or its extension. Subject ``akt:{akt_id}``."""

    akt_id: str
    nomor: str
    versi_naskah: str
    berlaku_dari: date
    berlaku_sampai: date = Field(description="Last day")
    bentuk_kerja_sama: tuple[str, ...]
    manfaat: tuple[str, ...]


class PksBerakhir(_Kepesertaan):
    """A PKS ended before or at its term. Subject ``akt:{akt_id}``."""

    akt_id: str
    nomor: str
    berakhir_pada: date = Field(description="Last day of the agreement")


class BadanUsahaDidaftarkan(_Kepesertaan):
    """A Badan Usaha was taken in. Subject ``badan-usaha:{badan_usaha_id}``."""

    badan_usaha_id: str
    nama: str
    jenis: str
    kantor_cabang: str
    kabupaten_kota: str
    sub_segmen: str
    akt_id: str | None = None
    cakupan: Literal["SELURUH", "SEBAGIAN"] | None = None
    rute_pembayaran: Literal["LANGSUNG", "AKT"] = "LANGSUNG"
    keadaan: Literal["TERDAFTAR", "BERKAS_TIDAK_LENGKAP"]
    kurang: tuple[str, ...] = Field(default=(), description="Codes of the missing documents (R-AKT-19, 22)")
    jumlah_pekerja: int = 0


class BerkasBadanUsahaDilengkapi(_Kepesertaan):
    """Missing documents came in; the Badan Usaha is registered once ``kurang`` is empty. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    keadaan: Literal["TERDAFTAR", "BERKAS_TIDAK_LENGKAP"]
    kurang: tuple[str, ...] = ()


class RelationshipOfficerDitunjuk(_Kepesertaan):
    """Subject ``badan-usaha:{id}`` (R-AKT-23)."""

    badan_usaha_id: str
    relationship_officer: str = Field(description="Work id of the officer, never a name")
    kantor_cabang: str


class DelegasiAktDitetapkan(_Kepesertaan):
    """Surat kuasa in force: the AKT may act for the Badan Usaha. Subject ``badan-usaha:{id}`` (R-AKT-13 to 15)."""

    badan_usaha_id: str
    akt_id: str
    cakupan: Literal["SELURUH", "SEBAGIAN"]
    surat_kuasa_nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None = Field(default=None, description="Last day")


class DelegasiAktDiakhiri(_Kepesertaan):
    """Subject ``badan-usaha:{id}`` (R-AKT-34, 35)."""

    badan_usaha_id: str
    akt_id: str
    berakhir_pada: date = Field(description="Last day")
    alasan: str = ""


class VirtualAccountDiterbitkan(_Kepesertaan):
    """A paying unit has its account; it is payable only once active. Subject ``badan-usaha:{id}`` or ``keluarga:{id}``."""

    virtual_account: VirtualAccount
    jenis_unit: Literal["BADAN_USAHA", "KELUARGA"]
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None


class VirtualAccountDiaktifkan(_Kepesertaan):
    """Data entry is complete: the account takes payments from now on (R-BYR-07). Same subject as its issue."""

    virtual_account: VirtualAccount
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    sejak: date


class VirtualAccountDitutup(_Kepesertaan):
    """Same subject as its issue (R-KOR-41)."""

    virtual_account: VirtualAccount
    ditutup_pada: date
    alasan: str = ""


class KeluargaDidaftarkan(_Kepesertaan):
    """A PBPU or BP family with one VA keluarga. Subject ``keluarga:{id}``."""

    keluarga_id: str
    virtual_account: VirtualAccount
    segmen: str
    kelas: int


class PesertaDidaftarkan(_Kepesertaan):
    """A person has a NOKA and belongs to a paying unit. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    segmen: Literal["PBI", "PPU", "PBPU", "BP"]
    sub_segmen: str | None = None
    hubungan: str = Field(description="PEKERJA, SUAMI, ISTRI, ANAK, …")
    nomor_kartu_pekerja: Noka | None = Field(default=None, description="NOKA of the worker or head this person hangs on; null for himself")
    kategori: Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"] = Field(description="R-KEP-13, 17, 18")
    hak_kelas: int = Field(ge=1, le=3)
    kelas_dipilih: int | None = Field(default=None, description="Bought class of kerabat, PBPU and BP")
    iuran_mulai: PeriodeStr = Field(description="First month billed (R-AKT-32)")
    berlaku_dari: date = Field(description="First day of belonging to the unit")
    kabupaten_kota_kerja: str | None = Field(default=None, description="Whose UMK is the floor (R-IUR-12)")
    kode_fktp: str | None = None
    koordinasi_manfaat: bool = Field(default=False, description="COB was asked for; the tanda follows once active")
    rahasia: Tersandi = Field(description="{nik, nomor_kk, nama, tempat_lahir, tanggal_lahir, jenis_kelamin, alamat, telepon, email}")
    upah_tersandi: Tersandi | None = Field(default=None, description="{upah_pokok, tunjangan_tetap} in rupiah a month, workers only")
    pekerjaan_id: str | None = Field(default=None, description="The import it came by, if any")


class PendaftaranPesertaDitolak(_Kepesertaan):
    """One row of an import was refused. Subject ``badan-usaha:{id}``; nothing of the person is in it."""

    badan_usaha_id: str
    pekerjaan_id: str
    baris: int = Field(description="Row of the file, the header being 1")
    kolom: str
    kode: str


class ImporPesertaSelesai(_Kepesertaan):
    """An import has run to its end. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    pekerjaan_id: str
    jenis: str
    jumlah: int
    selesai: int
    gagal: int


class PesertaDidaftarkanMassal(_Kepesertaan):
    """Announces for receivers what an import did to up to 500 people; the facts are in their own events. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    pekerjaan_id: str
    nomor_kartu: tuple[Noka, ...] = Field(max_length=500)
    bagian: int
    jumlah_bagian: int


class DataPesertaDiubah(_Kepesertaan):
    """Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    kolom: tuple[str, ...] = Field(description="Names of the changed columns, never their values")
    berlaku: date
    rahasia: Tersandi | None = Field(default=None, description="The whole identity after the change, as in PesertaDidaftarkan")
    kode_fktp: str | None = None


class UpahPesertaDiubah(_Kepesertaan):
    """Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    upah_tersandi: Tersandi
    berlaku_periode: PeriodeStr = Field(description="First month billed on the new wage")
    kabupaten_kota_kerja: str | None = None


class HakKelasDitetapkan(_Kepesertaan):
    """The class of care changed. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    hak_kelas: int = Field(ge=1, le=3)
    berlaku_dari: date
    aturan: str


class PesertaDipindahkan(_Kepesertaan):
    """The person belongs to another paying unit, without a gap (R-KEP-10). Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    dari_virtual_account: VirtualAccount
    ke_virtual_account: VirtualAccount
    ke_badan_usaha_id: str | None = None
    ke_keluarga_id: str | None = None
    iuran_mulai: PeriodeStr
    berlaku_dari: date
    upah_tersandi: Tersandi | None = None


class PesertaDikeluarkan(_Kepesertaan):
    """Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    berakhir_pada: date = Field(description="Last day of belonging to the unit")
    iuran_terakhir: PeriodeStr = Field(description="Last month billed for him")
    alasan: str = ""


class PesertaMeninggal(_Kepesertaan):
    """Subject ``peserta:{nomor_kartu}`` (R-KEP-28)."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    meninggal_pada: date
    iuran_terakhir: PeriodeStr


class PesertaTerkenaPhk(_Kepesertaan):
    """Cover goes on without iuran (R-STA-12). Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    phk_pada: date
    dijamin_sampai: date
    iuran_terakhir: PeriodeStr


class PesertaDilupakan(_Kepesertaan):
    """The key of the person is destroyed. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka


class TandaKoordinasiManfaatDiberikan(_Kepesertaan):
    """The COB flag (VClaim ``peserta.cob``). Whether it works on a day is status's answer. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    akt_id: str
    badan_usaha_id: str
    berlaku_dari: date
    pekerjaan_id: str | None = None


class TandaKoordinasiManfaatDihapus(_Kepesertaan):
    """Subject ``peserta:{nomor_kartu}`` (R-KIB-10, R-STA-09)."""

    nomor_kartu: Noka
    akt_id: str
    badan_usaha_id: str
    berakhir_pada: date = Field(description="Last day of the flag")
    alasan: str = ""


class TandaKoordinasiManfaatDiberikanMassal(_Kepesertaan):
    """Announces for receivers what a job gave to up to 500 people. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    pekerjaan_id: str
    berlaku_dari: date
    nomor_kartu: tuple[Noka, ...] = Field(max_length=500)
    bagian: int
    jumlah_bagian: int


class DesainKartuDisetujui(_Kepesertaan):
    """BPJS approved a card design of the AKT (R-KIB-04). Subject ``desain-kartu:{akt_id}``."""

    akt_id: str
    versi: str
    disetujui_pada: date


class DesainKartuDitolak(_Kepesertaan):
    """Subject ``desain-kartu:{akt_id}``."""

    akt_id: str
    versi: str
    alasan: str


class KartuIdentitasBersamaDiterbitkan(_Kepesertaan):
    """The AKT issued a KIB (R-KIB-02). Subject ``kib:{nomor_kib}``."""

    nomor_kib: str
    nomor_kartu: Noka
    akt_id: str
    versi_desain: str
    diterbitkan_pada: date


class KartuIdentitasBersamaDicabut(_Kepesertaan):
    """Subject ``kib:{nomor_kib}``."""

    nomor_kib: str
    nomor_kartu: Noka
    akt_id: str
    dicabut_pada: date
    alasan: str


class TugasDibuat(_Kepesertaan):
    """A work item for people. Subject ``tugas:{tugas_id}`` (R-KEP-35, 36)."""

    tugas_id: str
    jenis: str
    peran: str = Field(description="Role that owns it: RO, MPKR, …")
    kantor: str
    badan_usaha_id: str | None = None
    pekerjaan_id: str | None = None
    baris: int | None = None
    jatuh_tempo: date


class TugasSelesai(_Kepesertaan):
    """Subject ``tugas:{tugas_id}``."""

    tugas_id: str
    jenis: str
    hasil: str


class UmkDitetapkan(_Kepesertaan):
    """Minimum wage of a kabupaten/kota for a year, floor of the base (R-IUR-10). Subject ``umk:{tahun}:{kabupaten_kota}``."""

    tahun: int
    kabupaten_kota: str
    nilai: Rupiah
    sumber: str
