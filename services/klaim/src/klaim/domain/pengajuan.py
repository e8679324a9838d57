"""Aggregate Pengajuan: an AKT's collective monthly submission. Stream ``pengajuan:{pengajuan_id}``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import assert_never

from dasar.tanggal import Periode, hari_kerja, tambah_hari_kerja

from klaim.domain.alasan import tolak
from klaim.domain.ketentuan import BAYAR_HARI_KERJA, PENGAJUAN, RANGKAP_FPK
from klaim.domain.pengajuan_peristiwa import (
    AjukanPengajuan,
    BatasTerlewati,
    BentukFpk,
    BerkasDinyatakanLengkap,
    CatatFpkDibayar,
    FpkPengajuanDibayar,
    FpkPengajuanDibentuk,
    FpkRingkas,
    LewatiBatas,
    NyatakanLengkap,
    PengajuanCommand,
    PengajuanDiterima,
    PengajuanEvent,
    SemuaDikembalikan,
    TerbitkanUmpanBalik,
    UmpanBalikTerbit,
)


@dataclass(frozen=True, slots=True)
class Pengajuan:
    """keadaan: "", DIAJUKAN, DITOLAK (nothing could be filed), LENGKAP, DIKEMBALIKAN, UMPAN_BALIK, FPK, DIBAYAR."""

    keadaan: str = ""
    pengajuan_id: str = ""
    akt_id: str = ""
    kantor_cabang: str = ""
    bulan_pelayanan: str = ""
    tanggal: date = date.min
    batas: date = date.min
    tepat_waktu: bool = True
    klaim: tuple[str, ...] = ()
    ditolak: int = 0
    diajukan: int = 0
    lengkap: tuple[str, ...] = ()
    dikembalikan: tuple[str, ...] = ()
    nomor_ba: str | None = None
    lengkap_pada: date | None = None
    jatuh_tempo: date | None = None
    layak: int = 0
    tidak_layak: int = 0
    terverifikasi: int = 0
    fpk: tuple[FpkRingkas, ...] = ()
    fpk_dibayar: tuple[str, ...] = ()
    terlewati: bool = False


KOSONG = Pengajuan()


def batas_pengajuan(bulan: Periode, libur: Collection[date]) -> date:
    """The 10th of the next month; a holiday shifts it to the next working day where the dated rule says so (R-KLM-02, 03)."""
    bulan_depan = bulan.geser(1)
    aturan = PENGAJUAN.pada(bulan_depan.awal).nilai
    batas = bulan_depan.hari(aturan.tanggal)
    while aturan.geser_hari_kerja and not hari_kerja(batas, libur):
        batas += timedelta(days=1)
    return batas


def batas_berikut(bulan: Periode, diajukan: date, libur: Collection[date]) -> tuple[date, bool]:
    """(last day of the batch it belongs to, on time?). After the 10th it goes with the next month's batch (R-KLM-04)."""
    pertama = batas = batas_pengajuan(bulan, libur)
    while batas < diajukan:
        bulan = bulan.geser(1)
        batas = batas_pengajuan(bulan, libur)
    return batas, batas == pertama


def jatuh_tempo(lengkap_pada: date, libur: Collection[date]) -> date:
    """30 hari kerja after the files are complete, the day of receipt not counted (R-BAY-01)."""
    return tambah_hari_kerja(lengkap_pada, BAYAR_HARI_KERJA.pada(lengkap_pada).nilai, libur)


def decide(command: PengajuanCommand, p: Pengajuan) -> list[PengajuanEvent]:
    if not isinstance(command, AjukanPengajuan) and not p.keadaan:
        tolak("TIDAK_DITEMUKAN", None, "Pengajuan tidak ditemukan.", status=404)
    match command:
        case AjukanPengajuan():
            return _ajukan(command, p)
        case NyatakanLengkap():
            return _lengkap(command, p)
        case TerbitkanUmpanBalik():
            return _umpan_balik(command, p)
        case BentukFpk():
            return _bentuk_fpk(command, p)
        case CatatFpkDibayar():
            if command.nomor_fpk in p.fpk_dibayar or command.nomor_fpk not in {f.nomor_fpk for f in p.fpk}:
                return []  # told before, or of another submission: with no FPK of its own it would read as paid whole
            return [FpkPengajuanDibayar(command.nomor_fpk, command.jumlah_klaim, command.tanggal)]
        case LewatiBatas():
            if p.jatuh_tempo is None or command.tanggal < p.jatuh_tempo or p.terlewati:
                return []
            belum = _belum_dibayar(p)
            return [BatasTerlewati(p.jatuh_tempo, belum)] if belum else []
        case _:
            assert_never(command)


def periksa_syarat(rangkap_fpk: int, kantor_cabang: str, *, kantor_prima: bool, tanggal: date, bulan: str) -> None:
    """What the filing itself must be, whatever its claims (R-KLM-10, R-AKT-12)."""
    rangkap = RANGKAP_FPK.pada(tanggal).nilai
    if rangkap_fpk != rangkap:
        tolak("RANGKAP_FPK", "R-KLM-10", f"FPK dibuat rangkap {rangkap}.", status=422)
    if not kantor_prima:
        tolak("BUKAN_KANTOR_CABANG_PRIMA", "R-AKT-12", f"Klaim asuransi diajukan ke Kantor Cabang Prima, bukan {kantor_cabang}.")
    if Periode.baca(bulan).awal > tanggal:
        tolak("BULAN_BELUM_TIBA", "R-KLM-02", "Bulan pelayanan belum tiba.", status=422)


def _ajukan(c: AjukanPengajuan, p: Pengajuan) -> list[PengajuanEvent]:
    if p.keadaan:
        return []
    periksa_syarat(c.rangkap_fpk, c.kantor_cabang, kantor_prima=c.kantor_prima, tanggal=c.tanggal, bulan=c.bulan_pelayanan)
    if not c.klaim and not c.ditolak:
        tolak("TANPA_KLAIM", "R-KLM-02", "Tidak ada klaim bulan ini yang dapat diajukan.")
    batas, tepat = batas_berikut(Periode.baca(c.bulan_pelayanan), c.tanggal, c.libur)
    return [
        PengajuanDiterima(
            c.pengajuan_id, c.akt_id, c.kantor_cabang, c.bulan_pelayanan, c.tanggal, batas, tepat, c.klaim, c.ditolak, c.diajukan
        )
    ]


def _lengkap(c: NyatakanLengkap, p: Pengajuan) -> list[PengajuanEvent]:
    if p.keadaan != "DIAJUKAN":
        return []
    if not c.lengkap:
        return [SemuaDikembalikan(c.tanggal, c.dikembalikan, c.nomor_ba)]
    return [BerkasDinyatakanLengkap(c.tanggal, c.jatuh_tempo, c.lengkap, c.dikembalikan, c.nomor_ba, c.kalender)]


def _umpan_balik(c: TerbitkanUmpanBalik, p: Pengajuan) -> list[PengajuanEvent]:
    if p.keadaan in ("UMPAN_BALIK", "FPK", "DIBAYAR"):
        return []
    if p.keadaan != "LENGKAP":
        tolak("BELUM_LENGKAP", "R-VER-07", "Berkas pengajuan ini belum dinyatakan lengkap.")
    if c.belum:
        tolak("VERIFIKASI_BELUM_SELESAI", "R-VER-03", f"Masih ada {c.belum} klaim yang belum diverifikasi.")
    return [UmpanBalikTerbit(c.tanggal, c.layak, c.tidak_layak, c.dikembalikan, c.terverifikasi)]


def _bentuk_fpk(c: BentukFpk, p: Pengajuan) -> list[PengajuanEvent]:
    if p.keadaan in ("FPK", "DIBAYAR"):
        return []
    if p.keadaan != "UMPAN_BALIK":
        tolak("UMPAN_BALIK_BELUM", "R-VER-03", "FPK dibentuk sesudah umpan balik diterbitkan.")
    if not c.fpk:
        tolak("TANPA_KLAIM_LAYAK", "R-VER-04", "Tidak ada klaim yang layak dibayar dalam pengajuan ini.")
    if len({f.kode_ppk for f in c.fpk}) != len(c.fpk):
        raise ValueError("one FPK per faskes (R-VER-04)")
    return [FpkPengajuanDibentuk(c.tanggal, c.fpk)]


def _belum_dibayar(p: Pengajuan) -> int:
    """Complete claims without payment: all, until FPK say which of them are owed."""
    if not p.fpk:
        return len(p.lengkap) if p.keadaan == "LENGKAP" else p.layak
    return sum(f.jumlah_klaim for f in p.fpk if f.nomor_fpk not in p.fpk_dibayar)


def evolve(p: Pengajuan, event: PengajuanEvent) -> Pengajuan:
    match event:
        case PengajuanDiterima():
            return Pengajuan(
                keadaan="DIAJUKAN" if event.klaim else "DITOLAK",
                pengajuan_id=event.pengajuan_id,
                akt_id=event.akt_id,
                kantor_cabang=event.kantor_cabang,
                bulan_pelayanan=event.bulan_pelayanan,
                tanggal=event.tanggal,
                batas=event.batas,
                tepat_waktu=event.tepat_waktu,
                klaim=event.klaim,
                ditolak=event.ditolak,
                diajukan=event.diajukan,
            )
        case BerkasDinyatakanLengkap():
            return replace(
                p,
                keadaan="LENGKAP",
                lengkap=event.lengkap,
                dikembalikan=event.dikembalikan,
                lengkap_pada=event.tanggal,
                jatuh_tempo=event.jatuh_tempo,
                nomor_ba=event.nomor_ba,
            )
        case SemuaDikembalikan():
            return replace(p, keadaan="DIKEMBALIKAN", dikembalikan=event.dikembalikan, nomor_ba=event.nomor_ba)
        case UmpanBalikTerbit():
            return replace(p, keadaan="UMPAN_BALIK", layak=event.layak, tidak_layak=event.tidak_layak, terverifikasi=event.terverifikasi)
        case FpkPengajuanDibentuk():
            return replace(p, keadaan="FPK", fpk=event.fpk)
        case FpkPengajuanDibayar():
            dibayar = (*p.fpk_dibayar, event.nomor_fpk)
            semua = {f.nomor_fpk for f in p.fpk} <= set(dibayar)
            return replace(p, keadaan="DIBAYAR" if semua else p.keadaan, fpk_dibayar=dibayar)
        case BatasTerlewati():
            return replace(p, terlewati=True)
        case _:
            assert_never(event)
