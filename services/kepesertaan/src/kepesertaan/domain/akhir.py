"""How a peserta's stay in his unit ends: leaving, death, PHK or cacat total."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import Periode, tambah_bulan

from kepesertaan.domain.ketentuan import BULAN_JAMINAN_PHK
from kepesertaan.domain.peserta_pesan import PesertaDikeluarkan, PesertaMeninggal, PesertaPeristiwa, PesertaTerkenaPhk
from kepesertaan.domain.siklus import iuran_terakhir
from kepesertaan.domain.tanda import hapus_tanda

if TYPE_CHECKING:
    from kepesertaan.domain.peserta import Peserta


def keluarkan(p: Peserta, berlaku: date, alasan: str, pada: date) -> list[PesertaPeristiwa]:
    """``berlaku``: last day; ``pada``: day of entry, which decides the last billed month."""
    if p.keadaan == "KELUAR" and p.berakhir_pada == berlaku:
        return []
    _harus_anggota(p, berlaku)
    keluar = PesertaDikeluarkan(p.nomor_kartu, p.virtual_account, berlaku, _iuran_terakhir(p, berlaku, pada), alasan)
    return [keluar, *hapus_tanda(p, berlaku, "KELUAR")]


def meninggal(p: Peserta, meninggal_pada: date, pada: date) -> list[PesertaPeristiwa]:
    if p.keadaan == "MENINGGAL" and p.meninggal_pada == meninggal_pada:
        return []
    if p.keadaan == "MENINGGAL":
        raise bukan_anggota(p)
    if meninggal_pada < p.berlaku_dari:
        raise tanggal_salah("Tanggal berlaku sebelum orang ini menjadi anggota.", None)
    if meninggal_pada > pada:
        raise tanggal_salah("Tanggal meninggal belum terjadi.", "R-KEP-28")
    # who left his unit before, or is covered without iuran, is billed no longer than he was going to be
    terakhir = _iuran_terakhir(p, meninggal_pada, pada)
    mati = PesertaMeninggal(p.nomor_kartu, p.virtual_account, meninggal_pada, min(terakhir, p.iuran_terakhir or terakhir))
    return [mati, *hapus_tanda(p, meninggal_pada, "MENINGGAL")]


def jamin(p: Peserta, kejadian: date, sebab: Literal["PHK", "CACAT_TOTAL"], pada: date) -> list[PesertaPeristiwa]:
    """Out of work by PHK or cacat total tetap: the unit's iuran ends, cover goes on without it (R-KEP-32)."""
    if p.keadaan == sebab and p.berakhir_pada == kejadian:
        return []
    _harus_anggota(p, kejadian)
    # R-KEP-32, R-STA-12: PHK 31 March is covered to 30 September
    dijamin = tambah_bulan(kejadian, BULAN_JAMINAN_PHK.pada(kejadian).nilai)
    akhir = PesertaTerkenaPhk(p.nomor_kartu, p.virtual_account, kejadian, dijamin, _iuran_terakhir(p, kejadian, pada), sebab)
    return [akhir, *hapus_tanda(p, kejadian, sebab)]


def _iuran_terakhir(p: Peserta, berakhir: date, pada: date) -> str:
    """A person who leaves before his first bill is billed for no month: the month before it."""
    return str(max(iuran_terakhir(pada, berakhir), Periode.baca(p.iuran_mulai).geser(-1)))


def _harus_anggota(p: Peserta, berlaku: date) -> None:
    if p.keadaan != "TERDAFTAR":
        raise bukan_anggota(p)
    if berlaku < p.berlaku_dari:
        raise tanggal_salah("Tanggal berlaku sebelum orang ini menjadi anggota.", None)


def bukan_anggota(p: Peserta) -> Ditolak:
    return Ditolak("BUKAN_ANGGOTA_LAGI", f"Peserta ini sudah tidak terdaftar pada unitnya ({p.keadaan}).", status=409)


def tanggal_salah(alasan: str, aturan: str | None) -> Ditolak:
    return Ditolak("TANGGAL_TIDAK_SAH", alasan, aturan=aturan, status=422, galat=(Galat("/berlaku", alasan),))
