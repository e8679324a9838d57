"""Composition root of klaim: ``python -m klaim api | worker | semua | migrate | tutup-hari``."""

from __future__ import annotations

from pathlib import Path

from chassis import runner
from chassis.service import Parts, Runtime, ServiceSpec

from klaim.agregat import DANA, FPK, KLAIM, PENGAJUAN, SEP
from klaim.api import belum_selesai, dana, fpk, impor, klaim, pengajuan, sep, sep_lanjut
from klaim.berkas import Lemari
from klaim.jobs import impor_klaim, impor_tarif, impor_verifikasi, tetapkan_status
from klaim.layanan import Layanan
from klaim.pekerjaan import IMPOR_KLAIM, IMPOR_TARIF, IMPOR_VERIFIKASI
from klaim.projections import fakta_lain
from klaim.reactions import LUPAKAN
from klaim.timers import BATAS_PEMBAYARAN


def build(rt: Runtime) -> Parts:
    layanan = Layanan(rt)
    lemari = Lemari(rt.settings.master_key())
    return Parts(
        routers=(
            sep.router(rt, layanan),
            sep_lanjut.router(rt, layanan),
            impor.router(rt, lemari),
            klaim.router(rt, layanan),
            pengajuan.router(rt),
            fpk.router(rt),
            dana.router(rt),
            belum_selesai.router(rt),
        ),
        aggregates=(SEP, KLAIM, PENGAJUAN, FPK, DANA),
        inline=("sep", "klaim", "pengajuan", "fpk", "permintaan_dana"),
        beside=("tarif", "nomor_urut", "berkas_impor"),
        projections=(fakta_lain.FASKES, fakta_lain.AKT, fakta_lain.KIB, fakta_lain.TANDA, fakta_lain.KARTU_JKN),
        reactions=(LUPAKAN,),
        jobs=(
            impor_klaim.kind(rt, layanan, lemari),
            impor_tarif.kind(lemari),
            impor_verifikasi.kind(rt, layanan, lemari),
            tetapkan_status.kind(rt, layanan),
        ),
        timers=(BATAS_PEMBAYARAN,),
        day_after=(rt.after(fakta_lain.FASKES.consumer, "faskes"), rt.after(fakta_lain.AKT.consumer, "kepesertaan")),
        read_scopes=("klaim:baca", "klaim:tulis", "verifikasi:tulis", "referensi:tulis", "operasi"),
        failed_rows={IMPOR_KLAIM: lemari.buka, IMPOR_TARIF: lemari.buka, IMPOR_VERIFIKASI: lemari.buka},
    )


SPEC = ServiceSpec(
    name="klaim",
    title="Selaras klaim",
    port=8104,
    migrations=Path(__file__).resolve().parents[2] / "migrations",
    build=build,
    description="Penjaminan, SEP COB, klaim, verifikasi, FPK, dan pembayaran klaim asuransi kesehatan tambahan.",
)


def main() -> None:
    runner.main(SPEC)


if __name__ == "__main__":
    main()
