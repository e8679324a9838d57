"""Before the faults: insurers, agreements, hospitals, tariffs, wages, webhooks, and Badan Usaha with their first people."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dasar.tanggal import WIB
from shared_events.registry import LAYANAN

from selaras.cerita import tetap
from selaras.cerita.berkas import berkas_dukcapil, berkas_peserta
from selaras.cerita.hitungan import UMK
from selaras.cerita.panggilan import Berkas
from selaras.cerita.pembangkit import BarisBerkas
from selaras.cerita.rumah_sakit import FKTP, RUMAH_SAKIT, isi_fktp
from selaras.cerita.tetap import AKT, BANK, OPERASI, PUSAT
from selaras.kekacauan.dunia import BadanUsaha, Dunia
from selaras.kekacauan.penerima import PenerimaKacau
from selaras.kekacauan.pengirim import Hasil
from selaras.lokal.jalur import akar_repo

DESAIN = "v1"
TARIF = ("tarif-2016-regional3.csv", "tarif-contoh.csv")
TENGGAT_PEKERJAAN = 120.0


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(teks).replace(tzinfo=WIB)


class PersiapanGagal(RuntimeError):
    """The stage could not be set: the run says nothing about faults."""


class PekerjaanMacet(RuntimeError):
    """A job that was accepted neither ends nor fails."""


async def siapkan(d: Dunia, data: Path, penerima: PenerimaKacau) -> None:
    folder = data / "dukcapil"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"kekacauan-{d.benih}.csv").write_bytes(berkas_dukcapil(d.penduduk()))
    await _pusat(d)
    for akt in AKT:
        jawab = _harus(await d.pengirim.perintah("webhook", akt, "notifikasi", "/v1/webhook", {"url": penerima.url(akt), "jenis": ["*"]}))
        penerima.kenali(akt, jawab.isi["rahasia"])
    await _serentak(_badan_usaha, d, d.badan_usaha)
    for akt in AKT:
        desain = {"versi": DESAIN, "keterangan": "Kartu bersama"}
        _harus(await d.pengirim.perintah("desain", akt, "kepesertaan", "/v1/kartu-identitas-bersama/desain", desain))
        jalur = f"/v1/kartu-identitas-bersama/desain/{akt}/{DESAIN}/persetujuan"
        _harus(await d.pengirim.perintah("desain", PUSAT, "kepesertaan", jalur, {"setuju": True}))


async def bulan_pertama(d: Dunia) -> None:
    """The first bills, and more than half of them paid: from here on there is somebody to admit to a hospital."""
    await tutup_hari(d, "2016-11-20", LAYANAN)
    await terbitkan(d, "2016-12", "2016-11-21 08:00")
    d.pengirim.waktu = saat("2016-12-05 09:00")
    for bu in d.badan_usaha:
        if bu.nomor % 5 < 3:
            await bayar_lunas(d, bu, "2016-12")
            bu.lunas = True


async def bayar_lunas(d: Dunia, bu: BadanUsaha, periode: str) -> None:
    await baca_tagihan(d, bu)
    d.referensi += 1
    tagihan = next(t for t in d.tagihan[bu.va] if t["periode"] == periode)
    isi = {
        "virtual_account": bu.va, "nominal": tagihan["jumlah"], "waktu_bayar": d.waktu.isoformat(), "bank": "BNI", "kanal": "TELLER",
        "referensi_bank": f"KACAU-{d.benih}-{d.referensi}",
    }  # fmt: skip
    ciri = {"referensi": isi["referensi_bank"], "nominal": isi["nominal"], "va": bu.va}
    jawab = await d.pengirim.perintah("bayar", BANK, "iuran", "/v1/pembayaran", isi, setia=True, **ciri)
    if jawab.berhasil:
        d.pembayaran.append((isi, jawab.isi["pembayaran_id"]))


async def _pusat(d: Dunia) -> None:
    p = d.pengirim
    for akt in AKT:
        _harus(await p.perintah("akt", PUSAT, "kepesertaan", f"/v1/akt/{akt}", tetap.isi_akt(akt), cara="PUT"))
        _harus(await p.perintah("pks", PUSAT, "kepesertaan", f"/v1/akt/{akt}/pks", tetap.isi_pks(akt, "2017-10-31")))
    kontrak = [{"akt_id": akt, "dari": "2016-01-01", "sampai": "2017-12-31"} for akt in AKT]
    for rs in RUMAH_SAKIT.values():
        isi = rs.isi(AKT[0]) | {"kontrak_akt": kontrak}
        _harus(await p.perintah("faskes", PUSAT, "faskes", f"/v1/faskes/{rs.kode_ppk}", isi, cara="PUT"))
    for kode in FKTP:
        _harus(await p.perintah("faskes", PUSAT, "faskes", f"/v1/faskes/{kode}", isi_fktp(kode, AKT[0]), cara="PUT"))
    for (tahun, kota), nilai in UMK.items():
        isi_umk = {"tahun": tahun, "kabupaten_kota": kota, "nilai": nilai, "sumber": "CONTOH"}
        _harus(await p.perintah("umk", PUSAT, "kepesertaan", "/v1/umk", isi_umk, cara="PUT"))
    for nama in TARIF:
        berkas = [Berkas("berkas", nama, (akar_repo() / "contoh" / nama).read_bytes())]
        await pekerjaan(d, PUSAT, "klaim", _harus(await p.perintah("tarif", PUSAT, "klaim", "/v1/tarif:impor", berkas=berkas)))


async def _badan_usaha(d: Dunia, bu: BadanUsaha) -> None:
    isi: dict[str, Any] = tetap.isi_badan_usaha(bu.akt, sum(o.pekerja for o in bu.berkas)) | {
        "nama": f"PT Badan Usaha Kacau {bu.nomor}",
        "npwp": f"01234567{bu.nomor:02d}00000"[:15],
        "kode_bu": f"{20_000 + bu.nomor:08d}",
    }
    jawab = _harus(await d.pengirim.perintah("badan_usaha", bu.akt, "kepesertaan", "/v1/badan-usaha", isi))
    bu.id, bu.va = jawab.isi["badan_usaha_id"], jawab.isi["virtual_account"]
    isi_berkas = berkas_peserta([BarisBerkas(o.baris(), o) for o in bu.berkas])
    diterima = _harus(
        await d.pengirim.perintah(
            "impor", bu.akt, "kepesertaan", f"/v1/badan-usaha/{bu.id}/peserta:impor", berkas=[Berkas("berkas", "peserta.csv", isi_berkas)]
        )
    )
    hasil = await pekerjaan(d, bu.akt, "kepesertaan", diterima)
    if hasil["gagal"]:
        raise PersiapanGagal(f"impor {bu.id}: {hasil['baris_gagal'][:3]}")
    for o in bu.berkas:
        d.milik[o.nik] = bu
    await _serentak(kenali, d, [o.nik for o in bu.berkas if o.pekerja])


async def kenali(d: Dunia, nik: str) -> None:
    """The AKT asks for the card number of one of its people."""
    jawab = await d.pengirim.baca(d.milik[nik].akt, "kepesertaan", "/v1/peserta:cari", isi={"nik": nik})
    for satu in (jawab.isi or {}).get("data", []):
        d.noka[nik] = satu["nomor_kartu"]
        orang = next((o for o in d.milik[nik].berkas if o.nik == nik), None)
        if orang is not None and orang.pekerja:
            d.pekerja[satu["nomor_kartu"]] = orang


async def pekerjaan(d: Dunia, klien: str, layanan: str, diterima: Hasil, tenggat: float = TENGGAT_PEKERJAAN) -> dict[str, Any]:
    """Follows a job to its end. Raises PekerjaanMacet when it does not come to one."""
    jalur = f"/v1/pekerjaan/{diterima.isi['pekerjaan_id']}"
    batas = time.monotonic() + tenggat
    while True:
        jawab = await d.pengirim.baca(klien, layanan, jalur)
        if jawab.berhasil and jawab.isi["keadaan"] != "BERJALAN":
            isi: dict[str, Any] = jawab.isi
            return isi
        if time.monotonic() > batas:
            raise PekerjaanMacet(f"pekerjaan {layanan} {diterima.isi['pekerjaan_id']} tidak selesai dalam {tenggat:.0f} detik: {jawab.isi}")
        await asyncio.sleep(0.15)


async def tutup_hari(d: Dunia, tanggal: str, layanan: tuple[str, ...]) -> None:
    """Asks every service for the day, just after its midnight, and waits until all have closed it."""
    d.pengirim.waktu = saat(f"{tanggal} 00:05") + timedelta(days=1)
    diterima = [
        (nama, await d.pengirim.perintah("tutup_hari", OPERASI, nama, "/v1/tutup-hari", {"tanggal": tanggal}, setia=True))
        for nama in layanan
    ]
    for nama, jawab in diterima:
        if jawab.berhasil:
            await pekerjaan(d, OPERASI, nama, jawab)


async def terbitkan(d: Dunia, periode: str, waktu: str) -> None:
    """Bills of a month, asked for until its days are closed; then the payers read theirs."""
    d.pengirim.waktu = saat(waktu)
    for _ in range(20):
        jawab = await d.pengirim.perintah("terbitkan", OPERASI, "iuran", "/v1/tagihan:terbitkan", {"periode": periode}, setia=True)
        if jawab.berhasil:
            await pekerjaan(d, OPERASI, "iuran", jawab)
            break
        await asyncio.sleep(0.5)
    await asyncio.gather(*(baca_tagihan(d, bu) for bu in d.badan_usaha))


async def baca_tagihan(d: Dunia, bu: BadanUsaha) -> None:
    jawab = await d.pengirim.baca(bu.akt, "iuran", "/v1/tagihan", {"virtual_account": bu.va})
    if jawab.berhasil:
        d.tagihan[bu.va] = jawab.isi["data"]


async def _serentak(kerja: Callable[[Dunia, Any], Awaitable[None]], d: Dunia, semua: list[Any], banyak: int = 4) -> None:
    pagar = asyncio.Semaphore(banyak)

    async def satu(x: Any) -> None:
        async with pagar:
            await kerja(d, x)

    async with asyncio.TaskGroup() as grup:
        for x in semua:
            grup.create_task(satu(x))


def _harus(jawab: Hasil) -> Hasil:
    if not jawab.berhasil:
        raise PersiapanGagal(f"dijawab {jawab.status}: {jawab.isi}")
    return jawab
