"""Refused rows as a stream: told to the AKT, kept in no table (the job has them, with their columns)."""

from __future__ import annotations

from chassis.aggregate import Aggregate

from kepesertaan import publish
from kepesertaan.domain import baris_ditolak as domain

BARIS_DITOLAK: Aggregate[domain.CatatBarisDitolak, int, domain.BarisDitolak] = Aggregate(
    category="baris-ditolak",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(domain.BarisDitolak,),
    publish=publish.baris_ditolak,
)
