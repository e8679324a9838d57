"""Who may see and do what. Another AKT's claim does not exist for the asker; an office sees what was filed to it."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.auth import Principal
from dasar.penolakan import Ditolak, tidak_ditemukan

AWALAN_KANTOR_PRIMA = "KC-PRIMA-"
"""Office codes say their kind: ``KC-PRIMA-JKT``."""


def kantor_prima(kode: str) -> bool:
    return kode.startswith(AWALAN_KANTOR_PRIMA)


@dataclass(frozen=True, slots=True)
class Lingkup:
    """What of a table is visible: rows of this AKT, of this office, of this hospital; all None = everything."""

    akt_id: str | None = None
    kantor: str | None = None
    kode_ppk: str | None = None


def lingkup(p: Principal) -> Lingkup:
    """An AKT its own, a hospital its own, an office its own, PUSAT all. Who is nobody of these sees nothing."""
    if p.akt_id is not None:
        return Lingkup(akt_id=p.akt_id)
    if p.kode_ppk is not None:
        return Lingkup(kode_ppk=p.kode_ppk)
    if p.at("PUSAT"):
        return Lingkup()
    return Lingkup(kantor=p.kantor or "")


def akt_sendiri(p: Principal) -> str:
    if p.akt_id is None:
        raise Ditolak("BUKAN_AKT", "Hanya untuk asuransi kesehatan tambahan.", status=403)
    return p.akt_id


def kantor_verifikasi(p: Principal) -> str:
    """Claims of AKT are verified by a Kantor Cabang Prima only (R-VER-01)."""
    if not p.at("KC_PRIMA") or p.kantor is None:
        raise Ditolak("BUKAN_KANTOR_CABANG_PRIMA", "Klaim asuransi diverifikasi oleh Kantor Cabang Prima.", aturan="R-VER-01", status=403)
    return p.kantor


def periksa_kantor(p: Principal, kantor: str | None) -> None:
    """The batch was filed to one office; it works on it. Whose area the hospital lies in does not matter (R-VER-02)."""
    if kantor_verifikasi(p) != kantor:
        raise Ditolak("KANTOR_LAIN", "Berkas ini diajukan ke kantor lain.", aturan="R-VER-01", status=403)


def terlihat(p: Principal, *, akt_id: str | None, kantor: str | None, apa: str, kode_ppk: str | None = None) -> None:
    """404 for what is not the asker's to know of."""
    milik = lingkup(p)
    boleh = (
        (milik.akt_id is None or milik.akt_id == akt_id)
        and (milik.kantor is None or milik.kantor == kantor)
        and (milik.kode_ppk is None or milik.kode_ppk == kode_ppk)
    )
    if not boleh:
        raise tidak_ditemukan(apa)
