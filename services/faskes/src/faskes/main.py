"""Composition root of faskes."""

from __future__ import annotations

from pathlib import Path

from chassis.runner import main
from chassis.service import Parts, Runtime, ServiceSpec

from faskes.aggregates import FASKES
from faskes.api.faskes import router


def build(rt: Runtime) -> Parts:
    return Parts(routers=[router(rt)], aggregates=[FASKES], inline=("faskes",))


SPEC = ServiceSpec(
    name="faskes",
    title="Selaras faskes",
    description="Fasilitas kesehatan, kelas dan kontraknya; daftar acuan penjaminan.",
    port=8107,
    migrations=Path(__file__).parents[2] / "migrations",
    build=build,
)

if __name__ == "__main__":
    main(SPEC)
