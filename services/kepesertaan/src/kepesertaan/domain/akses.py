"""Who may see and change a Badan Usaha and its people. What is not the asker's is 404, what has ended is 403 with its rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dasar.penolakan import Ditolak, tidak_ditemukan

from kepesertaan.domain.ketentuan import KANTOR


@dataclass(frozen=True, slots=True)
class Penanya:
    """The claims of a token that say whom it concerns."""

    akt_id: str | None = None
    badan_usaha_id: str | None = None
    kode_ppk: str | None = None
    kantor: str | None = None
    jenis_kantor: str | None = None


@dataclass(frozen=True, slots=True)
class RiwayatDelegasi:
    """One delegation of the Badan Usaha to an AKT."""

    akt_id: str
    berlaku_dari: date
    berlaku_sampai: date | None
    berakhir_pada: date | None
    cakupan: str = "SELURUH"

    @property
    def akhir(self) -> date:
        return min(t for t in (self.berlaku_sampai, self.berakhir_pada, date.max) if t is not None)


@dataclass(frozen=True, slots=True)
class MilikSiapa:
    """What of a Badan Usaha decides about access. ``akt_pendaftar``: who handed in its form, before there is a delegation."""

    badan_usaha_id: str
    kantor_cabang: str
    akt_pendaftar: str | None
    delegasi: Sequence[RiwayatDelegasi] = ()

    def berlaku(self, pada: date) -> RiwayatDelegasi | None:
        """The delegation in force on a day."""
        return next((d for d in reversed(self.delegasi) if d.berlaku_dari <= pada <= d.akhir), None)

    def delegasi_lain(self, akt_id: str, pada: date) -> bool:
        """Another AKT acts for it on the day or later (R-AKT-08)."""
        return any(d.akt_id != akt_id and pada <= d.akhir for d in self.delegasi)


def periksa_akses(penanya: Penanya, milik: MilikSiapa, pada: date, apa: str) -> None:
    """Raise unless the asker may deal with this Badan Usaha today."""
    if penanya.akt_id is not None:
        _periksa_akt(penanya.akt_id, milik, pada, apa)
    elif penanya.badan_usaha_id is not None:
        if penanya.badan_usaha_id != milik.badan_usaha_id:
            raise tidak_ditemukan(apa)
    elif penanya.kode_ppk is not None or not kantor_melihat(penanya, milik.kantor_cabang):
        raise tidak_ditemukan(apa)


def kantor_melihat(penanya: Penanya, kantor_cabang: str) -> bool:
    """An office sees its own, a Divre its region, PUSAT all."""
    if penanya.jenis_kantor == "PUSAT":
        return True
    if penanya.jenis_kantor == "DIVRE":
        kantor = KANTOR.get(kantor_cabang)
        return kantor is not None and kantor.divre == penanya.kantor
    return penanya.jenis_kantor is not None and penanya.kantor == kantor_cabang


def _periksa_akt(akt_id: str, milik: MilikSiapa, pada: date, apa: str) -> None:
    punya = [d for d in milik.delegasi if d.akt_id == akt_id]
    if not punya:
        # its own form, not yet complete: the AKT has to see what is missing (R-AKT-22)
        if milik.akt_pendaftar == akt_id and not milik.delegasi:
            return
        raise tidak_ditemukan(apa)  # R-AKT-25
    terakhir = punya[-1]
    if terakhir.berakhir_pada is not None and pada > terakhir.berakhir_pada:
        raise Ditolak("KERJA_SAMA_BERAKHIR", "Kerja sama dengan Badan Usaha ini sudah berakhir.", aturan="R-AKT-35", status=403)
    if terakhir.berlaku_sampai is not None and pada > terakhir.berlaku_sampai:
        raise Ditolak("SURAT_KUASA_BERAKHIR", "Surat kuasa dari Badan Usaha ini sudah berakhir.", aturan="R-AKT-13", status=403)


def periksa_tulis(penanya: Penanya, milik: MilikSiapa, pada: date, apa: str) -> None:
    """A change by the AKT needs its surat kuasa in force; a delegated Badan Usaha reports to its AKT (R-AKT-13, R-AKT-31)."""
    periksa_akses(penanya, milik, pada, apa)
    if penanya.akt_id is not None:
        if not any(d.akt_id == penanya.akt_id and d.berlaku_dari <= pada for d in milik.delegasi):
            raise Ditolak("BELUM_ADA_SURAT_KUASA", "Surat kuasa Badan Usaha ini belum berlaku.", aturan="R-AKT-13", status=403)
    elif penanya.badan_usaha_id is not None:
        berlaku = milik.berlaku(pada)
        if berlaku is not None and berlaku.cakupan == "SELURUH":
            raise _lapor("R-AKT-31")


def periksa_orang(penanya: Penanya, milik: MilikSiapa, pada: date, *, koordinasi: bool) -> None:
    """In partial delegation people with koordinasi manfaat are the AKT's to change, the others the Badan Usaha's own (R-AKT-15)."""
    berlaku = milik.berlaku(pada)
    if berlaku is None or berlaku.cakupan != "SEBAGIAN":
        return
    if penanya.badan_usaha_id is not None and koordinasi:
        raise _lapor("R-AKT-15")
    if penanya.akt_id is not None and not koordinasi:
        alasan = "Pada pendelegasian sebagian, peserta tanpa koordinasi manfaat diurus Badan Usaha sendiri."
        raise Ditolak("BUKAN_KOORDINASI_MANFAAT", alasan, aturan="R-AKT-15", status=403)


def _lapor(aturan: str) -> Ditolak:
    return Ditolak("LAPOR_KE_AKT", "Urusan kepesertaan sudah didelegasikan: lapor ke AKT.", aturan=aturan, status=403)
