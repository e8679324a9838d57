"""12-04 and 12-05: nobody is active before the first payment; then the bank reports, and the fact travels to the AKT's webhook."""

from __future__ import annotations

import time
from typing import Any

from selaras.cerita import tetap
from selaras.cerita.harapan import benar, memuat, sama
from selaras.cerita.mengapa import aturan_pada, mengapa, sebut
from selaras.cerita.panggilan import Jawaban, sampai
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.status_semua import noka_semua, periksa_semua
from selaras.cerita.tetap import AKT, BANK, MELATI, SENTOSA


async def status(p: Panggung, akt: str, pada: str, *, diketahui: str | None = None, noka: str | None = None) -> Jawaban:
    noka = noka or contoh(p, akt)
    kueri = {"pada": pada} | ({"diketahui": diketahui} if diketahui else {})
    return await p.get(akt, "status", f"/v1/status/{noka}", kueri)


def contoh(p: Panggung, akt: str) -> str:
    """One person of the Badan Usaha; ``periksa_semua`` shows that the others are answered alike."""
    return p.catatan.noka[p.bahan.orang(akt)[0].nik]


def laporan(p: Panggung, akt: str, nominal: int, referensi: str) -> dict[str, Any]:
    return {
        "virtual_account": p.catatan.va[akt],
        "nominal": nominal,
        "waktu_bayar": p.sekarang.isoformat(),
        "bank": "BNI",
        "kanal": "TELLER",
        "referensi_bank": referensi,
    }


async def bayar(p: Panggung, akt: str, nominal: int, referensi: str) -> Jawaban:
    return await p.post(BANK, "iuran", "/v1/pembayaran", laporan(p, akt, nominal, referensi), harap=201)


async def tunggu_keadaan(p: Panggung, akt: str, pada: str, keadaan: str) -> tuple[dict[str, Any], float]:
    """Until status answers so; how long that took."""
    mulai = time.perf_counter()

    async def tanya() -> dict[str, Any] | None:
        isi: dict[str, Any] = (await status(p, akt, pada)).isi
        return isi if isi["keadaan"] == keadaan else None

    hasil = await sampai(f"status {akt} pada {pada} menjadi {keadaan}", tanya)
    return hasil, (time.perf_counter() - mulai) * 1000


async def belum_bayar(p: Panggung) -> None:
    async with p.langkah("2016-12-04", "Belum dibayar: belum aktif") as lk:
        p.pada("2016-12-04 09:00")
        for akt in AKT:
            j = await status(p, akt, "2016-12-04")
            sama("aktif", j.isi["aktif"], False)
            memuat("alasan", aturan_pada(j.isi), "R-STA-08")
            lk.catat(f"status seorang peserta {akt}", f"{j.isi['keadaan']}: {j.isi['alasan']}", mengapa(j.isi), ms=j.ms)
            await periksa_semua(p, lk, akt, "2016-12-04", "TERDAFTAR")


async def desember(p: Panggung) -> None:
    async with p.langkah("2016-12-05", "Bank melaporkan pembayaran Desember") as lk:
        p.pada("2016-12-05 09:30")
        for akt in AKT:
            await _bayar_penuh(p, lk, akt)
        for akt in AKT:
            await _aktif(p, lk, akt)
            await periksa_semua(p, lk, akt, "2016-12-05", "AKTIF")
            await _tanda(p, lk, akt)
        j = await status(p, SENTOSA, "2016-12-04")
        sama("hari sebelum pembayaran tetap belum aktif", j.isi["aktif"], False)
        lain = await p.get(MELATI, "status", f"/v1/status/{contoh(p, SENTOSA)}", harap=404)
        lk.catat("AKT lain bertanya status", f"{lain.status}", "R-AKT-25", ms=lain.ms)


async def _bayar_penuh(p: Panggung, lk: Langkah, akt: str) -> None:
    tagihan = p.catatan.tagihan[akt, "2016-12"]
    referensi = f"BNI-20161205-{AKT.index(akt) + 1}"
    kunci = f"bayar-{referensi}-{p.catatan.va[akt]}"
    isi = laporan(p, akt, tagihan["jumlah"], referensi)
    j = await p.post(BANK, "iuran", "/v1/pembayaran", isi, kunci=kunci, harap=201)
    alokasi = [{"tagihan_id": tagihan["tagihan_id"], "periode": "2016-12", "nominal": tagihan["jumlah"]}]
    sama("alokasi", j.isi["dialokasikan"], alokasi)
    sama("kelebihan", j.isi["kelebihan"], 0)
    lk.catat(
        f"pembayaran {akt} {tagihan['jumlah']:,}".replace(",", "."), "201, dialokasikan ke 2016-12", "R-BYR-05, R-BYR-06, R-TAG-02", ms=j.ms
    )
    ulang = await p.post(BANK, "iuran", "/v1/pembayaran", isi, kunci=kunci, harap=201)
    sama("Idempotency-Replayed", ulang.kepala.get("idempotency-replayed"), "true")
    lagi = await p.post(BANK, "iuran", "/v1/pembayaran", isi, harap=(200, 201))
    sama("referensi bank yang sama", lagi.isi["pembayaran_id"], j.isi["pembayaran_id"])
    baca = (await p.get(akt, "iuran", f"/v1/tagihan/{tagihan['tagihan_id']}")).isi
    sama("tagihan", (baca["keadaan"], baca["sisa"]), ("LUNAS", 0))


async def _aktif(p: Panggung, lk: Langkah, akt: str) -> None:
    isi, ms = await tunggu_keadaan(p, akt, "2016-12-05", "AKTIF")
    sama("lunas sampai", isi["lunas_sampai"], "2016-12")
    benar("alasan menyebut peristiwa", any(d.get("peristiwa_id") for d in isi["dasar"]), isi["dasar"])
    lk.catat(f"status {akt}", f"AKTIF, lunas sampai {isi['lunas_sampai']}: {isi['alasan']}", mengapa(isi), ms=ms)


async def _tanda(p: Panggung, lk: Langkah, akt: str) -> None:
    """Everybody has the flag once his unit covers him, and the AKT is told in one announcement of up to 500 numbers."""
    noka = noka_semua(p, akt)
    mulai = time.perf_counter()

    async def tanya() -> list[dict[str, Any]] | None:
        j = await p.post(akt, "status", "/v1/status:periksa", {"pada": "2016-12-05", "nomor_kartu": noka})
        semua: list[dict[str, Any]] = j.isi["data"]
        return semua if all(s["aktif"] and s["koordinasi_manfaat"] and s["koordinasi_manfaat"]["aktif"] for s in semua) else None

    semua = await sampai(f"tanda koordinasi manfaat {len(noka)} orang {akt}", tanya)
    sama("semua ditanya", sorted(s["nomor_kartu"] for s in semua), noka)
    sama("AKT pada tanda", {s["koordinasi_manfaat"]["akt_id"] for s in semua}, {akt})
    ms = (time.perf_counter() - mulai) * 1000
    # R-KIB-06: given by kepesertaan once the unit has paid; R-STA-09: it works while the cover does; the rest status gave itself.
    aturan = sebut(["R-KIB-06", "R-STA-09", *(a for s in semua for a in aturan_pada(s))])
    lk.catat(f"tanda koordinasi manfaat {akt}", f"{len(noka)} orang", aturan, ms=ms, jumlah=len(noka))
    p.catatan.fakta[f"tanda {akt}"] = len(noka)
    for jenis in ("iuran.diterima", "tagihan.lunas", "status.unit_berubah"):
        await p.webhook(akt, jenis, virtual_account=p.catatan.va[akt])

    async def diumumkan() -> bool | None:
        disebut = {n for k in p.penerima.cari(akt, "tanda_koordinasi_manfaat.diberikan") for n in k.data["nomor_kartu"]}
        return True if disebut == set(noka) else None

    await sampai(f"webhook tanda_koordinasi_manfaat.diberikan menyebut {len(noka)} orang {akt}", diumumkan)
    lk.catat(f"webhook {akt}", "iuran.diterima, tagihan.lunas, status.unit_berubah, tanda…diberikan; terverifikasi", "")


async def kartu(p: Panggung) -> None:
    """The AKT's card: no card without design, no design without approval of BPJS (R-KIB-02, R-KIB-03, R-KIB-04)."""
    async with p.langkah("2016-12-05", "Kartu Identitas Bersama") as lk:
        p.pada("2016-12-05 14:00")
        noka = [p.catatan.noka[r.pasien.nik] for r in p.rawat]
        desain = {"versi": "v1", "keterangan": "Kartu bersama, logo kedua lembaga"}
        await p.post(SENTOSA, "kepesertaan", "/v1/kartu-identitas-bersama/desain", desain)
        terbit = {"nomor_kartu": noka, "versi_desain": "v1"}
        j = await p.ditolak(SENTOSA, "kepesertaan", "/v1/kartu-identitas-bersama", terbit, status=409, aturan="R-KIB-04")
        lk.catat("KIB dengan desain belum disetujui", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)
        j = await p.post(tetap.PUSAT, "kepesertaan", f"/v1/kartu-identitas-bersama/desain/{SENTOSA}/v1/persetujuan", {"setuju": True})
        lk.catat("persetujuan desain oleh Kantor Pusat", f"{j.status}", "R-KIB-04", ms=j.ms)
        j = await p.post(SENTOSA, "kepesertaan", "/v1/kartu-identitas-bersama", terbit, harap=(200, 201))
        p.catatan.kib |= {k["nomor_kartu"]: k["nomor_kib"] for k in j.isi["data"]}
        sama("KIB untuk semua yang diminta", set(p.catatan.kib), set(noka))
        lk.catat(f"penerbitan {len(noka)} KIB oleh AKT", "terbit", "R-KIB-02, R-KIB-03", ms=j.ms, jumlah=len(noka))
        await p.webhook(SENTOSA, "desain_kartu.diputuskan")
