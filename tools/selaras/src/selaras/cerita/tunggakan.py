"""January to February 2017: late, inactive, paid again; and a payment that was made in time but reported late."""

from __future__ import annotations

from datetime import datetime

from dasar.tanggal import WIB

from selaras.cerita.berkas import berkas_bank
from selaras.cerita.harapan import benar, memuat, sama
from selaras.cerita.mengapa import aturan_pada, mengapa, sebut
from selaras.cerita.panggilan import Berkas
from selaras.cerita.panggung import Langkah, Panggung
from selaras.cerita.pembayaran import bayar, contoh, status, tunggu_keadaan
from selaras.cerita.rawat import isi_terencana, pekerja_sehat
from selaras.cerita.rumah_sakit import RUMAH_SAKIT
from selaras.cerita.status_semua import periksa_semua
from selaras.cerita.tetap import AKT, BANK, MELATI, SENTOSA


async def menunggak(p: Panggung) -> None:
    async with p.langkah("2017-01-11", "Januari belum dibayar: MENUNGGAK, tetap dilayani") as lk:
        await p.tutup_hari(lk, "2017-01-10")
        p.pada("2017-01-11 09:00")
        for akt in AKT:
            isi, ms = await tunggu_keadaan(p, akt, "2017-01-11", "MENUNGGAK")
            sama("tetap dilayani", isi["aktif"], True)
            lk.catat(f"status {akt}", f"MENUNGGAK, aktif: {isi['alasan']}", mengapa(isi), ms=ms)
            await periksa_semua(p, lk, akt, "2017-01-11", "MENUNGGAK")
            await p.webhook(akt, "tagihan.menunggak", virtual_account=p.catatan.va[akt], periode="2017-01")
        lk.catat("webhook tagihan.menunggak", "ke AKT masing-masing", "R-TAG-11")
        await _tetap_dilayani(p, lk)


async def _tetap_dilayani(p: Panggung, lk: Langkah) -> None:
    """Served is more than a word of status: a hospital issues a SEP to somebody whose unit is in arrears. Outpatient, so no claim."""
    b = RUMAH_SAKIT["B"]
    noka = p.catatan.noka[pekerja_sehat(p).nik]
    j = await p.post(b.klien, "klaim", "/v1/sep", isi_terencana(noka, b, "2017-01-11", "RJTL", 92), harap=201)
    sama("SEP selama menunggak: kartu, keadaan, COB", (j.isi["nomor_kartu"], j.isi["keadaan"], j.isi["cob"]), (noka, "TERBIT", False))
    memuat("SEP selama menunggak: alasan", aturan_pada(j.isi), "R-STA-13")
    baca = (await p.get(b.klien, "klaim", f"/v1/sep/{j.isi['nomor_sep']}")).isi
    sama("SEP selama menunggak dibaca kembali", (baca["keadaan"], baca["tanggal_masuk"]), ("TERBIT", "2017-01-11"))
    lk.catat("SEP rawat jalan di RS B selama menunggak", f"{j.isi['nomor_sep']}: dilayani", mengapa(j.isi), ms=j.ms)


async def tidak_aktif(p: Panggung) -> None:
    async with p.langkah("2017-02-11", "Sebulan terlambat: TIDAK_AKTIF") as lk:
        await p.tutup_hari(lk, "2017-02-10")
        p.pada("2017-02-11 09:00")
        for akt in AKT:
            isi, ms = await tunggu_keadaan(p, akt, "2017-02-11", "TIDAK_AKTIF")
            sama("aktif", isi["aktif"], False)
            memuat("alasan", aturan_pada(isi), "R-STA-06")
            sama("koordinasi manfaat tidak berlaku", bool(isi["koordinasi_manfaat"] and isi["koordinasi_manfaat"]["aktif"]), False)
            lk.catat(f"status {akt}", f"TIDAK_AKTIF: {isi['alasan']}", mengapa(isi), ms=ms)
            semua = await periksa_semua(p, lk, akt, "2017-02-11", "TIDAK_AKTIF")
            sama("koordinasi manfaat tidak berlaku untuk semua", {s["koordinasi_manfaat"]["aktif"] for s in semua}, {False})
        b = RUMAH_SAKIT["B"]
        sep = isi_terencana(contoh(p, SENTOSA), b, "2017-02-11", "RITL", 91)
        j = await p.ditolak(b.klien, "klaim", "/v1/sep", sep, status=409, aturan="R-STA-06")
        lk.catat("SEP terencana di RS B", f"409 {j.alasan}", mengapa(j.isi), ms=j.ms)


async def lunas_kembali(p: Panggung) -> None:
    async with p.langkah("2017-02-14", "Badan Usaha 1 membayar; pembayaran Badan Usaha 2 tiba terlambat") as lk:
        p.pada("2017-02-14 09:00")
        januari, februari = (p.catatan.tagihan[SENTOSA, periode]["jumlah"] for periode in ("2017-01", "2017-02"))
        j = await bayar(p, SENTOSA, januari, "BNI-20170214-1")
        sama("bulan tertua lebih dahulu", [a["periode"] for a in j.isi["dialokasikan"]], ["2017-01"])
        isi, ms = await tunggu_keadaan(p, SENTOSA, "2017-02-14", "MENUNGGAK")
        lk.catat("Badan Usaha 1 membayar Januari saja", f"MENUNGGAK: {isi['alasan']}", mengapa(isi), ms=ms)
        p.pada("2017-02-14 09:30")
        await bayar(p, SENTOSA, februari, "BNI-20170214-2")
        isi, ms = await tunggu_keadaan(p, SENTOSA, "2017-02-14", "AKTIF")
        sama("lunas sampai", isi["lunas_sampai"], "2017-02")
        lk.catat("lalu Februari", f"AKTIF sejak hari itu: {isi['alasan']}", mengapa(isi), ms=ms)
        dulu = (await status(p, SENTOSA, "2017-02-12")).isi
        sama("2017-02-12 tetap", dulu["keadaan"], "TIDAK_AKTIF")
        lk.catat("Badan Usaha 1 pada 2017-02-12", "tetap TIDAK_AKTIF", mengapa(dulu))
        await _berkas_bank(p)
        isi, ms = await tunggu_keadaan(p, MELATI, "2017-02-12", "AKTIF")
        memuat("alasan", aturan_pada(isi), "R-STA-10")
        lk.catat(
            "Badan Usaha 2 membayar 2017-02-10 19:00, tiba lewat berkas bank",
            f"pada 2017-02-12 AKTIF: {isi['alasan']}",
            sebut([*aturan_pada(isi), "R-BYR-05"]),
            ms=ms,
        )
        lama = (await status(p, MELATI, "2017-02-12", diketahui="2017-02-13T00:00:00+07:00")).isi
        sama("yang diketahui 2017-02-13", lama["keadaan"], "TIDAK_AKTIF")
        lk.catat("sama, menurut yang diketahui 2017-02-13", f"TIDAK_AKTIF: {lama['alasan']}", mengapa(lama))
        for akt in AKT:
            await periksa_semua(p, lk, akt, "2017-02-14", "AKTIF")
            hari_ini = (await status(p, akt, "2017-02-14")).isi
            p.catatan.fakta[f"status {akt}"] = (hari_ini["keadaan"], hari_ini["lunas_sampai"])
        sama("keadaan akhir", {p.catatan.fakta[f"status {a}"] for a in AKT}, {("AKTIF", "2017-02")})
        await _neraca(p)
        lk.catat("neraca iuran", "jumlah semua jurnal nol; uang masuk = tagihan lunas", "R-TAG-02")


async def _berkas_bank(p: Panggung) -> None:
    """One payment over both months, made in time; the bank's file comes four days later."""
    p.pada("2017-02-14 10:00")
    dua_bulan = sum(p.catatan.tagihan[MELATI, periode]["jumlah"] for periode in ("2017-01", "2017-02"))
    berkas = berkas_bank([(p.catatan.va[MELATI], dua_bulan, datetime(2017, 2, 10, 19, 0, tzinfo=WIB), "BNI", "ATM", "BNI-20170210-7")])
    j = await p.post(BANK, "iuran", "/v1/berkas-bank", berkas=[Berkas("berkas", "bank.csv", berkas)], harap=202)
    hasil, _ = await p.pekerjaan(BANK, "iuran", j, "berkas bank")
    sama("berkas bank", (hasil["selesai"], hasil["gagal"]), (1, 0))


async def _neraca(p: Panggung) -> None:
    masuk = 0
    for akt in AKT:
        for periode in ("2016-12", "2017-01", "2017-02"):
            isi = (await p.get(akt, "iuran", f"/v1/tagihan/{p.catatan.tagihan[akt, periode]['tagihan_id']}")).isi
            sama(f"tagihan {akt} {periode}", (isi["keadaan"], isi["sisa"]), ("LUNAS", 0))
            masuk += isi["jumlah"]
    neraca = (await p.get("operasi", "iuran", "/v1/neraca")).isi
    sama("neraca", (neraca["seimbang"], neraca["jumlah"], neraca["peristiwa_timpang"]), (True, 0, 0))
    p.catatan.fakta["iuran masuk"] = masuk
    benar("ada iuran", masuk > 0, masuk)
