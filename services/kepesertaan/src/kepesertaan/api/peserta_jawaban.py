"""A peserta on a day, as the answer shows him: the stay of that day, not what he is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kepesertaan.api.model import (
    AnggotaKeluarga,
    DasarKelasJawaban,
    PesertaJawaban,
    RiwayatTanda,
    TandaJawaban,
    TinjauanJawaban,
)
from kepesertaan.domain.dasar_kelas import dasar_kelas
from kepesertaan.domain.mutasi_keluarga import kategori_pada
from kepesertaan.domain.peserta import Peserta
from kepesertaan.domain.segmen_pindah import sebagaimana
from kepesertaan.domain.tinjauan import DIJAMIN, KEADAAN_MENUNGGU


def yang_terlihat(p: Peserta, akt_id: str | None) -> Peserta:
    """An AKT sees the flags it gave, not whose he was before or after (R-AKT-25)."""
    return p if akt_id is None else replace(p, tanda=tuple(t for t in p.tanda if t.akt_id == akt_id))


def _keadaan(p: Peserta, hari: date) -> str:
    if hari < p.berlaku_dari:
        return "BELUM_TERDAFTAR"
    if p.anggota_pada(hari):
        return "TERDAFTAR"
    return p.keadaan_hidup if p.meninggal_pada is not None and hari <= p.meninggal_pada else p.keadaan


def peserta_jawaban(orang: Peserta, keluarga: Sequence[Peserta], hari: date, *, sekarang: bool) -> PesertaJawaban:
    p = orang if sekarang else sebagaimana(orang, hari)
    # asked for now, a tanda whose end is recorded is gone at the same moment (R-KIB-10); asked for a day, its last day counts
    tanda = p.tanda_terbuka if sekarang else p.tanda_pada(hari)
    if tanda is not None and hari < tanda.berlaku_dari:
        tanda = None
    return PesertaJawaban(
        nomor_kartu=p.nomor_kartu,
        badan_usaha_id=p.badan_usaha_id,
        keluarga_id=p.keluarga_id,
        virtual_account=p.virtual_account,
        keadaan=p.keadaan if sekarang else _keadaan(p, hari),
        segmen=p.segmen,
        hubungan=p.hubungan,
        nomor_kartu_pekerja=p.nomor_kartu_pekerja,
        kategori=kategori_pada(p, hari),
        hak_kelas=p.kelas_pada(hari),
        iuran_mulai=p.iuran_mulai,
        iuran_terakhir=p.iuran_terakhir,
        berlaku_dari=p.berlaku_dari,
        berakhir_pada=p.berakhir_pada,
        koordinasi_manfaat=TandaJawaban(
            tanda=tanda is not None,
            akt_id=None if tanda is None else tanda.akt_id,
            sejak=None if tanda is None else tanda.berlaku_dari,
            sampai=None if tanda is None else tanda.berakhir_pada,
        ),
        pada=hari,
        sub_segmen=p.sub_segmen,
        kelas_dipilih=p.kelas_dipilih,
        dijamin_sampai=p.dijamin_sampai,
        kabupaten_kota_kerja=p.kabupaten_kota_kerja,
        kode_fktp=p.kode_fktp,
        riwayat_tanda=[RiwayatTanda(akt_id=t.akt_id, sejak=t.berlaku_dari, sampai=t.berakhir_pada) for t in p.tanda],
        dilupakan_pada=p.dilupakan_pada,
        keluarga=[_anggota(k, hari, sekarang=sekarang) for k in _sekeluarga(p, keluarga, hari, sekarang=sekarang)],
        dasar_kelas=_dasar(p, hari),
        tinjauan=_tinjauan(p),
    )


def _sekeluarga(p: Peserta, keluarga: Sequence[Peserta], hari: date, *, sekarang: bool) -> list[Peserta]:
    """Those who hang on the same worker as he did that day; a family of another unit or time is not his."""
    semua = [k if sekarang else sebagaimana(k, hari) for k in keluarga]
    return [k for k in semua if _ikut(k) == _ikut(p)]


def _ikut(p: Peserta) -> tuple[str, str, str | None]:
    """On whom he hangs, and in which unit."""
    return p.nomor_kartu_pekerja or p.nomor_kartu, p.badan_usaha_id, p.keluarga_id


def _anggota(k: Peserta, hari: date, *, sekarang: bool) -> AnggotaKeluarga:
    return AnggotaKeluarga(
        nomor_kartu=k.nomor_kartu,
        hubungan=k.hubungan,
        kategori=kategori_pada(k, hari),
        hak_kelas=k.kelas_pada(hari),
        keadaan=k.keadaan if sekarang else _keadaan(k, hari),
        dasar_kelas=_dasar(k, hari),
    )


def _tinjauan(p: Peserta) -> TinjauanJawaban | None:
    t = p.keluarga.tinjauan
    if t is None:
        return None
    keadaan = "JAMINAN_AKAN_BERAKHIR" if t.sebab in DIJAMIN else KEADAAN_MENUNGGU
    return TinjauanJawaban(keadaan=keadaan, sebab=t.sebab, bulan=t.bulan, diberitahukan=t.periode)


def _dasar(p: Peserta, hari: date) -> DasarKelasJawaban:
    dasar = dasar_kelas(p, hari)
    return DasarKelasJawaban(aturan=dasar.aturan, penjelasan=dasar.penjelasan)
