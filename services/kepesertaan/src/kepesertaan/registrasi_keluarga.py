"""A family that pays for itself, from decided people to streams: the family, its new people and those who come from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg
from chassis.commands import Commands
from chassis.context import Context
from chassis.crypto import seal
from chassis.outbox import draw_serials
from chassis.ports import EventStore
from dasar.identitas import va_perorangan
from dasar.penolakan import Ditolak

from kepesertaan import pembaca
from kepesertaan.domain import keluarga_mandiri, segmen
from kepesertaan.domain import peserta as domain
from kepesertaan.domain.berkas import BarisPeserta, Cacat
from kepesertaan.domain.pendaftaran import cocokkan_dukcapil
from kepesertaan.domain.peserta_pesan import Daftarkan, PesertaPeristiwa, TetapkanHakKelas
from kepesertaan.domain.segmen import Kepesertaan
from kepesertaan.domain.segmen_pesan import Pindahkan
from kepesertaan.dukcapil import Dukcapil
from kepesertaan.model.keluarga import KELUARGA
from kepesertaan.model.peserta import PESERTA, Pengenal, muat, tulis_pengenal
from kepesertaan.registrasi import NOKA_PERTAMA, rahasia_baris, tutup_upah
from kepesertaan.sandi import Sandi

_NIK = "select nik_hash, nomor_kartu from nik_terdaftar where nik_hash = any($1::bytea[])"


@dataclass(frozen=True, slots=True)
class Permohonan:
    """What is asked for. ``anggota`` begins with the head; ``pensiun``: (pokok, tunjangan keluarga) of a pensioner."""

    anggota: Sequence[BarisPeserta]
    kepesertaan: Kepesertaan
    golongan: str
    pensiun: tuple[int, int] | None
    tidak_mampu: bool
    kantor_cabang: str
    kabupaten_kota: str


@dataclass(frozen=True, slots=True)
class Dikenal:
    """A person of the Master File as he was looked at."""

    nomor_kartu: str
    orang: domain.Peserta
    versi: int


@dataclass(frozen=True, slots=True)
class Hasil:
    keluarga: keluarga_mandiri.Keluarga
    versi: int
    anggota: Sequence[tuple[domain.Peserta, str]]
    """Each with what was done: BARU, PINDAH, TETAP."""


class Berubah(Exception):
    """Somebody else changed one of these people meanwhile: to be decided again."""


async def lihat(conn: asyncpg.Connection, store: EventStore, sandi: Sandi, baris: Sequence[BarisPeserta]) -> dict[str, Dikenal]:
    """Who of them has a number already, by identity."""
    hash_identitas = {sandi.hash_identitas(b.identitas): b.identitas for b in baris}
    nomor = {hash_identitas[r["nik_hash"]]: r["nomor_kartu"] for r in await conn.fetch(_NIK, list(hash_identitas))}
    orang = await muat(store, list(nomor.values()))
    return {i: Dikenal(n, *orang[n]) for i, n in nomor.items()}


async def periksa(anggota: Sequence[BarisPeserta], dikenal: Mapping[str, Dikenal], dukcapil: Dukcapil) -> list[Cacat]:
    """Who cannot be registered with this family, and why. Raises ServiceUnavailable if Dukcapil does not answer."""
    kepala = dikenal.get(anggota[0].identitas)
    keluarga_id = "" if kepala is None else id_keluarga(kepala.nomor_kartu)
    perlu = [b.nik for b in anggota if b.jenis_identitas == "NIK" and b.identitas not in dikenal]
    penduduk = await dukcapil.cari(perlu) if perlu else {}
    cacat = []
    for b in anggota:
        ada = dikenal.get(b.identitas)
        if ada is None:
            if (tolak := cocokkan_dukcapil(b, penduduk)) is not None:
                cacat.append(tolak)
        elif not segmen.boleh_masuk(ada.orang, keluarga_id):
            # R-KEP-35: never a silent move; neither the unit nor its AKT is named
            cacat.append(Cacat(b.baris, "nik", "SUDAH_TERDAFTAR", "Orang ini sudah terdaftar pada unit lain; petugas menindaklanjutinya."))
    return cacat


def id_keluarga(kepala: str) -> str:
    return f"KEL-{kepala}"


async def tulis(
    commands: Commands, conn: asyncpg.Connection, sandi: Sandi, m: Permohonan, dikenal: Mapping[str, Dikenal], ctx: Context, pada: date
) -> Hasil:
    """All streams in one transaction, in order of their ids: the family first, then its people."""
    baru = [b for b in m.anggota if b.identitas not in dikenal]
    pertama = await draw_serials(conn, "nomor_kartu", len(baru)) if baru else 0
    nomor = {b.identitas: f"{NOKA_PERTAMA + pertama + n:013d}" for n, b in enumerate(baru)} | {i: d.nomor_kartu for i, d in dikenal.items()}
    kepala = nomor[m.anggota[0].identitas]
    keluarga_id, s = id_keluarga(kepala), m.kepesertaan
    orang_kepala = dikenal.get(m.anggota[0].identitas)
    _, dari = segmen.mulai(None if orang_kepala is None else orang_kepala.orang, pada, s.segmen, tidak_mampu=m.tidak_mampu)
    daftar = keluarga_mandiri.DaftarkanKeluarga(
        keluarga_id, va_perorangan(kepala), s, m.kantor_cabang, m.kabupaten_kota, kepala, dari, pada, len(m.anggota)
    )
    outcome = await commands.execute(KELUARGA, keluarga_id, daftar, ctx=ctx)
    keluarga = outcome.state
    if keluarga is None:
        raise AssertionError("a command without a key is never a stored answer")
    va = keluarga.virtual_account
    kunci_lama = await pembaca.kunci_terbungkus(conn, [d.nomor_kartu for d in dikenal.values()])
    putusan: list[tuple[str, domain.Peserta, int, Sequence[PesertaPeristiwa]]] = []
    pengenal: list[Pengenal] = []
    cara: list[str] = []
    for b in m.anggota:
        ada = dikenal.get(b.identitas)
        upah = m.pensiun if b is m.anggota[0] else None
        if ada is None:
            kunci, terbungkus = sandi.kunci_baru()
            noka = nomor[b.identitas]
            perintah = _daftarkan(
                m, b, noka, kepala, keluarga_id, va, kunci, upah, None if orang_kepala is None else orang_kepala.orang, pada
            )
            putusan.append((noka, domain.AWAL, 0, domain.decide(perintah, domain.AWAL)))
            pengenal.append(Pengenal(noka, sandi.hash_identitas(b.identitas), sandi.kata_nama(b.nama), terbungkus, keluarga_id))
            cara.append("BARU")
            continue
        terbungkus_lama = kunci_lama.get(ada.nomor_kartu)
        if terbungkus_lama is None:
            raise Ditolak("PESERTA_DILUPAKAN", "Data pribadi peserta ini sudah dihapus.")
        perintah_lama = _masukkan(m, b, ada.orang, kepala, keluarga_id, va, sandi.induk.unwrap(terbungkus_lama), upah, pada)
        peristiwa = domain.decide(perintah_lama, ada.orang)
        putusan.append((ada.nomor_kartu, ada.orang, ada.versi, peristiwa))
        cara.append("PINDAH" if peristiwa and isinstance(perintah_lama, Pindahkan) else "TETAP")
    berubah = sorted((x for x in putusan if x[3]), key=lambda x: x[0])
    ditulis = await commands.append_many(PESERTA, berubah, ctx=ctx, extra=tulis_pengenal(pengenal) if pengenal else ())
    if len(ditulis) != len(berubah):
        raise Berubah
    anggota = [(PESERTA.fold(e, o), c) for (_, o, _, e), c in zip(putusan, cara, strict=True)]
    return Hasil(keluarga, outcome.version or 0, anggota)


def _daftarkan(
    m: Permohonan,
    b: BarisPeserta,
    noka: str,
    kepala: str,
    keluarga_id: str,
    va: str,
    kunci: bytes,
    upah: tuple[int, int] | None,
    orang_kepala: domain.Peserta | None,
    pada: date,
) -> Daftarkan:
    bulan, dari = segmen.mulai_baru(b.hubungan, b.tanggal_lahir, orang_kepala, keluarga_id, pada)
    return Daftarkan(
        nomor_kartu=noka,
        virtual_account=va,
        badan_usaha_id="",
        akt_id=None,
        sub_segmen=m.kepesertaan.sub_segmen,
        hubungan=b.hubungan,
        nomor_kartu_pekerja=None if noka == kepala else kepala,
        kategori="PEKERJA" if noka == kepala and m.pensiun is not None else "INTI",
        hak_kelas=m.kepesertaan.hak_kelas,
        kelas_dipilih=m.kepesertaan.kelas_dipilih,
        golongan=m.golongan,
        kabupaten_kota_kerja=None,
        kode_fktp=b.kode_fktp or None,
        koordinasi_manfaat=False,
        rahasia=seal(kunci, rahasia_baris(b)),
        upah_tersandi=None if upah is None else tutup_upah(kunci, *upah),
        pekerjaan_id=None,
        pada=dari,
        segmen=m.kepesertaan.segmen,
        keluarga_id=keluarga_id,
        iuran_mulai=bulan,
    )


def _masukkan(
    m: Permohonan,
    b: BarisPeserta,
    p: domain.Peserta,
    kepala: str,
    keluarga_id: str,
    va: str,
    kunci: bytes,
    upah: tuple[int, int] | None,
    pada: date,
) -> Pindahkan | TetapkanHakKelas:
    s = m.kepesertaan
    bulan, dari = segmen.mulai(p, pada, s.segmen, tidak_mampu=m.tidak_mampu)
    if p.keadaan == "TERDAFTAR" and (p.keluarga_id, p.segmen, p.sub_segmen) == (keluarga_id, s.segmen, s.sub_segmen):
        return TetapkanHakKelas(s.hak_kelas, s.aturan, dari)  # R-KEP-41: another package from the next month on, or nothing new
    return Pindahkan(
        virtual_account=va,
        badan_usaha_id="",
        keluarga_id=keluarga_id,
        akt_id=None,
        segmen=s.segmen,
        sub_segmen=s.sub_segmen,
        hubungan=b.hubungan,
        nomor_kartu_pekerja=None if p.nomor_kartu == kepala else kepala,
        kategori="PEKERJA" if p.nomor_kartu == kepala and m.pensiun is not None else "INTI",
        hak_kelas=s.hak_kelas,
        aturan_kelas=s.aturan,
        kelas_dipilih=s.kelas_dipilih,
        golongan=m.golongan,
        iuran_mulai=bulan,
        berlaku_dari=dari,
        kabupaten_kota_kerja=None,
        koordinasi_manfaat=False,
        upah_tersandi=None if upah is None else tutup_upah(kunci, *upah),
    )
