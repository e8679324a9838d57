"""Own event -> at most one public event. Who hears of it: the AKT the account concerned at that moment."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from chassis.aggregate import PublicForm
from shared_events import iuran as publik
from shared_events.base import PublicEvent

from iuran.domain import rekening_peristiwa as p
from iuran.domain.rekening import Rekening


def _siapa(unit: p.Unit) -> dict[str, str | None]:
    return {"virtual_account": unit.virtual_account, "badan_usaha_id": unit.badan_usaha_id, "keluarga_id": unit.keluarga_id}


def _tagihan(e: p.TagihanDiterbitkan) -> publik.TagihanDiterbitkan:
    return publik.TagihanDiterbitkan(
        **_siapa(e.unit),
        tagihan_id=e.tagihan_id,
        periode=e.periode,
        jatuh_tempo=e.jatuh_tempo,
        jumlah=e.pemberi_kerja + e.pekerja + e.pemerintah,
        pemberi_kerja=e.pemberi_kerja,
        pekerja=e.pekerja,
        pemerintah=e.pemerintah,
        jumlah_peserta=e.jumlah_peserta,
    )


def _pembayaran(e: p.PembayaranDicatat, sesudah: Rekening) -> publik.IuranDiterima:
    return publik.IuranDiterima(
        **_siapa(e.unit),
        pembayaran_id=e.pembayaran_id,
        nominal=e.nominal,
        waktu_bayar=e.waktu_bayar,
        bank=e.bank,
        kanal=e.kanal,
        referensi_bank=e.referensi_bank,
        dialokasikan=tuple(publik.Alokasi(tagihan_id=a.tagihan_id, periode=a.periode, nominal=a.nominal) for a in e.dialokasikan),
        kelebihan=e.kelebihan,
        lunas_sampai=sesudah.lunas_sampai,
    )


def _lunas(e: p.TagihanDilunasi) -> publik.TagihanLunas:
    return publik.TagihanLunas(
        **_siapa(e.unit),
        tagihan_id=e.tagihan_id,
        periode=e.periode,
        jumlah=e.jumlah,
        lunas_pada=e.lunas_pada,
        pembayaran_id=e.pembayaran_id,
    )


def _batal(e: p.PembayaranDibatalkan) -> publik.PembayaranDibatalkan:
    return publik.PembayaranDibatalkan(
        **_siapa(e.unit), pembayaran_id=e.pembayaran_id, nominal=e.nominal, alasan=e.alasan, dibuka_kembali=e.dibuka_kembali
    )


def _akt(e: p.PenerimaanAktDicatat | p.PenerusanTerlambat) -> dict[str, object]:
    return {"akt_id": e.akt_id, "nominal": e.nominal, "diterima_pada": e.diterima_pada, "batas_penerusan": e.batas_penerusan}


def umumkan(event: p.Peristiwa, sesudah: Rekening) -> PublicForm | None:
    match event:
        case p.TagihanDiterbitkan():
            isi: PublicEvent = _tagihan(event)
        case p.PembayaranDicatat():
            isi = _pembayaran(event, sesudah)
        case p.TagihanDilunasi():
            isi = _lunas(event)
        case p.KelebihanDicatat():
            isi = publik.KelebihanIuranDicatat(
                **_siapa(event.unit), pembayaran_id=event.pembayaran_id, nominal=event.nominal, saldo=event.saldo
            )
        case p.TagihanMenunggak():
            isi = publik.TagihanMenunggak(
                **_siapa(event.unit),
                tagihan_id=event.tagihan_id,
                periode=event.periode,
                sisa=event.sisa,
                menunggak_sejak=event.menunggak_sejak,
            )
        case p.PembayaranDibatalkan():
            isi = _batal(event)
        case p.PenerimaanAktDicatat():
            isi = publik.IuranDiterimaAkt.model_validate({**_siapa(event.unit), **_akt(event)})
        case p.PenerusanTerlambat():
            isi = publik.PenerusanTerlambat.model_validate({**_siapa(event.unit), **_akt(event)})
        case p.BayarDiMukaDitetapkan() | p.KreditDialokasikan():
            return None  # TagihanLunas tells what credit did
        case _:
            assert_never(event)
    return PublicForm(isi, akt_id=event.unit.akt_id)


def waktu(event: p.Peristiwa) -> datetime | None:
    """When it happened in the world: a payment when it was paid, not when we learned it (R-BYR-05)."""
    match event:
        case p.PembayaranDicatat():
            return event.waktu_bayar
        case p.PenerimaanAktDicatat():
            return event.diterima_pada
        case p.TagihanDilunasi():
            return event.lunas_pada
        case _:
            return None
