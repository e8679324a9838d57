"""Whose rows a viewer may see."""

from __future__ import annotations

from dataclasses import dataclass

from dasar.penolakan import Ditolak

from dasbor.sesi import Sesi

MILIK = "($1::text is null or t.akt_id = $1) and ($2::text is null or t.badan_usaha_id = $2)"
"""Condition on a table ``t`` with both columns; the arguments are ``Lingkup.args``."""


@dataclass(frozen=True, slots=True)
class Lingkup:
    """None = no limit of that kind."""

    akt_id: str | None = None
    badan_usaha_id: str | None = None

    @property
    def args(self) -> tuple[str | None, str | None]:
        return self.akt_id, self.badan_usaha_id


def lingkup(sesi: Sesi) -> Lingkup:
    if sesi.seluruhnya:
        return Lingkup()
    if sesi.akt_id is not None:
        return Lingkup(akt_id=sesi.akt_id)
    if sesi.principal.badan_usaha_id is not None:
        return Lingkup(badan_usaha_id=sesi.principal.badan_usaha_id)
    raise Ditolak("TIDAK_ADA_HALAMAN", "Dasbor ini untuk AKT, badan usaha dan kantor BPJS; peran Anda bekerja lewat API.", status=403)
