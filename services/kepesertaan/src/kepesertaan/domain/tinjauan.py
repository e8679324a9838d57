"""The monthly review of one person: who is about to be no inti child any more, whose cover after PHK or cacat total runs out.

A child is told first and leaves at a later review at the earliest, so that at least a month lies between (R-KEP-16); the leaving is
recorded before its day comes, so that no day of a child past its age is answered as covered (R-KEP-15).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from dasar.tanggal import Periode, umur

from kepesertaan.domain.akhir import keluarkan
from kepesertaan.domain.keluarga import ANAK, batas_usia, kuliah_berlaku
from kepesertaan.domain.ketentuan import BULAN_PEMBERITAHUAN_TINJAUAN, INTI
from kepesertaan.domain.mutasi_pesan import AkanHabisUsia, JaminanAkanBerakhir, TinjauAnak, TinjauJaminan
from kepesertaan.domain.peserta_pesan import PesertaPeristiwa

if TYPE_CHECKING:
    from kepesertaan.domain.peserta import Peserta
    from kepesertaan.domain.segmen_pindah import Keanggotaan

HABIS_USIA = "HABIS_USIA"
KEADAAN_MENUNGGU: Literal["KELUARGA_TAMBAHAN_ATAU_KELUAR"] = "KELUARGA_TAMBAHAN_ATAU_KELUAR"
"""R-KEP-16: what a child is in from the notice until somebody answers it or he leaves."""
DIJAMIN = ("PHK", "CACAT_TOTAL")


def sampai_bulan(periode: Periode) -> Periode:
    """The last month whose ends the review of ``periode`` tells about."""
    return periode.geser(BULAN_PEMBERITAHUAN_TINJAUAN.pada(periode.akhir).nilai)


def surat_kuliah(p: Peserta, lahir: date, hari: date) -> date | None:
    """Who was registered as inti when he was past the first limit had shown a statement that day, recorded or not."""
    if p.keluarga.kuliah_sampai is not None:
        return p.keluarga.kuliah_sampai
    tinggal: list[Keanggotaan | Peserta] = [*p.lalu, p]
    didaftarkan = next(k.berlaku_dari for k in tinggal if k.segmen == "PPU")
    return kuliah_berlaku(didaftarkan) if umur(lahir, didaftarkan) >= INTI.pada(hari).nilai.umur_anak else None


def perlu_ditinjau(lahir: date, kuliah_sampai: date | None, periode: Periode) -> bool:
    """May there be anything for the review of this month to say of an inti child? What only he himself knows is not asked here."""
    batas, _ = batas_usia(lahir, kuliah_sampai, periode.akhir)
    return batas <= sampai_bulan(periode).akhir


def tinjau_anak(c: TinjauAnak, p: Peserta) -> list[PesertaPeristiwa]:
    if p.keadaan != "TERDAFTAR" or p.kategori != "INTI" or p.segmen != "PPU" or p.hubungan not in ANAK:
        return []
    periode = Periode.baca(c.periode)
    batas, sebab = batas_usia(c.lahir, surat_kuliah(p, c.lahir, periode.akhir), periode.akhir)
    if batas > sampai_bulan(periode).akhir:
        return []
    lalu = p.keluarga.tinjauan
    if lalu is None:
        return [AkanHabisUsia(p.nomor_kartu, sebab, str(max(Periode.dari(batas), periode)), c.periode, c.pekerjaan_id)]
    if lalu.periode >= c.periode or batas > periode.geser(1).akhir:
        return []
    return keluarkan(p, max(batas - timedelta(days=1), periode.akhir), HABIS_USIA, c.pada)


def tinjau_jaminan(c: TinjauJaminan, p: Peserta) -> list[PesertaPeristiwa]:
    """R-KEP-32: six months without iuran; told while there is still time to find work or to be declared unable (R-KEP-33, R-KEP-34)."""
    periode = Periode.baca(c.periode)
    if p.keadaan not in DIJAMIN or p.dijamin_sampai is None or p.keluarga.tinjauan is not None:
        return []
    if not periode.akhir < p.dijamin_sampai + timedelta(days=1) <= sampai_bulan(periode).akhir:
        return []
    return [JaminanAkanBerakhir(p.nomor_kartu, c.periode, c.pekerjaan_id)]
