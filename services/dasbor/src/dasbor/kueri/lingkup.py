"""Whose rows a viewer may see; the same answer as the services give (kepesertaan decides who deals with a Badan Usaha)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dasar.penolakan import Ditolak

from dasbor.sesi import Sesi

_BADAN_USAHA = """exists (select 1 from badan_usaha w where w.badan_usaha_id = t.badan_usaha_id
    and ($1::text is null
      or exists (select 1 from delegasi d where d.badan_usaha_id = w.badan_usaha_id and d.akt_id = $1
        and (d.berlaku_sampai is null or d.berlaku_sampai >= $4::date) and (d.berakhir_pada is null or d.berakhir_pada >= $4::date))
      or (w.akt_id = $1 and not exists (select 1 from delegasi d where d.badan_usaha_id = w.badan_usaha_id)))
    and ($2::text is null or w.badan_usaha_id = $2) and ($3::text is null or w.kantor_cabang = $3))"""
MILIK = f"(($1::text is null and $2::text is null and $3::text is null) or {_BADAN_USAHA})"
"""Condition on a table ``t`` with a ``badan_usaha_id``. $1 to $4 are ``Lingkup.args``; the AKT is that of today's delegation (R-AKT-35)."""

TUGAS_MILIK = f"({MILIK} or (t.badan_usaha_id is null and t.akt_id = $1) or t.kantor = $3)"
"""Also what an office was given of another's Badan Usaha: MPKR is of the Kantor Cabang Prima (R-AKT-11)."""
PROSES_MILIK = f"(case when $1::text is not null then t.akt_id = $1 else {MILIK} end)"
"""An AKT sees its own side of a change, from the first word it is told of it to the last."""
AKT_MILIK = "($1::text is null or t.akt_id = $1) and $2::text is null and ($3::text is null or $4::date is null)"
"""What concerns an AKT alone: its own, and offices that see everything."""


def klaim_milik(sep: str = "z.nomor_sep = t.nomor_sep") -> str:
    """Claims and stays: never the employer's, of an AKT its own, of an office those of its Badan Usaha's people and those filed to it
    (R-VER-02). ``sep``: which stays z."""
    return f"""($1::text is null or t.akt_id = $1) and $2::text is null and $4::date is not null and ($3::text is null or exists (
    select 1 from sep z left join peserta o using (nomor_kartu) left join badan_usaha w on w.badan_usaha_id = o.badan_usaha_id
    where {sep} and (w.kantor_cabang = $3
      or exists (select 1 from klaim y where y.nomor_sep = z.nomor_sep and y.kantor_cabang = $3))))"""  # noqa: S608 - conditions of ours


@dataclass(frozen=True, slots=True)
class Lingkup:
    """None = no limit of that kind. ``hari``: delegations change, so what is seen depends on the day."""

    hari: date
    akt_id: str | None = None
    badan_usaha_id: str | None = None
    kantor: str | None = None

    @property
    def args(self) -> tuple[str | None, str | None, str | None, date]:
        return self.akt_id, self.badan_usaha_id, self.kantor, self.hari


def lingkup(sesi: Sesi, hari: date) -> Lingkup:
    siapa = sesi.principal
    if siapa.akt_id is not None:
        return Lingkup(hari, akt_id=siapa.akt_id)
    if siapa.badan_usaha_id is not None:
        return Lingkup(hari, badan_usaha_id=siapa.badan_usaha_id)
    if sesi.seluruhnya:
        return Lingkup(hari)
    if siapa.at("KC", "KC_PRIMA") and siapa.kantor is not None:
        return Lingkup(hari, kantor=siapa.kantor)
    raise Ditolak("TIDAK_ADA_HALAMAN", "Dasbor ini untuk AKT, badan usaha dan kantor BPJS; peran Anda bekerja lewat API.", status=403)
