"""PROSES_AKT: carries a process between Badan Usaha and AKT as far as it can go, step by step, each step with its record in the process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from chassis.ids import derived
from chassis.jobs import JobKind, JobRun
from chassis.ports import Conflict, EventStore
from chassis.tx import Tx

from kepesertaan.domain import badan_usaha_pesan as bu
from kepesertaan.domain import peserta as domain_peserta
from kepesertaan.domain import tugas as domain_tugas
from kepesertaan.domain.ketentuan import kantor_prima
from kepesertaan.domain.peserta_pesan import PERALIHAN_AKT, CabutTanda
from kepesertaan.domain.proses_akt import DAFTAR_BELUM_ADA, MENUNGGU_KONFIRMASI, Proses, berikutnya
from kepesertaan.domain.proses_akt_pesan import (
    Catat,
    Ditahan,
    Pembaruan,
    PembaruanDicatat,
    Penyerahan,
    Tahan,
    TandaBaruDiberikan,
    TandaLamaDicabut,
)
from kepesertaan.jobs.ajukan import ALASAN, SEKALI, Pengajuan, gagal, putuskan, tulis, umumkan
from kepesertaan.jobs.cabut import DIDAMPINGI
from kepesertaan.model.badan_usaha import BADAN_USAHA
from kepesertaan.model.peserta import muat
from kepesertaan.model.proses_akt import PROSES_AKT
from kepesertaan.model.tugas import TUGAS
from kepesertaan.pekerjaan import PROSES_AKT as JENIS
from kepesertaan.pekerjaan import MasukanProses
from kepesertaan.status_layanan import StatusPeserta

DISEBUT = 500
"""So many people with a difference are named in the process; their number is always whole."""

_DALAM_DAFTAR = "select nomor_kartu from proses_akt_peserta where proses_id = $1 and sisi = 'LAMA' and nomor_kartu = any($2::text[])"
# asked before the first flag ends
_TIDAK_BERTANDA = """
select d.nomor_kartu from proses_akt_peserta d where d.proses_id = $1 and d.sisi = 'LAMA' and not exists (
  select 1 from peserta p where p.nomor_kartu = d.nomor_kartu and p.tanda_badan_usaha_id = $2 and p.tanda_akt_id = $3)
order by 1 limit $4
"""
_BARU = "select nomor_kartu from proses_akt_peserta where proses_id = $1 and sisi = 'BARU' and nomor_kartu > $2 order by 1 limit $3"


@dataclass(frozen=True, slots=True)
class Kemajuan:
    """``langkah``: the step the rest belongs to; another step starts anew. ``disebut``: held, or flagged beyond the list."""

    langkah: str = ""
    setelah: str = ""
    jumlah: int = 0
    jumlah_lain: int = 0
    disebut: tuple[Ditahan, ...] = ()
    tidak_bertanda: tuple[str, ...] = ()


class ProsesAkt:
    def __init__(self, store: EventStore, status: StatusPeserta) -> None:
        self._store = store
        self._status = status

    def jenis(self) -> JobKind:
        return JobKind(JENIS, self.langkah)

    async def langkah(self, run: JobRun) -> None:
        masukan = run.input(MasukanProses)
        disimpan = await self._store.load(PROSES_AKT.stream(masukan.proses_id))
        p = PROSES_AKT.fold([PROSES_AKT.codec.decode(e.type, e.schema_version, e.data) for e in disimpan])
        langkah = berikutnya(p, masukan.hari)
        if langkah is None or langkah.kode == "TAHAN":
            async with run.commit(finish=True) as tx:
                await _masih(tx, run, masukan.proses_id, len(disimpan))
                if langkah is not None:
                    await _tahan(tx, p, langkah.sebab, masukan.hari)
            return
        k = run.checkpoint(Kemajuan) or Kemajuan()
        k = k if k.langkah == langkah.kode else Kemajuan(langkah.kode)
        match langkah.kode:
            case "CABUT":
                await self._cabut(run, p, k, masukan.hari)
            case "TANDA":
                await self._tanda(run, p, k, masukan.hari)
            case "PROFIL" | "EMAIL_TAGIHAN" | "TINGKAT_PENGGUNA":
                async with run.commit(checkpoint=k) as tx:
                    await _perbarui(tx, p, langkah.kode, masukan.hari)
            case _:
                assert_never(langkah.kode)

    async def _cabut(self, run: JobRun, p: Proses, k: Kemajuan, hari: date) -> None:
        """Step b (R-AKT-37): every flag of this pair ends with the cooperation, in the list or not; the differences are told."""
        lama, akhir = p.akt_lama or "", p.berakhir_pada or date.min
        async with run.reading() as conn:
            orang = await conn.fetch(DIDAMPINGI, p.badan_usaha_id, lama, k.setelah, SEKALI)
            nomor, bertanda = [b["nomor_kartu"] for b in orang], [b["nomor_kartu"] for b in orang if b["bertanda"]]
            dalam = {b["nomor_kartu"] for b in await conn.fetch(_DALAM_DAFTAR, p.proses_id, bertanda)}
            if not k.setelah:
                tidak = await conn.fetch(_TIDAK_BERTANDA, p.proses_id, p.badan_usaha_id, lama, DISEBUT)
                k = replace(k, tidak_bertanda=tuple(b["nomor_kartu"] for b in tidak))
        if not nomor:
            luar = tuple(d.nomor_kartu for d in k.disebut)
            async with run.commit(checkpoint=k) as tx:
                await tx.execute(PROSES_AKT, p.proses_id, Catat(TandaLamaDicabut(p.proses_id, k.jumlah, luar, k.tidak_bertanda, hari)))
                await _tutup_tugas(tx, p)
            return
        luar_daftar = [Ditahan(n, "TIDAK_DALAM_DAFTAR") for n in bertanda if n not in dalam] if p.jumlah_lama else []
        lanjut = replace(k, setelah=nomor[-1], jumlah=k.jumlah + len(bertanda), disebut=(*k.disebut, *luar_daftar)[:DISEBUT])
        cabut = CabutTanda(lama, akhir, PERALIHAN_AKT, p.badan_usaha_id)
        async with run.commit(checkpoint=lanjut, done=len(bertanda)) as tx:
            dimuat = (await muat(tx.commands.store, nomor)).items()
            await tulis(tx, [(n, o, versi, domain_peserta.decide(cabut, o)) for n, (o, versi) in dimuat])

    async def _tanda(self, run: JobRun, p: Proses, k: Kemajuan, hari: date) -> None:
        """Step e: who is active gets the flag, the others are held until their unit pays (R-AKT-29, R-AKT-39)."""
        serah = _penyerahan(p)
        async with run.reading() as conn:
            nomor = [b["nomor_kartu"] for b in await conn.fetch(_BARU, p.proses_id, k.setelah, SEKALI)]
        if not nomor:
            async with run.commit(finish=True) as tx:
                # streams in order of their ids: badan-usaha first
                await umumkan(tx, str(run.id), p.badan_usaha_id, serah.mulai)
                await tx.execute(PROSES_AKT, p.proses_id, Catat(TandaBaruDiberikan(p.proses_id, k.jumlah, k.jumlah_lain, k.disebut, hari)))
                await _tutup_tugas(tx, p)
            return
        aktif = await self._status.aktif(nomor, hari)
        hasil = await putuskan(self._store, nomor, aktif, Pengajuan(serah.akt_id, p.badan_usaha_id, serah.mulai, str(run.id)))
        nomor_baris = k.jumlah + k.jumlah_lain
        ditahan = [gagal(nomor_baris + n, d.kode, ALASAN, nomor_kartu=d.nomor_kartu) for n, d in enumerate(hasil.ditahan, 1)]
        lanjut = replace(
            k,
            setelah=nomor[-1],
            jumlah=k.jumlah + hasil.diberikan,
            jumlah_lain=k.jumlah_lain + len(hasil.ditahan),
            disebut=(*k.disebut, *hasil.ditahan)[:DISEBUT],
        )
        async with run.commit(checkpoint=lanjut, done=hasil.diberikan, failed=ditahan) as tx:
            await tulis(tx, hasil.putusan)


def _penyerahan(p: Proses) -> Penyerahan:
    if p.penyerahan is None:
        raise AssertionError("berikutnya never comes to steps d and e without it")
    return p.penyerahan


async def _masih(tx: Tx, run: JobRun, proses_id: str, versi: int) -> None:
    """Whoever gives the process something new looks for a running job under this same lock: either it sees us, or we see what is new."""
    await tx.conn.execute("select 1 from jobs where id = $1 for update", run.id)
    _, kini = await tx.commands.load(PROSES_AKT, proses_id)
    if kini != versi:
        raise Conflict("the process went on meanwhile")


async def _perbarui(tx: Tx, p: Proses, jenis: Pembaruan, hari: date) -> None:
    """Step d (R-AKT-30): one of the three updates at the Badan Usaha, and its record."""
    s = _penyerahan(p)
    perintah: bu.BadanUsahaPerintah
    match jenis:
        case "PROFIL":
            perintah = bu.TetapkanDelegasi(s.akt_id, s.cakupan, s.surat_kuasa_nomor, s.mulai, s.sampai)
        case "EMAIL_TAGIHAN":
            perintah = bu.TambahEmailTagihan(s.akt_id, s.email_tagihan)
        case "TINGKAT_PENGGUNA":
            perintah = bu.TetapkanTingkatPengguna(s.akt_id, s.cakupan)
        case _:
            assert_never(jenis)
    await tx.execute(BADAN_USAHA, p.badan_usaha_id, perintah)
    await tx.execute(PROSES_AKT, p.proses_id, Catat(PembaruanDicatat(p.proses_id, jenis, hari)))


def tugas_id(p: Proses) -> str:
    return str(derived("tugas", p.badan_usaha_id, p.proses_id))


async def _tahan(tx: Tx, p: Proses, sebab: str, hari: date) -> None:
    """The process stands still: seen in its state, and by the people who can move it."""
    await tx.execute(PROSES_AKT, p.proses_id, Tahan(sebab, hari))
    if sebab not in (DAFTAR_BELUM_ADA, MENUNGGU_KONFIRMASI):
        return
    baris = await tx.conn.fetchrow("select kantor_cabang from badan_usaha where badan_usaha_id = $1", p.badan_usaha_id)
    akt = p.akt_lama if sebab == DAFTAR_BELUM_ADA else p.akt_baru
    kantor = kantor_prima("" if baris is None else baris["kantor_cabang"])
    perintah = domain_tugas.BuatTugas(tugas_id(p), sebab, "MPKR", None, kantor, p.badan_usaha_id, akt, None, None, hari)
    await tx.execute(TUGAS, tugas_id(p), perintah)


async def _tutup_tugas(tx: Tx, p: Proses) -> None:
    tugas, versi = await tx.commands.load(TUGAS, tugas_id(p))
    if versi and tugas.hasil is None:
        await tx.execute(TUGAS, tugas_id(p), domain_tugas.SelesaikanTugas("LAINNYA", "Proses berlanjut.", "sistem"))
