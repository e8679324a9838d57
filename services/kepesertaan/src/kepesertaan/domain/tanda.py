"""The tanda koordinasi manfaat of a peserta: when it is given, when it waits, when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dasar.penolakan import Ditolak

from kepesertaan.domain.peserta_pesan import AjukanTanda, BeriTanda, KoordinasiDiminta, PesertaPeristiwa, TandaDiberikan, TandaDihapus

if TYPE_CHECKING:
    from kepesertaan.domain.peserta import Peserta


@dataclass(frozen=True, slots=True)
class Tanda:
    """``berakhir_pada``: last day; None = open."""

    akt_id: str
    badan_usaha_id: str
    berlaku_dari: date
    berakhir_pada: date | None = None
    pekerjaan_id: str | None = None

    def berlaku(self, pada: date) -> bool:
        return self.berlaku_dari <= pada and (self.berakhir_pada is None or pada <= self.berakhir_pada)


def layak_tanda(p: Peserta, lunas_sampai: str) -> bool:
    """Asked for, still a member, no open tanda, and the unit has paid the month he is first billed for (R-KIB-06, R-STA-08)."""
    return p.koordinasi_manfaat and p.keadaan == "TERDAFTAR" and p.tanda_terbuka is None and p.iuran_mulai <= lunas_sampai


def beri_tanda(perintah: BeriTanda, p: Peserta) -> list[PesertaPeristiwa]:
    terbuka = p.tanda_terbuka
    if terbuka is not None and terbuka.akt_id != perintah.akt_id:
        raise Ditolak("SATU_AKT_SAJA", "Koordinasi manfaat dilakukan oleh satu AKT saja.", aturan="R-AKT-08")
    if not layak_tanda(p, perintah.lunas_sampai):
        return []
    return [_tanda(p, perintah.akt_id, p.unit_koordinasi, perintah.berlaku_dari, perintah.pekerjaan_id)]


def ajukan_tanda(perintah: AjukanTanda, p: Peserta) -> list[PesertaPeristiwa]:
    """Handed in by the AKT. Only one who is active gets the tanda now; the others wait for their unit to pay (R-KIB-09, R-AKT-29)."""
    if p.keadaan != "TERDAFTAR":
        raise Ditolak("BUKAN_ANGGOTA_LAGI", f"Peserta ini sudah tidak terdaftar pada unitnya ({p.keadaan}).")
    terbuka = p.tanda_terbuka
    if terbuka is not None and terbuka.akt_id != perintah.akt_id:
        raise Ditolak("SATU_AKT_SAJA", "Koordinasi manfaat dilakukan oleh satu AKT saja.", aturan="R-AKT-08")
    hasil: list[PesertaPeristiwa] = []
    sendiri = perintah.badan_usaha_id == p.badan_usaha_id
    if not p.koordinasi_manfaat or p.unit_koordinasi != perintah.badan_usaha_id or (sendiri and p.akt_id != perintah.akt_id):
        hasil.append(KoordinasiDiminta(p.nomor_kartu, perintah.akt_id, perintah.badan_usaha_id))
    if perintah.aktif and terbuka is None:
        hasil.append(_tanda(p, perintah.akt_id, perintah.badan_usaha_id, perintah.berlaku_dari, perintah.pekerjaan_id))
    return hasil


def _tanda(p: Peserta, akt_id: str, badan_usaha_id: str, berlaku_dari: date, pekerjaan_id: str | None) -> TandaDiberikan:
    dari = max(berlaku_dari, p.berlaku_dari)
    if p.tanda and (akhir := p.tanda[-1].berakhir_pada) is not None:
        dari = max(dari, akhir + timedelta(days=1))  # R-AKT-39: never two flags on one day
    return TandaDiberikan(p.nomor_kartu, akt_id, badan_usaha_id, dari, pekerjaan_id)


def hapus_tanda(p: Peserta, berakhir_pada: date, alasan: str) -> list[PesertaPeristiwa]:
    """Every end of membership removes the tanda in the same append (R-KIB-10, R-STA-09)."""
    tanda = p.tanda_terbuka
    if tanda is None:
        return []
    return [TandaDihapus(p.nomor_kartu, tanda.akt_id, tanda.badan_usaha_id, max(berakhir_pada, tanda.berlaku_dari), alasan)]


def sebatas_kerja_sama(peristiwa: Sequence[PesertaPeristiwa], p: Peserta, berakhir_pada: date | None) -> list[PesertaPeristiwa]:
    """Who leaves after his cooperation ended, before the job that ends its flags has come to him, had the tanda no longer than it lasted
    (R-KIB-11, R-AKT-37). ``berakhir_pada``: last day of the cooperation behind his open tanda; None while no end is recorded."""
    tanda = p.tanda_terbuka
    if tanda is None or berakhir_pada is None:
        return list(peristiwa)
    akhir = max(berakhir_pada, tanda.berlaku_dari)
    return [replace(e, berakhir_pada=min(e.berakhir_pada, akhir)) if isinstance(e, TandaDihapus) else e for e in peristiwa]
