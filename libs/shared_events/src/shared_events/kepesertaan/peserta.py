"""People: registration, changes, leaving."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from shared_events.base import Noka, PeriodeStr, Tersandi, VirtualAccount
from shared_events.kepesertaan.base import EventKepesertaan


class PesertaDidaftarkan(EventKepesertaan):
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


class PendaftaranPesertaDitolak(EventKepesertaan):
    """One row of an import was refused; nothing of the person is in it. Subject ``baris-ditolak:{pekerjaan_id}.{n}``, one a batch."""

    badan_usaha_id: str
    pekerjaan_id: str
    baris: int = Field(description="Row of the file, the header being 1")
    kolom: str
    kode: str


class ImporPesertaSelesai(EventKepesertaan):
    """An import has run to its end. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    pekerjaan_id: str
    jenis: str
    jumlah: int
    selesai: int
    gagal: int


class PesertaDidaftarkanMassal(EventKepesertaan):
    """Announces for receivers what an import did to up to 500 people; the facts are in their own events. Subject ``badan-usaha:{id}``."""

    badan_usaha_id: str
    pekerjaan_id: str
    nomor_kartu: tuple[Noka, ...] = Field(max_length=500)
    bagian: int
    jumlah_bagian: int


class DataPesertaDiubah(EventKepesertaan):
    """Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    kolom: tuple[str, ...] = Field(description="Names of the changed columns, never their values")
    berlaku: date
    rahasia: Tersandi | None = Field(default=None, description="The whole identity after the change, as in PesertaDidaftarkan")
    kode_fktp: str | None = None


class UpahPesertaDiubah(EventKepesertaan):
    """Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    upah_tersandi: Tersandi
    berlaku_periode: PeriodeStr = Field(description="First month billed on the new wage")
    kabupaten_kota_kerja: str | None = None


class HakKelasDitetapkan(EventKepesertaan):
    """The class of care changed. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    hak_kelas: int = Field(ge=1, le=3)
    berlaku_dari: date
    aturan: str


class PesertaDipindahkan(EventKepesertaan):
    """The person belongs to another paying unit, without a gap (R-KEP-10). Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    dari_virtual_account: VirtualAccount
    ke_virtual_account: VirtualAccount
    ke_badan_usaha_id: str | None = None
    ke_keluarga_id: str | None = None
    iuran_mulai: PeriodeStr
    berlaku_dari: date
    upah_tersandi: Tersandi | None = None
    segmen: Literal["PBI", "PPU", "PBPU", "BP"] | None = Field(
        default=None, description="His one segment from then on (R-KEP-02), and with it the fields below; null: what he was before"
    )
    sub_segmen: str | None = None
    hubungan: str | None = None
    nomor_kartu_pekerja: Noka | None = None
    kategori: Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"] | None = None
    kelas_dipilih: int | None = None
    kabupaten_kota_kerja: str | None = None


class KategoriPesertaDitetapkan(EventKepesertaan):
    """In the same unit, of another category from ``iuran_mulai`` on: an inti child becomes tambahan. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    kategori: Literal["PEKERJA", "INTI", "TAMBAHAN", "KERABAT"]
    berlaku_dari: date
    iuran_mulai: PeriodeStr = Field(description="First month billed for the new category")
    aturan: str


class PesertaAkanBerakhir(EventKepesertaan):
    """The monthly review found up to 500 people of a Badan Usaha whose cover is about to end. Subject ``badan-usaha:{id}``.

    Until which month each of them is covered stands with the person: it would tell his birth month to who reads the bus."""

    badan_usaha_id: str
    pekerjaan_id: str
    perihal: Literal["USIA_ANAK", "JAMINAN"] = Field(
        description="USIA_ANAK: child of 21 or 25, or no proof of study (R-KEP-15, 16); "
        "JAMINAN: six months after PHK or cacat total (R-KEP-32)"
    )
    periode: PeriodeStr = Field(description="The month reviewed")
    nomor_kartu: tuple[Noka, ...] = Field(max_length=500)
    bagian: int
    jumlah_bagian: int


class PesertaDikeluarkan(EventKepesertaan):
    """Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    berakhir_pada: date = Field(description="Last day of belonging to the unit")
    iuran_terakhir: PeriodeStr = Field(description="Last month billed for him")
    alasan: str = ""


class PesertaMeninggal(EventKepesertaan):
    """Subject ``peserta:{nomor_kartu}`` (R-KEP-28)."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    meninggal_pada: date
    iuran_terakhir: PeriodeStr


class PesertaTerkenaPhk(EventKepesertaan):
    """Cover goes on without iuran (R-STA-12). Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
    virtual_account: VirtualAccount
    phk_pada: date
    dijamin_sampai: date
    iuran_terakhir: PeriodeStr
    sebab: Literal["PHK", "CACAT_TOTAL"] = "PHK"


class PesertaDilupakan(EventKepesertaan):
    """The key of the person is destroyed. Subject ``peserta:{nomor_kartu}``."""

    nomor_kartu: Noka
