"""kepesertaan and iuran played for status, as it hears them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from chassis.testing import Harness
from dasar.tanggal import Periode
from shared_events import iuran, kepesertaan
from shared_events import status as publik


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks if 'T' in teks else teks + 'T09:00:00'}+07:00")


class Dunia:
    """Plays kepesertaan and iuran for one Badan Usaha with one worker."""

    def __init__(self, h: Harness, nomor: int, akt: str = "akt-sentosa") -> None:
        self.h = h
        self.va = f"88888{nomor:011d}"
        self.noka = f"{nomor:013d}"
        self.bu = f"BU{nomor}"
        self.akt = akt

    async def daftar(self, pada: str = "2016-11-15", iuran_mulai: str = "2016-12") -> None:
        bu = f"badan-usaha:{self.bu}"
        kuasa = kepesertaan.DelegasiAktDitetapkan(
            badan_usaha_id=self.bu, akt_id=self.akt, cakupan="SELURUH", surat_kuasa_nomor="SK/1", berlaku_dari=date(2016, 11, 7)
        )
        await self.h.bus.publish(bu, kuasa, at=saat("2016-11-07"), akt_id=self.akt)
        await self.orang(
            kepesertaan.PesertaDidaftarkan(
                nomor_kartu=self.noka, virtual_account=self.va, badan_usaha_id=self.bu, segmen="PPU", hubungan="PEKERJA",
                kategori="PEKERJA", hak_kelas=1, iuran_mulai=iuran_mulai, berlaku_dari=date.fromisoformat(pada), rahasia="c2VnZWw=",
            ),
            pada,
        )  # fmt: skip

    async def orang(self, event: Any, pada: str) -> None:
        await self.h.bus.publish(f"peserta:{self.noka}", event, at=saat(pada), akt_id=self.akt)

    async def iuran(self, event: Any, pada: str) -> None:
        await self.h.bus.publish(f"rekening:{self.va}", event, at=saat(pada), akt_id=self.akt)

    async def tagih(self, periode: str, pada: str) -> None:
        p = Periode.baca(periode)
        await self.iuran(
            iuran.TagihanDiterbitkan(
                virtual_account=self.va, badan_usaha_id=self.bu, tagihan_id=f"T-{periode}", periode=periode, jatuh_tempo=p.hari(10),
                jumlah=100, pemberi_kerja=80, pekerja=20, pemerintah=0, jumlah_peserta=1,
            ),
            pada,
        )  # fmt: skip

    async def bayar(self, periode: str, waktu: str, dicatat: str | None = None) -> None:
        lunas = iuran.TagihanLunas(
            virtual_account=self.va, badan_usaha_id=self.bu, tagihan_id=f"T-{periode}", periode=periode, jumlah=100, lunas_pada=saat(waktu)
        )
        await self.iuran(lunas, dicatat or waktu)

    async def tanya(self, pada: str, *, at: str | None = None, diketahui: str | None = None, who: str | None = None) -> Any:
        path = f"/v1/status/{self.noka}?pada={pada}" + (f"&diketahui={quote(saat(diketahui).isoformat())}" if diketahui else "")
        answer = await self.h.call("GET", path, who=who or rs(self.h), at=saat(at or pada))
        assert answer.status == 200, answer.body
        return answer.json()

    async def jadi(self, pada: str, keadaan: str, *, at: str | None = None) -> Any:
        async def sudah() -> Any:
            j = await self.tanya(pada, at=at)
            return j if j["keadaan"] == keadaan else None

        return await self.h.until(sudah)

    async def diumumkan(self) -> list[tuple[Any, publik.StatusUnitBerubah]]:
        semua = await self.h.bus.read("status")
        return [(e, p) for e, p in semua if e.subject == f"unit:{self.va}" and isinstance(p, publik.StatusUnitBerubah)]


def rs(h: Harness) -> str:
    return h.token("rs-a", "sep:tulis status:baca", kode_ppk="0301R001")


def akt(h: Harness, nama: str = "akt-sentosa") -> str:
    return h.token(nama, "status:baca", akt_id=nama)


async def tutup(h: Harness, hari: str, pada: str) -> None:
    """iuran and kepesertaan close a day, then status does."""
    for layanan in ("kepesertaan", "iuran"):
        await h.bus.close_day(layanan, date.fromisoformat(hari), at=saat(pada))
    who = h.token("operasi", "operasi", kantor="PUSAT", jenis_kantor="PUSAT")
    asked = await h.call("POST", "/v1/tutup-hari", who=who, json={"tanggal": hari}, at=saat(pada))
    assert (await h.job(asked, who))["keadaan"] == "SELESAI"
