"""Composition root of kepesertaan. ``python -m kepesertaan api | worker | semua | migrate | tutup-hari``."""

from __future__ import annotations

from pathlib import Path

from chassis.service import Parts, Runtime, ServiceSpec

from kepesertaan.api import akt, badan_usaha, impor, kartu, mutasi, pendaftaran, peserta, tugas
from kepesertaan.dukcapil import DukcapilHttp
from kepesertaan.jobs import cabut, tanda
from kepesertaan.jobs.impor import ImporPeserta
from kepesertaan.pekerjaan import IMPOR_PESERTA
from kepesertaan.reactions import REAKSI
from kepesertaan.sandi import Sandi
from kepesertaan.timers import TIMERS


def build(rt: Runtime) -> Parts:
    sandi = Sandi.dari(rt.settings)
    dukcapil = DukcapilHttp(rt.settings, lambda: rt.session)
    impor_peserta = ImporPeserta(sandi, dukcapil)
    return Parts(
        routers=(
            akt.router(rt),
            badan_usaha.router(rt),
            impor.router(rt, sandi),
            pendaftaran.router(rt, sandi, dukcapil),
            peserta.router(rt, sandi),
            mutasi.router(rt, sandi),
            tugas.router(rt),
            kartu.router(rt),
        ),
        reactions=(REAKSI,),
        jobs=(impor_peserta.jenis(), tanda.jenis(), cabut.jenis()),
        timers=TIMERS,
        read_scopes=("kepesertaan:baca", "kepesertaan:tulis"),
        failed_rows={IMPOR_PESERTA: impor_peserta.buka_gagal},
    )


SPEC = ServiceSpec(
    name="kepesertaan",
    title="Selaras: kepesertaan",
    port=8101,
    migrations=Path(__file__).parents[2] / "migrations",
    build=build,
    description="AKT, Badan Usaha, peserta dan keluarganya, tanda koordinasi manfaat, Kartu Identitas Bersama, tugas.",
)
