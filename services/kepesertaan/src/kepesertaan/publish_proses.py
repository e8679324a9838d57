"""Own events of processes between Badan Usaha and AKT -> public events: each step is told to the AKT it concerns, and to that one alone."""

from __future__ import annotations

from chassis.aggregate import PublicForm
from shared_events.kepesertaan import KesenjanganDitemukan, KesenjanganDitutup, PeralihanAktBerlanjut

from kepesertaan.domain import proses_akt_pesan as pesan
from kepesertaan.domain.kesenjangan import Kesenjangan, KesenjanganDiperiksa
from kepesertaan.domain.proses_akt import DAFTAR_BELUM_ADA, Proses


def proses(e: pesan.ProsesPeristiwa, sesudah: Proses) -> PublicForm | None:
    lama, baru = sesudah.akt_lama, sesudah.akt_baru
    match e:
        case pesan.PeralihanDimulai():
            return _langkah(sesudah, lama, "A_DILAPORKAN")
        case pesan.DaftarDiterima(_, "LAMA", nomor_kartu, _):
            return _langkah(sesudah, lama, "A_DAFTAR_DITERIMA", jumlah=len(nomor_kartu))
        case pesan.DaftarDiterima(_, _, nomor_kartu, _):
            return _langkah(sesudah, baru, "C_DAFTAR_DITERIMA", jumlah=len(nomor_kartu))
        case pesan.TandaLamaDicabut(_, jumlah, a, b, _):
            return _langkah(sesudah, lama, "B_TANDA_DICABUT", jumlah=jumlah, beda=len(a) + len(b))
        case pesan.PenyerahanDiterima():
            return _langkah(sesudah, baru, "C_DISERAHKAN")
        case pesan.PenyerahanDikonfirmasi():
            return _langkah(sesudah, baru, "C_DIKONFIRMASI")
        case pesan.PembaruanDicatat(_, jenis, _):
            return _langkah(sesudah, baru, f"D_{jenis}")
        case pesan.TandaBaruDiberikan(_, diberikan, jumlah_ditahan, _, _):
            return _langkah(sesudah, baru, "E_TANDA_DIBERIKAN", jumlah=diberikan, beda=jumlah_ditahan)
        case pesan.ProsesTertahan(_, sebab, _):
            return _langkah(sesudah, lama if sebab == DAFTAR_BELUM_ADA else baru, "TERTAHAN", sebab=sebab)
        case pesan.ProsesDihentikan(_, _, _, _, untuk):
            return _langkah(sesudah, untuk, "DIHENTIKAN")
        case pesan.DelegasiDimulai() | pesan.EmailTagihanDiisi() | pesan.DaftarDikesampingkan():
            return None


def _langkah(
    p: Proses, akt_id: str | None, langkah: str, *, jumlah: int | None = None, beda: int | None = None, sebab: str = ""
) -> PublicForm:
    event = PeralihanAktBerlanjut(
        proses_id=p.proses_id,
        jenis=p.jenis,
        badan_usaha_id=p.badan_usaha_id,
        langkah=langkah,
        keadaan=p.keadaan or "BERJALAN",
        jumlah=jumlah,
        beda=beda,
        sebab=sebab,
    )
    return PublicForm(event, akt_id)


def kesenjangan(e: KesenjanganDiperiksa, _: Kesenjangan) -> PublicForm | None:
    """Told each month that it is there, and once that it is gone."""
    if e.kesenjangan:
        ditemukan = KesenjanganDitemukan(
            badan_usaha_id=e.badan_usaha_id,
            akt_id=e.akt_id,
            periode=e.periode,
            jumlah_pekerja=e.jumlah_pekerja,
            terdaftar=e.terdaftar,
            kesenjangan=e.kesenjangan,
        )
        return PublicForm(ditemukan, e.akt_id)
    if e.ditutup:
        return PublicForm(KesenjanganDitutup(badan_usaha_id=e.badan_usaha_id, akt_id=e.akt_id, periode=e.periode), e.akt_id)
    return None
