"""Composition root of dasbor."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from chassis.runner import main
from chassis.service import Parts, Runtime, ServiceSpec

from dasbor.api import aliran, cari, desain, halaman, impor, keluarga, kepatuhan, kerja_sama, masuk, migrasi, mutasi, tugas, webhook
from dasbor.api.alamat import Petunjuk
from dasbor.api.pandangan import Pandangan
from dasbor.api.tindakan import Tindakan
from dasbor.layanan import Layanan
from dasbor.projections.halaman import HALAMAN
from dasbor.sesi import Penjaga
from dasbor.tampilan import Tampilan


def build(rt: Runtime) -> Parts:
    penjaga = Penjaga(rt.settings)
    penerbit = urlsplit(rt.settings.issuer)
    pandangan = Pandangan(rt, Tampilan(f"{penerbit.scheme}://{penerbit.netloc}"), Layanan(rt))
    petunjuk = Petunjuk(pandangan)
    tindakan = Tindakan(penjaga, pandangan, petunjuk)
    routers = [
        masuk.router(rt, penjaga),
        halaman.router(penjaga, pandangan, petunjuk),
        cari.router(rt, penjaga, pandangan),
        kerja_sama.router(tindakan),
        kepatuhan.router(tindakan),
        impor.router(tindakan),
        tugas.router(tindakan),
        mutasi.router(tindakan),
        keluarga.router(tindakan),
        migrasi.router(tindakan),
        webhook.router(tindakan),
        desain.router(tindakan),
        aliran.router(rt, penjaga, petunjuk),
    ]
    return Parts(routers=routers, projections=[HALAMAN])


SPEC = ServiceSpec(
    name="dasbor",
    title="Selaras dasbor",
    description="Halaman web untuk AKT, badan usaha, kantor BPJS dan operator.",
    port=8100,
    migrations=Path(__file__).parents[2] / "migrations",
    build=build,
    produces=False,
)

if __name__ == "__main__":
    main(SPEC)
