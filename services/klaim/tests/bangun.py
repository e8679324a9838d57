"""Builders of the domain's inputs: a good case each, to be spoilt by the test that asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from klaim.domain.dokumen import Dokumen
from klaim.domain.faskes import FaskesPada, Kontrak
from klaim.domain.harga import Kasus
from klaim.domain.klaim_peristiwa import Nilai, SepUntukKlaim, SiapkanKlaim
from klaim.domain.penjaminan import Kib, Permintaan, Rujukan, StatusPada
from klaim.domain.tarif import Tarif

AKT = "akt-sentosa"
NOKA = "0001944358911"
MASUK = date(2016, 12, 6)
PULANG = date(2016, 12, 10)
SEP = "0301R0011216V000001"

Pembuat = Callable[..., Any]


def buat_faskes(**ubah: Any) -> FaskesPada:
    bpjs = (Kontrak(date(2016, 1, 1), date(2017, 12, 31)),)
    return replace(FaskesPada("0301R001", "RSUD Contoh", "FKRTL", "B", date(2014, 3, 3), "PEMERINTAH", 3, bpjs, ()), **ubah)


def buat_fktp(*, bpjs: bool = True, akt: str | None = None) -> FaskesPada:
    dari = date(2016, 1, 1)
    return FaskesPada(
        "0301P001",
        "FKTP",
        "FKTP",
        None,
        None,
        "SWASTA",
        3,
        (Kontrak(dari),) if bpjs else (),
        (Kontrak(dari, None, akt),) if akt else (),
    )


def buat_rujukan(**ubah: Any) -> Rujukan:
    return replace(Rujukan("FKTP_BPJS", "0301P001", "0301P0011216P000001", date(2016, 12, 5), buat_fktp()), **ubah)


def buat_permintaan(**ubah: Any) -> Permintaan:
    dasar = Permintaan(
        nomor_kartu=NOKA,
        faskes=buat_faskes(),
        tanggal_masuk=MASUK,
        jenis_pelayanan="RITL",
        diagnosa_awal="E11.6",
        rujukan=buat_rujukan(),
        kib_ditunjukkan=True,
        kib=Kib("KIB-1", NOKA, AKT, True),
        pks_aktif=frozenset({AKT, "akt-melati"}),
    )
    return replace(dasar, **ubah)


def buat_status(**ubah: Any) -> StatusPada:
    return replace(StatusPada(True, "AKTIF", "Iuran lunas.", 2, AKT, True), **ubah)


def buat_kasus(**ubah: Any) -> Kasus:
    return replace(Kasus(MASUK, "K-4-17-I", 2, buat_faskes(), False, 12_000_000, 9_000_000, 6_000_000), **ubah)


def buat_tarif(jumlah: int = 5_000_000, **ubah: Any) -> Tarif:
    return replace(Tarif("K-4-17-I", "uji", 3, "C", "PEMERINTAH", 2, jumlah, date(2016, 10, 26), "Permenkes 52/2016"), **ubah)


LENGKAP = tuple(Dokumen(k, PULANG, True) for k in ("KIB", "SEP", "RUJUKAN", "SPRI", "RESUME_MEDIS", "BUKTI_PELAYANAN"))


def buat_sep(**ubah: Any) -> SepUntukKlaim:
    dasar = SepUntukKlaim(SEP, NOKA, "0301R001", MASUK, PULANG, "RITL", "PULANG", True, AKT, AKT, 2, False, True)
    return replace(dasar, **ubah)


def buat_siapkan(**ubah: Any) -> SiapkanKlaim:
    dasar = SiapkanKlaim(
        klaim_id="k-1",
        akt_id=AKT,
        sep=buat_sep(),
        nomor_kartu=NOKA,
        rawat_inap=True,
        tanggal_masuk=MASUK,
        tanggal_pulang=PULANG,
        kode_inacbg="K-4-17-I",
        versi_inacbg="5.1",
        tagihan_rs=12_000_000,
        nilai=Nilai(9_000_000, 6_000_000, 12_000_000, date(2016, 12, 20)),
        dokumen=LENGKAP,
        rahasia="tersandi",
        sidik="sidik-1",
        pada=date(2017, 1, 9),
    )
    return replace(dasar, **ubah)
