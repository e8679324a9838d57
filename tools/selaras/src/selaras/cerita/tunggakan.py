"""January to February 2017: late, inactive, paid again; and a payment that was made in time but reported late."""

from __future__ import annotations

from datetime import date, datetime

from dasar.tanggal import WIB

from selaras.cerita.berkas import berkas_bank
from selaras.cerita.harapan import benar, memuat, sama
from selaras.cerita.panggilan import Berkas
from selaras.cerita.panggung import Panggung
from selaras.cerita.pembayaran import aturan, bayar, contoh, status, tunggu_keadaan
from selaras.cerita.rawat import rujukan
from selaras.cerita.rumah_sakit import RUMAH_SAKIT
from selaras.cerita.tetap import AKT, BANK, MELATI, SENTOSA


async def menunggak(p: Panggung) -> None:
    async with p.langkah("2017-01-11", "Januari belum dibayar: MENUNGGAK, tetap dilayani") as lk:
        await p.tutup_hari(lk, "2017-01-10")
        p.pada("2017-01-11 09:00")
        for akt in AKT:
            isi, ms = await tunggu_keadaan(p, akt, "2017-01-11", "MENUNGGAK")
            sama("tetap dilayani", isi["aktif"], True)
            lk.catat(f"status {akt}", f"MENUNGGAK, aktif: {isi['alasan']}", ", ".join(aturan(isi)), ms=ms)
            await p.webhook(akt, "tagihan.menunggak", virtual_account=p.catatan.va[akt], periode="2017-01")
        lk.catat("webhook tagihan.menunggak", "ke AKT masing-masing", "R-TAG-11")


async def tidak_aktif(p: Panggung) -> None:
    async with p.langkah("2017-02-11", "Sebulan terlambat: TIDAK_AKTIF") as lk:
        await p.tutup_hari(lk, "2017-02-10")
        p.pada("2017-02-11 09:00")
        for akt in AKT:
            isi, ms = await tunggu_keadaan(p, akt, "2017-02-11", "TIDAK_AKTIF")
            sama("aktif", isi["aktif"], False)
            memuat("alasan", aturan(isi), "R-STA-06")
            sama("koordinasi manfaat tidak berlaku", bool(isi["koordinasi_manfaat"] and isi["koordinasi_manfaat"]["aktif"]), False)
            lk.catat(f"status {akt}", f"TIDAK_AKTIF: {isi['alasan']}", ", ".join(aturan(isi)), ms=ms)
        b = RUMAH_SAKIT["B"]
        sep = {
            "nomor_kartu": contoh(p, SENTOSA), "kode_ppk": b.kode_ppk, "tanggal_masuk": "2017-02-11", "jenis_pelayanan": "RITL",
            "diagnosa_awal": "E11.6", "gawat_darurat": False, "rujukan": rujukan("FKTP_BPJS", 91, date(2017, 2, 11)), "nomor_kib": None,
        }  # fmt: skip
        j = await p.ditolak(b.klien, "klaim", "/v1/sep", sep, status=409, aturan="R-STA-06")
        lk.catat("SEP terencana di RS B", f"409 {j.alasan}", "R-STA-06", ms=j.ms)


async def lunas_kembali(p: Panggung) -> None:
    async with p.langkah("2017-02-14", "Badan Usaha 1 membayar; pembayaran Badan Usaha 2 tiba terlambat") as lk:
        p.pada("2017-02-14 09:00")
        januari, februari = (p.catatan.tagihan[SENTOSA, periode]["jumlah"] for periode in ("2017-01", "2017-02"))
        j = await bayar(p, SENTOSA, januari, "BNI-20170214-1")
        sama("bulan tertua lebih dahulu", [a["periode"] for a in j.isi["dialokasikan"]], ["2017-01"])
        isi, ms = await tunggu_keadaan(p, SENTOSA, "2017-02-14", "MENUNGGAK")
        lk.catat("Badan Usaha 1 membayar Januari saja", f"MENUNGGAK: {isi['alasan']}", ", ".join(aturan(isi)), ms=ms)
        p.pada("2017-02-14 09:30")
        await bayar(p, SENTOSA, februari, "BNI-20170214-2")
        isi, ms = await tunggu_keadaan(p, SENTOSA, "2017-02-14", "AKTIF")
        sama("lunas sampai", isi["lunas_sampai"], "2017-02")
        lk.catat("lalu Februari", f"AKTIF sejak hari itu: {isi['alasan']}", ", ".join(aturan(isi)), ms=ms)
        dulu = (await status(p, SENTOSA, "2017-02-12")).isi
        sama("12 Februari tetap", dulu["keadaan"], "TIDAK_AKTIF")
        lk.catat("Badan Usaha 1 pada 2017-02-12", "tetap TIDAK_AKTIF", ", ".join(aturan(dulu)))
        await _berkas_bank(p)
        isi, ms = await tunggu_keadaan(p, MELATI, "2017-02-12", "AKTIF")
        lk.catat(
            "Badan Usaha 2 membayar 02-10 19:00, tiba lewat berkas bank",
            f"pada 2017-02-12 AKTIF: {isi['alasan']}",
            "R-STA-10, R-BYR-05",
            ms=ms,
        )
        lama = (await status(p, MELATI, "2017-02-12", diketahui="2017-02-13T00:00:00+07:00")).isi
        sama("yang diketahui 13 Februari", lama["keadaan"], "TIDAK_AKTIF")
        lk.catat("sama, menurut yang diketahui 2017-02-13", f"TIDAK_AKTIF: {lama['alasan']}", ", ".join(aturan(lama)))
        for akt in AKT:
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
