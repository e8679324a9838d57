"""Composition root of status."""

from __future__ import annotations

from pathlib import Path

from chassis.runner import main
from chassis.service import Parts, Runtime, ServiceSpec

from status.aggregates import PENYIMPANGAN, TIMERS, UNIT
from status.api import simulasi, status
from status.projections.fakta import FAKTA
from status.reactions import PESERTA_BERUBAH, REAKSI_PESERTA, UNIT_BERUBAH, reaksi_unit


def build(rt: Runtime) -> Parts:
    return Parts(
        routers=[status.router(rt), simulasi.router(rt)],
        aggregates=[UNIT, PENYIMPANGAN],
        projections=[FAKTA],
        reactions=[reaksi_unit(rt), REAKSI_PESERTA],
        timers=TIMERS,
        # nobody is judged by a day before every payment of it has been read, by the answers and by what is published alike
        day_after=[
            rt.after(UNIT_BERUBAH, "iuran"),
            rt.after(FAKTA.consumer, "iuran"),
            rt.after(PESERTA_BERUBAH, "kepesertaan"),
        ],
    )


SPEC = ServiceSpec(
    name="status",
    title="Selaras status",
    description="Apakah peserta aktif pada suatu hari, dan mengapa: dihitung dari iuran, keanggotaan dan hari yang sudah ditutup.",
    port=8103,
    migrations=Path(__file__).parents[2] / "migrations",
    build=build,
)

if __name__ == "__main__":
    main(SPEC)
