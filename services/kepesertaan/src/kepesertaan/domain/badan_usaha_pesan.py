"""Commands and events of a Badan Usaha."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kepesertaan.domain.formulir import Formulir, SuratKuasa
from kepesertaan.domain.tinjauan_pesan import TinjauanDiumumkan, UmumkanTinjauan

Cakupan = Literal["SELURUH", "SEBAGIAN"]
Keadaan = Literal["", "TERDAFTAR", "BERKAS_TIDAK_LENGKAP"]


@dataclass(frozen=True, slots=True)
class Daftarkan:
    """``kode_bu`` (unless the form has one) and ``relationship_officer`` are drawn by the caller, used once the documents are complete."""

    badan_usaha_id: str
    formulir: Formulir
    jenis_kantor: str
    pks_aktif: bool
    kode_bu: str
    relationship_officer: str
    pada: date


@dataclass(frozen=True, slots=True)
class LengkapiBerkas:
    """Documents that came in later; None leaves what is there."""

    daftar_akt: tuple[str, ...] | None
    akt_ditunjuk: str | None
    surat_kuasa: SuratKuasa | None
    kode_bu: str
    relationship_officer: str
    pada: date


@dataclass(frozen=True, slots=True)
class MulaiImpor:
    pekerjaan_id: str
    jenis: str


@dataclass(frozen=True, slots=True)
class SelesaikanImpor:
    """``masih_berjalan``: other imports of this Badan Usaha that really run; an import that died must not hold the account back."""

    pekerjaan_id: str
    jenis: str
    jumlah: int
    selesai: int
    gagal: int
    pekerja_baru: int
    nomor_kartu: tuple[str, ...]
    masih_berjalan: frozenset[str]
    pada: date


@dataclass(frozen=True, slots=True)
class CatatPekerja:
    """One worker was registered by himself, not by a file."""

    nomor_kartu: str
    masih_berjalan: frozenset[str]
    pada: date


@dataclass(frozen=True, slots=True)
class UmumkanTanda:
    """A job gave the tanda koordinasi manfaat to these people."""

    pekerjaan_id: str
    berlaku_dari: date
    nomor_kartu: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HentikanKerjaSama:
    """The cooperation of the Badan Usaha and its AKT ends on its last day ``berakhir_pada`` (R-AKT-34)."""

    akt_id: str
    berakhir_pada: date
    alasan: str
    pada: date


@dataclass(frozen=True, slots=True)
class SelesaikanDelegasi:
    """The last day of a cooperation, or of its surat kuasa, is over: the AKT is told no more of this Badan Usaha (R-AKT-35)."""

    akt_id: str
    berakhir_pada: date


@dataclass(frozen=True, slots=True)
class TetapkanDelegasi:
    """A Badan Usaha already in JKN delegates to this AKT: its profile names the AKT from now on (R-AKT-28, R-AKT-30)."""

    akt_id: str
    cakupan: Cakupan
    surat_kuasa_nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None


@dataclass(frozen=True, slots=True)
class TambahEmailTagihan:
    """The AKT gets a copy of the bills (R-AKT-30)."""

    akt_id: str
    email: str


@dataclass(frozen=True, slots=True)
class TetapkanTingkatPengguna:
    """What the users of the AKT may do for this Badan Usaha (R-AKT-30)."""

    akt_id: str
    tingkat: str


@dataclass(frozen=True, slots=True)
class BadanUsahaDidaftarkan:
    badan_usaha_id: str
    formulir: Formulir
    keadaan: Keadaan
    kurang: tuple[str, ...]
    pada: date


@dataclass(frozen=True, slots=True)
class BerkasDilengkapi:
    """``formulir``: the whole form with what came in."""

    badan_usaha_id: str
    formulir: Formulir
    keadaan: Keadaan
    kurang: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationshipOfficerDitunjuk:
    badan_usaha_id: str
    relationship_officer: str
    kantor_cabang: str


@dataclass(frozen=True, slots=True)
class DelegasiDitetapkan:
    badan_usaha_id: str
    akt_id: str
    cakupan: Cakupan
    surat_kuasa_nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None


@dataclass(frozen=True, slots=True)
class DelegasiDiakhiri:
    """``terlambat_hari``: how late the notice of two months came (R-AKT-34); it is processed all the same."""

    badan_usaha_id: str
    akt_id: str
    berakhir_pada: date
    alasan: str
    terlambat_hari: int = 0


@dataclass(frozen=True, slots=True)
class EmailTagihanDitambahkan:
    badan_usaha_id: str
    akt_id: str
    email: str


@dataclass(frozen=True, slots=True)
class DelegasiSelesai:
    badan_usaha_id: str
    akt_id: str
    berakhir_pada: date


@dataclass(frozen=True, slots=True)
class TingkatPenggunaDitetapkan:
    badan_usaha_id: str
    akt_id: str
    tingkat: str


@dataclass(frozen=True, slots=True)
class VirtualAccountDiterbitkan:
    badan_usaha_id: str
    kode_bu: str
    virtual_account: str


@dataclass(frozen=True, slots=True)
class VirtualAccountDiaktifkan:
    badan_usaha_id: str
    virtual_account: str
    sejak: date


@dataclass(frozen=True, slots=True)
class ImporDimulai:
    pekerjaan_id: str
    jenis: str


@dataclass(frozen=True, slots=True)
class PendaftaranDitolak:
    """As a refused row was told until ``domain/baris_ditolak.py``; streams of that time hold it."""

    badan_usaha_id: str
    pekerjaan_id: str
    baris: int
    kolom: str
    kode: str


@dataclass(frozen=True, slots=True)
class PesertaDidaftarkanMassal:
    badan_usaha_id: str
    pekerjaan_id: str
    nomor_kartu: tuple[str, ...]
    bagian: int
    jumlah_bagian: int


@dataclass(frozen=True, slots=True)
class ImporSelesai:
    badan_usaha_id: str
    pekerjaan_id: str
    jenis: str
    jumlah: int
    selesai: int
    gagal: int
    pekerja_baru: int


@dataclass(frozen=True, slots=True)
class PekerjaDicatat:
    nomor_kartu: str


@dataclass(frozen=True, slots=True)
class TandaDiberikanMassal:
    badan_usaha_id: str
    pekerjaan_id: str
    berlaku_dari: date
    nomor_kartu: tuple[str, ...]
    bagian: int
    jumlah_bagian: int


BadanUsahaPerintah = (
    Daftarkan
    | LengkapiBerkas
    | MulaiImpor
    | SelesaikanImpor
    | CatatPekerja
    | UmumkanTanda
    | UmumkanTinjauan
    | HentikanKerjaSama
    | SelesaikanDelegasi
    | TetapkanDelegasi
    | TambahEmailTagihan
    | TetapkanTingkatPengguna
)
BadanUsahaPeristiwa = (
    BadanUsahaDidaftarkan
    | BerkasDilengkapi
    | RelationshipOfficerDitunjuk
    | DelegasiDitetapkan
    | DelegasiDiakhiri
    | DelegasiSelesai
    | EmailTagihanDitambahkan
    | TingkatPenggunaDitetapkan
    | VirtualAccountDiterbitkan
    | VirtualAccountDiaktifkan
    | ImporDimulai
    | PendaftaranDitolak
    | PesertaDidaftarkanMassal
    | ImporSelesai
    | PekerjaDicatat
    | TandaDiberikanMassal
    | TinjauanDiumumkan
)
