"""Composition root of notifikasi."""

from __future__ import annotations

from pathlib import Path

from chassis.runner import main
from chassis.service import Parts, Runtime, ServiceSpec

from notifikasi.agregat import WEBHOOK
from notifikasi.api import pengiriman, peristiwa, webhook
from notifikasi.api.akses import KELOLA
from notifikasi.api.dokumen import webhooks
from notifikasi.kirim.pengirim import Pengirim
from notifikasi.projections.umpan import KONSUMEN, umpan
from notifikasi.setelan import SetelanWebhook
from notifikasi.ukuran import pasang_ukuran

SEBELUM_KAMI = ("faskes", "kepesertaan", "iuran", "status", "klaim")


def build(rt: Runtime) -> Parts:
    setelan = SetelanWebhook()
    pengirim = Pengirim(rt, setelan)
    pasang_ukuran(rt)
    return Parts(
        routers=[webhook.router(rt, setelan), pengiriman.router(rt, pengirim.bangunkan), peristiwa.router(rt)],
        aggregates=[WEBHOOK],
        inline=("webhook",),
        beside=("webhook_kesehatan",),
        projections=[umpan(pengirim.bangunkan)],
        loops=[pengirim.jalan],
        # our mark of a day says: all that the others knew of it is in the feed
        day_after=[rt.after(KONSUMEN, layanan) for layanan in SEBELUM_KAMI],
        read_scopes=(KELOLA, "operasi"),
        webhooks=webhooks(),
    )


SPEC = ServiceSpec(
    name="notifikasi",
    title="Selaras notifikasi",
    description="Webhook (Standard Webhooks 1.0) dan umpan peristiwa bagi AKT.",
    port=8105,
    migrations=Path(__file__).parents[2] / "migrations",
    build=build,
)

if __name__ == "__main__":
    main(SPEC)
