"""The registration form of a Badan Usaha and its attachments: what is wrong with it, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.ketentuan import PENYELENGGARA_NEGARA

KURANG_DAFTAR_AKT = "KURANG_LAMPIRAN_DAFTAR_AKT"
KURANG_SURAT_KUASA = "KURANG_SALINAN_SURAT_KUASA"

JENIS_NASIONAL = ("BUMN", "NASIONAL", "MULTINASIONAL")
"""Kinds that may come to a Kantor Cabang Prima without an AKT (R-KEP-37)."""

JenisPemberiKerja = Literal["BADAN_USAHA", "PEMBERI_KERJA_PERORANGAN", "PENYELENGGARA_NEGARA"]
PERORANGAN = ("PERORANGAN", "PEMBERI_KERJA_PERORANGAN")
_NEGARA = PENYELENGGARA_NEGARA | {"PPNPN"}


def jenis_pemberi_kerja(jenis: str, sub_segmen: str) -> JenisPemberiKerja:
    """A Badan Usaha works for profit, other legal bodies with it; a Pemberi Kerja is wider: a household, the state (R-KEP-06)."""
    if jenis in PERORANGAN:
        return "PEMBERI_KERJA_PERORANGAN"
    return "PENYELENGGARA_NEGARA" if sub_segmen in _NEGARA else "BADAN_USAHA"


@dataclass(frozen=True, slots=True)
class SuratKuasa:
    """``berkas``: reference of the copy that BPJS holds."""

    nomor: str
    berlaku_dari: date
    berlaku_sampai: date | None = None
    berkas: str | None = None


@dataclass(frozen=True, slots=True)
class Formulir:
    """Formulir Pendaftaran Badan Usaha with Daftar Asuransi Kesehatan Tambahan and surat kuasa.

    ``sub_segmen_tertulis``: the word of who sent it, to be given back; ``sub_segmen`` decides."""

    nama: str
    jenis: str
    npwp: str
    kantor_cabang: str
    kabupaten_kota: str
    sub_segmen: str
    rute_pembayaran: Literal["LANGSUNG", "AKT"]
    email_tagihan: str
    jumlah_pekerja: int
    akt_id: str | None = None
    cakupan: Literal["SELURUH", "SEBAGIAN"] | None = None
    daftar_akt: tuple[str, ...] = ()
    akt_ditunjuk: str | None = None
    surat_kuasa: SuratKuasa | None = None
    kode_bu: str | None = None
    sub_segmen_tertulis: str = ""
    salinan: str | None = None
    """Reference of the signed form as a file."""


def kurang_berkas(f: Formulir) -> tuple[str, ...]:
    """Missing documents, each by its name; without an AKT the form alone is enough (R-AKT-19, R-AKT-22)."""
    if f.akt_id is None:
        return ()
    kurang: list[str] = []
    if not f.daftar_akt:
        kurang.append(KURANG_DAFTAR_AKT)
    if f.surat_kuasa is None:
        kurang.append(KURANG_SURAT_KUASA)
    return tuple(kurang)


def periksa_formulir(f: Formulir, jenis_kantor: str | None, *, pks_aktif: bool, pada: date) -> None:
    """Refuse what no document can repair. ``jenis_kantor`` None: the office was judged at registration."""
    if jenis_kantor is not None:
        _periksa_kantor(f, jenis_kantor)
    if f.jenis in PERORANGAN and f.kode_bu is not None:
        _tolak("KODE_BU_TIDAK_BERLAKU", "Pemberi kerja perorangan tidak mempunyai kode Badan Usaha.", "/kode_bu", "R-KEP-06")
    if f.akt_id is None:
        if f.rute_pembayaran == "AKT":
            _tolak("RUTE_TIDAK_SAH", "Pembayaran lewat AKT memerlukan AKT yang ditunjuk.", "/rute_pembayaran", "R-AKT-13")
        return
    if not pks_aktif:
        raise Ditolak("PKS_TIDAK_AKTIF", "AKT ini tidak mempunyai PKS yang berlaku pada hari ini.", aturan="R-AKT-02")
    if f.cakupan is None:
        _tolak("CAKUPAN_KOSONG", "Cakupan pendelegasian (SELURUH atau SEBAGIAN) harus diisi.", "/cakupan", "R-AKT-14")
    if f.daftar_akt:
        if len(set(f.daftar_akt)) != len(f.daftar_akt):
            _tolak("DAFTAR_AKT_GANDA", "Satu AKT disebut dua kali dalam daftar.", "/daftar_akt", "R-AKT-20")
        if f.akt_ditunjuk is None or f.akt_ditunjuk not in f.daftar_akt:
            _tolak("AKT_DITUNJUK_TIDAK_SAH", "Tepat satu AKT dari daftar harus ditunjuk.", "/akt_ditunjuk", "R-AKT-20")
        if f.akt_id != f.akt_ditunjuk:
            _tolak("AKT_DITUNJUK_TIDAK_SAH", "Yang mendaftarkan haruslah AKT yang ditunjuk.", "/akt_id", "R-AKT-20")
    kuasa = f.surat_kuasa
    if kuasa is not None and kuasa.berlaku_sampai is not None and kuasa.berlaku_sampai < max(kuasa.berlaku_dari, pada):
        _tolak("SURAT_KUASA_BERAKHIR", "Surat kuasa sudah berakhir.", "/surat_kuasa/berlaku_sampai", "R-AKT-13")


def _periksa_kantor(f: Formulir, jenis_kantor: str) -> None:
    if f.akt_id is not None:
        if jenis_kantor != "KC_PRIMA":
            # R-AKT-12, R-AKT-17
            _tolak("BUKAN_KANTOR_CABANG_PRIMA", "Pendaftaran dengan AKT dilakukan di Kantor Cabang Prima.", "/kantor_cabang", "R-AKT-17")
    elif jenis_kantor == "KC_PRIMA" and f.jenis not in JENIS_NASIONAL:
        _tolak(
            "BUKAN_KANTOR_CABANG_PRIMA",
            "Badan Usaha setempat tanpa AKT mendaftar di Kantor Cabang daerahnya; Kantor Cabang Prima untuk BUMN dan Badan Usaha nasional.",
            "/kantor_cabang",
            "R-KEP-37",
        )


def _tolak(kode: str, alasan: str, penunjuk: str, aturan: str) -> None:
    raise Ditolak(kode, alasan, aturan=aturan, status=422, galat=(Galat(penunjuk, alasan),))
