"""State of the aggregate Klaim and how each event changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from dasar.tanggal import Periode, tulis

from klaim.domain import dokumen as berkas
from klaim.domain.alasan import Alasan, alasan
from klaim.domain.dokumen import Dokumen
from klaim.domain.klaim_peristiwa import (
    DokumenDitambahkan,
    KlaimDiajukan,
    KlaimDibayar,
    KlaimDikembalikan,
    KlaimDisiapkan,
    KlaimDitolak,
    KlaimDiverifikasi,
    KlaimEvent,
    KlaimKedaluwarsa,
    KlaimLengkap,
    KlaimMasukFpk,
    Nilai,
    SepUntukKlaim,
)


@dataclass(frozen=True, slots=True)
class Klaim:
    """keadaan: "", DRAF, DIAJUKAN, LENGKAP, DIKEMBALIKAN, DIVERIFIKASI, DITOLAK, FPK, DIBAYAR, KEDALUWARSA."""

    keadaan: str = ""
    klaim_id: str = ""
    akt_id: str = ""
    sep: SepUntukKlaim | None = None
    kode_inacbg: str = ""
    versi_inacbg: str = ""
    tagihan_rs: int = 0
    nilai: Nilai | None = None
    dokumen: tuple[Dokumen, ...] = ()
    kedaluwarsa_pada: date = date.max
    sidik: str = ""
    rahasia: str = ""
    pengajuan_id: str | None = None
    pengajuan_ke: int = 0
    kantor_cabang: str | None = None
    jatuh_tempo: date | None = None
    verifikator: str | None = None
    terverifikasi: int | None = None
    bpjs: int | None = None
    akt: int | None = None
    peserta: int | None = None
    nomor_fpk: str | None = None
    dibayar_pada: date | None = None
    dasar: tuple[Alasan, ...] = ()

    @property
    def bulan_pelayanan(self) -> str:
        """Month of discharge."""
        return str(Periode.dari(self.isi_sep.tanggal_pulang or self.isi_sep.tanggal_masuk))

    @property
    def isi_sep(self) -> SepUntukKlaim:
        if self.sep is None:
            raise ValueError("klaim tanpa SEP")
        return self.sep

    @property
    def isi_nilai(self) -> Nilai:
        if self.nilai is None:
            raise ValueError("klaim tanpa nilai")
        return self.nilai

    def kurang(self) -> tuple[Alasan, ...]:
        """What is missing for completeness, () when complete."""
        return berkas.periksa(
            self.kode_inacbg,
            self.dokumen,
            gawat_darurat=self.isi_sep.gawat_darurat,
            tagihan_rs=self.tagihan_rs,
            dibayar_ke_rs=self.isi_nilai.dibayar_ke_rs,
        )


KOSONG = Klaim()


def evolve(klaim: Klaim, event: KlaimEvent) -> Klaim:
    match event:
        case KlaimDisiapkan():
            return replace(
                klaim,
                keadaan=klaim.keadaan or "DRAF",
                klaim_id=event.klaim_id,
                akt_id=event.akt_id,
                sep=event.sep,
                kode_inacbg=event.kode_inacbg,
                versi_inacbg=event.versi_inacbg,
                tagihan_rs=event.tagihan_rs,
                nilai=event.nilai,
                dokumen=event.dokumen,
                kedaluwarsa_pada=event.kedaluwarsa_pada,
                sidik=event.sidik,
                rahasia=event.rahasia,
            )
        case DokumenDitambahkan():
            # The content is another now: sending the first file again must not read as "nothing changed".
            return replace(klaim, dokumen=(*klaim.dokumen, *event.dokumen), sidik="")
        case KlaimDiajukan():
            return replace(
                klaim,
                keadaan="DIAJUKAN",
                pengajuan_id=event.pengajuan_id,
                kantor_cabang=event.kantor_cabang,
                pengajuan_ke=event.pengajuan_ke,
                dasar=(),
            )
        case KlaimKedaluwarsa():
            teks = f"Hari terakhir mengajukan {tulis(event.kedaluwarsa_pada)}."
            return replace(klaim, keadaan="KEDALUWARSA", dasar=(alasan("KEDALUWARSA", "R-KLM-21", teks),))
        case KlaimLengkap():
            return replace(klaim, keadaan="LENGKAP", jatuh_tempo=event.jatuh_tempo)
        case KlaimDikembalikan():
            return replace(klaim, keadaan="DIKEMBALIKAN", jatuh_tempo=None, dasar=event.alasan)
        case KlaimDiverifikasi():
            return replace(
                klaim,
                keadaan="DIVERIFIKASI",
                verifikator=event.verifikator,
                terverifikasi=event.terverifikasi,
                bpjs=event.bpjs,
                akt=event.akt,
                peserta=event.peserta,
                dasar=event.dasar,
            )
        case KlaimDitolak():
            return replace(
                klaim,
                keadaan="DITOLAK",
                verifikator=event.verifikator,
                terverifikasi=0,
                bpjs=0,
                akt=event.akt,
                peserta=event.peserta,
                dasar=event.alasan,
            )
        case KlaimMasukFpk():
            return replace(klaim, keadaan="FPK", nomor_fpk=event.nomor_fpk)
        case KlaimDibayar():
            return replace(klaim, keadaan="DIBAYAR", dibayar_pada=event.tanggal, bpjs=event.nominal, akt=event.akt, peserta=event.peserta)
        case _:
            assert_never(event)
