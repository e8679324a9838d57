"""Aggregate Klaim: one claim of an AKT for one SEP. Stream ``klaim:{klaim_id}``; the id is derived from the SEP, so that a SEP has
one claim by construction (R-KLM-22)."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from dasar.tanggal import tambah_bulan, tulis

from klaim.domain.alasan import alasan, tolak
from klaim.domain.harga import Batas, bagi, hitung
from klaim.domain.ketentuan import KEDALUWARSA_BULAN
from klaim.domain.klaim_keadaan import KOSONG, Klaim, evolve
from klaim.domain.klaim_peristiwa import (
    AjukanKlaim,
    BayarKlaim,
    DokumenDitambahkan,
    KlaimCommand,
    KlaimDiajukan,
    KlaimDibayar,
    KlaimDikembalikan,
    KlaimDisiapkan,
    KlaimDitolak,
    KlaimDiverifikasi,
    KlaimEvent,
    KlaimKedaluwarsa,
    KlaimLengkap,
    KlaimMasukFpk,
    MasukkanFpk,
    NyatakanKelengkapan,
    SiapkanKlaim,
    TambahDokumen,
    VerifikasiKlaim,
)
from klaim.domain.penjaminan import RAWAT_INAP_LANJUTAN

__all__ = ["KOSONG", "Klaim", "decide", "evolve", "kedaluwarsa"]

DAPAT_DIUBAH = ("", "DRAF", "DIKEMBALIKAN")


def kedaluwarsa(tanggal_pulang: date) -> date:
    """Last day to file: six months after the discharge, clamped (R-KLM-21, reading A-23)."""
    return tambah_bulan(tanggal_pulang, KEDALUWARSA_BULAN.pada(tanggal_pulang).nilai)


def decide(command: KlaimCommand, klaim: Klaim) -> list[KlaimEvent]:
    if not isinstance(command, SiapkanKlaim) and not klaim.keadaan:
        tolak("TIDAK_DITEMUKAN", None, "Klaim tidak ditemukan.", status=404)
    match command:
        case SiapkanKlaim():
            return _siapkan(command, klaim)
        case TambahDokumen():
            return _tambah_dokumen(command, klaim)
        case AjukanKlaim():
            return _ajukan(command, klaim)
        case NyatakanKelengkapan():
            return _kelengkapan(command, klaim)
        case VerifikasiKlaim():
            return _verifikasi(command, klaim)
        case MasukkanFpk():
            return _fpk(command, klaim)
        case BayarKlaim():
            return _bayar(command, klaim)
        case _:
            assert_never(command)


def _siapkan(c: SiapkanKlaim, klaim: Klaim) -> list[KlaimEvent]:
    s = c.sep
    if s.akt_id != c.akt_id and s.akt_tanda != c.akt_id:
        # Another AKT's SEP reads exactly as an unknown one.
        tolak("SEP_TIDAK_DIKENAL", None, "SEP ini tidak dikenal.", status=404)
    if klaim.keadaan == "DIBAYAR":
        tolak("SUDAH_DIBAYAR", "R-KLM-22", "Episode ini sudah dibayar.")
    if s.jenis_pelayanan not in RAWAT_INAP_LANJUTAN or not c.rawat_inap:
        tolak("JENIS_KLAIM_TIDAK_DAPAT_DIAJUKAN", "R-KLM-05", "Asuransi hanya dapat mengajukan klaim rawat inap tingkat lanjutan.")
    if s.keadaan == "MENUNGGU_STATUS":
        tolak("SEP_MENUNGGU_STATUS", None, "Status kepesertaan SEP ini belum ditetapkan.")
    if s.keadaan == "DIBATALKAN":
        tolak("SEP_DIBATALKAN", None, "SEP ini sudah dibatalkan.")
    if not s.cob:
        tolak("SEP_TANPA_FLAG", "R-KLM-11", "SEP tidak bertanda COB padahal peserta bertanda; minta koreksi COB di rumah sakit.")
    if s.nomor_kartu != c.nomor_kartu:
        tolak("KARTU_TIDAK_COCOK", None, "Nomor kartu tidak sama dengan SEP.", status=422)
    if s.tanggal_masuk != c.tanggal_masuk:
        tolak("TANGGAL_MASUK_TIDAK_COCOK", None, "Tanggal masuk tidak sama dengan SEP.", status=422)
    if s.tanggal_pulang is None:
        tolak("BELUM_PULANG", None, "Rumah sakit belum mencatat tanggal pulang pada SEP ini.")
    if s.tanggal_pulang != c.tanggal_pulang:
        tolak("TANGGAL_PULANG_TIDAK_COCOK", None, "Tanggal pulang tidak sama dengan SEP.", status=422)
    if c.tagihan_rs <= 0 or c.nilai.diajukan <= 0 or c.nilai.dijamin_polis < 0 or c.nilai.dibayar_ke_rs < 0:
        tolak("NILAI_TIDAK_SAH", None, "Nilai klaim harus rupiah bulat di atas nol.", status=422)
    if any(m.nilai <= 0 for m in c.nilai.manfaat) or sum(m.nilai for m in c.nilai.manfaat) > c.tagihan_rs:
        tolak("MANFAAT_TIDAK_SAH", "R-AKT-05", "Butir manfaat harus di atas nol dan tidak melebihi tagihan.", status=422)
    if klaim.sidik == c.sidik:
        return []
    if klaim.keadaan == "KEDALUWARSA":
        tolak("KEDALUWARSA", "R-KLM-21", f"Klaim ini kedaluwarsa; hari terakhir {tulis(klaim.kedaluwarsa_pada)}.")
    if klaim.keadaan not in DAPAT_DIUBAH:
        tolak("SUDAH_DIAJUKAN", "R-KLM-22", "Klaim untuk SEP ini sudah diajukan.")
    return [
        KlaimDisiapkan(
            klaim_id=c.klaim_id,
            akt_id=c.akt_id,
            sep=c.sep,
            kode_inacbg=c.kode_inacbg,
            versi_inacbg=c.versi_inacbg,
            tagihan_rs=c.tagihan_rs,
            nilai=c.nilai,
            dokumen=c.dokumen,
            kedaluwarsa_pada=kedaluwarsa(c.tanggal_pulang),
            rahasia=c.rahasia,
            sidik=c.sidik,
        )
    ]


def _tambah_dokumen(c: TambahDokumen, klaim: Klaim) -> list[KlaimEvent]:
    if klaim.akt_id != c.akt_id:
        tolak("TIDAK_DITEMUKAN", None, "Klaim tidak ditemukan.", status=404)
    baru = tuple(d for d in c.dokumen if d not in klaim.dokumen)
    if not baru:
        return []
    if klaim.keadaan not in DAPAT_DIUBAH:
        tolak("SUDAH_DIAJUKAN", "R-KLM-31", "Dokumen ditambah sebelum diajukan atau sesudah dikembalikan.")
    return [DokumenDitambahkan(baru)]


def _ajukan(c: AjukanKlaim, klaim: Klaim) -> list[KlaimEvent]:
    if klaim.pengajuan_id == c.pengajuan_id and klaim.keadaan == "DIAJUKAN":
        return []
    if klaim.keadaan == "KEDALUWARSA":
        return []
    if klaim.keadaan not in ("DRAF", "DIKEMBALIKAN"):
        tolak("SUDAH_DIAJUKAN", "R-KLM-22", "Klaim ini sudah diajukan.")
    if not c.pks_berlaku:
        tolak("PKS_TIDAK_BERLAKU", "R-KLM-01", "Tidak ada PKS yang berlaku pada tanggal pelayanan.")
    if c.tanggal > klaim.kedaluwarsa_pada:
        return [KlaimKedaluwarsa(c.tanggal, klaim.kedaluwarsa_pada)]
    return [KlaimDiajukan(c.pengajuan_id, c.kantor_cabang, c.tanggal, klaim.pengajuan_ke + 1)]


def _kelengkapan(c: NyatakanKelengkapan, klaim: Klaim) -> list[KlaimEvent]:
    """Complete ones go on, the others go back with their reasons (R-VER-07, 08)."""
    if klaim.keadaan != "DIAJUKAN":
        return []
    kurang = (*klaim.kurang(), *c.tambahan)
    return [KlaimDikembalikan(c.tanggal, "KELENGKAPAN", kurang)] if kurang else [KlaimLengkap(c.tanggal, c.jatuh_tempo)]


def _verifikasi(c: VerifikasiKlaim, klaim: Klaim) -> list[KlaimEvent]:
    sudah = {"DIVERIFIKASI": "LAYAK", "DITOLAK": "TIDAK_LAYAK"}.get(klaim.keadaan)
    if sudah == c.hasil and klaim.verifikator == c.verifikator:
        return []
    if klaim.keadaan != "LENGKAP":
        tolak("BELUM_LENGKAP" if klaim.keadaan == "DIAJUKAN" else "KEADAAN_TIDAK_SESUAI", "R-VER-07", f"Klaim berkeadaan {klaim.keadaan}.")
    nilai = klaim.isi_nilai
    match c.hasil:
        case "LAYAK":
            p = hitung(c.kasus, c.tarif)
            return [KlaimDiverifikasi(c.tanggal, c.verifikator, p.tarif, p.terverifikasi, p.bpjs, p.akt, p.peserta, p.dasar, c.catatan)]
        case "TIDAK_LAYAK":
            p = bagi(klaim.tagihan_rs, 0, nilai.dijamin_polis, 0, ())
            sebab = alasan("TIDAK_LAYAK", "R-VER-01", "Verifikator menilai klaim tidak layak dibayar.")
            return [KlaimDitolak(c.tanggal, c.verifikator, p.akt, p.peserta, (sebab, *p.dasar), c.catatan)]
        case "DIKEMBALIKAN":
            sebab = alasan("DIKEMBALIKAN_VERIFIKATOR", "R-KLM-31", "Verifikator mengembalikan klaim untuk diperbaiki.")
            return [KlaimDikembalikan(c.tanggal, "VERIFIKASI", (sebab,), c.catatan)]
        case _:
            tolak("HASIL_TIDAK_DIKENAL", None, "Hasil: LAYAK, TIDAK_LAYAK, atau DIKEMBALIKAN.", status=422)


def _fpk(c: MasukkanFpk, klaim: Klaim) -> list[KlaimEvent]:
    if klaim.nomor_fpk == c.nomor_fpk:
        return []
    if klaim.keadaan != "DIVERIFIKASI":
        tolak("BELUM_DIVERIFIKASI", "R-VER-03", "Hanya klaim terverifikasi yang masuk FPK.")
    return [KlaimMasukFpk(c.nomor_fpk)]


def _bayar(c: BayarKlaim, klaim: Klaim) -> list[KlaimEvent]:
    if klaim.keadaan == "DIBAYAR":
        return []
    if klaim.keadaan != "FPK" or klaim.nomor_fpk != c.nomor_fpk or klaim.bpjs is None:
        tolak("KEADAAN_TIDAK_SESUAI", "R-BAY-08", f"Klaim berkeadaan {klaim.keadaan}.")
    batas = c.batas or Batas(klaim.bpjs, None)
    nominal = min(klaim.bpjs, batas.bpjs)
    if nominal == klaim.bpjs and klaim.akt is not None and klaim.peserta is not None and (batas.akt is None or klaim.akt <= batas.akt):
        return [KlaimDibayar(c.nomor_fpk, c.tanggal, nominal, klaim.akt, klaim.peserta)]
    p = bagi(klaim.tagihan_rs, nominal, klaim.isi_nilai.dijamin_polis, nominal, (), batas.akt)
    return [KlaimDibayar(c.nomor_fpk, c.tanggal, nominal, p.akt, p.peserta)]
