"""Aggregate Sep: one guaranteed stay or visit, from its issue to the discharge. Stream ``sep:{nomor_sep}``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from dasar.tanggal import hari_wib, tulis

from klaim.domain.alasan import Alasan, alasan, tolak
from klaim.domain.penjaminan import RAWAT_INAP_LANJUTAN, Putusan, peringatan, putuskan
from klaim.domain.sep_peristiwa import (
    DIPINDAH,
    MENOLAK,
    TIDAK_DIPINDAH,
    CatatPemindahan,
    CobDikoreksi,
    KoreksiCob,
    PemindahanDicatat,
    PesertaPulang,
    Pulangkan,
    SepCommand,
    SepDibatalkan,
    SepEvent,
    SepTerbit,
    StatusSepDitetapkan,
    SuratJaminanTerbit,
    TerbitkanSep,
    TerbitkanSuratJaminan,
    TetapkanStatus,
)


@dataclass(frozen=True, slots=True)
class Sep:
    """keadaan: "" (no such SEP), TERBIT, MENUNGGU_STATUS, PULANG, DIBATALKAN."""

    keadaan: str = ""
    nomor_sep: str = ""
    nomor_kartu: str = ""
    kode_ppk: str = ""
    tanggal_masuk: date = date.min
    tanggal_pulang: date | None = None
    jenis_pelayanan: str = ""
    gawat_darurat: bool = False
    kriteria_gawat_darurat: str | None = None
    naik_kelas: str | None = None
    kontrak_bpjs: bool = False
    cob: bool = False
    akt_id: str | None = None
    akt_tanda: str | None = None
    nomor_kib: str | None = None
    hak_kelas: int | None = None
    menunggu_status: bool = False
    pemindahan: PemindahanDicatat | None = None
    surat_jaminan: SuratJaminanTerbit | None = None
    dasar: tuple[Alasan, ...] = ()
    peringatan: tuple[Alasan, ...] = ()


KOSONG = Sep()


def decide(command: SepCommand, sep: Sep) -> list[SepEvent]:
    match command:
        case TerbitkanSep():
            return _terbitkan(command, sep)
        case TetapkanStatus():
            return _tetapkan(command, sep)
        case Pulangkan():
            return _pulangkan(command, sep)
        case CatatPemindahan():
            return _pindahkan(command, sep)
        case KoreksiCob():
            return _koreksi(command, sep)
        case TerbitkanSuratJaminan():
            return _surat_jaminan(command, sep)
        case _:
            assert_never(command)


def _terbitkan(c: TerbitkanSep, sep: Sep) -> list[SepEvent]:
    if sep.keadaan:
        tolak("NOMOR_SEP_TERPAKAI", None, "Nomor SEP ini sudah terbit.")
    p = c.permintaan
    putusan = putuskan(p, c.status)
    if putusan.ditolak is not None:
        d = putusan.ditolak
        tolak(d.kode, d.aturan, d.penjelasan)
    return [
        SepTerbit(
            nomor_sep=c.nomor_sep,
            nomor_kartu=p.nomor_kartu,
            kode_ppk=p.faskes.kode_ppk,
            tanggal_masuk=p.tanggal_masuk,
            jenis_pelayanan=p.jenis_pelayanan,
            gawat_darurat=p.gawat_darurat,
            kriteria_gawat_darurat=p.kriteria_gawat_darurat if p.gawat_darurat else None,
            kontrak_bpjs=p.faskes.berkontrak_bpjs(p.tanggal_masuk),
            cob=putusan.cob,
            akt_id=putusan.akt_id,
            akt_tanda=putusan.akt_tanda,
            nomor_kib=p.kib.nomor_kib if p.kib else None,
            hak_kelas=putusan.hak_kelas,
            naik_kelas=None if putusan.kelas_tetap else p.naik_kelas,
            rujukan_asal=p.rujukan.asal if p.rujukan else None,
            rujukan_faskes=p.rujukan.kode_faskes if p.rujukan else None,
            rujukan_nomor=p.rujukan.nomor if p.rujukan else None,
            rahasia=c.rahasia,
            menunggu_status=putusan.menunggu_status,
            dasar=putusan.dasar,
            peringatan=peringatan(p),
        )
    ]


def _tetapkan(c: TetapkanStatus, sep: Sep) -> list[SepEvent]:
    if not sep.menunggu_status:
        return []
    putusan: Putusan = putuskan(c.permintaan, c.status)
    if putusan.ditolak is not None:
        return [SepDibatalkan(putusan.dasar)]
    return [StatusSepDitetapkan(putusan.cob, putusan.akt_id, putusan.akt_tanda, putusan.hak_kelas, putusan.dasar, putusan.kelas_tetap)]


def _harus_ada(sep: Sep) -> None:
    if not sep.keadaan:
        tolak("TIDAK_DITEMUKAN", None, "SEP tidak ditemukan.", status=404)
    if sep.keadaan == "DIBATALKAN":
        tolak("SEP_DIBATALKAN", None, "SEP ini sudah dibatalkan.")


def _pulangkan(c: Pulangkan, sep: Sep) -> list[SepEvent]:
    _harus_ada(sep)
    if sep.tanggal_pulang == c.tanggal_pulang:
        return []
    if sep.tanggal_pulang is not None:
        tolak("SUDAH_PULANG", None, f"Peserta sudah tercatat pulang pada {tulis(sep.tanggal_pulang)}.")
    if c.tanggal_pulang < sep.tanggal_masuk:
        tolak("TANGGAL_PULANG_TIDAK_SAH", None, "Tanggal pulang tidak boleh sebelum tanggal masuk.", status=422)
    if c.tanggal_pulang > hari_wib(c.pada):
        tolak("TANGGAL_PULANG_TIDAK_SAH", None, "Tanggal pulang belum tiba.", status=422)
    return [PesertaPulang(c.tanggal_pulang)]


def _pindahkan(c: CatatPemindahan, sep: Sep) -> list[SepEvent]:
    _harus_ada(sep)
    if sep.kontrak_bpjs or not sep.gawat_darurat:
        tolak("BUKAN_GAWAT_DARURAT_TANPA_KONTRAK", "R-PLY-13", "Pemindahan hanya untuk gawat darurat di rumah sakit tanpa kontrak BPJS.")
    if c.hasil not in (DIPINDAH, TIDAK_DIPINDAH, MENOLAK):
        tolak("HASIL_TIDAK_DIKENAL", "R-PLY-13", "Hasil pemindahan: DIPINDAH, TIDAK_DIPINDAH, atau MENOLAK.", status=422)
    if hari_wib(c.stabil_pada) < sep.tanggal_masuk:
        tolak("WAKTU_TIDAK_SAH", "R-PLY-13", "Waktu stabil tidak boleh sebelum tanggal masuk.", status=422)
    if c.hasil == DIPINDAH and (c.dipindah_pada is None or c.dipindah_pada < c.stabil_pada or not c.ke_ppk):
        tolak("WAKTU_TIDAK_SAH", "R-PLY-13", "Pemindahan memerlukan waktu sesudah stabil dan rumah sakit tujuan.", status=422)
    if c.hasil == TIDAK_DIPINDAH and c.biaya_gawat_darurat is None:
        tolak("BIAYA_GAWAT_DARURAT_WAJIB", "R-PLY-15", "Biaya sampai gawat darurat teratasi wajib disebut.", status=422)
    baru = PemindahanDicatat(c.hasil, c.stabil_pada, c.dipindah_pada, c.ke_ppk, c.biaya_gawat_darurat)
    if sep.pemindahan == baru:
        return []
    if sep.pemindahan is not None:
        tolak("PEMINDAHAN_SUDAH_DICATAT", "R-PLY-13", "Pemindahan episode ini sudah dicatat.")
    return [baru]


def _koreksi(c: KoreksiCob, sep: Sep) -> list[SepEvent]:
    """The way back for a SEP that lost its flag (R-KLM-11). The other direction is barred (R-PLY-11)."""
    _harus_ada(sep)
    if sep.cob == c.cob:
        return []
    if not c.cob:
        tolak("EPISODE_TIDAK_DAPAT_BERALIH", "R-PLY-11", "Episode yang dijamin asuransi tidak dapat beralih menjadi JKN biasa.")
    if sep.jenis_pelayanan not in RAWAT_INAP_LANJUTAN:
        tolak("BUKAN_RAWAT_INAP_LANJUTAN", "R-PLY-03", "Hanya rawat inap tingkat lanjutan yang dapat bertanda COB.")
    if sep.menunggu_status:
        tolak("MENUNGGU_STATUS", None, "Status kepesertaan SEP ini belum ditetapkan.")
    if sep.akt_tanda is None:
        tolak("TANPA_TANDA", "R-KIB-13", "Peserta tidak bertanda koordinasi manfaat pada tanggal masuk.")
    if c.kib is None or not c.kib.berlaku or c.kib.nomor_kartu != sep.nomor_kartu or c.kib.akt_id != sep.akt_tanda:
        tolak("KIB_TIDAK_SAH", "R-KIB-12", "Koreksi memerlukan Kartu Identitas Bersama peserta ini dari asuransinya.")
    if sep.akt_tanda not in c.pks_aktif:
        tolak("PKS_TIDAK_BERLAKU", "R-AKT-02", "Asuransi peserta tidak mempunyai PKS yang berlaku pada tanggal masuk.")
    dasar = alasan("SEP_BERTANDA", "R-KLM-11", "Tanda COB dikoreksi di rumah sakit berkoordinasi dengan asuransi peserta.")
    return [CobDikoreksi(c.kib.akt_id, c.kib.nomor_kib, c.rahasia, (dasar,))]


def _surat_jaminan(c: TerbitkanSuratJaminan, sep: Sep) -> list[SepEvent]:
    """The AKT's own letter for the whole episode (R-PLY-09, 10)."""
    _harus_ada(sep)
    if not sep.cob or sep.akt_id != c.akt_id:
        tolak("TIDAK_DITEMUKAN", None, "SEP tidak ditemukan.", status=404)
    baru = SuratJaminanTerbit(c.akt_id, c.nomor, c.tanggal)
    return [] if sep.surat_jaminan == baru else [baru]


def evolve(sep: Sep, event: SepEvent) -> Sep:
    match event:
        case SepTerbit():
            return Sep(
                keadaan="MENUNGGU_STATUS" if event.menunggu_status else "TERBIT",
                nomor_sep=event.nomor_sep,
                nomor_kartu=event.nomor_kartu,
                kode_ppk=event.kode_ppk,
                tanggal_masuk=event.tanggal_masuk,
                jenis_pelayanan=event.jenis_pelayanan,
                gawat_darurat=event.gawat_darurat,
                kriteria_gawat_darurat=event.kriteria_gawat_darurat,
                naik_kelas=event.naik_kelas,
                kontrak_bpjs=event.kontrak_bpjs,
                cob=event.cob,
                akt_id=event.akt_id,
                akt_tanda=event.akt_tanda,
                nomor_kib=event.nomor_kib,
                hak_kelas=event.hak_kelas,
                menunggu_status=event.menunggu_status,
                dasar=event.dasar,
                peringatan=event.peringatan,
            )
        case StatusSepDitetapkan():
            return replace(
                sep,
                keadaan="PULANG" if sep.tanggal_pulang else "TERBIT",
                cob=event.cob,
                akt_id=event.akt_id,
                akt_tanda=event.akt_tanda,
                hak_kelas=event.hak_kelas,
                menunggu_status=False,
                naik_kelas=None if event.kelas_tetap else sep.naik_kelas,
                dasar=event.dasar,
            )
        case SepDibatalkan():
            return replace(sep, keadaan="DIBATALKAN", menunggu_status=False, dasar=event.dasar)
        case PesertaPulang():
            keadaan = sep.keadaan if sep.menunggu_status else "PULANG"
            return replace(sep, keadaan=keadaan, tanggal_pulang=event.tanggal_pulang)
        case PemindahanDicatat():
            return replace(sep, pemindahan=event)
        case CobDikoreksi():
            return replace(sep, cob=True, akt_id=event.akt_id, nomor_kib=event.nomor_kib, dasar=(*sep.dasar, *event.dasar))
        case SuratJaminanTerbit():
            return replace(sep, surat_jaminan=event)
        case _:
            assert_never(event)
