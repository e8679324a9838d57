"""One chunk of people handed in for koordinasi manfaat: decided, then written with the checkpoint. Used by every job that flags a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from chassis.jobs import FailedRow
from chassis.ports import Conflict, EventStore
from chassis.tx import Tx
from dasar.penolakan import Ditolak

from kepesertaan.domain import badan_usaha_pesan as bu
from kepesertaan.domain import peserta as domain
from kepesertaan.domain.peserta_pesan import AjukanTanda, PesertaPeristiwa, TandaDiberikan
from kepesertaan.domain.proses_akt_pesan import Ditahan
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import PESERTA, muat

SEKALI = 500
TIDAK_AKTIF = "TIDAK_AKTIF"
BUKAN_PESERTA = "BUKAN_PESERTA_JKN"
BUKAN_UNIT = "BUKAN_PESERTA_BADAN_USAHA"
ALASAN = {
    TIDAK_AKTIF: "Peserta belum aktif; tanda menyusul setelah unitnya membayar.",
    BUKAN_PESERTA: "Nomor kartu ini bukan peserta JKN.",
    BUKAN_UNIT: "Orang ini bukan peserta Badan Usaha ini; ajukan lewat rekap keluarga.",
    "SATU_AKT_SAJA": "Orang ini bertanda koordinasi manfaat AKT lain.",
    "BUKAN_ANGGOTA_LAGI": "Peserta ini sudah tidak terdaftar pada unitnya.",
}


def gagal(baris: int, kode: str, alasan: Mapping[str, str], **kolom: str) -> FailedRow:
    """With the columns as they came, numbers only, so that /gagal.csv can be corrected and sent again."""
    return FailedRow(baris, "nomor_kartu", kode, alasan.get(kode, kode), orjson.dumps(kolom))


async def buka_gagal(isi: Sequence[bytes]) -> Sequence[Mapping[str, str]]:
    return [orjson.loads(b) for b in isi]


Putusan = tuple[str, domain.Peserta, int, list[PesertaPeristiwa]]


@dataclass(frozen=True, slots=True)
class Pengajuan:
    """``lain_unit``: family of its workers under another employer is taken too (R-KIB-07)."""

    akt_id: str
    badan_usaha_id: str
    berlaku_dari: date
    pekerjaan_id: str
    lain_unit: bool = False


@dataclass(frozen=True, slots=True)
class Hasil:
    """``diberikan``: flags given; one who is flagged already counts too."""

    putusan: list[Putusan]
    diberikan: int
    ditahan: list[Ditahan]


async def putuskan(store: EventStore, nomor_kartu: Sequence[str], aktif: frozenset[str], p: Pengajuan) -> Hasil:
    hasil = Hasil([], 0, [])
    diberikan = 0
    for noka, (orang, versi) in (await muat(store, nomor_kartu)).items():
        if not versi:
            hasil.ditahan.append(Ditahan(noka, BUKAN_PESERTA))  # R-KIB-01
            continue
        if orang.badan_usaha_id != p.badan_usaha_id and not p.lain_unit:
            hasil.ditahan.append(Ditahan(noka, BUKAN_UNIT))
            continue
        try:
            peristiwa = domain.decide(AjukanTanda(p.akt_id, p.badan_usaha_id, p.berlaku_dari, noka in aktif, p.pekerjaan_id), orang)
        except Ditolak as tolak:
            hasil.ditahan.append(Ditahan(noka, tolak.kode))
            continue
        hasil.putusan.append((noka, orang, versi, peristiwa))
        if orang.tanda_terbuka is not None or any(isinstance(e, TandaDiberikan) for e in peristiwa):
            diberikan += 1
        else:
            hasil.ditahan.append(Ditahan(noka, TIDAK_AKTIF))
    return Hasil(hasil.putusan, diberikan, hasil.ditahan)


async def tulis(tx: Tx, putusan: Sequence[Putusan]) -> None:
    ditulis = await tx.append_many(PESERTA, putusan)
    if len(ditulis) != sum(bool(x[3]) for x in putusan):
        raise Conflict("a peserta changed while his tanda was decided")


async def umumkan(tx: Tx, pekerjaan_id: str, badan_usaha_id: str, berlaku_dari: date) -> None:
    """Once for the job (contracts 4)."""
    baris = await tx.conn.fetch("select nomor_kartu from peserta where tanda_pekerjaan_id = $1 order by nomor_kartu", pekerjaan_id)
    if baris:
        pesan = bu.UmumkanTanda(pekerjaan_id, berlaku_dari, tuple(b["nomor_kartu"] for b in baris))
        await tx.execute(BADAN_USAHA, badan_usaha_id, pesan)
