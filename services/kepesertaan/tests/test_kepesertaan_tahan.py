"""What an import survives: Dukcapil away, a worker that dies in the middle of a chunk, somebody who was first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from kepesertaan.jobs import impor
from selaras.cerita.berkas import berkas_peserta

Panggung = Any


async def test_with_dukcapil_away_the_job_waits_and_refuses_nobody(panggung: Panggung) -> None:
    bu = (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    panggung.dukcapil_mati.set()
    try:
        accepted = await panggung.kirim(bu, berkas_peserta(panggung.bahan.melati), akt="akt-melati")
        await asyncio.sleep(1.5)
        view = (await panggung.h.call("GET", accepted.headers["Location"], who=panggung.akt("akt-melati"))).json()
        assert (view["keadaan"], view["selesai"], view["gagal"], view["jumlah"]) == ("BERJALAN", 0, 0, 40)
    finally:
        panggung.dukcapil_mati.clear()
    done = await panggung.h.job(accepted, panggung.akt("akt-melati"))
    assert (done["selesai"], done["gagal"]) == (40, 0)


async def test_a_single_registration_without_dukcapil_is_503(panggung: Panggung) -> None:
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    orang = next(b.orang for b in panggung.bahan.sentosa if b.orang.pekerja and b.cacat is None)
    isi = {k: v for k, v in orang.baris().items() if v and k not in ("upah_pokok", "tunjangan_tetap", "kelas_dipilih")}
    body = {**isi, "badan_usaha_id": bu, "upah_pokok": 5_000_000}
    panggung.dukcapil_mati.set()
    try:
        away = await panggung.h.call("POST", "/v1/peserta", who=panggung.akt(), json=body, at=panggung.waktu("2016-11-16T09:00"))
    finally:
        panggung.dukcapil_mati.clear()
    assert (away.status, away.headers["Retry-After"]) == (503, "5")


async def test_one_key_at_the_same_moment_registers_once_and_is_answered_alike(
    panggung: Panggung, bangun_bahan: Callable[[int], Any]
) -> None:
    """Found by requests that the wire brings twice (make kekacauan, seed 1): the second was told that nothing had changed."""
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    bahan = bangun_bahan(4711)
    panggung.isi_dukcapil(bahan, "penduduk-4711")
    for n, orang in enumerate([b.orang for b in bahan.sentosa if b.orang.pekerja and b.cacat is None][:6]):
        isi = {k: v for k, v in orang.baris().items() if v and k not in ("upah_pokok", "tunjangan_tetap", "kelas_dipilih")}
        body = {**isi, "badan_usaha_id": bu, "upah_pokok": 5_000_000}
        kirim = {"who": panggung.akt(), "json": body, "key": f"serentak-{n}", "at": panggung.waktu("2016-11-16T09:00")}
        semua = await asyncio.gather(*(panggung.h.call("POST", "/v1/peserta", **kirim) for _ in range(4)))
        assert {a.status for a in semua} == {201}
        assert len({a.body for a in semua}) == 1


async def test_a_chunk_that_dies_after_its_last_write_is_done_again_once(
    panggung: Panggung, bangun_bahan: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bahan = bangun_bahan(2024)
    panggung.isi_dukcapil(bahan, "penduduk-2024")
    bu = (await panggung.daftar_bu())["badan_usaha_id"]
    monkeypatch.setattr(impor, "SEKALI", 60)
    asli, jatuh = impor.ImporPeserta._buat_tugas, set[tuple[int, ...]]()

    async def buat_tugas(self: Any, tx: Any, masukan: Any, pekerjaan: str, hasil: Any, pada: Any) -> None:
        await asli(self, tx, masukan, pekerjaan, hasil, pada)
        bagian = tuple(b.baris for b, _ in hasil)
        if bagian not in jatuh:
            jatuh.add(bagian)
            raise asyncpg.DeadlockDetectedError("died before the commit")

    monkeypatch.setattr(impor.ImporPeserta, "_buat_tugas", buat_tugas)
    done = await panggung.impor(bu, bahan.sentosa)
    # the two rows of the other Badan Usaha are registered nowhere in this test: they come in here
    assert (done["keadaan"], done["jumlah"]) == ("SELESAI", 500) and len(jatuh) >= 8
    terdaftar = {b.orang.nik for b in bahan.sentosa if b.cacat is None or b.cacat.kode == "SUDAH_TERDAFTAR"}
    [row] = await panggung.h.fetch("select count(*) as n from peserta where badan_usaha_id = $1", bu)
    assert row["n"] == done["selesai"] and abs(done["selesai"] - len(terdaftar)) <= 1
    [events] = await panggung.h.fetch(
        "select count(*) as n from events e join peserta p on e.stream_id = 'peserta:' || p.nomor_kartu where p.badan_usaha_id = $1", bu
    )
    assert events["n"] == row["n"]
    [left] = await panggung.h.fetch(
        "select count(*) as n from bagian_impor b join jobs j on j.id = b.pekerjaan_id where j.subject = $1", bu
    )
    assert left["n"] == 0
    subject = f"badan-usaha:{bu}"

    async def all_out() -> Any:
        return await panggung.peristiwa("ImporPesertaSelesai", subject)

    assert len(await panggung.h.until(all_out)) == 1

    async def ditolak() -> Any:
        semua = [e for e in await panggung.peristiwa("PendaftaranPesertaDitolak") if e.badan_usaha_id == bu]
        return semua if len(semua) >= done["gagal"] else None

    assert len(await panggung.h.until(ditolak)) == done["gagal"]
    [panjang] = await panggung.h.fetch("select version from streams where stream_id = $1", subject)
    assert panjang["version"] < 10, "refused rows are on no stream that a command reads"
    assert len(await panggung.peristiwa("VirtualAccountDiaktifkan", subject)) == 1


async def test_two_akt_that_claim_the_same_people_at_once_share_nobody(panggung: Panggung, bangun_bahan: Callable[[int], Any]) -> None:
    bahan = bangun_bahan(31)
    panggung.isi_dukcapil(bahan, "penduduk-31")
    satu, dua = (await panggung.daftar_bu())["badan_usaha_id"], (await panggung.daftar_bu("akt-melati"))["badan_usaha_id"]
    a, b = await asyncio.gather(panggung.impor(satu, bahan.melati), panggung.impor(dua, bahan.melati, akt="akt-melati"))
    assert a["selesai"] + b["selesai"] == 40 and {g["kode"] for g in a["baris_gagal"] + b["baris_gagal"]} <= {
        "SUDAH_TERDAFTAR", "PEKERJA_TIDAK_ADA",
    }  # fmt: skip
    [row] = await panggung.h.fetch("select count(*) as n from peserta where badan_usaha_id = any($1::text[])", [satu, dua])
    assert row["n"] == 40
