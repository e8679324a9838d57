"""Composition root of iuran: what the service consists of. ``python -m iuran api | worker | semua | migrate | tutup-hari``."""

from __future__ import annotations

from pathlib import Path

from chassis.keyring import Keyring
from chassis.service import Parts, Runtime, ServiceSpec

from iuran.agregat import REKENING, TITIPAN
from iuran.api import belum_selesai, berkas, hitung, pembayaran, penerimaan_akt, rekening, tagihan, titipan
from iuran.jobs.berkas import BerkasBank
from iuran.jobs.tagihan_pertama import TagihanPertama
from iuran.jobs.terbitkan import TerbitkanTagihanBulanan
from iuran.nama import KONSUMEN_KEPESERTAAN
from iuran.pekerjaan import BERKAS_BANK, TAGIHAN_PERTAMA, TERBITKAN_TAGIHAN
from iuran.projections.kepesertaan import KEPESERTAAN
from iuran.projections.pks import PKS
from iuran.reactions import REAKSI
from iuran.timers import TIMERS
from iuran.ukuran import SelisihBukuBesar


def build(rt: Runtime) -> Parts:
    def keyring() -> Keyring:
        """At use, when the HTTP session exists."""
        return Keyring(rt.calls)

    berkas_bank = BerkasBank(rt.settings.master_key())
    bulanan = TerbitkanTagihanBulanan(keyring)
    return Parts(
        routers=(
            tagihan.router(rt, keyring),
            pembayaran.router(rt),
            berkas.router(rt),
            penerimaan_akt.router(rt),
            rekening.router(rt),
            titipan.router(rt),
            hitung.router(rt),
            belum_selesai.router(rt),
        ),
        aggregates=(REKENING, TITIPAN),
        inline=("tagihan", "pembayaran", "referensi_bayar", "saldo_va", "penerimaan_akt", "titipan", "buku_besar"),
        beside=("baris_tagihan", "berkas_bank"),
        projections=(KEPESERTAAN, PKS),
        reactions=(REAKSI,),
        jobs=(bulanan.jenis(), TagihanPertama(bulanan).jenis(), berkas_bank.jenis()),
        timers=TIMERS,
        loops=(SelisihBukuBesar(rt).jalan,),
        day_after=(rt.after(KONSUMEN_KEPESERTAAN, "kepesertaan"),),
        read_scopes=("iuran:baca", "pembayaran:tulis"),
        failed_rows={
            BERKAS_BANK: berkas_bank.buka_gagal,
            TERBITKAN_TAGIHAN: TerbitkanTagihanBulanan.buka_gagal,
            TAGIHAN_PERTAMA: TerbitkanTagihanBulanan.buka_gagal,
        },
    )


SPEC = ServiceSpec(
    name="iuran",
    title="Selaras: iuran",
    port=8102,
    migrations=Path(__file__).parents[2] / "migrations",
    build=build,
    description="Tagihan, pembayaran, dan buku besar iuran per virtual account.",
)
