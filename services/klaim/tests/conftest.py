"""Builders of the domain's inputs and a running service with its neighbours, as fixtures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from chassis.testing import running
from chassis.testing_http import serve as layani
from klaim.main import SPEC
from shared_events import kepesertaan as kp

from .bangun import (
    AKT,
    Pembuat,
    buat_faskes,
    buat_fktp,
    buat_kasus,
    buat_permintaan,
    buat_rujukan,
    buat_sep,
    buat_siapkan,
    buat_status,
    buat_tarif,
)
from .tetangga import AWAL, FKTP, KLINIK, MELATI, RS_A, RS_B, RS_D, RS_E, Panggung, Tetangga, buat_csv, buat_eklaim, buat_klinik, buat_rs


@pytest.fixture
def faskes() -> Pembuat:
    return buat_faskes


@pytest.fixture
def fktp() -> Pembuat:
    return buat_fktp


@pytest.fixture
def rujukan() -> Pembuat:
    return buat_rujukan


@pytest.fixture
def permintaan() -> Pembuat:
    return buat_permintaan


@pytest.fixture
def status() -> Pembuat:
    return buat_status


@pytest.fixture
def kasus() -> Pembuat:
    return buat_kasus


@pytest.fixture
def tarif() -> Pembuat:
    return buat_tarif


@pytest.fixture
def sep() -> Pembuat:
    return buat_sep


@pytest.fixture
def siapkan() -> Pembuat:
    return buat_siapkan


@pytest.fixture
def eklaim() -> Pembuat:
    return buat_eklaim


@pytest.fixture
def csv_teks() -> Pembuat:
    return buat_csv


TARIF = [
    # (kode, regional, kelas, kepemilikan, kelas rawat, tarif, berlaku)
    ("E-4-10-I", 3, "C", "PEMERINTAH", 2, 4_459_300, "2016-10-26"),
    ("E-4-10-I", 3, "C", "PEMERINTAH", 1, 5_202_500, "2016-10-26"),
    ("E-4-10-I", 3, "C", "SWASTA", 2, 4_100_000, "2016-10-26"),
    ("E-4-10-I", 1, "D", "SWASTA", 2, 3_900_000, "2016-10-26"),
    ("K-4-17-I", 3, "C", "PEMERINTAH", 2, 1_904_900, "2023-01-09"),
]


@pytest.fixture(scope="session")
async def panggung(pg_server: Any, kafka_server: Any) -> AsyncIterator[Panggung]:
    """One running klaim for the integration tests: hospitals, clinics, AKT with PKS, tariffs."""
    tetangga = Tetangga()
    async with (
        layani(tetangga.app()) as url,
        running(
            SPEC, pg_url=pg_server.url, kafka=kafka_server.bootstrap, url_status=url, url_kepesertaan=url, token_url=f"{url}/token"
        ) as h,
    ):
        p = Panggung(h, tetangga)
        for e in (
            buat_rs(RS_A, "B"),
            buat_rs(RS_B, "C"),
            buat_rs(RS_D, "B", sk=False, regional=1, milik="SWASTA"),
            buat_rs(RS_E, "C", bpjs=False, milik="SWASTA"),
        ):
            await h.bus.publish(f"faskes:{e.kode_ppk}", e, at=AWAL)
        for k in (buat_klinik(FKTP, None), buat_klinik(KLINIK, AKT)):
            await h.bus.publish(f"faskes:{k.kode_ppk}", k, at=AWAL)
        for akt in (AKT, MELATI):
            rekening = kp.Rekening(bank="BNI", nomor="0123", nama=f"PT {akt}")
            daftar = kp.AktDidaftarkan(akt_id=akt, nama=f"Asuransi {akt}", jenis_produk=("INDEMNITY",), rekening=rekening)
            await h.bus.publish(f"akt:{akt}", daftar, at=AWAL)
            pks = kp.PksDisepakati(
                akt_id=akt, nomor=f"PKS-{akt}", versi_naskah="2016.1", berlaku_dari=date(2016, 11, 1), berlaku_sampai=date(2017, 10, 31),
                bentuk_kerja_sama=("MANFAAT",), manfaat=("RITL",),
            )  # fmt: skip
            await h.bus.publish(f"akt:{akt}", pks, at=AWAL)
        kolom = ("kode_inacbg", "deskripsi", "regional", "kelas_rs", "kepemilikan", "kelas_rawat", "tarif", "berlaku_dari", "sumber")
        isi = [dict(zip(kolom, (t[0], "uji", *t[1:], "CONTOH"), strict=True)) for t in TARIF]
        hasil = await p.kerjakan("pusat", "/v1/tarif:impor", {"berkas": buat_csv(kolom, isi)}, pada=AWAL)
        assert (hasil["selesai"], hasil["gagal"]) == (len(TARIF), 0), hasil
        await h.until(lambda: h.fetch("select 1 from p_faskes having count(*) = 6"))
        await h.until(lambda: h.fetch("select 1 from p_pks having count(*) = 2"))
        yield p
