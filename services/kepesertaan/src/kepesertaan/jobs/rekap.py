"""REKAP_KELUARGA: family of the workers, registered under another employer, gets the flag of the workers' AKT (R-KIB-07 to 09)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from chassis.jobs import JobKind, JobRun
from chassis.ports import EventStore
from dasar.tanggal import hari_wib

from kepesertaan import pembaca
from kepesertaan.domain.rekap import ALASAN as ALASAN_REKAP
from kepesertaan.domain.rekap import BUKAN_SATU_KELUARGA, PEKERJA_TIDAK_ADA
from kepesertaan.jobs import ajukan
from kepesertaan.pekerjaan import REKAP_KELUARGA, MasukanRekap
from kepesertaan.sandi import Sandi
from kepesertaan.status_layanan import StatusPeserta

_ORANG = "select nomor_kartu, badan_usaha_id, hubungan, keadaan, rahasia from peserta where nomor_kartu = any($1::text[])"
ALASAN: Mapping[str, str] = {**ajukan.ALASAN, **ALASAN_REKAP}


@dataclass(frozen=True, slots=True)
class Kemajuan:
    baris: int = 0


class Rekap:
    def __init__(self, store: EventStore, sandi: Sandi, status: StatusPeserta) -> None:
        self._store = store
        self._sandi = sandi
        self._status = status

    def jenis(self) -> JobKind:
        return JobKind(REKAP_KELUARGA, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        masukan = run.input(MasukanRekap)
        k = run.checkpoint(Kemajuan) or Kemajuan()
        potong = masukan.anggota[k.baris : k.baris + ajukan.SEKALI]
        hari = hari_wib(run.now)
        if not potong:
            async with run.commit(finish=True) as tx:
                await ajukan.umumkan(tx, str(run.id), masukan.badan_usaha_id, hari)
            return
        async with run.reading() as conn:
            akt_id = await pembaca.akt_koordinasi(conn, masukan.badan_usaha_id, hari)
            kode = await self._periksa(conn, masukan, potong)
        baris = {a.nomor_kartu: k.baris + n for n, a in enumerate(potong, 1)}
        benar = [n for n in baris if n not in kode]
        aktif = await self._status.aktif(benar, hari)
        # the cooperation may have ended since: then nobody of it is flagged (R-AKT-13)
        ajuan = ajukan.Pengajuan(akt_id or "", masukan.badan_usaha_id, hari, str(run.id), lain_unit=True)
        hasil = await ajukan.putuskan(self._store, benar if akt_id is not None else [], aktif, ajuan)
        kode |= {d.nomor_kartu: d.kode for d in hasil.ditahan} | ({} if akt_id is not None else dict.fromkeys(benar, "DELEGASI_TIDAK_ADA"))
        kepala = {a.nomor_kartu: a.nomor_kartu_pekerja for a in potong}
        gagal = [ajukan.gagal(baris[n], c, ALASAN, nomor_kartu=n, nomor_kartu_pekerja=kepala[n]) for n, c in kode.items()]
        async with run.commit(
            checkpoint=Kemajuan(k.baris + len(potong)), done=hasil.diberikan, failed=gagal, total=len(masukan.anggota)
        ) as tx:
            await ajukan.tulis(tx, hasil.putusan)

    async def _periksa(self, conn: asyncpg.Connection, masukan: MasukanRekap, potong: Sequence[Any]) -> dict[str, str]:
        """Refusals by nomor kartu. Who is unknown reads like who is of another family: the list is no way to learn who exists."""
        nomor = sorted({n for a in potong for n in (a.nomor_kartu, a.nomor_kartu_pekerja)})
        orang = {b["nomor_kartu"]: b for b in await conn.fetch(_ORANG, nomor)}
        kunci = await pembaca.kunci_terbungkus(conn, nomor)
        kk = await asyncio.to_thread(lambda: {n: self._kk(b["rahasia"], kunci.get(n)) for n, b in orang.items()})
        kode: dict[str, str] = {}
        for a in potong:
            p = orang.get(a.nomor_kartu_pekerja)
            if p is None or p["badan_usaha_id"] != masukan.badan_usaha_id or p["hubungan"] != "PEKERJA" or p["keadaan"] != "TERDAFTAR":
                kode[a.nomor_kartu] = PEKERJA_TIDAK_ADA
            elif kk.get(a.nomor_kartu) is None or kk[a.nomor_kartu] != kk[a.nomor_kartu_pekerja]:
                kode[a.nomor_kartu] = BUKAN_SATU_KELUARGA
        return kode

    def _kk(self, rahasia: str, terbungkus: str | None) -> str | None:
        isi = self._sandi.buka(terbungkus, rahasia)
        return None if isi is None else isi.get("nomor_kk") or None
