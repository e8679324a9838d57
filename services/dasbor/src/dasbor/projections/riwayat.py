"""Lines of the timelines: which event is told about whom, with the numbers its sentence needs."""

from __future__ import annotations

from typing import Any

from chassis.records import Record
from shared_events import iuran, kepesertaan, klaim, status

from dasbor.projections.lipat import Lipatan

SUBJEK_BADAN_USAHA = (
    kepesertaan.BadanUsahaDidaftarkan, kepesertaan.BerkasBadanUsahaDilengkapi, kepesertaan.DelegasiAktDitetapkan,
    kepesertaan.DelegasiAktDiakhiri, kepesertaan.PeralihanAktBerlanjut, kepesertaan.KesenjanganDitemukan,
    kepesertaan.KesenjanganDitutup, kepesertaan.VirtualAccountDiaktifkan, kepesertaan.ImporPesertaSelesai,
    kepesertaan.TandaKoordinasiManfaatDiberikanMassal, kepesertaan.PesertaAkanBerakhir, iuran.TagihanDiterbitkan,
    iuran.IuranDiterima, iuran.TagihanMenunggak, iuran.PembayaranDibatalkan, iuran.PenerusanTerlambat, status.StatusUnitBerubah,
)  # fmt: skip
SUBJEK_PESERTA = (
    kepesertaan.PesertaDidaftarkan, kepesertaan.PesertaDipindahkan, kepesertaan.PesertaDikeluarkan, kepesertaan.PesertaMeninggal,
    kepesertaan.PesertaTerkenaPhk, kepesertaan.HakKelasDitetapkan, kepesertaan.UpahPesertaDiubah, kepesertaan.KategoriPesertaDitetapkan,
    kepesertaan.TandaKoordinasiManfaatDiberikan, kepesertaan.TandaKoordinasiManfaatDihapus,
    kepesertaan.KartuIdentitasBersamaDiterbitkan, kepesertaan.KartuIdentitasBersamaDicabut, status.StatusPesertaBerubah,
    klaim.SepDiterbitkan,
)  # fmt: skip
SUBJEK_KLAIM = (
    klaim.KlaimDiajukanV2, klaim.KlaimDikembalikan, klaim.KlaimDitolak, klaim.KlaimDiverifikasi, klaim.KlaimDibayar, klaim.KlaimKedaluwarsa,
)  # fmt: skip

TERSANDI = {"rahasia", "upah_tersandi", "nomor_kartu_pekerja"}
DIRINGKAS = {"nomor_kartu", "dialokasikan"}


def lipat_riwayat(record: Record, ke: Lipatan) -> None:
    e: Any = record.event
    if isinstance(e, SUBJEK_BADAN_USAHA) and e.badan_usaha_id is not None:
        _tulis(record, ke, f"badan_usaha:{e.badan_usaha_id}")
    elif isinstance(e, SUBJEK_PESERTA):
        _tulis(record, ke, f"peserta:{e.nomor_kartu}")
    elif isinstance(e, SUBJEK_KLAIM):
        _tulis(record, ke, f"klaim:{e.klaim_id}")


def _tulis(record: Record, ke: Lipatan, subjek: str) -> None:
    e: Any = record.event
    isi: dict[str, Any] = {}
    for nama, nilai in e.model_dump(mode="json", exclude=TERSANDI).items():
        # long lists are told as a count: a timeline is read by people
        isi[nama] = len(nilai) if nama in DIRINGKAS and isinstance(nilai, list) else nilai
    if isinstance(e, iuran.IuranDiterima):
        isi["periode"] = [a.periode for a in e.dialokasikan]
    ke.ubah(
        "riwayat", subjek=subjek, peristiwa_id=str(record.envelope.id), waktu=record.envelope.time,
        dicatat_pada=record.envelope.recorded_time, jenis=e.event_name(), akt_id=record.envelope.akt_id, isi=isi,
    )  # fmt: skip
