"""How much a person's iuran of a month is, and why. Pure: wages come in the clear and leave only inside the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dasar.ketentuan import Baris, KetentuanTidakAda
from dasar.penolakan import Ditolak
from dasar.tanggal import Periode
from dasar.uang import bagian

from iuran.domain import ketentuan
from iuran.domain.ketentuan import Nominal, TarifUpah


@dataclass(frozen=True, slots=True)
class Umk:
    """The minimum wage of a kabupaten/kota for a year: floor of the base (R-IUR-10, R-IUR-12)."""

    tahun: int
    kabupaten_kota: str
    nilai: int
    sumber: str


@dataclass(frozen=True, slots=True)
class Upah:
    """Only what is paid every month counts: lembur and allowances that are not tetap never come here (R-IUR-07, R-IUR-08)."""

    upah_pokok: int
    tunjangan_tetap: int
    umk: Umk | None = None


@dataclass(frozen=True, slots=True)
class Orang:
    """One person of a paying unit as far as iuran needs to know him. ``nomor_kartu_pekerja`` None: the worker or the head himself."""

    nomor_kartu: str
    segmen: str
    kategori: str
    sub_segmen: str | None = None
    kelas: int | None = None
    nomor_kartu_pekerja: str | None = None


@dataclass(frozen=True, slots=True)
class Alasan:
    """A rule row that was used."""

    aturan: str
    sumber: str


@dataclass(frozen=True, slots=True)
class BarisIuran:
    """One line of a bill. ``pekerja`` is the part of the worker or, for PBPU and BP, of the peserta (R-IUR-01)."""

    nomor_kartu: str
    jenis: str
    pemberi_kerja: int
    pekerja: int
    pemerintah: int
    dasar_upah: int | None = None
    dasar: tuple[Alasan, ...] = ()


@dataclass(frozen=True, slots=True)
class Rincian:
    """Totals of a bill: sums of the rounded shares of its lines (R-IUR-22)."""

    pemberi_kerja: int
    pekerja: int
    pemerintah: int
    jumlah_peserta: int

    @property
    def jumlah(self) -> int:
        return self.pemberi_kerja + self.pekerja + self.pemerintah

    @property
    def ditagih(self) -> int:
        """What the unit itself pays on its account; the part of Pemerintah comes another way."""
        return self.pemberi_kerja + self.pekerja


def dasar_iuran(upah: Upah, tarif: Baris[TarifUpah], pada: date) -> tuple[int, tuple[Alasan, ...]]:
    """Build the base, raise it to the UMK, cut it to the ceiling, in this order (R-IUR-11)."""
    dasar = upah.upah_pokok + upah.tunjangan_tetap
    alasan = [Alasan("R-IUR-07", "Upah pokok dan tunjangan tetap")]
    if tarif.nilai.lantai_umk:
        if upah.umk is None or upah.umk.tahun != pada.year:
            raise Ditolak("UMK_TIDAK_ADA", f"UMK tahun {pada.year} untuk tempat kerja belum ditetapkan.", aturan="R-IUR-12", status=422)
        if dasar < upah.umk.nilai:
            dasar = upah.umk.nilai
            alasan.append(Alasan("R-IUR-10", f"UMK {upah.umk.tahun} {upah.umk.kabupaten_kota} ({upah.umk.sumber})"))
    if tarif.nilai.plafon is not None and dasar > tarif.nilai.plafon:
        dasar = tarif.nilai.plafon
        alasan.append(Alasan("R-IUR-09", tarif.sumber))
    return dasar, tuple(alasan)


def _baris_pekerja(orang: Orang, upah: Upah, pada: date) -> BarisIuran:
    tarif = ketentuan.tabel_ppu(orang.sub_segmen).pada(pada)
    dasar, alasan = dasar_iuran(upah, tarif, pada)
    return BarisIuran(
        orang.nomor_kartu,
        "PEKERJA",
        bagian(dasar, tarif.nilai.pemberi_kerja),
        bagian(dasar, tarif.nilai.pekerja),
        0,
        dasar,
        (*alasan, Alasan(tarif.nilai.aturan, tarif.sumber)),
    )


def _baris_tambahan(orang: Orang, upah: Upah, pada: date) -> BarisIuran:
    """1% of the worker's own clamped base, borne by the worker alone (R-IUR-14, R-IUR-15)."""
    dasar, alasan = dasar_iuran(upah, ketentuan.tabel_ppu(orang.sub_segmen).pada(pada), pada)
    tarif = ketentuan.KELUARGA_TAMBAHAN.pada(pada)
    return BarisIuran(
        orang.nomor_kartu,
        "KELUARGA_TAMBAHAN",
        bagian(dasar, tarif.nilai.pemberi_kerja),
        bagian(dasar, tarif.nilai.pekerja),
        0,
        dasar,
        (*alasan, Alasan("R-IUR-15", tarif.sumber), Alasan(tarif.nilai.aturan, tarif.sumber)),
    )


def _nominal(kelas: int | None, pada: date) -> Baris[Nominal]:
    if kelas not in ketentuan.PBPU:
        raise Ditolak("KELAS_TIDAK_ADA", "Kelas rawat yang dipilih belum tercatat.", aturan="R-IUR-13", status=422)
    return ketentuan.PBPU[kelas].pada(pada)


def _baris_kerabat(orang: Orang, pada: date) -> BarisIuran:
    """The PBPU nominal of the class chosen for him, whatever the worker's wage and class, wholly borne by the worker (R-IUR-16)."""
    baris = _nominal(orang.kelas, pada)
    return BarisIuran(
        orang.nomor_kartu, "KERABAT", 0, baris.nilai.peserta + baris.nilai.pemerintah, 0, None, (Alasan("R-IUR-16", baris.sumber),)
    )


def _baris_mandiri(orang: Orang, pada: date) -> BarisIuran:
    baris = _nominal(orang.kelas, pada)
    return BarisIuran(
        orang.nomor_kartu, orang.segmen, 0, baris.nilai.peserta, baris.nilai.pemerintah, None, (Alasan(baris.nilai.aturan, baris.sumber),)
    )


def _baris_pbi(orang: Orang, pada: date) -> BarisIuran:
    baris = ketentuan.PBI.pada(pada)
    return BarisIuran(orang.nomor_kartu, "PBI", 0, baris.nilai.peserta, baris.nilai.pemerintah, None, (Alasan("R-IUR-02", baris.sumber),))


def _baris_veteran(orang: Orang, periode: Periode) -> BarisIuran:
    gaji = ketentuan.GAJI_POKOK_VETERAN.pada(periode.awal)
    baris = iuran_veteran(gaji.nilai, periode)
    return replace(baris, nomor_kartu=orang.nomor_kartu, dasar=(*baris.dasar, Alasan("R-IUR-17", gaji.sumber)))


def _baris_pensiun(orang: Orang, pensiun: Upah | None, pada: date) -> BarisIuran:
    """A part of pensiun pokok and tunjangan keluarga, borne by Pemerintah and by the pensioner."""
    if pensiun is None:
        raise Ditolak("UPAH_TIDAK_ADA", "Uang pensiun tidak tercatat atau tidak dapat dibuka.", aturan="R-IUR-07", status=422)
    tarif = ketentuan.PPU["pensiun"].pada(pada)
    dasar, alasan = dasar_iuran(pensiun, tarif, pada)
    pemerintah, sendiri = bagian(dasar, tarif.nilai.pemberi_kerja), bagian(dasar, tarif.nilai.pekerja)
    return BarisIuran(orang.nomor_kartu, "PENSIUN", 0, sendiri, pemerintah, dasar, (*alasan, Alasan(tarif.nilai.aturan, tarif.sumber)))


def hitung_orang(orang: Orang, upah: Upah | None, periode: Periode) -> BarisIuran | None:
    """The line of one person, None for one who pays none (keluarga inti of a PPU, R-KEP-13).

    The month of the iuran chooses the row, not the day of payment (R-IUR-06). ``upah`` is the wage of the worker he is or hangs on."""
    pada = periode.awal
    try:
        if orang.segmen == "PBI":
            return _baris_pbi(orang, pada)
        if ketentuan.dibayar_pemerintah(orang.segmen, orang.sub_segmen):
            # R-KEP-05: one line a family, as the formula has one salary
            return None if orang.nomor_kartu_pekerja is not None else _baris_veteran(orang, periode)
        if ketentuan.penerima_pensiun(orang.segmen, orang.sub_segmen):
            return None if orang.kategori == "INTI" else _baris_pensiun(orang, upah, pada)
        if orang.segmen in ("PBPU", "BP"):
            return _baris_mandiri(orang, pada)
        if orang.kategori == "INTI":
            return None
        if orang.kategori == "KERABAT":
            return _baris_kerabat(orang, pada)
        if upah is None:
            raise Ditolak("UPAH_TIDAK_ADA", "Upah pekerja tidak tercatat atau tidak dapat dibuka.", aturan="R-IUR-07", status=422)
        return _baris_pekerja(orang, upah, pada) if orang.kategori == "PEKERJA" else _baris_tambahan(orang, upah, pada)
    except KetentuanTidakAda as galat:
        raise Ditolak("KETENTUAN_TIDAK_ADA", f"Belum ada ketentuan iuran untuk {periode.nama}.", aturan="R-IUR-06", status=422) from galat


def hitung_unit(orang: Sequence[Orang], upah: Mapping[str, Upah], periode: Periode) -> tuple[BarisIuran, ...]:
    """All lines of one paying unit in the order given; ``upah`` by the card number of the worker."""
    baris = (hitung_orang(o, upah.get(o.nomor_kartu if o.kategori == "PEKERJA" else o.nomor_kartu_pekerja or ""), periode) for o in orang)
    return tuple(b for b in baris if b is not None)


def jumlahkan(baris: Sequence[BarisIuran]) -> Rincian:
    return Rincian(sum(b.pemberi_kerja for b in baris), sum(b.pekerja for b in baris), sum(b.pemerintah for b in baris), len(baris))


def jatuh_tempo(periode: Periode) -> date:
    """Day 10 of the month itself, not shifted by holidays (R-BYR-01, R-BYR-02)."""
    return periode.hari(ketentuan.BATAS_BAYAR.pada(periode.awal).nilai.hari)


def jatuh_tempo_pertama(periode: Periode, sejak: date) -> date:
    """A family registered in the middle of a month is not late before it could pay (R-KEP-27)."""
    return max(jatuh_tempo(periode), sejak + timedelta(days=ketentuan.BATAS_BAYAR_PERTAMA.pada(sejak).nilai))


def iuran_veteran(gaji_pokok: int, periode: Periode) -> BarisIuran:
    """5% of 45% of the salary III/a 14 years, paid by Pemerintah (R-IUR-17). The salary table is not ours: the caller gives it."""
    baris = ketentuan.VETERAN.pada(periode.awal)
    nominal = bagian(gaji_pokok, baris.nilai.tarif * baris.nilai.bagian_gaji)
    return BarisIuran("", "VETERAN", 0, 0, nominal, gaji_pokok, (Alasan("R-IUR-17", baris.sumber),))


def denda_terlambat(tunggakan: int, bulan: int, periode: Periode, *, pemberi_kerja: bool) -> int:
    """Fine on the whole arrears: rate x months, months capped (R-TAG-27, R-TAG-28); nothing from July 2016 on (R-TAG-29)."""
    nilai = ketentuan.DENDA_TERLAMBAT.pada(periode.awal).nilai
    return bagian(tunggakan, nilai.tarif * min(bulan, nilai.maks_bulan_ppu if pemberi_kerja else nilai.maks_bulan_pbpu))
