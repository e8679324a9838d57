"""What BPJS bears of a bill, what the AKT and what the peserta, to the rupiah and with each rule that decided.

bpjs + akt + peserta == tagihan_rs, always (R-AKT-43, R-BAY-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dasar.uang import bagian, rupiah

from klaim.domain.alasan import Alasan, alasan, tolak
from klaim.domain.faskes import FaskesPada
from klaim.domain.ketentuan import REZIM_TARIF, SKEMA_COB
from klaim.domain.sep_peristiwa import MENOLAK, TIDAK_DIPINDAH
from klaim.domain.tarif import Tarif


@dataclass(frozen=True, slots=True)
class Kasus:
    """The facts a price rests on. ``hasil_pemindahan`` and ``biaya_gawat_darurat`` as recorded on the SEP (R-PLY-15, 16)."""

    tanggal_masuk: date
    kode_inacbg: str
    hak_kelas: int
    faskes: FaskesPada
    gawat_darurat: bool
    tagihan_rs: int
    diajukan: int
    dijamin_polis: int
    hasil_pemindahan: str | None = None
    biaya_gawat_darurat: int | None = None
    di_luar_pks: int = 0
    """Of the bill, items that the agreement does not list."""


@dataclass(frozen=True, slots=True)
class Acuan:
    """Which table row prices it: class, regional, ownership, kelas rawat; and why that class."""

    kelas_rs: str
    regional: int
    kepemilikan: str
    kelas_rawat: int
    dasar: tuple[Alasan, ...]


@dataclass(frozen=True, slots=True)
class Pembagian:
    terverifikasi: int
    bpjs: int
    akt: int
    peserta: int
    tarif: int
    dasar: tuple[Alasan, ...]


@dataclass(frozen=True, slots=True)
class Batas:
    """What each of the two bears at most under a tariff; ``akt`` None: as far as the policy goes."""

    bpjs: int
    akt: int | None


def batas(tanggal_masuk: date, tarif: int) -> Batas:
    """By the scheme of the admission: 2014 and 47/2016 the tariff itself; KMK 1366/2024 75% of it and the AKT 125%."""
    skema = SKEMA_COB.pada(tanggal_masuk).nilai
    return Batas(bagian(tarif, skema.persen_bpjs), None if skema.persen_akt is None else bagian(tarif, skema.persen_akt))


def acuan(kasus: Kasus) -> Acuan:
    f, skema = kasus.faskes, SKEMA_COB.pada(kasus.tanggal_masuk).nilai
    dasar: list[Alasan] = []
    # Class at admission: a decree of a later day does not change the stay (R-KLM-15).
    if f.kelas_rs is None or f.sk_kelas is None or f.sk_kelas > kasus.tanggal_masuk:
        kelas = "D"
        dasar.append(alasan("TANPA_SK_KELAS", "R-KLM-15", "Rumah sakit belum memiliki SK penetapan kelas; dipakai tarif kelas D."))
    elif f.kelas_rs == "D":
        kelas = "D"
        dasar.append(alasan("KELAS_D", "R-KLM-14", "Rumah sakit kelas D memakai tarif kelas D."))
    elif skema.plafon == "C":
        kelas = "C"
        if kasus.gawat_darurat and not f.berkontrak_bpjs(kasus.tanggal_masuk):
            dasar.append(
                alasan("PLAFON_KELAS_C", "R-KLM-16", "Gawat darurat di rumah sakit tanpa kontrak dibayar paling banyak tarif kelas C.")
            )
        else:
            dasar.append(alasan("PLAFON_KELAS_C", "R-KLM-13", f"Rumah sakit kelas {f.kelas_rs} dibayar paling banyak tarif kelas C."))
    else:
        kelas = f.kelas_rs
    dasar.append(alasan("REGIONAL", "R-KLM-17", f"Regional rumah sakit: {f.regional}."))
    dasar.append(alasan("HAK_KELAS", "R-KLM-18", f"Kelas rawat menurut hak peserta: kelas {kasus.hak_kelas}."))
    return Acuan(kelas, f.regional, f.kepemilikan, kasus.hak_kelas, tuple(dasar))


def hitung(kasus: Kasus, tarif: Tarif | None) -> Pembagian:
    """Re-price one claim (R-VER-10). ``tarif`` is the row chosen for ``acuan(kasus)``; without one nothing is guessed."""
    if tarif is None:
        rezim = REZIM_TARIF.pada(kasus.tanggal_masuk)
        tolak(
            "TARIF_TIDAK_ADA",
            "R-VER-10",
            f"Tidak ada baris tarif {kasus.kode_inacbg} yang berlaku pada tanggal masuk ({rezim.nilai}, {rezim.sumber}).",
        )
    a = acuan(kasus)
    skema = SKEMA_COB.pada(kasus.tanggal_masuk).nilai
    dasar = list(a.dasar)
    paling_banyak = batas(kasus.tanggal_masuk, tarif.tarif)
    plafon = paling_banyak.bpjs
    dasar.append(
        Alasan("TARIF", f"Tarif INA-CBG kelas {a.kelas_rs}, kelas rawat {a.kelas_rawat}: {rupiah(tarif.tarif)}.", "R-KLM-13", tarif.sumber)
    )
    if plafon != tarif.tarif:
        dasar.append(Alasan("SKEMA_COB", f"BPJS menanggung {rupiah(plafon)} menurut skema {skema.nama}.", None, skema.nama))
    bpjs = [plafon, kasus.diajukan, kasus.tagihan_rs]
    if kasus.di_luar_pks:
        bpjs.append(max(0, kasus.tagihan_rs - kasus.di_luar_pks))
        teks = f"Manfaat {rupiah(kasus.di_luar_pks)} tidak tercantum dalam PKS: BPJS nol, menjadi bagian asuransi."
        dasar.append(alasan("DI_LUAR_PKS", "R-AKT-05", teks))
    if kasus.hasil_pemindahan == MENOLAK:
        bpjs.append(0)
        dasar.append(alasan("MENOLAK_DIPINDAH", "R-PLY-16", "Pasien menolak dipindahkan; seluruh episode ditanggung asuransi."))
    elif kasus.hasil_pemindahan == TIDAK_DIPINDAH and kasus.biaya_gawat_darurat is not None:
        bpjs.append(kasus.biaya_gawat_darurat)
        dasar.append(alasan("TIDAK_DIPINDAH", "R-PLY-15", "BPJS hanya menanggung biaya sampai gawat darurat teratasi."))
    terverifikasi = min(bpjs)
    if kasus.tagihan_rs < plafon:
        dasar.append(alasan("SEBATAS_TAGIHAN", "R-KLM-19", "Tagihan rumah sakit di bawah tarif; tidak melebihi tagihan."))
    if terverifikasi == kasus.diajukan and kasus.diajukan < min(plafon, kasus.tagihan_rs):
        dasar.append(alasan("SEBATAS_DIAJUKAN", "R-VER-10", "Tidak melebihi nilai yang diajukan."))
    return bagi(kasus.tagihan_rs, terverifikasi, kasus.dijamin_polis, tarif.tarif, tuple(dasar), paling_banyak.akt)


def bagi(tagihan_rs: int, bpjs: int, dijamin_polis: int, tarif: int, dasar: tuple[Alasan, ...], batas_akt: int | None = None) -> Pembagian:
    """BPJS its part; the rest the AKT up to the policy; what is left the peserta (R-BAY-07). Never more than the bill (R-AKT-43)."""
    if min(tagihan_rs, bpjs, dijamin_polis) < 0 or bpjs > tagihan_rs:
        raise ValueError("bagian di luar tagihan")
    sisa = tagihan_rs - bpjs
    akt = min(dijamin_polis, sisa) if batas_akt is None else min(dijamin_polis, sisa, batas_akt)
    if akt < dijamin_polis:
        dasar = (*dasar, alasan("SEBATAS_SISA", "R-AKT-43", "Bagian asuransi dipotong agar seluruh manfaat tidak melebihi biaya."))
    dasar = (*dasar, alasan("PEMBAGIAN", "R-BAY-07", f"BPJS {rupiah(bpjs)}, asuransi {rupiah(akt)}, peserta {rupiah(sisa - akt)}."))
    return Pembagian(bpjs, bpjs, akt, sisa - akt, tarif, dasar)
