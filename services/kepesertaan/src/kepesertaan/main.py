"""Composition root of kepesertaan. ``python -m kepesertaan api | worker | semua | migrate | tutup-hari``."""

from __future__ import annotations

from pathlib import Path

from chassis.berkas_store import open_store
from chassis.service import Parts, Runtime, ServiceSpec

from kepesertaan.api import (
    akses,
    akt,
    badan_usaha,
    cetak,
    dokumen,
    identitas,
    identitas_kartu,
    impor,
    kartu,
    keluarga,
    kepatuhan,
    kesenjangan,
    kolektif,
    lampiran,
    lupakan,
    migrasi,
    mutasi,
    pendaftaran,
    pengaduan,
    peserta,
    proses_akt,
    rekap,
    sanksi,
    surat,
    templat,
    tinjauan,
    tugas,
)
from kepesertaan.api.mutasi_baris import PelakuMutasi
from kepesertaan.baris_gagal import pembuka
from kepesertaan.dukcapil import DukcapilHttp
from kepesertaan.jobs import cabut, tanda
from kepesertaan.jobs.ajukan import buka_gagal
from kepesertaan.jobs.cetak import CetakKartu
from kepesertaan.jobs.impor import ImporPeserta
from kepesertaan.jobs.mutasi import MutasiImpor
from kepesertaan.jobs.proses_akt import ProsesAkt
from kepesertaan.jobs.rekap import Rekap
from kepesertaan.jobs.tinjauan import Tinjauan
from kepesertaan.lupakan import susul
from kepesertaan.model.akt import AKT, UMK
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.baris_ditolak import BARIS_DITOLAK
from kepesertaan.model.identitas import IDENTITAS_BU, KARTU_JKN
from kepesertaan.model.kartu import DESAIN, KARTU
from kepesertaan.model.keluarga import KELUARGA
from kepesertaan.model.kesenjangan import KESENJANGAN
from kepesertaan.model.kolektif import KOLEKTIF
from kepesertaan.model.layanan_peserta import PENGADUAN, SANKSI
from kepesertaan.model.migrasi import MIGRASI
from kepesertaan.model.peserta import PESERTA
from kepesertaan.model.proses_akt import PROSES_AKT
from kepesertaan.model.tugas import TUGAS
from kepesertaan.pekerjaan import IMPOR_PESERTA, MUTASI_IMPOR, PERIKSA_MIGRASI, REKAP_KELUARGA
from kepesertaan.pekerjaan import PROSES_AKT as PROSES_AKT_JOB
from kepesertaan.reactions import REAKSI
from kepesertaan.sandi import Sandi
from kepesertaan.simpanan import Simpanan
from kepesertaan.status_layanan import StatusHttp
from kepesertaan.tanda_tangan import KunciKartu
from kepesertaan.timers import TIMERS


def build(rt: Runtime) -> Parts:
    sandi, kunci_kartu = Sandi.dari(rt.settings), KunciKartu.dari(rt.settings)
    dukcapil = DukcapilHttp(rt.settings, lambda: rt.session)
    status = StatusHttp(rt)
    simpanan = Simpanan(open_store(rt.settings), sandi, akses.TERLIHAT)
    buka_berkas = pembuka(sandi)
    return Parts(
        routers=(
            akt.router(rt),
            badan_usaha.router(rt, simpanan),
            lampiran.router(rt, simpanan),
            kolektif.router(rt, sandi, simpanan),
            migrasi.router(rt, sandi, simpanan),
            dokumen.router(rt, simpanan),
            proses_akt.router(rt, simpanan),
            kesenjangan.router(rt),
            impor.router(rt, sandi),
            pendaftaran.router(rt, sandi, dukcapil),
            keluarga.router(rt, sandi, dukcapil),
            identitas.router(rt, sandi, status),
            identitas_kartu.router(rt, status),
            peserta.router(rt, sandi),
            mutasi.router(rt, sandi, dukcapil),
            tugas.router(rt),
            rekap.router(rt, simpanan),
            tinjauan.router(rt),
            templat.router(),
            surat.router(rt, sandi, buka_berkas),
            kepatuhan.router(rt),
            sanksi.router(rt),
            pengaduan.router(rt, sandi),
            cetak.router(rt, sandi, kunci_kartu, simpanan),  # before the route that takes any word for a nomor_kib
            kartu.router(rt, simpanan),
            lupakan.router(rt, sandi),
        ),
        aggregates=(
            AKT,
            UMK,
            BADAN_USAHA,
            KELUARGA,
            PESERTA,
            TUGAS,
            DESAIN,
            KARTU,
            PROSES_AKT,
            KESENJANGAN,
            SANKSI,
            PENGADUAN,
            IDENTITAS_BU,
            KARTU_JKN,
            KOLEKTIF,
            MIGRASI,
            BARIS_DITOLAK,
        ),
        inline=(
            "akt",
            "pks",
            "umk",
            "badan_usaha",
            "delegasi",
            "keluarga",
            "peserta",
            "keluarga_lalu",
            "tugas",
            "desain_kartu",
            "kartu",
            "proses_akt",
            "proses_akt_peserta",
            "kesenjangan",
            "sanksi",
            "pengaduan",
            "kolektif",
            "migrasi",
            "identitas_disepakati",
            "kartu_jkn",
        ),
        # keys and hashes go with a person who is forgotten, so no event holds them
        beside=(
            "kunci_peserta",
            "nik_terdaftar",
            "cari_nama",
            "identitas_lama",
            "identitas_pengganti",
            "berkas_impor",
            "potongan_impor",
            "identitas_impor",
            "bagian_impor",
            "catatan_identitas",
            "berkas",
            "berkas_peserta",
            "berkas_disebut",
            "formulir_kolektif",
            "cetak_kartu",
        ),
        reactions=(REAKSI,),
        jobs=(
            *ImporPeserta(sandi, dukcapil, rt.offload, rt.store).jenis(),
            MutasiImpor(sandi, PelakuMutasi(rt, sandi, dukcapil)).jenis(),
            tanda.jenis(),
            *cabut.jenis(),
            ProsesAkt(rt.store, status).jenis(),
            Rekap(rt.store, sandi, status).jenis(),
            CetakKartu(sandi, kunci_kartu, rt.offload, simpanan).jenis(),
            Tinjauan(rt.store, sandi).jenis(),
        ),
        timers=TIMERS,
        on_start=(lambda: susul(rt),),
        read_scopes=("kepesertaan:baca", "kepesertaan:tulis"),
        failed_rows={
            IMPOR_PESERTA: buka_berkas,
            PERIKSA_MIGRASI: buka_berkas,
            MUTASI_IMPOR: buka_berkas,
            PROSES_AKT_JOB: buka_gagal,
            REKAP_KELUARGA: buka_gagal,
        },
    )


SPEC = ServiceSpec(
    name="kepesertaan",
    title="Selaras: kepesertaan",
    port=8101,
    migrations=Path(__file__).parents[2] / "migrations",
    build=build,
    description="AKT, Badan Usaha, peserta dan keluarganya, tanda koordinasi manfaat, Kartu Identitas Bersama, tugas.",
)
