"""Badan Usaha: registration with its documents, delegation to an AKT, virtual account, and the imports that run for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, assert_never

from dasar.identitas import va_badan_usaha
from dasar.penolakan import Ditolak
from dasar.tanggal import tambah_bulan

from kepesertaan.domain.badan_usaha_pesan import (
    BadanUsahaDidaftarkan,
    BadanUsahaPerintah,
    BadanUsahaPeristiwa,
    BerkasDilengkapi,
    Cakupan,
    CatatPekerja,
    Daftarkan,
    DelegasiDiakhiri,
    DelegasiDitetapkan,
    DelegasiSelesai,
    EmailTagihanDitambahkan,
    HentikanKerjaSama,
    ImporDimulai,
    ImporSelesai,
    Keadaan,
    LengkapiBerkas,
    MulaiImpor,
    PekerjaDicatat,
    PendaftaranDitolak,
    PesertaDidaftarkanMassal,
    RelationshipOfficerDitunjuk,
    SelesaikanDelegasi,
    SelesaikanImpor,
    TambahEmailTagihan,
    TandaDiberikanMassal,
    TetapkanDelegasi,
    TetapkanTingkatPengguna,
    TingkatPenggunaDitetapkan,
    UmumkanTanda,
    VirtualAccountDiaktifkan,
    VirtualAccountDiterbitkan,
)
from kepesertaan.domain.formulir import Formulir, kurang_berkas, periksa_formulir
from kepesertaan.domain.ketentuan import BULAN_PEMBERITAHUAN_AKHIR
from kepesertaan.domain.tinjauan_pesan import TinjauanDiumumkan, UmumkanTinjauan

KeadaanVa = Literal["", "MENUNGGU", "AKTIF", "DITUTUP"]
BAGIAN = 500


@dataclass(frozen=True, slots=True)
class Delegasi:
    akt_id: str
    cakupan: Cakupan
    surat_kuasa_nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None
    berakhir_pada: date | None = None
    alasan: str = ""
    selesai: bool = False
    """Its last day is over."""

    @property
    def akhir(self) -> date:
        return min((t for t in (self.berlaku_sampai, self.berakhir_pada) if t is not None), default=date.max)

    def berlaku(self, pada: date) -> bool:
        return self.berlaku_dari <= pada <= self.akhir

    def habis(self, akt_id: str, pada: date) -> bool:
        """It is this AKT's, and the day was the last one of it: by notice, or by the surat kuasa."""
        return self.akt_id == akt_id and pada in (self.berakhir_pada, self.berlaku_sampai)


@dataclass(frozen=True, slots=True)
class BadanUsaha:
    badan_usaha_id: str = ""
    formulir: Formulir | None = None
    keadaan: Keadaan = ""
    kurang: tuple[str, ...] = ()
    relationship_officer: str | None = None
    virtual_account: str | None = None
    kode_bu: str | None = None
    keadaan_va: KeadaanVa = ""
    delegasi: tuple[Delegasi, ...] = ()
    impor_berjalan: frozenset[str] = field(default_factory=frozenset)
    jumlah_pekerja_terdaftar: int = 0
    email_tambahan: tuple[tuple[str, str], ...] = ()
    tingkat_pengguna: tuple[tuple[str, str], ...] = ()

    @property
    def akt_id(self) -> str | None:
        return self.delegasi[-1].akt_id if self.delegasi else self.formulir.akt_id if self.formulir else None

    @property
    def akt_diberi_tahu(self) -> str | None:
        """Whom what happens to this Badan Usaha is told: nobody between one cooperation and the next (R-AKT-35)."""
        return None if self.delegasi and self.delegasi[-1].selesai else self.akt_id

    def delegasi_pada(self, pada: date) -> Delegasi | None:
        return next((d for d in reversed(self.delegasi) if d.berlaku(pada)), None)


AWAL = BadanUsaha()


def decide(perintah: BadanUsahaPerintah, bu: BadanUsaha) -> list[BadanUsahaPeristiwa]:
    if isinstance(perintah, Daftarkan):
        return _daftarkan(perintah, bu)
    if bu.formulir is None:
        raise Ditolak("TIDAK_DITEMUKAN", "Badan Usaha tidak ditemukan.", status=404)
    match perintah:
        case LengkapiBerkas():
            return _lengkapi(perintah, bu, bu.formulir)
        case MulaiImpor(pekerjaan_id, jenis):
            _harus_lengkap(bu)
            return [] if pekerjaan_id in bu.impor_berjalan else [ImporDimulai(pekerjaan_id, jenis)]
        case SelesaikanImpor():
            return _selesaikan(perintah, bu)
        case CatatPekerja(nomor_kartu, masih_berjalan, pada):
            dicatat: list[BadanUsahaPeristiwa] = [PekerjaDicatat(nomor_kartu)]
            return dicatat + _aktifkan(bu, bu.jumlah_pekerja_terdaftar + 1, bu.impor_berjalan & masih_berjalan, pada)
        case UmumkanTanda(pekerjaan_id, berlaku_dari, nomor_kartu):
            bagian = _bagi(nomor_kartu)
            return [
                TandaDiberikanMassal(bu.badan_usaha_id, pekerjaan_id, berlaku_dari, isi, n, len(bagian)) for n, isi in enumerate(bagian, 1)
            ]
        case UmumkanTinjauan(pekerjaan_id, perihal, periode, nomor_kartu):
            bagian = _bagi(nomor_kartu)
            return [
                TinjauanDiumumkan(bu.badan_usaha_id, pekerjaan_id, perihal, periode, isi, n, len(bagian)) for n, isi in enumerate(bagian, 1)
            ]
        case HentikanKerjaSama():
            return _hentikan(perintah, bu)
        case SelesaikanDelegasi(akt_id, berakhir_pada):
            habis = any(d.habis(akt_id, berakhir_pada) and not d.selesai for d in bu.delegasi)
            return [DelegasiSelesai(bu.badan_usaha_id, akt_id, berakhir_pada)] if habis else []
        case TetapkanDelegasi():
            return _delegasikan(perintah, bu)
        case TambahEmailTagihan(akt_id, email):
            return [] if (akt_id, email) in bu.email_tambahan else [EmailTagihanDitambahkan(bu.badan_usaha_id, akt_id, email)]
        case TetapkanTingkatPengguna(akt_id, tingkat):
            return [] if (akt_id, tingkat) in bu.tingkat_pengguna else [TingkatPenggunaDitetapkan(bu.badan_usaha_id, akt_id, tingkat)]
        case _:
            assert_never(perintah)


def _harus_lengkap(bu: BadanUsaha) -> None:
    if bu.keadaan != "TERDAFTAR" or bu.relationship_officer is None:
        # R-AKT-23: no entry before the files are complete and an RO is appointed
        raise Ditolak("BERKAS_TIDAK_LENGKAP", f"Berkas Badan Usaha belum lengkap: {', '.join(bu.kurang)}.", aturan="R-AKT-22")


def _daftarkan(perintah: Daftarkan, bu: BadanUsaha) -> list[BadanUsahaPeristiwa]:
    formulir = perintah.formulir
    if bu.formulir is not None:
        if bu.formulir == formulir:
            return []
        raise Ditolak("BADAN_USAHA_SUDAH_TERDAFTAR", "Badan Usaha ini sudah terdaftar.", status=409)
    periksa_formulir(formulir, perintah.jenis_kantor, pks_aktif=perintah.pks_aktif, pada=perintah.pada)
    kurang = kurang_berkas(formulir)
    keadaan: Keadaan = "BERKAS_TIDAK_LENGKAP" if kurang else "TERDAFTAR"
    id = perintah.badan_usaha_id
    pertama: list[BadanUsahaPeristiwa] = [BadanUsahaDidaftarkan(id, formulir, keadaan, kurang, perintah.pada)]
    return pertama if kurang else pertama + _terima(id, formulir, perintah.kode_bu, perintah.relationship_officer)


def _lengkapi(perintah: LengkapiBerkas, bu: BadanUsaha, lama: Formulir) -> list[BadanUsahaPeristiwa]:
    if bu.keadaan == "TERDAFTAR":
        return []
    formulir = replace(
        lama,
        daftar_akt=lama.daftar_akt if perintah.daftar_akt is None else perintah.daftar_akt,
        akt_ditunjuk=lama.akt_ditunjuk if perintah.akt_ditunjuk is None else perintah.akt_ditunjuk,
        surat_kuasa=lama.surat_kuasa if perintah.surat_kuasa is None else perintah.surat_kuasa,
    )
    periksa_formulir(formulir, None, pks_aktif=True, pada=perintah.pada)
    kurang = kurang_berkas(formulir)
    if formulir == lama:
        return []
    keadaan: Keadaan = "BERKAS_TIDAK_LENGKAP" if kurang else "TERDAFTAR"
    dilengkapi: list[BadanUsahaPeristiwa] = [BerkasDilengkapi(bu.badan_usaha_id, formulir, keadaan, kurang)]
    return dilengkapi if kurang else dilengkapi + _terima(bu.badan_usaha_id, formulir, perintah.kode_bu, perintah.relationship_officer)


def _terima(id: str, formulir: Formulir, kode_bu: str, ro: str) -> list[BadanUsahaPeristiwa]:
    """Complete files are accepted: RO, delegation and virtual account come at once (R-AKT-23, R-AKT-13, R-AKT-24)."""
    diterima: list[BadanUsahaPeristiwa] = [RelationshipOfficerDitunjuk(id, ro, formulir.kantor_cabang)]
    kuasa = formulir.surat_kuasa
    if formulir.akt_id is not None and formulir.cakupan is not None and kuasa is not None:
        diterima.append(DelegasiDitetapkan(id, formulir.akt_id, formulir.cakupan, kuasa.nomor, kuasa.berlaku_dari, kuasa.berlaku_sampai))
    kode = formulir.kode_bu or kode_bu
    diterima.append(VirtualAccountDiterbitkan(id, kode, va_badan_usaha(kode)))
    return diterima


def _selesaikan(perintah: SelesaikanImpor, bu: BadanUsaha) -> list[BadanUsahaPeristiwa]:
    if perintah.pekerjaan_id not in bu.impor_berjalan:
        return []
    bagian = _bagi(perintah.nomor_kartu)
    hasil: list[BadanUsahaPeristiwa] = [
        PesertaDidaftarkanMassal(bu.badan_usaha_id, perintah.pekerjaan_id, isi, n, len(bagian)) for n, isi in enumerate(bagian, 1)
    ]
    hasil.append(
        ImporSelesai(
            bu.badan_usaha_id, perintah.pekerjaan_id, perintah.jenis, perintah.jumlah, perintah.selesai, perintah.gagal,
            perintah.pekerja_baru,
        )
    )  # fmt: skip
    lain = (bu.impor_berjalan - {perintah.pekerjaan_id}) & perintah.masih_berjalan
    return hasil + _aktifkan(bu, bu.jumlah_pekerja_terdaftar + perintah.pekerja_baru, lain, perintah.pada)


def _aktifkan(bu: BadanUsaha, pekerja: int, impor_lain: frozenset[str], pada: date) -> list[BadanUsahaPeristiwa]:
    """The account is usable once the data is in: one worker registered, no import running (R-BYR-07)."""
    if bu.keadaan_va != "MENUNGGU" or bu.virtual_account is None or pekerja == 0 or impor_lain:
        return []
    return [VirtualAccountDiaktifkan(bu.badan_usaha_id, bu.virtual_account, pada)]


def _bagi(nomor: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [nomor[i : i + BAGIAN] for i in range(0, len(nomor), BAGIAN)]


def _delegasikan(perintah: TetapkanDelegasi, bu: BadanUsaha) -> list[BadanUsahaPeristiwa]:
    _harus_lengkap(bu)
    for d in bu.delegasi:
        if perintah.berlaku_dari <= d.akhir and d.berlaku_dari <= (perintah.berlaku_sampai or date.max):
            if (d.akt_id, d.surat_kuasa_nomor) == (perintah.akt_id, perintah.surat_kuasa_nomor):
                return []
            raise Ditolak("SATU_AKT_SAJA", "Badan Usaha ini masih mendelegasikan kepada suatu AKT pada masa itu.", aturan="R-AKT-08")
    p = perintah
    return [DelegasiDitetapkan(bu.badan_usaha_id, p.akt_id, p.cakupan, p.surat_kuasa_nomor, p.berlaku_dari, p.berlaku_sampai)]


def _hentikan(perintah: HentikanKerjaSama, bu: BadanUsaha) -> list[BadanUsahaPeristiwa]:
    delegasi = bu.delegasi[-1] if bu.delegasi else None
    if delegasi is None or delegasi.akt_id != perintah.akt_id:
        raise Ditolak("DELEGASI_TIDAK_ADA", "Tidak ada kerja sama Badan Usaha dengan AKT ini.", aturan="R-AKT-13", status=409)
    if delegasi.berakhir_pada is not None:
        if delegasi.berakhir_pada == perintah.berakhir_pada:
            return []
        raise Ditolak("SUDAH_DIHENTIKAN", "Penghentian kerja sama ini sudah dicatat dengan tanggal lain.", aturan="R-AKT-34")
    if perintah.berakhir_pada < perintah.pada - timedelta(days=1):
        raise Ditolak("TANGGAL_TIDAK_SAH", "Kerja sama tidak dapat dihentikan pada tanggal yang sudah lewat.", status=422)
    batas = tambah_bulan(perintah.berakhir_pada, -BULAN_PEMBERITAHUAN_AKHIR.pada(perintah.pada).nilai)
    terlambat = max(0, (perintah.pada - batas).days)
    return [DelegasiDiakhiri(bu.badan_usaha_id, perintah.akt_id, perintah.berakhir_pada, perintah.alasan, terlambat)]


def evolve(bu: BadanUsaha, peristiwa: BadanUsahaPeristiwa) -> BadanUsaha:
    match peristiwa:
        case BadanUsahaDidaftarkan(id, formulir, keadaan, kurang, _):
            return replace(bu, badan_usaha_id=id, formulir=formulir, keadaan=keadaan, kurang=kurang)
        case BerkasDilengkapi(_, formulir, keadaan, kurang):
            return replace(bu, formulir=formulir, keadaan=keadaan, kurang=kurang)
        case RelationshipOfficerDitunjuk(_, ro, _):
            return replace(bu, relationship_officer=ro)
        case DelegasiDitetapkan(_, akt_id, cakupan, nomor, dari, sampai):
            return replace(bu, delegasi=(*bu.delegasi, Delegasi(akt_id, cakupan, nomor, dari, sampai)))
        case DelegasiDiakhiri(_, _, berakhir_pada, alasan, _):
            return replace(bu, delegasi=(*bu.delegasi[:-1], replace(bu.delegasi[-1], berakhir_pada=berakhir_pada, alasan=alasan)))
        case DelegasiSelesai(_, akt_id, berakhir_pada):
            return replace(bu, delegasi=tuple(replace(d, selesai=True) if d.habis(akt_id, berakhir_pada) else d for d in bu.delegasi))
        case EmailTagihanDitambahkan(_, akt_id, email):
            return replace(bu, email_tambahan=(*(x for x in bu.email_tambahan if x[0] != akt_id), (akt_id, email)))
        case TingkatPenggunaDitetapkan(_, akt_id, tingkat):
            return replace(bu, tingkat_pengguna=(*(x for x in bu.tingkat_pengguna if x[0] != akt_id), (akt_id, tingkat)))
        case VirtualAccountDiterbitkan(_, kode_bu, va):
            return replace(bu, kode_bu=kode_bu, virtual_account=va, keadaan_va="MENUNGGU")
        case VirtualAccountDiaktifkan():
            return replace(bu, keadaan_va="AKTIF")
        case ImporDimulai(pekerjaan_id, _):
            return replace(bu, impor_berjalan=bu.impor_berjalan | {pekerjaan_id})
        case ImporSelesai():
            return replace(
                bu,
                impor_berjalan=bu.impor_berjalan - {peristiwa.pekerjaan_id},
                jumlah_pekerja_terdaftar=bu.jumlah_pekerja_terdaftar + peristiwa.pekerja_baru,
            )
        case PekerjaDicatat():
            return replace(bu, jumlah_pekerja_terdaftar=bu.jumlah_pekerja_terdaftar + 1)
        case PendaftaranDitolak() | PesertaDidaftarkanMassal() | TandaDiberikanMassal() | TinjauanDiumumkan():
            return bu
        case _:
            assert_never(peristiwa)
