"""Insurers, their agreements, Badan Usaha, delegation, virtual accounts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from shared_events.base import Bagian, PeriodeStr, Rupiah, VirtualAccount
from shared_events.kepesertaan.base import EventKepesertaan


class Rekening(Bagian):
    bank: str
    nomor: str
    nama: str = Field(description="Account holder")


class AktDidaftarkan(EventKepesertaan):
    """Kantor Pusat registered an insurer, or changed its data (the newest holds). Subject ``akt:{akt_id}``."""

    akt_id: str
    nama: str
    jenis_produk: tuple[str, ...] = Field(description="INDEMNITY, CASH_PLAN, MANAGED_CARE (R-AKT-06)")
    rekening: Rekening | None = Field(default=None, description="Where BPJS pays klaim (R-BAY-02)")


class PksDisepakati(EventKepesertaan):
    """Perjanjian Kerja Sama between BPJS and an AKT, or its extension. Subject ``akt:{akt_id}``."""

    akt_id: str
    nomor: str
    versi_naskah: str
    berlaku_dari: date
    berlaku_sampai: date = Field(description="Last day")
    bentuk_kerja_sama: tuple[str, ...]
    manfaat: tuple[str, ...]


class PksBerakhir(EventKepesertaan):
    """A PKS ended before or at its term. Subject ``akt:{akt_id}``."""

    akt_id: str
    nomor: str
    berakhir_pada: date = Field(description="Last day of the agreement")


class BadanUsahaDidaftarkan(EventKepesertaan):
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


class BerkasBadanUsahaDilengkapi(EventKepesertaan):
    """Missing documents came in; the Badan Usaha is registered once ``kurang`` is empty. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    keadaan: Literal["TERDAFTAR", "BERKAS_TIDAK_LENGKAP"]
    kurang: tuple[str, ...] = ()


class RelationshipOfficerDitunjuk(EventKepesertaan):
    """Subject ``badan-usaha:{id}`` (R-AKT-23)."""

    badan_usaha_id: str
    relationship_officer: str = Field(description="Work id of the officer, never a name")
    kantor_cabang: str


class DelegasiAktDitetapkan(EventKepesertaan):
    """Surat kuasa in force: the AKT may act for the Badan Usaha. Subject ``badan-usaha:{id}`` (R-AKT-13 to 15)."""

    badan_usaha_id: str
    akt_id: str
    cakupan: Literal["SELURUH", "SEBAGIAN"]
    surat_kuasa_nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None = Field(default=None, description="Last day")


class DelegasiAktDiakhiri(EventKepesertaan):
    """Subject ``badan-usaha:{id}`` (R-AKT-34, 35)."""

    badan_usaha_id: str
    akt_id: str
    berakhir_pada: date = Field(description="Last day")
    alasan: str = ""


class PeralihanAktBerlanjut(EventKepesertaan):
    """A process between a Badan Usaha and its AKT came one step further (R-AKT-28 to 30, R-AKT-36 to 39). The step is told to the AKT
    it concerns, in the envelope. Subject ``proses-akt:{proses_id}``."""

    proses_id: str
    jenis: Literal["DELEGASI", "PERALIHAN"]
    badan_usaha_id: str
    langkah: str = Field(description="A_DILAPORKAN, A_DAFTAR_DITERIMA, B_TANDA_DICABUT, C_…, D_…, E_TANDA_DIBERIKAN, TERTAHAN, DIHENTIKAN")
    keadaan: str = Field(description="BERJALAN, TERTAHAN, DIHENTIKAN, SELESAI")
    jumlah: int | None = Field(default=None, description="People the step concerned")
    beda: int | None = Field(default=None, description="Differences to the list (b), people held (e)")
    sebab: str = Field(default="", description="What a process that stands still waits for")


class KesenjanganDitemukan(EventKepesertaan):
    """The monthly check of a partial delegation found workers nobody registered (R-AKT-16). Subject ``kesenjangan:{badan_usaha_id}``."""

    badan_usaha_id: str
    akt_id: str
    periode: PeriodeStr
    jumlah_pekerja: int = Field(description="Workers by the form")
    terdaftar: int
    kesenjangan: int


class KesenjanganDitutup(EventKepesertaan):
    """Everybody is registered now. Subject ``kesenjangan:{badan_usaha_id}``."""

    badan_usaha_id: str
    akt_id: str
    periode: PeriodeStr


class VirtualAccountDiterbitkan(EventKepesertaan):
    """A paying unit has its account; it is payable only once active. Subject ``badan-usaha:{id}`` or ``keluarga:{id}``."""

    virtual_account: VirtualAccount
    jenis_unit: Literal["BADAN_USAHA", "KELUARGA"]
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None


class VirtualAccountDiaktifkan(EventKepesertaan):
    """Data entry is complete: the account takes payments from now on (R-BYR-07). Same subject as its issue."""

    virtual_account: VirtualAccount
    badan_usaha_id: str | None = None
    keluarga_id: str | None = None
    sejak: date


class VirtualAccountDitutup(EventKepesertaan):
    """Same subject as its issue (R-KOR-41)."""

    virtual_account: VirtualAccount
    ditutup_pada: date
    alasan: str = ""


class KeluargaDidaftarkan(EventKepesertaan):
    """A PBPU, BP or PBI family with one VA keluarga, or the segment and class it has now. Subject ``keluarga:{id}``."""

    keluarga_id: str
    virtual_account: VirtualAccount
    segmen: str
    kelas: int
    sub_segmen: str = ""
    berlaku_dari: date | None = Field(default=None, description="First day; null: told before this was said")
    jumlah_peserta: int | None = Field(default=None, description="People entered with a new family; null: a change of one that exists")


class UmkDitetapkan(EventKepesertaan):
    """Minimum wage of a kabupaten/kota for a year, floor of the base (R-IUR-10). Subject ``umk:{tahun}:{kabupaten_kota}``."""

    tahun: int
    kabupaten_kota: str
    nilai: Rupiah
    sumber: str
