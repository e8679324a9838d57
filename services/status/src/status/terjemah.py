"""Published words of kepesertaan and iuran -> status' own facts. Used by the projection and by the reaction alike."""

from __future__ import annotations

from typing import Any

from chassis.records import Record
from shared_events import iuran, kepesertaan

from status.domain.catatan import CatatanPeserta, CatatanUnit


def catatan_unit(record: Record) -> tuple[CatatanUnit, ...]:
    """The facts in one event of iuran; () if it says nothing about cover."""
    e, dicatat, id = record.event, record.envelope.recorded_time, record.event_id
    match e:
        case iuran.TagihanDiterbitkan():
            return (CatatanUnit("TAGIHAN", dicatat, id, e.periode, tanggal=e.jatuh_tempo),)
        case iuran.TagihanLunas():
            return (CatatanUnit("LUNAS", dicatat, id, e.periode, waktu=e.lunas_pada),)
        case iuran.PembayaranDibatalkan():
            return tuple(CatatanUnit("BUKA", dicatat, id, p, waktu=record.envelope.time) for p in e.dibuka_kembali)
        case iuran.PenerusanTerlambat():
            return (CatatanUnit("AKT_TERLAMBAT", dicatat, id, waktu=e.diterima_pada, akt_id=e.akt_id),)
        case _:
            return ()


def catatan_peserta(record: Record) -> CatatanPeserta | None:
    """The fact in one event of a person; None if it says nothing about cover."""
    e, dicatat, id, akt = record.event, record.envelope.recorded_time, record.event_id, record.envelope.akt_id
    match e:
        case kepesertaan.PesertaDidaftarkan():
            return CatatanPeserta(
                "DAFTAR", dicatat, id, va=e.virtual_account, badan_usaha_id=e.badan_usaha_id, keluarga_id=e.keluarga_id, segmen=e.segmen,
                akt_id=akt, hak_kelas=e.hak_kelas, dari=e.berlaku_dari, periode=e.iuran_mulai,
            )  # fmt: skip
        case kepesertaan.PesertaDipindahkan():
            return CatatanPeserta(
                "PINDAH", dicatat, id, va=e.ke_virtual_account, badan_usaha_id=e.ke_badan_usaha_id, keluarga_id=e.ke_keluarga_id,
                segmen=e.segmen, akt_id=akt, dari=e.berlaku_dari, periode=e.iuran_mulai,
            )  # fmt: skip
        case kepesertaan.PesertaDikeluarkan():
            return CatatanPeserta("KELUAR", dicatat, id, va=e.virtual_account, sampai=e.berakhir_pada, periode=e.iuran_terakhir)
        case kepesertaan.PesertaMeninggal():
            return CatatanPeserta("MENINGGAL", dicatat, id, va=e.virtual_account, sampai=e.meninggal_pada, periode=e.iuran_terakhir)
        case kepesertaan.PesertaTerkenaPhk():
            return CatatanPeserta(
                e.sebab, dicatat, id, va=e.virtual_account, dari=e.phk_pada, sampai=e.dijamin_sampai, periode=e.iuran_terakhir
            )
        case kepesertaan.HakKelasDitetapkan():
            return CatatanPeserta("HAK_KELAS", dicatat, id, hak_kelas=e.hak_kelas, dari=e.berlaku_dari)
        case kepesertaan.TandaKoordinasiManfaatDiberikan():
            return CatatanPeserta("TANDA_DIBERIKAN", dicatat, id, badan_usaha_id=e.badan_usaha_id, akt_id=e.akt_id, dari=e.berlaku_dari)
        case kepesertaan.TandaKoordinasiManfaatDihapus():
            return CatatanPeserta("TANDA_DIHAPUS", dicatat, id, badan_usaha_id=e.badan_usaha_id, akt_id=e.akt_id, sampai=e.berakhir_pada)
        case kepesertaan.PesertaDilupakan():
            return CatatanPeserta("DILUPAKAN", dicatat, id)
        case _:
            return None


def baris_peserta(record: Record) -> tuple[Any, ...] | None:
    """The row of ``peserta_fakta``."""
    c = catatan_peserta(record)
    if c is None:
        return None
    return (
        record.subject.removeprefix("peserta:"), record.envelope.sequence, c.jenis, c.va, c.badan_usaha_id, c.keluarga_id, c.segmen,
        c.akt_id, c.hak_kelas, c.dari, c.sampai, c.periode, c.dicatat_pada, c.peristiwa_id,
    )  # fmt: skip


def baris_unit(record: Record) -> list[tuple[Any, ...]]:
    """The rows of ``unit_fakta``."""
    e = record.event
    return [
        (e.virtual_account, record.envelope.sequence, c.periode, c.jenis, c.tanggal, c.waktu, c.akt_id, c.dicatat_pada, c.peristiwa_id)
        for c in catatan_unit(record)
        if isinstance(e, iuran.TagihanDiterbitkan | iuran.TagihanLunas | iuran.PembayaranDibatalkan | iuran.PenerusanTerlambat)
    ]
