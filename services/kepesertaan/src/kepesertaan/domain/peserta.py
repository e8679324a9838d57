"""A peserta: one person, one NOKA, his membership of a paying unit, class of care and tanda koordinasi manfaat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, assert_never

from dasar.penolakan import Ditolak

from kepesertaan.domain import lupakan, mutasi_keluarga
from kepesertaan.domain.akhir import bukan_anggota, jamin, keluarkan, meninggal
from kepesertaan.domain.lupakan import BatalkanLupakan, LupakanDibatalkan, LupakanDiminta, MintaLupakan, PesertaDilupakan, SetujuiLupakan
from kepesertaan.domain.mutasi_keluarga import DataKeluarga
from kepesertaan.domain.mutasi_pesan import (
    AkanHabisUsia,
    JaminanAkanBerakhir,
    KategoriDitetapkan,
    KeteranganKuliahDicatat,
    MutasiPerintah,
)
from kepesertaan.domain.peserta_pesan import (
    AKHIR_KERJA_SAMA,
    AjukanTanda,
    BeriTanda,
    CabutTanda,
    CatatMeninggal,
    CatatPhk,
    Daftarkan,
    DataDiubah,
    HakKelasDitetapkan,
    Keluarkan,
    KoordinasiDiminta,
    LepasPendampingan,
    PendampinganBerakhir,
    PesertaDidaftarkan,
    PesertaDikeluarkan,
    PesertaMeninggal,
    PesertaPerintah,
    PesertaPeristiwa,
    PesertaTerkenaPhk,
    TandaDiberikan,
    TandaDihapus,
    TetapkanHakKelas,
    UbahData,
    UbahUpah,
    UpahDiubah,
)
from kepesertaan.domain.segmen_pesan import PesertaDipindahkan, Pindahkan
from kepesertaan.domain.segmen_pindah import Keanggotaan, pindahkan, setelah_pindah
from kepesertaan.domain.siklus import iuran_mulai, perubahan_mulai
from kepesertaan.domain.tanda import Tanda, ajukan_tanda, beri_tanda, hapus_tanda

Keadaan = Literal["", "TERDAFTAR", "KELUAR", "MENINGGAL", "PHK", "CACAT_TOTAL"]


@dataclass(frozen=True, slots=True)
class Peserta:
    nomor_kartu: str = ""
    keadaan: Keadaan = ""
    virtual_account: str = ""
    badan_usaha_id: str = ""
    akt_id: str | None = None
    segmen: str = ""
    sub_segmen: str = ""
    hubungan: str = ""
    nomor_kartu_pekerja: str | None = None
    kategori: str = ""
    golongan: str = ""
    kelas: tuple[tuple[date, int], ...] = ()
    kelas_dipilih: int | None = None
    iuran_mulai: str = ""
    iuran_terakhir: str | None = None
    berlaku_dari: date = date.min
    berakhir_pada: date | None = None
    dijamin_sampai: date | None = None
    meninggal_pada: date | None = None
    keadaan_hidup: Keadaan = ""
    kabupaten_kota_kerja: str | None = None
    kode_fktp: str | None = None
    koordinasi_manfaat: bool = False
    koordinasi_lewat: str | None = None
    tanda: tuple[Tanda, ...] = ()
    rahasia: str = ""
    upah_tersandi: str | None = None
    upah_mulai: str = ""
    pekerjaan_id: str | None = None
    keluarga_id: str | None = None
    lalu: tuple[Keanggotaan, ...] = ()
    keluarga: DataKeluarga = mutasi_keluarga.KOSONG
    lupakan_diminta: LupakanDiminta | None = None
    dilupakan_pada: date | None = None

    @property
    def unit_koordinasi(self) -> str:
        """The Badan Usaha through which he takes part: his own, unless another vouches for him as family (R-KIB-07)."""
        return self.koordinasi_lewat or self.badan_usaha_id

    @property
    def tanda_terbuka(self) -> Tanda | None:
        return self.tanda[-1] if self.tanda and self.tanda[-1].berakhir_pada is None else None

    def tanda_pada(self, pada: date) -> Tanda | None:
        return next((t for t in reversed(self.tanda) if t.berlaku(pada)), None)

    def kelas_pada(self, pada: date) -> int:
        """The class in force on a day; before his first day the one he starts with."""
        return next((k for dari, k in reversed(self.kelas) if dari <= pada), self.kelas[0][1])

    def anggota_pada(self, pada: date) -> bool:
        return self.berlaku_dari <= pada and (self.berakhir_pada is None or pada <= self.berakhir_pada)


AWAL = Peserta()


def decide(perintah: PesertaPerintah, p: Peserta) -> list[PesertaPeristiwa]:
    if isinstance(perintah, Daftarkan):
        return _daftarkan(perintah, p)
    if not p.nomor_kartu:
        raise Ditolak("TIDAK_DITEMUKAN", "Peserta tidak ditemukan.", status=404)
    if isinstance(perintah, MintaLupakan | SetujuiLupakan | BatalkanLupakan):
        return [*lupakan.decide(perintah, p)]
    if p.dilupakan_pada is not None:
        return lupakan.sesudahnya(perintah)
    if isinstance(perintah, MutasiPerintah):
        return mutasi_keluarga.decide(perintah, p)
    match perintah:
        case BeriTanda():
            return beri_tanda(perintah, p)
        case AjukanTanda():
            return ajukan_tanda(perintah, p)
        case CabutTanda(akt_id, berakhir_pada, alasan, badan_usaha_id):
            if p.tanda_terbuka is not None and p.tanda_terbuka.akt_id == akt_id:
                return hapus_tanda(p, berakhir_pada, alasan)
            return _lepas(p, akt_id, badan_usaha_id, berakhir_pada)
        case LepasPendampingan(akt_id, badan_usaha_id, berakhir_pada):
            return _lepas(p, akt_id, badan_usaha_id, berakhir_pada)
        case Keluarkan(berlaku, alasan, pada):
            return keluarkan(p, berlaku, alasan, pada)
        case CatatMeninggal(meninggal_pada, pada):
            return meninggal(p, meninggal_pada, pada)
        case CatatPhk(phk_pada, pada, sebab):
            return jamin(p, phk_pada, sebab, pada)
        case UbahUpah():
            return _ubah_upah(perintah, p)
        case TetapkanHakKelas(hak_kelas, aturan, berlaku_dari):
            if p.hubungan == "KERABAT" or p.kelas[-1][1] == hak_kelas or p.keadaan != "TERDAFTAR":
                return []
            return [HakKelasDitetapkan(p.nomor_kartu, hak_kelas, berlaku_dari, aturan)]
        case UbahData(kolom, rahasia, kode_fktp, berlaku):
            if p.keadaan == "MENINGGAL":
                raise bukan_anggota(p)
            return [DataDiubah(p.nomor_kartu, kolom, berlaku, rahasia, kode_fktp)] if kolom else []
        case Pindahkan():
            return pindahkan(perintah, p)
        case _:
            assert_never(perintah)


def _daftarkan(perintah: Daftarkan, p: Peserta) -> list[PesertaPeristiwa]:
    if p.nomor_kartu:
        raise Ditolak("SUDAH_TERDAFTAR", "Nomor kartu ini sudah dipakai.", aturan="R-KEP-11")
    return [
        PesertaDidaftarkan(
            nomor_kartu=perintah.nomor_kartu,
            virtual_account=perintah.virtual_account,
            badan_usaha_id=perintah.badan_usaha_id,
            akt_id=perintah.akt_id,
            segmen=perintah.segmen,
            sub_segmen=perintah.sub_segmen,
            hubungan=perintah.hubungan,
            nomor_kartu_pekerja=perintah.nomor_kartu_pekerja,
            kategori=perintah.kategori,
            hak_kelas=perintah.hak_kelas,
            kelas_dipilih=perintah.kelas_dipilih,
            golongan=perintah.golongan,
            iuran_mulai=perintah.iuran_mulai or str(iuran_mulai(perintah.pada)),
            berlaku_dari=perintah.berlaku_dari or perintah.pada,
            kabupaten_kota_kerja=perintah.kabupaten_kota_kerja,
            kode_fktp=perintah.kode_fktp,
            koordinasi_manfaat=perintah.koordinasi_manfaat,
            rahasia=perintah.rahasia,
            upah_tersandi=perintah.upah_tersandi,
            pekerjaan_id=perintah.pekerjaan_id,
            keluarga_id=perintah.keluarga_id,
            kuliah_sampai=perintah.kuliah_sampai,
        )
    ]


def _ubah_upah(perintah: UbahUpah, p: Peserta) -> list[PesertaPeristiwa]:
    if p.hubungan != "PEKERJA":
        raise Ditolak("BUKAN_PEKERJA", "Hanya pekerja yang mempunyai upah.", status=409)
    if p.keadaan != "TERDAFTAR":
        raise bukan_anggota(p)
    mulai = perubahan_mulai(perintah.pada, perintah.berlaku)
    kota = perintah.kabupaten_kota_kerja
    # told before, from this month or an earlier one
    sama = perintah.upah_tersandi == p.upah_tersandi and kota in (None, p.kabupaten_kota_kerja) and p.upah_mulai <= str(mulai)
    hasil: list[PesertaPeristiwa] = [] if sama else [UpahDiubah(p.nomor_kartu, perintah.upah_tersandi, str(mulai), kota)]
    if p.kelas[-1][1] != perintah.hak_kelas:
        hasil.append(HakKelasDitetapkan(p.nomor_kartu, perintah.hak_kelas, mulai.awal, perintah.aturan))
    return hasil


def _lepas(p: Peserta, akt_id: str, badan_usaha_id: str, berakhir_pada: date) -> list[PesertaPeristiwa]:
    dampingan = (p.akt_id, p.badan_usaha_id) == (akt_id, badan_usaha_id)
    return [PendampinganBerakhir(p.nomor_kartu, akt_id, berakhir_pada)] if dampingan else []


def evolve(p: Peserta, e: PesertaPeristiwa) -> Peserta:
    sesudah, keluarga = _evolve(p, e), mutasi_keluarga.setelah(p, e)
    return sesudah if keluarga is sesudah.keluarga else replace(sesudah, keluarga=keluarga)


def _evolve(p: Peserta, e: PesertaPeristiwa) -> Peserta:
    match e:
        case PesertaDidaftarkan():
            return Peserta(
                nomor_kartu=e.nomor_kartu,
                keadaan="TERDAFTAR",
                virtual_account=e.virtual_account,
                badan_usaha_id=e.badan_usaha_id,
                akt_id=e.akt_id,
                segmen=e.segmen,
                sub_segmen=e.sub_segmen,
                hubungan=e.hubungan,
                nomor_kartu_pekerja=e.nomor_kartu_pekerja,
                kategori=e.kategori,
                golongan=e.golongan,
                kelas=((e.berlaku_dari, e.hak_kelas),),
                kelas_dipilih=e.kelas_dipilih,
                iuran_mulai=e.iuran_mulai,
                berlaku_dari=e.berlaku_dari,
                kabupaten_kota_kerja=e.kabupaten_kota_kerja,
                kode_fktp=e.kode_fktp,
                koordinasi_manfaat=e.koordinasi_manfaat,
                rahasia=e.rahasia,
                upah_tersandi=e.upah_tersandi,
                pekerjaan_id=e.pekerjaan_id,
                keluarga_id=e.keluarga_id,
            )
        case TandaDiberikan(_, akt_id, badan_usaha_id, berlaku_dari, pekerjaan_id):
            tanda = (*p.tanda, Tanda(akt_id, badan_usaha_id, berlaku_dari, None, pekerjaan_id))
            return replace(p, tanda=tanda, akt_id=akt_id if badan_usaha_id == p.badan_usaha_id else p.akt_id)
        case KoordinasiDiminta(_, akt_id, badan_usaha_id):
            sendiri = badan_usaha_id == p.badan_usaha_id
            return replace(
                p,
                koordinasi_manfaat=True,
                koordinasi_lewat=None if sendiri else badan_usaha_id,
                akt_id=akt_id if sendiri else p.akt_id,
            )
        case TandaDihapus(_, akt_id, badan_usaha_id, berakhir_pada, alasan):
            # R-AKT-35: whose cooperation has ended is told no more of him; the flag of family goes by another Badan Usaha (R-KIB-07)
            bubar = alasan in AKHIR_KERJA_SAMA and (akt_id, badan_usaha_id) == (p.akt_id, p.badan_usaha_id)
            tanda = (*p.tanda[:-1], replace(p.tanda[-1], berakhir_pada=berakhir_pada))
            return replace(p, tanda=tanda, akt_id=None if bubar else p.akt_id)
        case PendampinganBerakhir():
            return replace(p, akt_id=None)
        case PesertaDikeluarkan(_, _, berakhir_pada, terakhir, _):
            return replace(p, keadaan="KELUAR", berakhir_pada=berakhir_pada, iuran_terakhir=terakhir)
        case PesertaMeninggal(_, _, meninggal_pada, terakhir):
            return replace(
                p,
                keadaan="MENINGGAL",
                meninggal_pada=meninggal_pada,
                keadaan_hidup=p.keadaan,
                berakhir_pada=min(p.berakhir_pada or meninggal_pada, meninggal_pada),
                dijamin_sampai=None if p.dijamin_sampai is None else min(p.dijamin_sampai, meninggal_pada),
                iuran_terakhir=terakhir,
            )
        case PesertaTerkenaPhk(_, _, phk_pada, dijamin_sampai, terakhir, sebab):
            return replace(p, keadaan=sebab, berakhir_pada=phk_pada, dijamin_sampai=dijamin_sampai, iuran_terakhir=terakhir)
        case UpahDiubah(_, upah_tersandi, mulai, kota):
            return replace(p, upah_tersandi=upah_tersandi, upah_mulai=mulai, kabupaten_kota_kerja=kota or p.kabupaten_kota_kerja)
        case HakKelasDitetapkan(_, hak_kelas, berlaku_dari, _):
            return replace(p, kelas=(*p.kelas, (berlaku_dari, hak_kelas)))
        case DataDiubah(_, _, _, rahasia, kode_fktp):
            return replace(p, rahasia=rahasia or p.rahasia, kode_fktp=kode_fktp or p.kode_fktp)
        case PesertaDipindahkan():
            return setelah_pindah(p, e)
        case KategoriDitetapkan(_, _, kategori, _, _, _):
            return replace(p, kategori=kategori)
        case KeteranganKuliahDicatat() | AkanHabisUsia() | JaminanAkanBerakhir():
            return p
        case LupakanDiminta() | LupakanDibatalkan() | PesertaDilupakan():
            return lupakan.evolve(p, e)
        case _:
            assert_never(e)
