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

from dasbor.format import angka, bulan, kata, rp, tanggal
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
    ("badan-usaha", "Badan usaha"), ("jumlah-peserta", "Peserta"), ("tanda", "Bertanda koordinasi manfaat"), ("ditagih", "Ditagih"),
    ("dibayar", "Diterima"), ("sep", "SEP"), ("klaim-dibayar", "Klaim dibayar BPJS"),
)  # fmt: skip


@dataclass(frozen=True)
class Pandangan:
    rt: Runtime
    tampilan: Tampilan
    layanan: Layanan

    async def kini(self) -> datetime:
        """Now. Under simulation the newest moment any service has recorded."""
        if self.rt.settings.simulasi:
            async with self.rt.db.connection() as conn:
                saat: datetime | None = await conn.fetchval("select dicatat_pada from jam")
            if saat is not None:
                return saat
        return business_now()

    async def hari_ini(self) -> date:
        return hari_wib(await self.kini())

    def _baris(self, template: str, macro: str, nama: str, isi: Sequence[Any], kosong: Markup, **lain: Any) -> list[Markup]:
        return [self.tampilan.potong(template, macro, **{nama: dict(b)}, **lain) for b in isi] or [kosong]

    def _kosong(self, kolom: int, pesan: str) -> Markup:
        return self.tampilan.potong("baris.html", "kosong", kolom=kolom, pesan=pesan)

    def _riwayat(self, rows: Sequence[asyncpg.Record]) -> list[Markup]:
        return [self.tampilan.potong("bagian.html", "kejadian", r=dict(r)) for r in rows] or [
            self.tampilan.potong("baris.html", "kosong_daftar", pesan="Belum ada kejadian.")
        ]

    async def ringkasan(self, sesi: Sesi) -> Isi:
        async with self.rt.db.connection() as conn:
            isi = await lain.ringkasan(conn, lingkup(sesi), await self.hari_ini())
        h = isi["hitung"]
        kosong = self._kosong(2, "Tidak ada yang menunggu. Tunggakan, tugas, klaim yang menunggu dan webhook yang mati muncul di sini.")
        sel: dict[str, Markup | Sequence[Markup]] = {
            "perlu": self._baris("bagian.html", "perlu", "p", isi["perlu"], kosong),
            "badan-usaha": escape(angka(h["badan_usaha"])), "jumlah-peserta": escape(angka(h["peserta"])), "tanda": escape(angka(h["tanda"])),
            "ditagih": escape(rp(h["ditagih"])), "dibayar": escape(rp(h["dibayar"])), "sep": escape(angka(h["sep"])),
            "klaim-dibayar": escape(rp(h["klaim_dibayar"])),
        }  # fmt: skip
        return Isi("ringkasan.html", "Ringkasan", "ringkasan", {"kartu": KARTU}, sel)

    async def daftar_badan_usaha(self, sesi: Sesi) -> Isi:
        async with self.rt.db.connection() as conn:
            baris = await badan_usaha.daftar(conn, lingkup(sesi), await self.hari_ini())
        return Isi("badan_usaha_daftar.html", "Badan Usaha", "badan-usaha", {"baris": baris})

    async def badan_usaha(self, sesi: Sesi, id: str) -> Isi | None:
        milik, hari = lingkup(sesi), await self.hari_ini()
        async with self.rt.db.connection() as conn:
            baris = await badan_usaha.satu(conn, milik, id)
            if baris is None or baris["nama"] is None:
                return None
            isi = await badan_usaha.isi(conn, milik, baris, hari)
        return Isi("badan_usaha.html", baris["nama"], "badan-usaha", {"bu": baris}, self._sel_badan_usaha(isi))

    def _sel_badan_usaha(self, isi: dict[str, Any]) -> dict[str, Markup | Sequence[Markup]]:
        j, s = isi["jumlah"], isi["status"]
        akhir = next(iter(isi["tagihan"]), None)
        tugas = sum(t["n"] for t in isi["tugas"])
        cip = self.tampilan.potong("bagian.html", "cip", kode=s["keadaan"] if s else isi["bu"]["keadaan"])
        rinci_tugas = " · ".join(f"{t['n']} {kata(t['jenis']).lower()}" for t in isi["tugas"]) or "tidak ada"
        kosong = self._kosong(5, "Belum ada tagihan; terbit setelah tanggal 20.")
        alasan = s["dasar"][0]["penjelasan"] if s and s["dasar"] else "Belum ada iuran yang lunas."
        return {
            "keadaan": cip,
            "peserta": escape(angka(j["pekerja"] + j["keluarga"])),
            "rinci-peserta": escape(f"{angka(j['pekerja'])} pekerja · {angka(j['keluarga'])} keluarga · {angka(j['tanda'])} bertanda"),
            "tagihan-terakhir": escape(rp(akhir["jumlah"])) if akhir else escape("–"),
            "rinci-tagihan": escape(f"{bulan(akhir['periode'])} · {kata(akhir['keadaan']).lower()} · jatuh tempo {tanggal(akhir['jatuh_tempo'])}")
            if akhir else escape("Belum ada tagihan."),
            "lunas": escape(bulan(s["lunas_sampai"])) if s else escape("–"),
            "alasan-status": escape(alasan),
            "tugas": escape(angka(tugas)),
            "rinci-tugas": escape(rinci_tugas),
            "pita": self.tampilan.potong("bagian.html", "pita", bulan=isi["pita"]),
            "tagihan": self._baris("bagian.html", "baris_tagihan", "t", isi["tagihan"], kosong),
            "riwayat": self._riwayat(isi["riwayat"]),
        }  # fmt: skip

    async def iuran(self, sesi: Sesi) -> Isi:
        async with self.rt.db.connection() as conn:
            isi = await lain.iuran(conn, lingkup(sesi))
        sel: dict[str, Markup | Sequence[Markup]] = {
            "tagihan": self._baris(
                "bagian.html", "baris_tagihan", "t", isi["tagihan"], self._kosong(6, "Belum ada tagihan."), bernama=True
            ),
            "pembayaran": self._baris("baris.html", "pembayaran", "p", isi["pembayaran"], self._kosong(5, "Belum ada pembayaran.")),
        }
        return Isi("iuran.html", "Iuran", "iuran", {}, sel)

    async def papan_klaim(self, sesi: Sesi) -> Isi:
        async with self.rt.db.connection() as conn:
            isi = await lain.klaim(conn, lingkup(sesi))
        sel: dict[str, Markup | Sequence[Markup]] = {}
        kosong = self.tampilan.potong("baris.html", "kosong_daftar", pesan="Tidak ada.")
        for kode, _ in KOLOM_KLAIM:
            milik = [k for k in isi["klaim"] if k["keadaan"] == kode]
            sel[f"jumlah-{kode}"] = escape(angka(len(milik)))
            sel[f"kolom-{kode}"] = self._baris("bagian.html", "kartu_klaim", "k", milik, kosong)
        return Isi("klaim_papan.html", "Klaim", "klaim", {"kolom": KOLOM_KLAIM, "fpk": isi["fpk"]}, sel)

    async def klaim(self, sesi: Sesi, id: str) -> Isi | None:
        async with self.rt.db.connection() as conn:
            isi = await lain.satu_klaim(conn, lingkup(sesi), id)
        if isi is None:
            return None
        return Isi(
            "klaim.html",
            f"Klaim {isi['k']['nomor_sep']}",
            "klaim",
            {"k": isi["k"], "s": isi["sep"]},
            {"riwayat": self._riwayat(isi["riwayat"])},
        )

    async def tugas(self, sesi: Sesi) -> Isi:
        hari = await self.hari_ini()
        async with self.rt.db.connection() as conn:
            rows = await lain.tugas(conn, lingkup(sesi))
        kosong = self._kosong(5, "Tidak ada tugas. Baris impor yang perlu diperiksa orang muncul di sini.")
        return Isi("tugas.html", "Tugas", "tugas", {}, {"tugas": self._baris("baris.html", "tugas", "t", rows, kosong, hari=hari)})

    async def operasi(self, sesi: Sesi) -> Isi:
        return await operasi(self.rt, self.tampilan, self.layanan, sesi)

    async def peserta_badan_usaha(self, sesi: Sesi, id: str, setelah: str) -> Isi | None:
        milik = lingkup(sesi)
        async with self.rt.db.connection() as conn:
            bu = await badan_usaha.satu(conn, milik, id)
            if bu is None:
                return None
            baris = await badan_usaha.peserta(conn, id, setelah)
        lanjut = f"/badan-usaha/{id}/peserta?setelah={baris[49]['nomor_kartu']}" if len(baris) > 50 else None
        data = {"bu": bu, "baris": baris[:50], "keterangan": "Menurut nomor kartu.", "berikutnya": lanjut}
        return Isi("peserta_daftar.html", f"Peserta {bu['nama']}", "peserta", data)

    async def peserta(self, sesi: Sesi, noka: str, pada: date | None, diketahui: str) -> Isi | None:
        milik: Lingkup = lingkup(sesi)
        kini = await self.kini()
        async with self.rt.db.connection() as conn:
            isi = await lain.peserta(conn, milik, noka)
        if isi is None:
            return None
        hari = pada or hari_wib(kini)
        params = {"pada": hari.isoformat()} | ({"diketahui": f"{diketahui}:00+07:00"} if diketahui else {})
        kode, status = await self.layanan.tanya(sesi, "GET", "status", f"/v1/status/{noka}", kini, params=params)
        kode_riwayat, riwayat = await self.layanan.tanya(sesi, "GET", "status", f"/v1/status/{noka}/riwayat", kini)
        data = {
            "p": isi["p"], "keluarga": isi["keluarga"], "sep": isi["sep"], "pada": hari.isoformat(), "diketahui": diketahui,
            "status": status if kode == 200 else None, "pesan_status": status.get("detail", "Status belum dapat ditanyakan."),
            "periode": riwayat.get("data", []) if kode_riwayat == 200 else [],
        }  # fmt: skip
        return Isi("peserta.html", f"Peserta {noka}", "peserta", data, {"riwayat": self._riwayat(isi["riwayat"])})
