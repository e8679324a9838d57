"""Who may ask about a person. What is not the asker's is 404, what has ended is 403 with its rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dasar.penolakan import Ditolak, tidak_ditemukan

from status.domain.peserta import Peserta

PESERTA = "Peserta"


@dataclass(frozen=True, slots=True)
class Penanya:
    """The claims of a token that say whom it concerns."""

    akt_id: str | None = None
    badan_usaha_id: str | None = None
    kode_ppk: str | None = None
    jenis_kantor: str | None = None


@dataclass(frozen=True, slots=True)
class Delegasi:
    """``sampai``: last day of the surat kuasa, or of the cooperation once it has been ended (``berakhir``)."""

    akt_id: str
    berakhir: bool
    sampai: date | None


def periksa_akses(penanya: Penanya, peserta: Peserta, delegasi: Sequence[Delegasi], akt_pendaftar: str | None, hari_ini: date) -> None:
    """Raise unless the asker may know. ``delegasi``: of the Badan Usaha of his newest unit, in order.

    ``akt_pendaftar``: the AKT whose business his registration was, for the moment before its delegation has been read.
    """
    if not peserta.dikenal:
        raise tidak_ditemukan(PESERTA)
    if penanya.akt_id is not None:
        _periksa_akt(penanya.akt_id, peserta, delegasi, akt_pendaftar, hari_ini)
    elif penanya.badan_usaha_id is not None:
        if peserta.keanggotaan[-1].badan_usaha_id != penanya.badan_usaha_id:
            raise tidak_ditemukan(PESERTA)
    elif penanya.kode_ppk is None and penanya.jenis_kantor is None:
        raise tidak_ditemukan(PESERTA)  # hospitals and offices of BPJS may ask of anyone; who is neither, of nobody


def _periksa_akt(akt_id: str, p: Peserta, delegasi: Sequence[Delegasi], akt_pendaftar: str | None, hari_ini: date) -> None:
    tanda = p.tanda_pada(hari_ini)
    if tanda is not None and tanda.akt_id == akt_id:
        return
    punya = [d for d in delegasi if d.akt_id == akt_id]
    if not punya:
        if akt_pendaftar == akt_id and not delegasi:
            return
        raise tidak_ditemukan(PESERTA)  # R-AKT-25
    terakhir = punya[-1]
    if terakhir.sampai is not None and hari_ini > terakhir.sampai:
        if terakhir.berakhir:
            raise Ditolak("KERJA_SAMA_BERAKHIR", "Kerja sama dengan Badan Usaha ini sudah berakhir.", aturan="R-AKT-35", status=403)
        raise Ditolak("SURAT_KUASA_BERAKHIR", "Surat kuasa dari Badan Usaha ini sudah berakhir.", aturan="R-AKT-13", status=403)
