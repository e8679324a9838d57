"""A process between a Badan Usaha and its AKT that several streams carry out: who goes on, from where, and what it waits for.

PERALIHAN (R-AKT-36 to 39): a the leaving AKT reports the end and hands over the list, b its flags end, c the new AKT hands in its
papers and people, d profile, billing e-mail and user level, e the new flags. DELEGASI (R-AKT-28 to 30): c, d, e for a Badan Usaha
that is in JKN without an AKT.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, assert_never

from dasar.penolakan import Ditolak, Galat

from kepesertaan.domain.proses_akt_pesan import (
    Catat,
    DaftarDikesampingkan,
    DaftarDiterima,
    DelegasiDimulai,
    Ditahan,
    EmailTagihanDiisi,
    Hentikan,
    Jenis,
    Lanjutkan,
    MulaiDelegasi,
    MulaiPeralihan,
    Pembaruan,
    PembaruanDicatat,
    Penyerahan,
    PenyerahanDikonfirmasi,
    PenyerahanDiterima,
    PeralihanDimulai,
    ProsesDihentikan,
    ProsesPerintah,
    ProsesPeristiwa,
    ProsesTertahan,
    Serahkan,
    Tahan,
    TandaBaruDiberikan,
    TandaLamaDicabut,
    TerimaDaftar,
)

Keadaan = Literal["", "BERJALAN", "TERTAHAN", "DIHENTIKAN", "SELESAI"]
PEMBARUAN: tuple[Pembaruan, ...] = ("PROFIL", "EMAIL_TAGIHAN", "TINGKAT_PENGGUNA")
DAFTAR_BELUM_ADA = "DAFTAR_PESERTA_BELUM_ADA"
PENYERAHAN_BELUM_ADA = "PENYERAHAN_BELUM_ADA"
MENUNGGU_KONFIRMASI = "MENUNGGU_KONFIRMASI"
EMAIL_BELUM_ADA = "EMAIL_TAGIHAN_BELUM_ADA"


@dataclass(frozen=True, slots=True)
class Langkah:
    """What comes next. ``tahan``: not that, but what is waited for."""

    kode: Literal["CABUT", "TANDA", "TAHAN", "PROFIL", "EMAIL_TAGIHAN", "TINGKAT_PENGGUNA"]
    sebab: str = ""


@dataclass(frozen=True, slots=True)
class Proses:
    proses_id: str = ""
    jenis: Jenis = "PERALIHAN"
    badan_usaha_id: str = ""
    akt_lama: str | None = None
    akt_baru: str | None = None
    berakhir_pada: date | None = None
    keadaan: Keadaan = ""
    sebab: str = ""
    jumlah_lama: int = 0
    jumlah_baru: int = 0
    tanpa_daftar: str = ""
    penyerahan: Penyerahan | None = None
    dikonfirmasi: bool = False
    pembaruan: tuple[Pembaruan, ...] = ()
    cabut: TandaLamaDicabut | None = None
    tanda: TandaBaruDiberikan | None = None
    dimulai_pada: date = date.min

    @property
    def berjalan(self) -> bool:
        return self.keadaan in ("BERJALAN", "TERTAHAN")

    @property
    def ditahan(self) -> tuple[Ditahan, ...]:
        return () if self.tanda is None else self.tanda.ditahan


AWAL = Proses()


def berikutnya(p: Proses, hari: date) -> Langkah | None:
    """What is to be done on a day; None: nothing, because it is over or its day has not come."""
    if not p.berjalan:
        return None
    if p.jenis == "PERALIHAN" and p.cabut is None:
        if p.berakhir_pada is None or hari <= p.berakhir_pada:
            return None
        # R-AKT-36: no step b without the list, unless somebody takes it on himself
        return Langkah("CABUT") if p.jumlah_lama or p.tanpa_daftar else Langkah("TAHAN", DAFTAR_BELUM_ADA)
    if p.penyerahan is None:
        return Langkah("TAHAN", PENYERAHAN_BELUM_ADA)
    if not p.dikonfirmasi:
        return Langkah("TAHAN", MENUNGGU_KONFIRMASI)
    if hari < p.penyerahan.mulai:
        return None
    for jenis in PEMBARUAN:
        if jenis not in p.pembaruan:
            # R-AKT-30: all three, or it is not finished
            return Langkah("TAHAN", EMAIL_BELUM_ADA) if jenis == "EMAIL_TAGIHAN" and not p.penyerahan.email_tagihan else Langkah(jenis)
    return Langkah("TANDA")


def decide(perintah: ProsesPerintah, p: Proses) -> list[ProsesPeristiwa]:
    if isinstance(perintah, MulaiPeralihan | MulaiDelegasi):
        if p.proses_id:
            return []
        if isinstance(perintah, MulaiDelegasi):
            _periksa_penyerahan(perintah.penyerahan, perintah.pks_aktif, perintah.pada)
            m = perintah
            return [
                DelegasiDimulai(m.proses_id, m.badan_usaha_id, m.penyerahan.akt_id, m.pada),
                PenyerahanDiterima(m.proses_id, m.penyerahan, m.dikonfirmasi, m.pada),
            ]
        if perintah.peristiwa.akt_baru == perintah.peristiwa.akt_lama:
            raise _tolak("AKT_SAMA", "AKT yang baru haruslah AKT lain.", "/akt_baru", "R-AKT-39")
        return [perintah.peristiwa]
    if not p.proses_id:
        raise Ditolak("TIDAK_DITEMUKAN", "Proses tidak ditemukan.", status=404)
    if not p.berjalan:
        if isinstance(perintah, TerimaDaftar | Serahkan | Lanjutkan) or (isinstance(perintah, Hentikan) and p.keadaan == "SELESAI"):
            raise Ditolak("PROSES_SUDAH_BERAKHIR", "Proses ini sudah selesai atau dihentikan.")
        return []
    match perintah:
        case TerimaDaftar(sisi, nomor_kartu, pada):
            return _terima(p, sisi, nomor_kartu, pada)
        case Serahkan():
            return _serahkan(perintah, p)
        case Lanjutkan():
            return _lanjutkan(perintah, p)
        case Hentikan(alasan, oleh, pada):
            pihak = [a for a in (p.akt_lama, p.akt_baru) if a is not None]
            return [ProsesDihentikan(p.proses_id, alasan, oleh, pada, a) for a in pihak]
        case Tahan(sebab, pada):
            return [] if p.sebab == sebab else [ProsesTertahan(p.proses_id, sebab, pada)]
        case Catat(e):
            cabut_ada = isinstance(e, TandaLamaDicabut) and p.cabut is not None
            return [] if cabut_ada or (isinstance(e, PembaruanDicatat) and e.jenis in p.pembaruan) else [e]
        case _:
            assert_never(perintah)


def _terima(p: Proses, sisi: Literal["LAMA", "BARU"], nomor_kartu: tuple[str, ...], pada: date) -> list[ProsesPeristiwa]:
    if sisi == "LAMA" and p.jenis == "DELEGASI":
        raise _tolak("TANPA_AKT_LAMA", "Kerja sama ini tidak menggantikan AKT lain.", "/sisi", None)
    if (p.cabut if sisi == "LAMA" else p.tanda) is not None:
        raise Ditolak("LANGKAH_SUDAH_LEWAT", "Daftar ini sudah dipakai; langkahnya sudah selesai.")
    return [DaftarDiterima(p.proses_id, sisi, nomor_kartu, pada)] if nomor_kartu else []


def _serahkan(perintah: Serahkan, p: Proses) -> list[ProsesPeristiwa]:
    s = perintah.penyerahan
    if p.penyerahan == s:
        return []
    if p.akt_baru is not None and s.akt_id != p.akt_baru:
        raise Ditolak("SATU_AKT_SAJA", "Proses ini menuju AKT lain.", aturan="R-AKT-08")
    if s.akt_id == p.akt_lama:
        raise _tolak("AKT_SAMA", "AKT yang baru haruslah AKT lain.", "/akt_id", "R-AKT-39")
    if p.pembaruan:
        raise Ditolak("LANGKAH_SUDAH_LEWAT", "Penyerahan ini sudah dijalankan.")
    _periksa_penyerahan(s, perintah.pks_aktif, perintah.pada)
    if p.berakhir_pada is not None and s.mulai <= p.berakhir_pada:
        mulai = p.berakhir_pada + timedelta(days=1)
        raise _tolak(
            "TUMPANG_TINDIH", f"Kerja sama yang baru paling cepat mulai {mulai.isoformat()}.", "/surat_kuasa/berlaku_dari", "R-AKT-39"
        )
    return [PenyerahanDiterima(p.proses_id, s, perintah.dikonfirmasi, perintah.pada)]


def _periksa_penyerahan(s: Penyerahan, pks_aktif: bool, pada: date) -> None:
    if not pks_aktif:
        raise Ditolak("PKS_TIDAK_AKTIF", "AKT ini tidak mempunyai PKS yang berlaku.", aturan="R-AKT-38")
    if s.sampai is not None and s.sampai < max(s.mulai, pada):
        raise _tolak("SURAT_KUASA_BERAKHIR", "Surat kuasa sudah berakhir.", "/surat_kuasa/berlaku_sampai", "R-AKT-13")


def _lanjutkan(perintah: Lanjutkan, p: Proses) -> list[ProsesPeristiwa]:
    hasil: list[ProsesPeristiwa] = []
    if perintah.tanpa_daftar and not p.tanpa_daftar and p.cabut is None:
        hasil.append(DaftarDikesampingkan(p.proses_id, perintah.tanpa_daftar, perintah.oleh, perintah.pada))
    if perintah.konfirmasi and not p.dikonfirmasi:
        if p.penyerahan is None:
            raise Ditolak(PENYERAHAN_BELUM_ADA, "AKT yang baru belum menyerahkan surat kuasa dan data peserta.", aturan="R-AKT-28")
        hasil.append(PenyerahanDikonfirmasi(p.proses_id, perintah.oleh, perintah.pada))
    if perintah.email_tagihan and p.penyerahan is not None and p.penyerahan.email_tagihan != perintah.email_tagihan:
        hasil.append(EmailTagihanDiisi(p.proses_id, perintah.email_tagihan, perintah.oleh))
    return hasil


def _tolak(kode: str, alasan: str, penunjuk: str, aturan: str | None) -> Ditolak:
    return Ditolak(kode, alasan, aturan=aturan, status=422, galat=(Galat(penunjuk, alasan),))


def evolve(p: Proses, e: ProsesPeristiwa) -> Proses:
    match e:
        case PeralihanDimulai(id, bu, lama, baru, berakhir_pada, pada):
            return Proses(id, "PERALIHAN", bu, lama, baru, berakhir_pada, "BERJALAN", dimulai_pada=pada)
        case DelegasiDimulai(id, bu, baru, pada):
            return Proses(id, "DELEGASI", bu, None, baru, None, "BERJALAN", dimulai_pada=pada)
        case DaftarDiterima(_, "LAMA", nomor_kartu, _):
            return _bebas(replace(p, jumlah_lama=p.jumlah_lama + len(nomor_kartu)), DAFTAR_BELUM_ADA)
        case DaftarDiterima(_, _, nomor_kartu, _):
            return replace(p, jumlah_baru=p.jumlah_baru + len(nomor_kartu))
        case PenyerahanDiterima(_, penyerahan, dikonfirmasi, _):
            return _bebas(replace(p, penyerahan=penyerahan, akt_baru=penyerahan.akt_id, dikonfirmasi=dikonfirmasi), PENYERAHAN_BELUM_ADA)
        case PenyerahanDikonfirmasi():
            return _bebas(replace(p, dikonfirmasi=True), MENUNGGU_KONFIRMASI)
        case EmailTagihanDiisi(_, email, _):
            return p if p.penyerahan is None else _bebas(replace(p, penyerahan=replace(p.penyerahan, email_tagihan=email)), EMAIL_BELUM_ADA)
        case DaftarDikesampingkan(_, alasan, _, _):
            return _bebas(replace(p, tanpa_daftar=alasan), DAFTAR_BELUM_ADA)
        case ProsesTertahan(_, sebab, _):
            return replace(p, keadaan="TERTAHAN", sebab=sebab)
        case TandaLamaDicabut():
            return replace(p, cabut=e)
        case PembaruanDicatat(_, jenis, _):
            return replace(p, pembaruan=(*p.pembaruan, jenis))
        case TandaBaruDiberikan():
            return replace(p, tanda=e, keadaan="SELESAI", sebab="")
        case ProsesDihentikan(_, alasan, _, _, _):
            return replace(p, keadaan="DIHENTIKAN", sebab=alasan)
        case _:
            assert_never(e)


def _bebas(p: Proses, sebab: str) -> Proses:
    """What it waited for is there."""
    return replace(p, keadaan="BERJALAN", sebab="") if p.sebab == sebab else p
