"""A peserta's place in a family: inti while the tests hold, then keluarga tambahan or out (R-KEP-13 to R-KEP-17)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, assert_never

from dasar.penolakan import Ditolak
from dasar.tanggal import Periode

from kepesertaan.domain import tinjauan
from kepesertaan.domain.akhir import bukan_anggota, keluarkan
from kepesertaan.domain.keluarga import ANAK, PASANGAN, kuliah_berlaku
from kepesertaan.domain.mutasi_pesan import (
    AkanHabisUsia,
    CatatKeteranganKuliah,
    Ceraikan,
    JadikanTambahan,
    JaminanAkanBerakhir,
    Kategori,
    KategoriDitetapkan,
    KeteranganKuliahDicatat,
    LepaskanAnak,
    MutasiPerintah,
    TinjauAnak,
    TinjauJaminan,
)
from kepesertaan.domain.peserta_pesan import (
    PesertaDidaftarkan,
    PesertaDikeluarkan,
    PesertaMeninggal,
    PesertaPeristiwa,
    PesertaTerkenaPhk,
)
from kepesertaan.domain.segmen_pesan import PesertaDipindahkan, Pindahkan
from kepesertaan.domain.segmen_pindah import pindahkan
from kepesertaan.domain.siklus import perubahan_mulai

if TYPE_CHECKING:
    from kepesertaan.domain.peserta import Peserta

SEHARI = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tinjauan:
    """What the review told of him and nobody has answered yet."""

    sebab: str
    bulan: str
    periode: str
    pekerjaan_id: str


@dataclass(frozen=True, slots=True)
class DataKeluarga:
    """``kategori_lalu``: (first day of the next category, category before), within the present stay or an earlier one."""

    kuliah_sampai: date | None = None
    tinjauan: Tinjauan | None = None
    kategori_lalu: tuple[tuple[date, str], ...] = ()
    alasan_keluar: str = ""


KOSONG = DataKeluarga()


def decide(perintah: MutasiPerintah, p: Peserta) -> list[PesertaPeristiwa]:
    match perintah:
        case CatatKeteranganKuliah(berlaku, pada):
            return _kuliah(p, berlaku, pada)
        case LepaskanAnak():
            return _lepaskan(perintah, p)
        case Ceraikan(berlaku, pada):
            if p.hubungan not in PASANGAN:
                raise Ditolak("BUKAN_PASANGAN", "Perceraian dicatat pada suami atau istri yang menjadi anggota keluarga.", status=409)
            return keluarkan(p, berlaku, "CERAI", pada)
        case JadikanTambahan(berlaku, pada):
            _harus_anak(p)
            return _jadikan_tambahan(p, berlaku, pada)
        case TinjauAnak():
            return tinjauan.tinjau_anak(perintah, p)
        case TinjauJaminan():
            return tinjauan.tinjau_jaminan(perintah, p)
        case _:
            assert_never(perintah)


def _harus_anak(p: Peserta) -> None:
    if p.hubungan not in ANAK or p.segmen != "PPU":
        raise Ditolak("BUKAN_ANAK", "Mutasi ini hanya untuk anak dari seorang pekerja.", aturan="R-KEP-15", status=409)


def _kuliah(p: Peserta, surat: date, pada: date) -> list[PesertaPeristiwa]:
    _harus_anak(p)
    if surat > pada:
        raise Ditolak("TANGGAL_TIDAK_SAH", "Tanggal surat keterangan belum terjadi.", aturan="R-KEP-16", status=422)
    sampai = kuliah_berlaku(surat)
    dicatat = KeteranganKuliahDicatat(p.nomor_kartu, sampai)
    if p.keadaan == "TERDAFTAR":
        return [] if p.keluarga.kuliah_sampai is not None and p.keluarga.kuliah_sampai >= sampai else [dicatat]
    # the review had let him go for want of this very proof
    return [dicatat, *_kembali(p, "INTI", pada, None)]


def _lepaskan(c: LepaskanAnak, p: Peserta) -> list[PesertaPeristiwa]:
    _harus_anak(p)
    if c.menjadi == "TAMBAHAN":
        return _jadikan_tambahan(p, c.berlaku, c.pada)
    return keluarkan(p, c.berlaku - SEHARI, c.sebab, c.pada)


def _jadikan_tambahan(p: Peserta, berlaku: date, pada: date) -> list[PesertaPeristiwa]:
    mulai = str(perubahan_mulai(pada, berlaku))
    if p.keadaan != "TERDAFTAR":
        return _kembali(p, "TAMBAHAN", max(berlaku, pada), mulai)
    if p.kategori == "TAMBAHAN":
        return []
    if berlaku < p.berlaku_dari:
        raise Ditolak("TANGGAL_TIDAK_SAH", "Tanggal berlaku sebelum orang ini menjadi anggota.", status=422)
    # R-KEP-17: a child over age or limit; his iuran is the worker's from the month it can first be billed
    mulai = max(mulai, p.iuran_mulai)
    return [KategoriDitetapkan(p.nomor_kartu, p.virtual_account, "TAMBAHAN", berlaku, mulai, "R-KEP-17")]


def _kembali(p: Peserta, kategori: Kategori, hari: date, iuran_mulai: str | None) -> list[PesertaPeristiwa]:
    """Again in the unit that he left for his age; without a gap if the answer comes before his last day is over."""
    if p.keadaan != "KELUAR" or p.keluarga.alasan_keluar != tinjauan.HABIS_USIA or p.berakhir_pada is None:
        raise bukan_anggota(p)
    dari = p.berakhir_pada + SEHARI if hari <= p.berakhir_pada + SEHARI else hari
    sesudah = str(Periode.baca(p.iuran_terakhir or p.iuran_mulai).geser(1))
    kembali = Pindahkan(
        virtual_account=p.virtual_account,
        badan_usaha_id=p.badan_usaha_id,
        keluarga_id=p.keluarga_id,
        akt_id=p.akt_id,
        segmen="PPU",
        sub_segmen=p.sub_segmen,
        hubungan=p.hubungan,
        nomor_kartu_pekerja=p.nomor_kartu_pekerja,
        kategori=kategori,
        hak_kelas=p.kelas[-1][1],
        aturan_kelas="R-KEP-42",
        kelas_dipilih=p.kelas_dipilih,
        golongan=p.golongan,
        iuran_mulai=max(sesudah, iuran_mulai or str(Periode.dari(dari))),
        berlaku_dari=dari,
        kabupaten_kota_kerja=p.kabupaten_kota_kerja,
        koordinasi_manfaat=p.koordinasi_manfaat,
        upah_tersandi=None,
    )
    return pindahkan(kembali, p)


def setelah(p: Peserta, e: PesertaPeristiwa) -> DataKeluarga:
    """``Peserta.keluarga`` after an event; the very object it was where nothing of it changed."""
    k = p.keluarga
    match e:
        case PesertaDidaftarkan():
            return KOSONG if e.kuliah_sampai is None else DataKeluarga(kuliah_sampai=e.kuliah_sampai)
        case KeteranganKuliahDicatat(_, sampai):
            return replace(k, kuliah_sampai=sampai, tinjauan=None)
        case KategoriDitetapkan(_, _, _, berlaku_dari, _, _):
            return replace(k, kategori_lalu=(*k.kategori_lalu, (berlaku_dari, p.kategori)), tinjauan=None)
        case AkanHabisUsia(_, sebab, bulan, periode, pekerjaan_id):
            return replace(k, tinjauan=Tinjauan(sebab, bulan, periode, pekerjaan_id))
        case JaminanAkanBerakhir(_, periode, pekerjaan_id):
            bulan = "" if p.dijamin_sampai is None else str(Periode.dari(p.dijamin_sampai))
            return replace(k, tinjauan=Tinjauan(p.keadaan, bulan, periode, pekerjaan_id))
        case PesertaDikeluarkan(_, _, _, _, alasan):
            return replace(k, alasan_keluar=alasan, tinjauan=None)
        case PesertaMeninggal() | PesertaTerkenaPhk() | PesertaDipindahkan():
            return replace(k, alasan_keluar="", tinjauan=None)
        case _:
            return k


def kategori_pada(p: Peserta, hari: date) -> str:
    """His category on a day of the stay that ``p`` shows."""
    for mulai, sebelum in p.keluarga.kategori_lalu:
        dalam = p.berlaku_dari <= mulai and (p.berakhir_pada is None or mulai <= p.berakhir_pada)
        if dalam and hari < mulai:
            return sebelum
    return p.kategori
