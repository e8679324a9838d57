"""2017-03-03: a family that pays for itself: registered at an office, its account, the payment, active, the card, a hospital."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

from selaras.cerita.harapan import memuat, sama
from selaras.cerita.hitungan import IURAN_KELAS
from selaras.cerita.keluarga import KOTA_UTAMA
from selaras.cerita.mengapa import aturan_pada, mengapa
from selaras.cerita.panggilan import Jawaban, sampai
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.rawat import isi_terencana
from selaras.cerita.rumah_sakit import RUMAH_SAKIT
from selaras.cerita.tetap import BANK, KANTOR, KC_PRIMA, OPERASI

HARI = date(2017, 3, 3)
KELAS = 2
BATAS_BAYAR = timedelta(days=30)
_KOLOM = (
    "nik", "nomor_kk", "nama", "tempat_lahir", "tanggal_lahir", "jenis_kelamin", "hubungan", "status_kawin", "kode_fktp", "alamat",
    "telepon",
)  # fmt: skip


async def keluarga(p: Panggung) -> None:
    async with p.langkah(HARI.isoformat(), "Sebuah keluarga PBPU: mendaftar, membayar, aktif, mendapat kartu, berobat") as lk:
        p.pada(f"{HARI} 09:00")
        await _daftar(p, lk)
        tagihan = await _tagihan(p, lk)
        await _belum_bayar(p, lk)
        p.pada(f"{HARI} 10:00")
        await _bayar(p, lk, tagihan)
        await _kartu(p, lk)
        await _berobat(p, lk)


async def _daftar(p: Panggung, lk: Langkah) -> None:
    semua = p.bahan.mandiri.semua
    isi = {
        "segmen": "PBPU",
        "kantor_cabang": KANTOR,
        "kabupaten_kota": KOTA_UTAMA,
        "anggota": [{k: o.baris()[k] for k in _KOLOM} for o in semua],
    }
    j = await p.ditolak(KC_PRIMA, "kepesertaan", "/v1/keluarga", isi, status=422, aturan="R-KEP-04")
    lk.catat("keluarga tanpa kelas yang dipilih", f"422 {j.alasan}", mengapa(j.isi), ms=j.ms)
    j = await p.post(KC_PRIMA, "kepesertaan", "/v1/keluarga", isi | {"kelas": KELAS}, harap=201)
    noka = [a["nomor_kartu"] for a in j.isi["anggota"]]
    p.catatan.keluarga = (j.isi["keluarga_id"], j.isi["virtual_account"], *noka)
    # one account for all, made of the number of the head; it takes money at once
    sama("virtual account", (j.isi["virtual_account"], j.isi["keadaan_va"]), (f"88888{noka[0][-11:]}", "AKTIF"))
    dapat = [(a["hubungan"], a["segmen"], a["hak_kelas"], a["iuran_mulai"]) for a in j.isi["anggota"]]
    sama("anggota", dapat, [(o.hubungan, "PBPU", KELAS, f"{HARI:%Y-%m}") for o in semua])
    lk.catat(f"keluarga {len(semua)} orang, kelas {KELAS}", f"terdaftar, satu VA {j.isi['virtual_account']}", "R-KEP-04, R-BYR-07", ms=j.ms)


async def _tagihan(p: Panggung, lk: Langkah) -> dict[str, Any]:
    """The first bill comes as soon as iuran knows the whole family; nobody waits for the month's run."""
    mulai = time.perf_counter()

    async def tanya() -> dict[str, Any] | None:
        daftar = (await p.get(OPERASI, "iuran", "/v1/tagihan", {"virtual_account": p.catatan.keluarga[1]})).isi["data"]
        return daftar[0] if daftar else None

    isi = await sampai("tagihan pertama keluarga", tanya)
    jumlah = len(p.bahan.mandiri.semua) * IURAN_KELAS[KELAS]
    dapat = {k: isi[k] for k in ("periode", "jumlah", "pekerja", "sisa", "jumlah_peserta", "jatuh_tempo", "keadaan")}
    harap = {
        "periode": f"{HARI:%Y-%m}",
        "jumlah": jumlah,
        "pekerja": jumlah,
        "sisa": jumlah,
        "jumlah_peserta": len(p.bahan.mandiri.semua),
        "jatuh_tempo": (HARI + BATAS_BAYAR).isoformat(),
        "keadaan": "TERBIT",
    }
    sama("tagihan pertama", dapat, harap)
    ms = (time.perf_counter() - mulai) * 1000
    lk.catat("tagihan pertama", f"{jumlah:,} sampai {isi['jatuh_tempo']}".replace(",", "."), "R-IUR-13, R-KEP-27", ms=ms)
    return isi


async def _status(p: Panggung, keadaan: str) -> list[dict[str, Any]]:
    """Everybody of the family as a hospital asks, once status knows them so."""
    noka = list(p.catatan.keluarga[2:])

    async def tanya() -> list[dict[str, Any]] | None:
        isi = (await p.post("rs-b", "status", "/v1/status:periksa", {"pada": HARI.isoformat(), "nomor_kartu": noka})).isi["data"]
        return isi if [s["keadaan"] for s in isi] == [keadaan] * len(noka) else None

    return await sampai(f"status keluarga {keadaan}", tanya)


async def _belum_bayar(p: Panggung, lk: Langkah) -> None:
    kepala = p.catatan.keluarga[2]
    semua = await _status(p, "TERDAFTAR")
    sama("belum aktif", {s["aktif"] for s in semua}, {False})
    memuat("alasan", aturan_pada(semua[0]), "R-STA-08")
    lk.catat("status sebelum dibayar", f"TERDAFTAR: {semua[0]['alasan']}", mengapa(*semua))
    j = await p.ditolak(KC_PRIMA, "kepesertaan", f"/v1/peserta/{kepala}/kartu-jkn", None, status=409, aturan="R-KEP-27", kode="BELUM_BAYAR")
    lk.catat("kartu JKN sebelum dibayar", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)
    j = await _layak(p, kepala)
    sama("tidak layak sebelum dibayar", (j.isi["layak"], j.isi["kode"]), (False, "STATUS_TIDAK_AKTIF"))
    lk.catat("RS B memeriksa kelayakan", f"tidak layak: {j.isi['penjelasan']}", mengapa(j.isi), ms=j.ms)


async def _bayar(p: Panggung, lk: Langkah, tagihan: dict[str, Any]) -> None:
    isi = {
        "virtual_account": p.catatan.keluarga[1],
        "nominal": tagihan["jumlah"],
        "waktu_bayar": p.sekarang.isoformat(),
        "bank": "BNI",
        "kanal": "ATM",
        "referensi_bank": "BNI-20170303-1",
    }
    j = await p.post(BANK, "iuran", "/v1/pembayaran", isi, harap=201)
    sama("alokasi", [(a["periode"], a["nominal"]) for a in j.isi["dialokasikan"]], [(f"{HARI:%Y-%m}", tagihan["jumlah"])])
    lk.catat("keluarga membayar di ATM", f"{tagihan['jumlah']:,} untuk {HARI:%Y-%m}".replace(",", "."), "R-BYR-05, R-KEP-27", ms=j.ms)
    mulai = time.perf_counter()
    # no waiting time for a new PBPU before 2018-12-18: active on the day it pays
    semua = await _status(p, "AKTIF")
    sama(
        "segmen, kelas, koordinasi",
        {(s["segmen"], s["hak_kelas"], s["koordinasi_manfaat"]["akt_id"]) for s in semua},
        {("PBPU", KELAS, None)},
    )
    p.catatan.fakta["keluarga"] = (semua[0]["keadaan"], tagihan["jumlah"])
    ms = (time.perf_counter() - mulai) * 1000
    lk.catat(f"status {len(semua)} orang", f"AKTIF hari itu juga: {semua[0]['alasan']}", mengapa(*semua), ms=ms)


async def _kartu(p: Panggung, lk: Langkah) -> None:
    """kepesertaan learns of the payment from status; the office asks until it has."""
    mulai = time.perf_counter()
    for noka in p.catatan.keluarga[2:]:

        async def minta(noka: str = noka) -> Jawaban | None:
            j = await p.post(KC_PRIMA, "kepesertaan", f"/v1/peserta/{noka}/kartu-jkn", harap=(201, 409))
            return j if j.status == 201 else None

        j = await sampai("kartu JKN terbit", minta)
        sama("kartu pertama", (j.isi["nomor_kartu"], j.isi["ke"], j.isi["diterbitkan_pada"]), (noka, 1, HARI.isoformat()))
    ms = (time.perf_counter() - mulai) * 1000
    jumlah = len(p.catatan.keluarga) - 2
    lk.catat(f"kartu JKN {jumlah} orang", "terbit, kartu pertama", "R-KEP-27", ms=ms, jumlah=jumlah)


async def _layak(p: Panggung, noka: str) -> Jawaban:
    isi = {"jenis_identitas": "NOKA", "nomor": noka, "pada": HARI.isoformat()}
    return await p.post("rs-b", "kepesertaan", "/v1/kelayakan:periksa", isi, harap=200)


async def _berobat(p: Panggung, lk: Langkah) -> None:
    b = RUMAH_SAKIT["B"]
    anak = p.catatan.keluarga[-1]
    j = await _layak(p, anak)
    sama("layak", (j.isi["layak"], j.isi["kode"], j.isi["peringatan"]), (True, None, []))
    lk.catat("RS B memeriksa kelayakan anaknya", j.isi["penjelasan"], mengapa(j.isi), ms=j.ms)
    j = await p.post(b.klien, "klaim", "/v1/penjaminan:periksa", isi_terencana(anak, b, HARI.isoformat(), "RITL", 93), harap=200)
    sama("dijamin, kelas, COB", (j.isi["dijamin"], j.isi["hak_kelas"], j.isi["cob"]), (True, KELAS, False))
    lk.catat("RS B memeriksa penjaminan rawat inap", f"dijamin, kelas {KELAS}, JKN biasa", mengapa(j.isi), ms=j.ms)
