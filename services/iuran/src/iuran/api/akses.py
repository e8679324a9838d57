"""Who may see which account. Another's, or one never delegated, is 404; an AKT whose cooperation has ended gets 403 with the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
from chassis.auth import Principal
from dasar.identitas import va_baku
from dasar.penolakan import Ditolak, tidak_ditemukan

from iuran.unit import UnitIuran, satu_unit

KANTOR_SEMUA = ("PUSAT", "DIVRE")
KANTOR_SENDIRI = ("KC", "KC_PRIMA")

# Badan Usaha an AKT acts for on a day: by a delegation in force, or, where there never was one, as the AKT it came by
_MILIK_AKT = """
select b.badan_usaha_id from badan_usaha_iuran b
where case when exists (select 1 from delegasi_iuran d where d.badan_usaha_id = b.badan_usaha_id)
  then exists (select 1 from delegasi_iuran d where d.badan_usaha_id = b.badan_usaha_id and d.akt_id = {0}
    and d.berlaku_dari <= {1} and (d.berlaku_sampai is null or d.berlaku_sampai >= {1}))
  else b.akt_id = {0} end
"""


@dataclass(frozen=True, slots=True)
class Saringan:
    """A condition on ``t.badan_usaha_id`` for lists; its placeholders follow ``mulai`` others."""

    sql: str
    args: tuple[Any, ...]


def saringan(principal: Principal, pada: date, mulai: int) -> Saringan:
    def p(n: int) -> str:
        return f"${mulai + n}"

    if principal.akt_id is not None:
        return Saringan(f"t.badan_usaha_id in ({_MILIK_AKT.format(p(1) + '::text', p(2) + '::date')})", (principal.akt_id, pada))
    if principal.badan_usaha_id is not None:
        return Saringan(f"t.badan_usaha_id = {p(1)}", (principal.badan_usaha_id,))
    if principal.at(*KANTOR_SEMUA):
        return Saringan("true", ())
    if principal.at(*KANTOR_SENDIRI):
        milik = "select badan_usaha_id from badan_usaha_iuran where kantor_cabang = "
        return Saringan(f"t.badan_usaha_id in ({milik}{p(1)})", (principal.kantor,))
    return Saringan("false", ())


def boleh(principal: Principal, unit: UnitIuran) -> bool:
    if principal.akt_id is not None:
        if unit.akt_id == principal.akt_id:
            return True
        if principal.akt_id in unit.akt_berakhir:
            raise Ditolak(
                "KERJA_SAMA_BERAKHIR",
                "Kerja sama AKT ini dengan Badan Usaha tersebut sudah berakhir.",
                aturan="R-AKT-35",
                status=403,
            )
        return False
    if principal.badan_usaha_id is not None:
        return unit.badan_usaha_id == principal.badan_usaha_id
    if principal.at(*KANTOR_SEMUA):
        return True
    return principal.at(*KANTOR_SENDIRI) and unit.kantor_cabang is not None and unit.kantor_cabang == principal.kantor


async def unit_boleh(conn: asyncpg.Connection, virtual_account: str, principal: Principal, pada: date, apa: str) -> UnitIuran:
    """The unit behind an account, as a bank or a person may have written its number; else 404 for ``apa``."""
    baku = va_baku(virtual_account)
    unit = await satu_unit(conn, baku, pada) if baku else None
    if unit is None or not boleh(principal, unit):
        raise tidak_ditemukan(apa)
    return unit
