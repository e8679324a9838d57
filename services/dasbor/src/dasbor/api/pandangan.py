"""One function a page: (viewer, address) -> what it shows. The same function serves the page and its live cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from chassis.clock import business_now
from chassis.service import Runtime
from dasar.tanggal import hari_wib
from markupsafe import Markup, escape

from dasbor.format import angka, bulan, kata_kecil, rp, tanggal
from dasbor.kueri import badan_usaha, lain
from dasbor.kueri.lingkup import Lingkup, lingkup
from dasbor.layanan import Layanan
from dasbor.operasi import operasi
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi, Tampilan

KOLOM_KLAIM = (
    ("DIAJUKAN", "Menunggu verifikasi"), ("DIKEMBALIKAN", "Dikembalikan"), ("DIVERIFIKASI", "Diverifikasi"), ("DIBAYAR", "Dibayar"),
    ("DITOLAK", "Ditolak"), ("KEDALUWARSA", "Kedaluwarsa"),
)  # fmt: skip
KARTU = (
    ("akt", "AKT"), ("badan-usaha", "Badan usaha"), ("jumlah-peserta", "Peserta"),
    ("tanda", "Bertanda koordinasi manfaat"), ("ditagih", "Ditagih"),
    ("dibayar", "Diterima"), ("sep", "SEP"), ("klaim-dibayar", "Klaim dibayar BPJS"),
)  # fmt: skip


@dataclass(frozen=True)
class Pandangan:
    rt: Runtime
    tampilan: Tampilan
    layanan: Layanan

    async def kini(self) -> datetime:
        """Now. Under simulation the newest moment any service has recorded."""
        saat = await self.segar() if self.rt.settings.simulasi else None
        return saat if saat is not None else business_now()

    async def segar(self) -> datetime | None:
        """The moment of the newest fact on the pages."""
        async with self.rt.db.connection() as conn:
            saat: datetime | None = await conn.fetchval("select dicatat_pada from jam")
        return saat

    async def hari_ini(self) -> date:
        return hari_wib(await self.kini())

    def baris(self, template: str, macro: str, satu: str, isi: Sequence[Any], kosong: Markup, **lain: Any) -> list[Markup]:
        return [self.tampilan.potong(template, macro, **{satu: dict(b)}, **lain) for b in isi] or [kosong]

    def kosong(self, kolom: int, pesan: str) -> Markup:
        return self.tampilan.potong("baris.html", "kosong", kolom=kolom, pesan=pesan)

    def riwayat(self, rows: Sequence[asyncpg.Record], *, ringkas: bool = False) -> list[Markup]:
        return [self.tampilan.potong("kejadian.html", "kejadian", r=dict(r), ringkas=ringkas) for r in rows] or [
            self.tampilan.potong("baris.html", "kosong_daftar", pesan="Belum ada kejadian.")
        ]

    async def milik(self, sesi: Sesi) -> Lingkup:
        return lingkup(sesi, await self.hari_ini())

    async def ringkasan(self, sesi: Sesi) -> Isi:
        milik = await self.milik(sesi)
        async with self.rt.db.connection() as conn:
            isi = await lain.ringkasan(conn, milik)
        h = isi["hitung"]
        kosong = self.kosong(2, "Tidak ada yang menunggu. Tunggakan, tugas, klaim yang menunggu dan webhook yang mati muncul di sini.")
        sel: dict[str, Markup | Sequence[Markup]] = {
            "perlu": self.baris("bagian.html", "perlu", "p", isi["perlu"], kosong, webhook=sesi.melihat_webhook),
            "badan-usaha": escape(angka(h["badan_usaha"])), "jumlah-peserta": escape(angka(h["peserta"])),
            "akt": escape(angka(h["akt"])), "tanda": escape(angka(h["tanda"])),
            "ditagih": escape(rp(h["ditagih"])), "dibayar": escape(rp(h["dibayar"])), "sep": escape(angka(h["sep"])),
            "klaim-dibayar": escape(rp(h["klaim_dibayar"])),
        }  # fmt: skip
        kartu = KARTU if milik.akt_id is None and milik.badan_usaha_id is None else KARTU[1:]
        return Isi("ringkasan.html", "Ringkasan", "ringkasan", {"kartu": kartu}, sel)

    async def daftar_badan_usaha(self, sesi: Sesi) -> Isi:
        milik = await self.milik(sesi)
        async with self.rt.db.connection() as conn:
            baris = await badan_usaha.daftar(conn, milik)
        kosong = self.kosong(6, "Belum ada badan usaha. AKT mendaftarkannya di Kantor Cabang Prima (POST /v1/badan-usaha).")
        sel: dict[str, Markup | Sequence[Markup]] = {
            "jumlah": escape(angka(len(baris))),
            "daftar": self.baris("baris.html", "badan_usaha", "b", baris, kosong),
        }
        return Isi("badan_usaha_daftar.html", "Badan Usaha", "badan-usaha", {}, sel)

    async def badan_usaha(self, sesi: Sesi, id: str) -> Isi | None:
        milik = await self.milik(sesi)
        async with self.rt.db.connection() as conn:
            baris = await badan_usaha.satu(conn, milik, id)
            if baris is None or baris["nama"] is None:
                return None
            isi = await badan_usaha.isi(conn, milik, baris)
        return Isi("badan_usaha.html", baris["nama"], "badan-usaha", {"bu": baris}, self._sel_badan_usaha(isi))

    def _sel_badan_usaha(self, isi: dict[str, Any]) -> dict[str, Markup | Sequence[Markup]]:
        j, s = isi["jumlah"], isi["status"]
        akhir = next(iter(isi["tagihan"]), None)
        tugas = sum(t["n"] for t in isi["tugas"])
        cip = self.tampilan.potong("bagian.html", "cip", kode=s["keadaan"] if s else isi["bu"]["keadaan"])
        if j["tanda"] and s and s["aktif"]:  # the flag only works while the cover does (R-STA-09)
            cip += Markup(' <span class="cip info">Koordinasi manfaat</span>')
        rinci_tugas = " · ".join(f"{t['n']} {kata_kecil(t['jenis'])}" for t in isi["tugas"]) or "tidak ada"
        kosong = self.kosong(5, "Belum ada tagihan; terbit setelah tanggal 20.")
        rinci_tagihan = "Belum ada tagihan."
        if akhir:
            rinci_tagihan = f"{bulan(akhir['periode'])} · {kata_kecil(akhir['keadaan'])} · jatuh tempo {tanggal(akhir['jatuh_tempo'])}"
        alasan = s["dasar"][0]["penjelasan"] if s and s["dasar"] else "Belum ada iuran yang lunas."
        return {
            "keadaan": cip,
            "peserta": escape(angka(j["pekerja"] + j["keluarga"])),
            "rinci-peserta": escape(f"{angka(j['pekerja'])} pekerja · {angka(j['keluarga'])} keluarga · {angka(j['tanda'])} bertanda"),
            "tagihan-terakhir": escape(rp(akhir["jumlah"])) if akhir else escape("–"),
            "rinci-tagihan": escape(rinci_tagihan),
            "lunas": escape(bulan(s["lunas_sampai"])) if s else escape("–"),
            "alasan-status": escape(alasan),
            "tugas": escape(angka(tugas)),
            "rinci-tugas": escape(rinci_tugas),
            "pita": self.tampilan.potong("bagian.html", "pita", bulan=isi["pita"]),
            "tagihan": self.baris("bagian.html", "baris_tagihan", "t", isi["tagihan"], kosong),
            "riwayat": self.riwayat(isi["riwayat"]),
        }  # fmt: skip

    async def iuran(self, sesi: Sesi) -> Isi:
        milik = await self.milik(sesi)
        async with self.rt.db.connection() as conn:
            isi = await lain.iuran(conn, milik)
        sel: dict[str, Markup | Sequence[Markup]] = {
            "tagihan": self.baris("bagian.html", "baris_tagihan", "t", isi["tagihan"], self.kosong(6, "Belum ada tagihan."), bernama=True),
            "pembayaran": self.baris("baris.html", "pembayaran", "p", isi["pembayaran"], self.kosong(5, "Belum ada pembayaran.")),
        }
        return Isi("iuran.html", "Iuran", "iuran", {}, sel)

    async def papan_klaim(self, sesi: Sesi) -> Isi:
        milik = await self.milik(sesi)
        async with self.rt.db.connection() as conn:
            isi = await lain.klaim(conn, milik)
        sel: dict[str, Markup | Sequence[Markup]] = {}
        kosong = self.tampilan.potong("baris.html", "kosong_daftar", pesan="Tidak ada.")
        for kode, _ in KOLOM_KLAIM:
            kolom = [k for k in isi["klaim"] if k["keadaan"] == kode]
            sel[f"jumlah-{kode}"] = escape(angka(len(kolom)))
            sel[f"kolom-{kode}"] = self.baris("bagian.html", "kartu_klaim", "k", kolom, kosong)
        kosong = self.kosong(6, "Belum ada FPK. FPK dibentuk setelah verifikasi dan umpan balik.")
        sel["fpk"] = self.baris("baris.html", "fpk", "f", isi["fpk"], kosong)
        return Isi("klaim_papan.html", "Klaim", "klaim", {"kolom": KOLOM_KLAIM}, sel)

    async def klaim(self, sesi: Sesi, id: str) -> Isi | None:
        milik = await self.milik(sesi)
        async with self.rt.db.connection() as conn:
            isi = await lain.satu_klaim(conn, milik, id)
        if isi is None:
            return None
        k, s = dict(isi["k"]), isi["sep"]
        sel: dict[str, Markup | Sequence[Markup]] = {
            "keadaan": self.tampilan.potong("bagian.html", "cip", kode=k["keadaan"]),
            "pembagian": self.tampilan.potong("klaim_bagian.html", "pembagian", k=k),
            "rincian": self.tampilan.potong("klaim_bagian.html", "rincian", k=k, s=s),
            "riwayat": self.riwayat(isi["riwayat"], ringkas=True),
        }
        return Isi("klaim.html", f"Klaim {k['nomor_sep']}", "klaim", {"k": k}, sel)

    async def operasi(self, sesi: Sesi) -> Isi:
        return await operasi(self.rt, self.tampilan, self.layanan, sesi)

    async def cari_peserta(self, sesi: Sesi) -> Isi:
        await self.milik(sesi)  # who has no pages is told so here too
        data: dict[str, Any] = {
            "bu": None,
            "baris": None,
            "keterangan": "Cari seorang peserta.",
            "berikutnya": None,
            "saring": None,
            "badan_usaha": [],
        }
        return Isi("peserta_daftar.html", "Peserta", "peserta", data)
