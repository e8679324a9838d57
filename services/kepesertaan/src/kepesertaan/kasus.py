"""A person who cannot be entered or moved becomes a work item of the Relationship Officer, one for ever (R-KEP-35, R-KEP-36)."""

from __future__ import annotations

from datetime import date

from kepesertaan.domain.tugas import BuatTugas
from kepesertaan.pekerjaan import MasukanImpor
from kepesertaan.registrasi import tugas_id
from kepesertaan.sandi import Sandi


def kasus(
    sandi: Sandi,
    masukan: MasukanImpor,
    identitas: str,
    jenis: str,
    pada: date,
    *,
    pekerjaan_id: str | None = None,
    baris: int | None = None,
) -> BuatTugas:
    """Its id comes from Badan Usaha, person and reason: the same case reported again makes no second one."""
    return BuatTugas(
        tugas_id=tugas_id(sandi, masukan.badan_usaha_id, identitas, jenis),
        jenis=jenis,
        peran="RO",
        petugas=masukan.relationship_officer,
        kantor=masukan.kantor_cabang,
        badan_usaha_id=masukan.badan_usaha_id,
        akt_id=masukan.akt_id,
        pekerjaan_id=pekerjaan_id,
        baris=baris,
        pada=pada,
    )
