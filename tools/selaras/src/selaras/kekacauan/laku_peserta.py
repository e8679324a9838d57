"""What AKT and offices do at kepesertaan: registrations, imports, changes, cards, agreements."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from selaras.cerita import tetap
from selaras.cerita.berkas import berkas_peserta
from selaras.cerita.orang import Orang
from selaras.cerita.panggilan import Berkas
from selaras.cerita.pembangkit import BarisBerkas
from selaras.cerita.tetap import AKT, PUSAT
from selaras.kekacauan.dunia import BadanUsaha, Dunia
from selaras.kekacauan.persiapan import DESAIN, kenali

BARIS_IMPOR = 6


def _isi(orang: Orang, bu: BadanUsaha) -> dict[str, Any]:
    angka = {"upah_pokok": orang.upah_pokok, "tunjangan_tetap": orang.tunjangan_tetap, "kelas_dipilih": orang.kelas_dipilih}
    return {**orang.baris(), **angka, "badan_usaha_id": bu.id}


async def daftar(d: Dunia, acak: random.Random) -> None:
    """A new worker."""
    if d.cadangan:
        await _daftarkan(d, d.cadangan.pop(), acak.choice(d.badan_usaha))


async def daftar_lagi(d: Dunia, acak: random.Random) -> None:
    """Somebody known: at his own Badan Usaha nothing changes, at another he is refused (R-KEP-35)."""
    bu = acak.choice(d.badan_usaha)
    orang = next((o for o in acak.sample(bu.berkas, len(bu.berkas)) if o.pekerja), None)
    if orang is not None:
        await _daftarkan(d, orang, bu if acak.random() < 0.5 else acak.choice(d.badan_usaha))


async def daftar_berdua(d: Dunia, acak: random.Random) -> None:
    """Two Badan Usaha claim the same new worker; whoever is first has him."""
    if not d.cadangan:
        return
    orang, dua = d.cadangan.pop(), acak.sample(d.badan_usaha, 2)
    for bu in dua:
        await _daftarkan(d, orang, bu)


async def _daftarkan(d: Dunia, orang: Orang, bu: BadanUsaha) -> None:
    jawab = await d.pengirim.perintah("daftar", bu.akt, "kepesertaan", "/v1/peserta", _isi(orang, bu), nik=orang.nik, bu=bu.id)
    d.status[f"daftar {jawab.status}"] += 1
    if jawab.berhasil:
        noka = jawab.isi["nomor_kartu"]
        d.noka[orang.nik], d.milik[orang.nik], d.pekerja[noka] = noka, bu, orang


async def impor(d: Dunia, acak: random.Random) -> None:
    """A small file: new workers, one known already, one broken row."""
    bu = acak.choice(d.badan_usaha)
    baru = [d.cadangan.pop() for _ in range(min(BARIS_IMPOR, len(d.cadangan)))]
    lama = acak.choice(bu.berkas)
    rusak = replace(acak.choice(bu.berkas), nik="123")
    isi = berkas_peserta([BarisBerkas(o.baris(), o) for o in (*baru, lama, rusak)])
    berkas = [Berkas("berkas", "susulan.csv", isi)]
    jalur = f"/v1/badan-usaha/{bu.id}/peserta:impor"
    jawab = await d.pengirim.perintah("impor", bu.akt, "kepesertaan", jalur, berkas=berkas, nik=[o.nik for o in baru], bu=bu.id)
    d.status[f"impor {jawab.status}"] += 1
    if jawab.status == 202:
        bu.berkas.extend(baru)
        for o in baru:
            d.milik[o.nik] = bu


async def cari(d: Dunia, acak: random.Random) -> None:
    """Learns a card number that an import has given meanwhile."""
    belum = [n for n in d.milik if n not in d.noka]
    if belum:
        await kenali(d, acak.choice(belum))


async def ubah_upah(d: Dunia, acak: random.Random) -> None:
    await _mutasi(d, acak, {"jenis": "UBAH_UPAH", "upah_pokok": acak.randint(3_500_000, 12_000_000), "tunjangan_tetap": 250_000})


async def ubah_data(d: Dunia, acak: random.Random) -> None:
    await _mutasi(d, acak, {"jenis": "UBAH_DATA", "data": {"telepon": f"0813{acak.randint(10_000_000, 99_999_999)}"}})


async def keluar(d: Dunia, acak: random.Random) -> None:
    """A worker leaves, and his family with him."""
    await _mutasi(d, acak, {"jenis": "KELUAR", "alasan": "MENGUNDURKAN_DIRI"}, selesai=True)


async def _mutasi(d: Dunia, acak: random.Random, isi: dict[str, Any], *, selesai: bool = False) -> None:
    if not d.pekerja:
        return
    noka = acak.choice(list(d.pekerja))
    orang = d.pekerja[noka]
    if selesai:
        d.pekerja.pop(noka)
    berlaku = (d.waktu.date() + timedelta(days=0 if selesai else 1)).isoformat()
    jalur = f"/v1/peserta/{noka}/mutasi"
    jawab = await d.pengirim.perintah("mutasi", d.milik[orang.nik].akt, "kepesertaan", jalur, isi | {"berlaku": berlaku}, noka=noka)
    d.status[f"mutasi {jawab.status}"] += 1


async def kartu(d: Dunia, acak: random.Random) -> None:
    """Cards for a few workers of one AKT; a card issued before is told again."""
    akt = acak.choice(AKT)
    milik = d.pekerja_lunas(akt)
    pilih = acak.sample(milik, min(5, len(milik)))
    if not pilih:
        return
    isi = {"nomor_kartu": pilih, "versi_desain": DESAIN}
    jawab = await d.pengirim.perintah("kartu", akt, "kepesertaan", "/v1/kartu-identitas-bersama", isi, noka=pilih)
    d.status[f"kartu {jawab.status}"] += 1
    if jawab.berhasil:
        d.kib |= {k["nomor_kartu"]: k["nomor_kib"] for k in jawab.isi["data"]}


async def perjanjian(d: Dunia, acak: random.Random) -> None:
    """The head office writes down an agreement it has, or a wage nobody is paid by."""
    if acak.random() < 0.5:
        akt = acak.choice(AKT)
        await d.pengirim.perintah("pks", PUSAT, "kepesertaan", f"/v1/akt/{akt}/pks", tetap.isi_pks(akt, "2017-10-31"))
        return
    kota = f"Kabupaten Kacau {acak.randint(1, 9)}"
    isi = {"tahun": 2017, "kabupaten_kota": kota, "nilai": acak.randint(2_000_000, 3_000_000), "sumber": "CONTOH"}
    await d.pengirim.perintah("umk", PUSAT, "kepesertaan", "/v1/umk", isi, cara="PUT")
