"""Jobs of kepesertaan as those see them who start them: names and inputs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import asyncpg

from kepesertaan.domain.akses import Penanya
from kepesertaan.domain.berkas import Aturan
from kepesertaan.domain.rekap import Anggota

IMPOR_PESERTA = "IMPOR_PESERTA"
PERIKSA_MIGRASI = "PERIKSA_MIGRASI"
MUTASI_IMPOR = "MUTASI_IMPOR"
BERI_TANDA = "BERI_TANDA"
CABUT_TANDA = "CABUT_TANDA"
LEPAS_PENDAMPINGAN = "LEPAS_PENDAMPINGAN"
PROSES_AKT = "PROSES_AKT"
REKAP_KELUARGA = "REKAP_KELUARGA"
CETAK_KARTU = "CETAK_KARTU"
TINJAUAN_BULANAN = "TINJAUAN_BULANAN"

CALON_TANDA = """
select nomor_kartu, koordinasi_lewat from peserta
where virtual_account = $1 and koordinasi_manfaat and keadaan = 'TERDAFTAR' and tanda_akt_id is null
  and iuran_mulai <= $2 and nomor_kartu > $3
order by nomor_kartu limit $4
"""


@dataclass(frozen=True, slots=True)
class MasukanImpor:
    badan_usaha_id: str
    virtual_account: str
    akt_id: str | None
    sub_segmen: str
    cakupan: str | None
    kantor_cabang: str
    relationship_officer: str | None
    sendiri: bool = False
    """Handed in by the Badan Usaha itself, beside a partial delegation."""
    kolektif_id: str | None = None
    """The complete forms of this collective registration."""
    migrasi_id: str | None = None
    """A database migration: job PERIKSA_MIGRASI sorts its rows, IMPOR_PESERTA registers them once both offices agree."""
    berkas: str | None = None
    """The id its pieces lie under; None: that of the job itself."""
    gagal_periksa: int = 0
    """Rows that the check of the migration refused."""

    def aturan(self, pada: date) -> Aturan:
        """What the delegation asks of single rows (R-AKT-14, R-AKT-15)."""
        delegasi = self.cakupan if self.akt_id is not None else None
        return Aturan(
            pada,
            self.sub_segmen,
            wajib_koordinasi=delegasi == "SEBAGIAN",
            tanpa_koordinasi=self.sendiri and self.cakupan == "SEBAGIAN",
            koordinasi_bawaan=delegasi == "SELURUH",
        )


@dataclass(frozen=True, slots=True)
class MasukanMutasi:
    """``penanya``: who sent the file; each row is his request. ``akt_id``: whose work it is, if an AKT's."""

    badan_usaha_id: str
    akt_id: str | None
    penanya: Penanya


@dataclass(frozen=True, slots=True)
class MasukanTanda:
    """``dari``: first day of the unit's cover; ``diketahui``: day of the event that told us."""

    virtual_account: str
    badan_usaha_id: str
    lunas_sampai: str
    dari: date
    diketahui: date


@dataclass(frozen=True, slots=True)
class MasukanCabut:
    """The cooperation of the two ended, or its surat kuasa ran out; ``berakhir_pada`` was the last day."""

    badan_usaha_id: str
    akt_id: str
    berakhir_pada: date


@dataclass(frozen=True, slots=True)
class MasukanProses:
    """``hari``: the day the process may act on."""

    proses_id: str
    hari: date


@dataclass(frozen=True, slots=True)
class MasukanRekap:
    badan_usaha_id: str
    anggota: tuple[Anggota, ...]


@dataclass(frozen=True, slots=True)
class MasukanCetak:
    """Cards in force of an AKT; ``oleh``: who asked, and so opens the names."""

    akt_id: str
    akt_nama: str
    versi_desain: str | None
    badan_usaha_id: str | None
    oleh: str


@dataclass(frozen=True, slots=True)
class MasukanTinjauan:
    """The month reviewed; it is over and closed."""

    periode: str


async def ada_calon(conn: asyncpg.Connection, virtual_account: str, lunas_sampai: str) -> bool:
    return await conn.fetchval(CALON_TANDA, virtual_account, lunas_sampai, "", 1) is not None
