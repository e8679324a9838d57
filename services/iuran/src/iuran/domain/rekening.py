"""RekeningIuran: one aggregate per virtual account. Bills come in, money comes in, the oldest month is paid first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from dasar.penolakan import Ditolak, Galat, tidak_ditemukan
from dasar.tanggal import Periode, hari_wib

from iuran.domain import ketentuan
from iuran.domain import rekening_peristiwa as p
from iuran.domain.hitung import Rincian
from iuran.domain.pembayaran import TAHUN_JKN, LaporanBayar, sebelum_program
from iuran.domain.rekening_keadaan import AWAL, Rekening, Tagihan, evolve

MULAI_JKN = date(TAHUN_JKN, 1, 1)

__all__ = ["AWAL", "Perintah", "Rekening", "decide", "evolve"]


@dataclass(frozen=True, slots=True)
class TerbitkanTagihan:
    unit: p.Unit
    tagihan_id: str
    periode: str
    jatuh_tempo: date
    rincian: Rincian
    waktu: datetime


@dataclass(frozen=True, slots=True)
class CatatPembayaran:
    """``keadaan_va`` as kepesertaan last said it: MENUNGGU, AKTIF or DITUTUP."""

    unit: p.Unit
    keadaan_va: str
    pembayaran_id: str
    laporan: LaporanBayar
    waktu: datetime


@dataclass(frozen=True, slots=True)
class BatalkanPembayaran:
    unit: p.Unit
    pembayaran_id: str
    alasan: str
    waktu: datetime


@dataclass(frozen=True, slots=True)
class TandaiMenunggak:
    """The due day of a bill has ended."""

    unit: p.Unit
    tagihan_id: str


@dataclass(frozen=True, slots=True)
class TetapkanBayarDiMuka:
    unit: p.Unit
    mulai: str
    bulan: int
    waktu: datetime


@dataclass(frozen=True, slots=True)
class CatatPenerimaanAkt:
    unit: p.Unit
    penerimaan_id: str
    akt_id: str
    nominal: int
    diterima_pada: datetime
    waktu: datetime
    bentuk_kerja_sama: tuple[str, ...] | None
    """What BPJS and this AKT agreed to do together; None: no agreement in force."""


@dataclass(frozen=True, slots=True)
class PeriksaPenerusan:
    """The 24 hours of an AKT have run out."""

    unit: p.Unit
    penerimaan_id: str


Perintah = (
    TerbitkanTagihan | CatatPembayaran | BatalkanPembayaran | TandaiMenunggak | TetapkanBayarDiMuka | CatatPenerimaanAkt | PeriksaPenerusan
)


def _alokasikan(terbuka: Sequence[Tagihan], nominal: int) -> tuple[tuple[p.Alokasi, ...], int]:
    """Oldest month first; what no open bill needs is left over. A short payment leaves its bill KURANG_BAYAR (R-TAG-02)."""
    hasil: list[p.Alokasi] = []
    for tagihan in terbuka:
        if nominal == 0:
            break
        bagian = min(tagihan.sisa, nominal)
        hasil.append(p.Alokasi(tagihan.tagihan_id, tagihan.periode, bagian))
        nominal -= bagian
    return tuple(hasil), nominal


def _pelunasan(unit: p.Unit, sesudah: Rekening, periode: Sequence[str], pembayaran_id: str | None, waktu: datetime) -> list[p.Peristiwa]:
    """One event for every bill among ``periode`` that is now paid. A payment counts from its waktu_bayar (R-BYR-05)."""
    return [
        p.TagihanDilunasi(unit, t.tagihan_id, t.periode, t.jumlah, sesudah.dibayar_terakhir(t.tagihan_id) or waktu, pembayaran_id)
        for t in (sesudah.tagihan[q] for q in periode)
        if t.sisa == 0
    ]


def _terbitkan(c: TerbitkanTagihan, state: Rekening) -> list[p.Peristiwa]:
    if c.periode in state.tagihan:
        return []  # billed already: issuing is idempotent per account and month
    r = c.rincian
    terbit = p.TagihanDiterbitkan(
        c.unit, c.tagihan_id, c.periode, c.jatuh_tempo, r.pemberi_kerja, r.pekerja, r.pemerintah, r.jumlah_peserta, c.waktu
    )
    sesudah = evolve(state, terbit)
    hasil: list[p.Peristiwa] = [terbit]
    if state.di_muka is not None and state.di_muka[0] <= c.periode <= state.di_muka[1] and state.kredit:
        # R-BYR-10: only a payer who asked for it has his credit used; else it stays until a Berita Acara (R-KOR-05)
        kredit = _kredit_untuk(sesudah.tagihan[c.periode], state)
        hasil.append(p.KreditDialokasikan(c.unit, kredit, c.waktu))
        sesudah = evolve(sesudah, hasil[-1])
    return [*hasil, *_pelunasan(c.unit, sesudah, [c.periode], None, c.waktu)]


def _kredit_untuk(tagihan: Tagihan, state: Rekening) -> tuple[p.AlokasiKredit, ...]:
    """Credit for one bill, oldest payment first."""
    sisa, hasil = tagihan.sisa, []
    for b in sorted(state.pembayaran.values(), key=lambda b: (b.waktu_bayar, b.pembayaran_id)):
        bagian = min(sisa, b.kelebihan)
        if bagian:
            hasil.append(p.AlokasiKredit(b.pembayaran_id, tagihan.tagihan_id, tagihan.periode, bagian))
            sisa -= bagian
    return tuple(hasil)


def _catat_pembayaran(c: CatatPembayaran, state: Rekening) -> list[p.Peristiwa]:
    if c.pembayaran_id in state.pembayaran:
        return []
    if c.keadaan_va == "DITUTUP":
        raise Ditolak("VIRTUAL_ACCOUNT_DITUTUP", "Virtual account ini sudah ditutup.", aturan="R-KOR-41")
    if c.keadaan_va != "AKTIF":
        raise Ditolak(
            "VIRTUAL_ACCOUNT_BELUM_AKTIF",
            "Virtual account ini belum aktif: data peserta belum selesai dimasukkan.",
            aturan="R-BYR-07",
        )
    bayar = c.laporan
    dialokasikan, kelebihan = _alokasikan(state.terbuka, bayar.nominal)
    catat = p.PembayaranDicatat(
        c.unit,
        c.pembayaran_id,
        bayar.nominal,
        bayar.waktu_bayar,
        bayar.bank,
        bayar.kanal,
        bayar.referensi_bank,
        dialokasikan,
        kelebihan,
        _teruskan(state, bayar),
    )
    sesudah = evolve(state, catat)
    hasil: list[p.Peristiwa] = [catat]
    hasil += _pelunasan(c.unit, sesudah, [a.periode for a in dialokasikan], c.pembayaran_id, c.waktu)
    if kelebihan:
        hasil.append(p.KelebihanDicatat(c.unit, c.pembayaran_id, kelebihan, sesudah.kredit, c.waktu))
    for t in catat.diteruskan:
        terima = state.penerimaan[t.penerimaan_id]
        if bayar.waktu_bayar > terima.batas_penerusan and not terima.terlambat:
            hasil.append(_terlambat(c.unit, terima.penerimaan_id, state))
    return hasil


def _teruskan(state: Rekening, bayar: LaporanBayar) -> tuple[p.Penerusan, ...]:
    """A payment made after an AKT received money forwards it, oldest receipt first (R-BYR-15)."""
    sisa, hasil = bayar.nominal, []
    for terima in sorted(state.penerimaan.values(), key=lambda t: (t.diterima_pada, t.penerimaan_id)):
        bagian = min(sisa, terima.sisa) if terima.diterima_pada <= bayar.waktu_bayar else 0
        if bagian:
            hasil.append(p.Penerusan(terima.penerimaan_id, bagian))
            sisa -= bagian
    return tuple(hasil)


def _terlambat(unit: p.Unit, penerimaan_id: str, state: Rekening) -> p.PenerusanTerlambat:
    t = state.penerimaan[penerimaan_id]
    return p.PenerusanTerlambat(unit, t.penerimaan_id, t.akt_id, t.sisa, t.diterima_pada, t.batas_penerusan)


def _batalkan(c: BatalkanPembayaran, state: Rekening) -> list[p.Peristiwa]:
    bayar = state.pembayaran.get(c.pembayaran_id)
    if bayar is None:
        raise tidak_ditemukan("Pembayaran")
    if bayar.dibatalkan:
        return []
    kena = {a.periode for a in bayar.alokasi}
    dibuka = tuple(q for q in sorted(kena) if state.tagihan[q].sisa == 0)
    batal = p.PembayaranDibatalkan(
        c.unit, c.pembayaran_id, bayar.nominal, bayar.bank, c.alasan, bayar.alokasi, bayar.kelebihan, dibuka, c.waktu
    )
    sesudah = evolve(state, batal)
    hasil: list[p.Peristiwa] = [batal]
    # A month that was paid when its due day ended has no timer any more: it is in arrears from now on
    lewat = [q for q in sorted(kena) if hari_wib(c.waktu) > sesudah.tagihan[q].jatuh_tempo]
    for q in lewat:
        hasil += _menunggak(c.unit, sesudah.tagihan[q])
    return hasil


def _menunggak(unit: p.Unit, tagihan: Tagihan | None) -> list[p.Peristiwa]:
    """The first unpaid month whose day 10 has passed is in arrears (R-TAG-11)."""
    if tagihan is None or tagihan.sisa == 0 or tagihan.menunggak_sejak is not None:
        return []
    return [p.TagihanMenunggak(unit, tagihan.tagihan_id, tagihan.periode, tagihan.sisa, tagihan.jatuh_tempo + timedelta(days=1))]


def _di_muka(c: TetapkanBayarDiMuka, state: Rekening) -> list[p.Peristiwa]:
    mulai = Periode.baca(c.mulai)
    if mulai.tahun < TAHUN_JKN:
        raise Ditolak("PERIODE_TIDAK_SAH", f"{mulai.nama} sebelum program dimulai.", aturan="R-BYR-10", status=422)
    boleh = ketentuan.BAYAR_DI_MUKA.pada(mulai.awal).nilai.bulan
    if c.bulan not in boleh:
        raise Ditolak(
            "BULAN_DI_MUKA_TIDAK_SAH",
            f"Iuran dapat dibayar di muka untuk {', '.join(str(b) for b in sorted(boleh))} bulan; selain itu menjadi kelebihan biasa.",
            aturan="R-BYR-10",
            status=422,
        )
    sampai = str(mulai.geser(c.bulan - 1))
    return [] if state.di_muka == (c.mulai, sampai) else [p.BayarDiMukaDitetapkan(c.unit, c.mulai, sampai, c.bulan, c.waktu)]


def _terima_akt(c: CatatPenerimaanAkt, state: Rekening) -> list[p.Peristiwa]:
    if c.penerimaan_id in state.penerimaan:
        return []
    if c.diterima_pada > c.waktu or sebelum_program(c.diterima_pada):
        galat = Galat("/diterima_pada", "Waktu terima ada di masa depan atau sebelum program dimulai.", "WAKTU_TIDAK_SAH")
        raise Ditolak("WAKTU_TIDAK_SAH", galat.alasan, aturan="R-BYR-15", status=422, galat=(galat,))
    if c.bentuk_kerja_sama is None:
        raise Ditolak("PKS_TIDAK_AKTIF", "AKT ini tidak mempunyai PKS yang berlaku pada hari ini.", aturan="R-AKT-02", status=403)
    if "IURAN" not in c.bentuk_kerja_sama:
        raise Ditolak(
            "PENGUMPULAN_IURAN_TIDAK_DISEPAKATI",
            f"PKS dengan AKT ini tidak memuat pengumpulan iuran, hanya {', '.join(c.bentuk_kerja_sama)}.",
            aturan="R-AKT-10",
            status=403,
        )
    # R-BYR-16: 1 x 24 hours, holidays run too
    batas = c.diterima_pada + timedelta(hours=ketentuan.PENERUSAN_AKT.pada(max(hari_wib(c.diterima_pada), MULAI_JKN)).nilai.jam)
    return [p.PenerimaanAktDicatat(c.unit, c.penerimaan_id, c.akt_id, c.nominal, c.diterima_pada, batas)]


def _periksa_penerusan(c: PeriksaPenerusan, state: Rekening) -> list[p.Peristiwa]:
    terima = state.penerimaan.get(c.penerimaan_id)
    if terima is None or terima.sisa == 0 or terima.terlambat:
        return []
    return [_terlambat(c.unit, c.penerimaan_id, state)]


def decide(command: Perintah, state: Rekening) -> list[p.Peristiwa]:
    match command:
        case TerbitkanTagihan():
            return _terbitkan(command, state)
        case CatatPembayaran():
            return _catat_pembayaran(command, state)
        case BatalkanPembayaran():
            return _batalkan(command, state)
        case TandaiMenunggak():
            return _menunggak(command.unit, state.tagihan_id(command.tagihan_id))
        case TetapkanBayarDiMuka():
            return _di_muka(command, state)
        case CatatPenerimaanAkt():
            return _terima_akt(command, state)
        case PeriksaPenerusan():
            return _periksa_penerusan(command, state)
        case _:
            assert_never(command)
