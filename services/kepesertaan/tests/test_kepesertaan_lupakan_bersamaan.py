"""Forgetting, and what names him or changes him at the same moment: sealed pieces on their way, a move, a rename; on real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
import pytest
from chassis.testing import Answer
from chassis.testing_races import models_hold
from kepesertaan.sandi import Sandi
from kepesertaan.terbuka import terbuka
from selaras.cerita.berkas import berkas_peserta

from .mutasi_uji import Keluarga, upah

Panggung = Any
AT = "2016-12-16T09:00"
_MENUNGGU = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' having count(*) = $1"


class Meja:
    def __init__(self, p: Panggung) -> None:
        self.p, self.k = p, Keluarga(p)

    async def panggil(self, cara: str, jalur: str, who: str, **lain: Any) -> Answer:
        jawab: Answer = await self.p.h.call(cara, jalur, who=who, at=self.p.waktu(AT), **lain)
        return jawab

    def pusat(self, sub: str) -> str:
        scope = "kepesertaan:baca kepesertaan:tulis persetujuan:tulis"
        token: str = self.p.h.token(sub, scope, kantor="PUSAT", jenis_kantor="PUSAT")
        return token

    async def ubah(self, noka: str, nama: str = "Zubaidah Quswatin") -> Answer:
        isi = {"jenis": "UBAH_DATA", "berlaku": "2016-12-16", "data": {"nama": nama}}
        return await self.panggil("POST", f"/v1/peserta/{noka}/mutasi", self.p.akt(), json=isi)

    async def pindah(self, orang: dict[str, Any], ke: dict[str, Any]) -> Answer:
        isi = {"jenis": "PINDAH", "berlaku": "2016-12-17", **upah(ke, orang)}
        return await self.panggil("POST", f"/v1/peserta/{orang['nomor_kartu']}/mutasi", self.p.akt(), json=isi)

    async def lupa(self, noka: str, sub: str = "ani", akhir: str = "") -> Answer:
        isi = {} if akhir else {"json": {"alasan": "PERMINTAAN_PESERTA"}}
        return await self.panggil("POST", f"/v1/peserta/{noka}/pelupaan{akhir}", self.pusat(sub), **isi)

    async def keluar(self, orang: dict[str, Any]) -> None:
        """Left a while ago and covered no more: nothing of his own stands against forgetting him."""
        jawab = await self.k.mutasi(orang["nomor_kartu"], "akt-sentosa", "2016-11-20T09:00", "KELUAR", "2016-11-20")
        assert jawab.status == 200, jawab.body
        self.p.tidak_aktif.add(orang["nomor_kartu"])

    async def unggah(self, bu: str, isi: bytes) -> str:
        form = aiohttp.FormData()
        form.add_field("berkas", isi, filename="x", content_type="application/octet-stream")
        form.add_field("badan_usaha_id", bu)
        jawab = await self.panggil("POST", "/v1/berkas", self.p.akt(), data=form)
        assert jawab.status == 201, jawab.body
        return str(jawab.json()["berkas"])

    async def bertemu(self, noka: str, *panggilan: Callable[[], Awaitable[Answer]]) -> list[Answer]:
        """In this order they come to his stream, which is held until all of them wait."""
        async with self.p.h.rt.db.transaction() as conn:
            await conn.execute("select 1 from streams where stream_id = $1 for update", f"peserta:{noka}")
            jalan = []
            for n, satu in enumerate(panggilan, 1):
                jalan.append(asyncio.ensure_future(satu()))
                await self.p.h.until(partial(self.p.h.fetch, _MENUNGGU, n))
        return await asyncio.gather(*jalan)


@pytest.fixture(scope="module")
async def meja(panggung: Panggung) -> Meja:
    return Meja(panggung)


@pytest.mark.parametrize("pindah_dahulu", [True, False])
async def test_a_move_and_a_rename_never_wait_for_each_other(meja: Meja, pindah_dahulu: bool) -> None:
    lama, baru = await meja.p.daftar_bu(), await meja.p.daftar_bu()
    orang = await meja.k.daftar(lama["badan_usaha_id"], "akt-sentosa")
    noka = orang["nomor_kartu"]
    dua = [partial(meja.pindah, orang, baru), partial(meja.ubah, noka)]
    jawab = await meja.bertemu(noka, *(dua if pindah_dahulu else reversed(dua)))
    assert [j.status for j in jawab] == [200, 200], [j.body for j in jawab]
    [cari] = await meja.p.h.fetch("select kata, milik from cari_nama where nomor_kartu = $1", noka)
    sandi = Sandi.dari(meja.p.h.rt.settings)
    assert set(sandi.kata_cari("Zubaidah Quswatin")) <= set(cari["kata"])
    assert baru["badan_usaha_id"] in cari["milik"] and lama["badan_usaha_id"] not in cari["milik"]
    await models_hold(meja.p.h)


@pytest.mark.parametrize("lupa_dahulu", [True, False])
@pytest.mark.parametrize("lain", ["pindah", "ubah"])
async def test_forgetting_and_a_change_come_one_after_the_other(meja: Meja, lain: str, lupa_dahulu: bool) -> None:
    lama, baru = await meja.p.daftar_bu(), await meja.p.daftar_bu()
    orang = await meja.k.daftar(lama["badan_usaha_id"], "akt-sentosa")
    noka = orang["nomor_kartu"]
    await meja.keluar(orang)
    assert (await meja.lupa(noka)).status == 201
    lupa = partial(meja.lupa, noka, "budi", "/persetujuan")
    mengubah = partial(meja.pindah, orang, baru) if lain == "pindah" else partial(meja.ubah, noka)
    jawab = await meja.bertemu(noka, *((lupa, mengubah) if lupa_dahulu else (mengubah, lupa)))
    # forgotten, nobody changes him; moved, he is a member and stays; renamed, he is forgotten under his new name
    harap = [200, 409] if lupa_dahulu or lain == "pindah" else [200, 200]
    assert [j.status for j in jawab] == harap, [j.body for j in jawab]
    dilupakan = lupa_dahulu or lain == "ubah"
    for tabel in ("cari_nama", "nik_terdaftar", "kunci_peserta"):
        ada = await meja.p.h.fetch(f"select 1 from {tabel} where nomor_kartu = $1", noka)  # noqa: S608 - ours
        assert bool(ada) is not dilupakan, tabel
    await models_hold(meja.p.h)


async def test_not_while_a_sealed_piece_on_its_way_names_him(meja: Meja) -> None:
    p, akt = meja.p, meja.p.akt()
    bu, lain = await p.daftar_bu(), (await p.daftar_bu())["badan_usaha_id"]
    orang = await meja.k.daftar(bu["badan_usaha_id"], "akt-sentosa")
    noka, nik = orang["nomor_kartu"], orang["nik"]
    await meja.keluar(orang)

    async def halangan() -> list[tuple[str, str]]:
        jawab = await meja.lupa(noka)
        assert jawab.status == 409, jawab.body
        return [(g["kode"], g["detail"].rpartition("(")[2].rstrip(")")) for g in jawab.json()["errors"]]

    # a form that waits for its documents: he himself, and as the worker of somebody
    dia: dict[str, Any] = {"nik": nik, "nama": "Orang Lain", "tanggal_lahir": "1980-03-05", "jenis_kelamin": "L", "hubungan": "PEKERJA"}
    istri = {**dia, "nik": "3174014503810001", "jenis_kelamin": "P", "tanggal_lahir": "1981-03-05", "hubungan": "ISTRI", "nik_pekerja": nik}
    ktp, kk = [await meja.unggah(lain, isi) for isi in (b"%PDF-ktp dia", b"%PDF-kartu keluarga mereka")]
    dia["dokumen"], istri["dokumen"] = {"KTP": ktp, "KARTU_KELUARGA": kk}, {"KARTU_KELUARGA": kk}
    jalur = f"/v1/badan-usaha/{lain}/pendaftaran-kolektif"
    for isi in (dia, istri):
        diterima = await meja.panggil("POST", jalur, akt, json={"formulir": [isi]})
        assert diterima.status == 201, diterima.body
        id = diterima.json()["kolektif_id"]
        assert await halangan() == [("FORMULIR_MENUNGGU", id)]
        tarik = {"baris": [1], "alasan": "salah orang"}
        assert (await meja.panggil("POST", f"{jalur}/{id}/penarikan", akt, json=tarik)).status == 200

    # a file whose chunk waits for Dukcapil: sorted already, and not of a migration
    baru = next(b for b in p.bahan.sentosa if b.cacat is None and b.orang.pekerja)
    baris = {**baru.isi, "nik": nik, "tanggal_lahir": "1980-03-05", "jenis_kelamin": "L"}
    p.dukcapil_mati.set()
    try:
        kirim = await p.kirim(lain, berkas_peserta([baru, type(baru)(baris, baru.orang)]))
        await p.h.until(lambda: p.h.fetch("select 1 from bagian_impor"))
        async with p.h.rt.db.connection() as conn:
            ada = await terbuka(conn, Sandi.dari(p.h.rt.settings), nik.lower(), "-")
        assert [h.kode for h in ada] == ["IMPOR_BERJALAN"] and kirim.headers["Location"].endswith(ada[0].nomor)
    finally:
        p.dukcapil_mati.clear()
    selesai = await p.h.job(kirim, akt, seconds=60)
    assert (selesai["selesai"], selesai["gagal"]) == (1, 1), selesai

    # his row was refused, and somebody has to settle that
    [(kode, tugas)] = await halangan()
    assert kode == "TUGAS_TERBUKA"
    isi = {"hasil": "DITOLAK", "catatan": "bukan pekerja kami"}
    assert (await meja.panggil("POST", f"/v1/tugas/{tugas}/penyelesaian", p.prima(), json=isi)).status == 200

    # a migration that waits for its letter
    form = aiohttp.FormData()
    form.add_field("badan_usaha_id", lain)
    semua = [type(baru)({**baris, "nik": f"317401050380{n:04d}"}, baru.orang) for n in range(1, 1001)]
    form.add_field("berkas", berkas_peserta([*semua, type(baru)(baris, baru.orang)]), filename="p.csv", content_type="text/csv")
    migrasi = await meja.panggil("POST", "/v1/migrasi", akt, data=form)
    assert migrasi.status == 201, migrasi.body
    id = migrasi.json()["migrasi_id"]
    assert await halangan() == [("MIGRASI_BERJALAN", id)]
    assert (await meja.panggil("POST", f"/v1/migrasi/{id}/penarikan", akt, json={"alasan": "salah"})).status == 200

    assert (await meja.lupa(noka)).status == 201
    # what came in between the request and the approval holds it up too
    id = (await meja.panggil("POST", jalur, akt, json={"formulir": [dia]})).json()["kolektif_id"]
    assert (await meja.lupa(noka, "budi", "/persetujuan")).status == 409
    assert (await meja.panggil("POST", f"{jalur}/{id}/penarikan", akt, json=tarik)).status == 200
    berkas = [f"/v1/berkas/{b.removeprefix('sha256:')}" for b in (ktp, kk)]
    assert [(await meja.panggil("GET", b, akt)).status for b in berkas] == [200, 200]
    assert (await meja.lupa(noka, "budi", "/persetujuan")).status == 200
    # his papers of forms that came to nothing are gone with him; what names his family too is theirs
    assert [(await meja.panggil("GET", b, akt)).status for b in berkas] == [404, 200]
