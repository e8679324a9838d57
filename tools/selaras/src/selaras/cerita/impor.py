"""2016-11-14 to 11-18: three imports. 40 people, 500 rows of which 17 are bad in nine ways, and the corrected file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

from selaras.cerita import tetap
from selaras.cerita.berkas import berkas_peserta
from selaras.cerita.harapan import benar, sama, tanpa
from selaras.cerita.hitungan import hak_kelas, tambahan
from selaras.cerita.mengapa import mengapa
from selaras.cerita.orang import Orang
from selaras.cerita.panggilan import Berkas, serentak
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.pembangkit import BarisBerkas
from selaras.cerita.tetap import AKT, KC_PRIMA, MELATI, SENTOSA


async def _kirim(
    p: Panggung, lk: Langkah, akt: str, baris: Sequence[BarisBerkas], *, pemisah: str = ",", bom: bool = False
) -> dict[str, Any]:
    isi = berkas_peserta(baris, pemisah=pemisah, bom=bom)
    jalur = f"/v1/badan-usaha/{p.catatan.badan_usaha[akt]}/peserta:impor"
    diterima = await p.post(akt, "kepesertaan", jalur, berkas=[Berkas("berkas", "peserta.csv", isi)], harap=202)
    hasil, detik = await p.pekerjaan(akt, "kepesertaan", diterima, f"impor {len(baris)} baris {akt}")
    sama("jumlah baris", hasil["jumlah"], len(baris))
    hasil["lokasi"] = diterima.kepala["location"]
    lk.catat(
        f"impor {len(baris)} baris oleh {akt}",
        f"{hasil['selesai']} terdaftar, {hasil['gagal']} ditolak",
        "R-KEP-11, R-KEP-13, R-KEP-17, R-KEP-22, R-KEP-40",
        ms=detik * 1000,
        jumlah=len(baris),
    )
    return hasil


async def melati(p: Panggung) -> None:
    async with p.langkah("2016-11-14", "akt-melati mengimpor 40 orang") as lk:
        p.pada("2016-11-14 09:00")
        j = await p.post(
            MELATI, "kepesertaan", f"/v1/badan-usaha/{p.catatan.badan_usaha[MELATI]}/peserta:impor",
            berkas=[Berkas("berkas", "salah.csv", b"nomor,nama\r\n1,x\r\n")], harap=422,
        )  # fmt: skip
        sama("berkas tanpa kolom NIK", j.aturan, "R-KEP-22")
        lk.catat("berkas tanpa kolom nik", f"422 {j.alasan}", mengapa(j.isi), ms=j.ms)
        hasil = await _kirim(p, lk, MELATI, p.bahan.melati)
        sama("baris gagal", hasil["baris_gagal"], [])
        await _kenali(p, MELATI, p.bahan.orang_melati)
        await _va_aktif(p, lk, MELATI)


async def sentosa(p: Panggung) -> None:
    bahan = p.bahan
    async with p.langkah("2016-11-15", "akt-sentosa mengimpor 500 baris, 17 di antaranya salah") as lk:
        p.pada("2016-11-15 09:00")
        hasil = await _kirim(p, lk, SENTOSA, bahan.sentosa, pemisah=";", bom=True)
        sama("terdaftar", (hasil["selesai"], hasil["gagal"]), (483, 17))
        gagal = {g["baris"]: (g["kolom"], g["kode"]) for g in hasil["baris_gagal"]}
        sama("baris yang ditolak", gagal, {n: (c.kolom, c.kode) for n, c in bahan.cacat.items()})
        for g in hasil["baris_gagal"]:
            benar(f"baris {g['baris']} punya alasan", len(g["alasan"]) > 15, g)
            tanpa(f"alasan baris {g['baris']}", g["alasan"], (*_nama_melati(p), *bahan.rahasia()))
        for kode, jumlah in sorted(bahan.jumlah_per_kode.items()):
            contoh = next(g["alasan"] for g in hasil["baris_gagal"] if g["kode"] == kode)
            lk.catat(f"{jumlah} baris {kode}", contoh, _ATURAN_KODE.get(kode, ""))
        await _gagal_csv(p, lk, hasil["lokasi"])
        await _kenali(p, SENTOSA, bahan.terdaftar_pertama)
        await _kelas_dan_kategori(p, lk)
        await _va_aktif(p, lk, SENTOSA)
        await _tugas(p, lk)


async def perbaikan(p: Panggung) -> None:
    bahan = p.bahan
    async with p.langkah("2016-11-18", "Berkas yang diperbaiki") as lk:
        p.pada("2016-11-18 09:00")
        contoh = [p.catatan.noka[o.nik] for o in bahan.terdaftar_pertama[:5]]
        sebelum = [(await p.get(SENTOSA, "kepesertaan", f"/v1/peserta/{n}")).kepala.get("etag") for n in contoh]
        semula = {d["nomor_kartu"]: d for d in await _daftar(p, SENTOSA)}
        hasil = await _kirim(p, lk, SENTOSA, bahan.sentosa_betul, pemisah=";", bom=True)
        sama("tinggal yang tidak dapat diperbaiki", (hasil["selesai"], hasil["gagal"]), (496, 4))
        sama("kodenya", Counter(g["kode"] for g in hasil["baris_gagal"]), Counter(NIK_TIDAK_DITEMUKAN=2, SUDAH_TERDAFTAR=2))
        await _kenali(p, SENTOSA, bahan.terdaftar_akhir)
        sesudah = [(await p.get(SENTOSA, "kepesertaan", f"/v1/peserta/{n}")).kepala.get("etag") for n in contoh]
        sama("yang lain tidak berubah", sesudah, sebelum)
        kini = {d["nomor_kartu"]: d for d in await _daftar(p, SENTOSA)}
        sama("483 orang lain tidak berubah", {n: kini.get(n) for n in semula}, semula)
        lk.catat("13 baris diperbaiki", "terdaftar, yang lain tidak berubah", "R-KEP-11")
        await _tugas(p, lk)
        for akt in AKT:
            p.catatan.fakta[f"peserta {akt}"] = len(await _daftar(p, akt))
        sama("jumlah peserta", p.catatan.fakta["peserta akt-sentosa"], 496)


def _nama_melati(p: Panggung) -> tuple[str, ...]:
    return tetap.NAMA_BU[MELATI], tetap.NAMA_AKT[MELATI], MELATI, p.catatan.va[MELATI], p.catatan.badan_usaha[MELATI]


# A failed row carries its code only. A code without a rule (a number that cannot be a NIK, a word that is no hubungan) is plain format.
_ATURAN_KODE = {
    "GANDA_DALAM_BERKAS": "R-KEP-11",
    "NIK_TIDAK_DITEMUKAN": "R-KEP-36",
    "SUDAH_TERDAFTAR": "R-KEP-35",
    "UPAH_KOSONG": "R-IUR-07",
}


async def _daftar(p: Panggung, akt: str) -> list[dict[str, Any]]:
    return await p.semua(akt, "kepesertaan", "/v1/peserta", badan_usaha_id=p.catatan.badan_usaha[akt], batas="500")


async def _kenali(p: Panggung, akt: str, orang: Sequence[Orang]) -> None:
    """The AKT learns the NOKA of its people. It alone knows their NIK; the search keeps it out of every URL."""

    async def cari(o: Orang) -> None:
        j = await p.post(akt, "kepesertaan", "/v1/peserta:cari", {"nik": o.nik})
        sama(f"satu orang dengan NIK {o.nik[:4]}…", len(j.isi["data"]), 1)
        p.catatan.noka[o.nik] = j.isi["data"][0]["nomor_kartu"]

    await serentak(cari, [o for o in orang if o.nik not in p.catatan.noka])
    sama("nomor kartu tidak ganda", len(set(p.catatan.noka.values())), len(p.catatan.noka))


async def _gagal_csv(p: Panggung, lk: Langkah, lokasi: str) -> None:
    j = await p.get(SENTOSA, "kepesertaan", f"{lokasi}/gagal.csv")
    baris = list(csv.DictReader(io.StringIO(j.teks.removeprefix("\ufeff"))))
    sama("gagal.csv", len(baris), 17)
    benar("gagal.csv menyimpan kolom asal", {"nik", "nama", "kode", "alasan"} <= set(baris[0]), list(baris[0]))
    tanpa("gagal.csv", j.teks, _nama_melati(p))
    sama("gagal.csv: isi seperti dikirim", {b["nik"] for b in baris}, {c.salah["nik"] for c in p.bahan.cacat.values()})
    await p.get(MELATI, "kepesertaan", lokasi, harap=404)
    lk.catat("gagal.csv", "17 baris dengan kolom asal, kode dan alasan", "", ms=j.ms)


async def _kelas_dan_kategori(p: Panggung, lk: Langkah) -> None:
    """Everybody's class and place in the family against the oracle's."""
    semua = {o.nik: o for o in p.bahan.terdaftar_pertama}
    nik = {p.catatan.noka[n]: n for n in semua}
    bayar = {o.nik for k in semua.values() if k.pekerja for o in tambahan(k, semua.values(), p.sekarang.date())}
    daftar = await _daftar(p, SENTOSA)
    sama("jumlah peserta pada daftar", len(daftar), len(semua))
    for d in daftar:
        orang = semua[nik[d["nomor_kartu"]]]
        kategori = (
            "PEKERJA" if orang.pekerja else "KERABAT" if orang.hubungan == "KERABAT" else "TAMBAHAN" if orang.nik in bayar else "INTI"
        )
        kelas = orang.kelas_dipilih or hak_kelas(orang if orang.pekerja else semua[orang.nik_pekerja])
        sama(f"hak kelas dan kategori {orang.hubungan}", (d["hak_kelas"], d["kategori"]), (kelas, kategori))
    lk.catat(
        "hak kelas dan kategori keluarga 483 orang",
        "sama dengan hitungan mandiri",
        "R-KEP-13, R-KEP-15, R-KEP-16, R-KEP-17, R-KEP-18, R-KEP-40, R-KEP-42",
    )


async def _va_aktif(p: Panggung, lk: Langkah, akt: str) -> None:
    isi = (await p.get(akt, "kepesertaan", f"/v1/badan-usaha/{p.catatan.badan_usaha[akt]}")).isi
    sama("keadaan virtual account", isi["keadaan_va"], "AKTIF")
    lk.catat(f"virtual account {isi['virtual_account']}", "AKTIF", "R-BYR-07")


async def _tugas(p: Panggung, lk: Langkah) -> None:
    """Two kinds of refusal become work of the Relationship Officer, once each however often the file is sent."""
    tugas = [t for t in await p.semua(KC_PRIMA, "kepesertaan", "/v1/tugas") if t["badan_usaha_id"] == p.catatan.badan_usaha[SENTOSA]]
    sama("tugas RO", Counter(t["jenis"] for t in tugas), Counter(NIK_TIDAK_DITEMUKAN=2, SUDAH_TERDAFTAR=2))
    lk.catat("tugas Relationship Officer", "2 NIK_TIDAK_DITEMUKAN, 2 SUDAH_TERDAFTAR", "R-KEP-35, R-KEP-36")
