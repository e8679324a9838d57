"""The broker is down over the midnight of a day 10, and payments wait in the outbox: nobody is deactivated for it."""

from __future__ import annotations

import asyncio
import random

from shared_events.registry import LAYANAN

from selaras.cerita.tetap import OPERASI
from selaras.kekacauan.dunia import BadanUsaha, Dunia
from selaras.kekacauan.jalan import Panggung
from selaras.kekacauan.pembuktian.baca import baca_toko
from selaras.kekacauan.pembuktian.data import Temuan
from selaras.kekacauan.persiapan import bayar_lunas, pekerjaan, saat, terbitkan, tutup_hari

GELAP = 6.0
"""Seconds that the day is asked to close in while the broker is down: whoever would close it without having heard has time to."""
TENGGAT = 40.0


async def tengah_malam(p: Panggung) -> Temuan:
    """The last account does not pay: it shows that the day did act."""
    d = p.dunia
    await tutup_hari(d, "2016-11-20", LAYANAN)
    await terbitkan(d, "2016-12", "2016-11-21 08:00")
    d.pengirim.waktu = saat("2016-12-05 09:00")
    for bu in d.badan_usaha:
        await bayar_lunas(d, bu, "2016-12")
    temuan = await _menjadi(d, d.badan_usaha, "2016-12-05", aktif=True)
    await tutup_hari(d, "2016-12-20", LAYANAN)
    await terbitkan(d, "2017-01", "2016-12-21 08:00")
    await tutup_hari(d, "2017-01-10", LAYANAN)
    temuan += await _menjadi(d, d.badan_usaha, "2017-01-11", aktif=True)  # in arrears, and served
    *membayar, lalai = d.badan_usaha
    await p.tenang()

    await asyncio.to_thread(p.t.kafka.kill)  # type: ignore[attr-defined]
    d.pengirim.waktu = saat("2017-02-10 16:00")
    for bu in membayar:
        await bayar_lunas(d, bu, "2017-01")
    d.pengirim.waktu = saat("2017-02-11 00:05")
    diterima = [(n, await d.pengirim.perintah("tutup_hari", OPERASI, n, "/v1/tutup-hari", {"tanggal": "2017-02-10"})) for n in LAYANAN]
    await asyncio.sleep(GELAP)
    if await _nonaktif(p):
        temuan.append("status memutuskan sebelum mendengar pembayaran")
    p.t.kafka.launch()
    for nama, jawab in diterima:
        await pekerjaan(d, OPERASI, nama, jawab)
    temuan += await _menjadi(d, membayar, "2017-02-11", aktif=True)
    temuan += await _menjadi(d, [lalai], "2017-02-11", aktif=False)
    temuan += await p.tenang()
    if (nonaktif := await _nonaktif(p)) != {lalai.va}:
        temuan.append(f"dinonaktifkan: {sorted(nonaktif)}, seharusnya hanya {lalai.va}")
    return [*temuan, *await p.buktikan()]


async def _menjadi(d: Dunia, semua: list[BadanUsaha], pada: str, *, aktif: bool) -> Temuan:
    """One worker of each account is asked about until he is answered so."""
    temuan: Temuan = []
    acak = random.Random(1)
    for bu in semua:
        orang = acak.choice([o for o in bu.berkas if o.pekerja])
        batas = asyncio.get_running_loop().time() + TENGGAT
        while True:
            jawab = await d.pengirim.baca(bu.akt, "status", f"/v1/status/{d.noka[orang.nik]}", {"pada": pada})
            kini = jawab.isi or {}
            if kini.get("aktif") is aktif or asyncio.get_running_loop().time() > batas:
                break
            await asyncio.sleep(0.2)
        if kini.get("aktif") is not aktif:
            temuan.append(f"{bu.va} pada {pada}: {kini.get('keadaan')}, seharusnya {'aktif' if aktif else 'tidak aktif'}")
    return temuan


async def _nonaktif(p: Panggung) -> set[str]:
    """Accounts that status has ever declared inactive, from its store."""
    toko = await baca_toko(p.t.database_url, p.t.topic_prefix)
    return {
        e.stream.split(":", 1)[1]
        for e in toko["status"].peristiwa
        if e.kategori == "unit" and e.isi_publik is not None and b'"TIDAK_AKTIF"' in e.isi_publik
    }
