"""The stage: business time, calls, jobs with a progress bar, closed days, and one table a step."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dasar.tanggal import WIB
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from selaras.cerita.catatan import Catatan
from selaras.cerita.harapan import HarapanGagal, benar
from selaras.cerita.panggilan import Berkas, Jawaban, Pemanggil, sampai
from selaras.cerita.pembangkit import Bahan
from selaras.cerita.penerima import PenerimaCerita
from selaras.cerita.rencana_rawat import Rawat
from selaras.cerita.tarif import TabelTarif
from selaras.penerima import Kiriman

URUTAN_TUTUP = ("faskes", "kepesertaan", "iuran", "status", "klaim", "notifikasi")
TENGGAT_PEKERJAAN = 120.0


@dataclass
class Langkah:
    """Rows of one step's table."""

    tanggal: str
    judul: str
    baris: list[tuple[str, str, str, float, int | None]] = field(default_factory=list)

    def catat(self, tanya: str, jawab: str, aturan: str = "", *, ms: float = 0.0, jumlah: int | None = None) -> None:
        self.baris.append((tanya, jawab, aturan, ms, jumlah))


@dataclass
class Panggung:
    pemanggil: Pemanggil
    penerima: PenerimaCerita
    konsol: Console
    bahan: Bahan
    tabel: TabelTarif
    rawat: list[Rawat]
    catatan: Catatan
    langkah_selesai: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def langkah(self, tanggal: str, judul: str) -> AsyncIterator[Langkah]:
        langkah = Langkah(tanggal, judul)
        try:
            yield langkah
        except HarapanGagal as gagal:
            self._cetak(langkah)
            raise HarapanGagal(f"[{tanggal} {judul}] {gagal}") from gagal
        self._cetak(langkah)
        self.langkah_selesai.append(f"{tanggal} {judul}")

    def pada(self, teks: str) -> datetime:
        """Sets the business time: ``2016-11-15 09:00`` (WIB)."""
        self.pemanggil.waktu = datetime.strptime(teks, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)
        return self.pemanggil.waktu

    @property
    def sekarang(self) -> datetime:
        if self.pemanggil.waktu is None:
            raise RuntimeError("waktu belum ditetapkan")
        return self.pemanggil.waktu

    async def get(
        self, klien: str, layanan: str, jalur: str, kueri: Mapping[str, str] | None = None, *, harap: int | Collection[int] = 200
    ) -> Jawaban:
        return await self.pemanggil.panggil(klien, "GET", layanan, jalur, kueri=kueri, harap=harap)

    async def put(self, klien: str, layanan: str, jalur: str, isi: Any) -> Jawaban:
        return await self.pemanggil.panggil(klien, "PUT", layanan, jalur, isi=isi)

    async def post(
        self, klien: str, layanan: str, jalur: str, isi: Any = None, *, berkas: Collection[Berkas] = (), kunci: str | None = None,
        harap: int | Collection[int] = (200, 201, 202),
    ) -> Jawaban:  # fmt: skip
        return await self.pemanggil.panggil(klien, "POST", layanan, jalur, isi=isi, berkas=berkas, kunci=kunci, harap=harap)

    async def ditolak(
        self, klien: str, layanan: str, jalur: str, isi: Any, *, status: int, aturan: str | None = None, kode: str = ""
    ) -> Jawaban:
        """A POST that must be refused, by that rule and with a sentence."""
        jawaban = await self.post(klien, layanan, jalur, isi, harap=status)
        benar(f"{jalur}: masalah RFC 9457", jawaban.kepala.get("content-type", "").startswith("application/problem+json"), jawaban.kepala)
        if aturan is not None:
            benar(f"{jalur}: aturan {aturan}", jawaban.aturan == aturan, jawaban.isi)
        if kode:
            benar(f"{jalur}: kode {kode}", jawaban.kode == kode, jawaban.isi)
        benar(f"{jalur}: ada penjelasan", len(jawaban.alasan) > 10, jawaban.isi)
        return jawaban

    async def semua(self, klien: str, layanan: str, jalur: str, **kueri: str) -> list[dict[str, Any]]:
        """Every page of a list."""
        hasil: list[dict[str, Any]] = []
        while True:
            isi = (await self.get(klien, layanan, jalur, kueri)).isi
            hasil += isi["data"]
            if not isi.get("berikutnya"):
                return hasil
            kueri = {**kueri, "setelah": isi["berikutnya"]}

    async def pekerjaan(self, klien: str, layanan: str, diterima: Jawaban, judul: str) -> tuple[dict[str, Any], float]:
        """Follows a job to its end; the answer and the seconds it took."""
        lokasi = diterima.kepala["location"]
        mulai = time.perf_counter()
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=self.konsol, transient=True, disable=not self.konsol.is_terminal,
        ) as layar:  # fmt: skip
            palang = layar.add_task(judul, total=None)

            async def tanya() -> dict[str, Any] | None:
                isi: dict[str, Any] = (await self.get(klien, layanan, lokasi)).isi
                layar.update(palang, total=isi["jumlah"], completed=isi["selesai"] + isi["gagal"])
                return isi if isi["keadaan"] != "BERJALAN" else None

            isi = await sampai(judul, tanya, tenggat=TENGGAT_PEKERJAAN)
        if isi["keadaan"] != "SELESAI":
            raise HarapanGagal(f"{judul}: pekerjaan {isi['keadaan']}: {isi}")
        return isi, time.perf_counter() - mulai

    async def tutup_hari(self, langkah: Langkah, tanggal: str) -> None:
        """Closes a day on every service in the order of dependence, just after midnight."""
        hari = date.fromisoformat(tanggal)
        self.pemanggil.waktu = datetime(hari.year, hari.month, hari.day, 0, 5, tzinfo=WIB) + timedelta(days=1)
        mulai = time.perf_counter()
        diterima = {n: await self.post("operasi", n, "/v1/tutup-hari", {"tanggal": tanggal}) for n in URUTAN_TUTUP}
        for nama, jawaban in diterima.items():
            await self.pekerjaan("operasi", nama, jawaban, f"tutup hari {tanggal}: {nama}")
        langkah.catat(f"tutup-hari {tanggal}", "ditutup di 6 layanan berurutan", ms=(time.perf_counter() - mulai) * 1000)

    async def webhook(self, akt: str, jenis: str, *, jumlah: int = 1, tenggat: float = 30.0, **isi: Any) -> list[Kiriman]:
        """Waits until that many messages of a kind have arrived, verified, at that AKT's receiver."""

        async def tanya() -> list[Kiriman] | None:
            ada = self.penerima.cari(akt, jenis, **isi)
            return ada if len(ada) >= jumlah else None

        return await sampai(f"webhook {jenis} untuk {akt} ({isi})", tanya, tenggat=tenggat)

    def _cetak(self, langkah: Langkah) -> None:
        tabel = Table(title=f"{langkah.tanggal}  {langkah.judul}", title_justify="left", title_style="bold", expand=False)
        for kolom, gaya in (("Diminta", "cyan"), ("Jawaban", ""), ("Mengapa", "yellow")):
            tabel.add_column(kolom, style=gaya, overflow="fold")
        tabel.add_column("ms", justify="right")
        tabel.add_column("per detik", justify="right")
        for tanya, jawab, aturan, ms, jumlah in langkah.baris:
            per_detik = f"{jumlah / ms * 1000:,.0f}".replace(",", ".") if jumlah and ms else ""
            tabel.add_row(tanya, jawab, aturan, f"{ms:,.0f}".replace(",", ".") if ms else "", per_detik)
        self.konsol.print(tabel)
