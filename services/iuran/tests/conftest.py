"""The world iuran lives in, for its tests: real PostgreSQL and Kafka, kepesertaan played on its topic and over HTTP (keys, tokens)."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from chassis.crypto import new_key, seal
from chassis.testing import Answer, Harness, running
from iuran.main import SPEC
from selaras.lokal.uji import ServerUji
from shared_events import kepesertaan as k

KOTA = "Kota Jakarta Selatan"
KONSUMEN = 3
"""Of kepesertaan: units with their people, the agreements of the AKT, first bills of families."""


def saat(teks: str) -> datetime:
    return datetime.fromisoformat(f"{teks}+07:00")


class Kepesertaan:
    """Its HTTP side: a token for whoever asks and the keys of the people it knows."""

    def __init__(self) -> None:
        self.kunci: dict[str, bytes] = {}
        self.diminta = 0
        self.mati = False

    async def token(self, _: web.Request) -> web.Response:
        return web.json_response({"access_token": "uji", "expires_in": 3600})

    async def ambil(self, request: web.Request) -> web.Response:
        if self.mati:
            return web.Response(status=503)
        nomor = (await request.json())["nomor_kartu"]
        assert len(nomor) <= 1000
        self.diminta += 1
        return web.json_response({"kunci": {n: base64.b64encode(self.kunci[n]).decode() for n in nomor if n in self.kunci}})


class Dunia:
    def __init__(self, h: Harness, kepesertaan: Kepesertaan) -> None:
        self.h = h
        self.kepesertaan = kepesertaan
        self._urut = 0

    # who asks
    @property
    def operasi(self) -> str:
        return self.h.token("operasi", "operasi iuran:baca", kantor="PUSAT", jenis_kantor="PUSAT")

    @property
    def bni(self) -> str:
        return self.h.token("bank-bni", "pembayaran:tulis", kode_bank="BNI")

    def akt(self, akt_id: str) -> str:
        return self.h.token(akt_id, "iuran:baca iuran:tulis", akt_id=akt_id)

    # what kepesertaan tells
    async def badan_usaha(self, akt_id: str | None = "akt-sentosa", *, aktif: bool = True, pada: str = "2016-11-07T09:00:00") -> str:
        """A registered Badan Usaha with its account; gives the account."""
        self._urut += 1
        id, va = f"BU{self._urut}", f"88888{self._urut:011d}"
        subjek, waktu = f"badan-usaha:{id}", saat(pada)
        await self.h.bus.publish(
            subjek,
            k.BadanUsahaDidaftarkan(
                badan_usaha_id=id, nama="PT Contoh", jenis="SWASTA", kantor_cabang="KC-PRIMA-JKT", kabupaten_kota=KOTA, sub_segmen="SWASTA",
                akt_id=akt_id, cakupan="SELURUH" if akt_id else None, keadaan="TERDAFTAR",
            ),
            at=waktu, akt_id=akt_id,
        )  # fmt: skip
        if akt_id:
            await self.h.bus.publish(
                subjek,
                k.DelegasiAktDitetapkan(
                    badan_usaha_id=id, akt_id=akt_id, cakupan="SELURUH", surat_kuasa_nomor="SK/1", berlaku_dari=date(2016, 11, 1)
                ),
                at=waktu,
            )
        await self.h.bus.publish(
            subjek, k.VirtualAccountDiterbitkan(virtual_account=va, jenis_unit="BADAN_USAHA", badan_usaha_id=id), at=waktu
        )
        if aktif:
            await self.aktifkan(va)
        return va

    async def aktifkan(self, va: str) -> None:
        id = f"BU{int(va[5:])}"
        await self.h.bus.publish(
            f"badan-usaha:{id}",
            k.VirtualAccountDiaktifkan(virtual_account=va, badan_usaha_id=id, sejak=date(2016, 11, 15)),
            at=saat("2016-11-15T10:00:00"),
        )

    async def akhiri(self, va: str, akt_id: str, berakhir: date) -> None:
        id = f"BU{int(va[5:])}"
        await self.h.bus.publish(
            f"badan-usaha:{id}",
            k.DelegasiAktDiakhiri(badan_usaha_id=id, akt_id=akt_id, berakhir_pada=berakhir),
            at=saat("2016-12-01T10:00:00"),
        )

    async def orang(
        self, va: str, kategori: str = "PEKERJA", *, upah: int | None = None, pekerja: str | None = None, kelas: int = 1,
        mulai: str = "2016-12", kota: str = KOTA, tunjangan: int = 0,
    ) -> str:  # fmt: skip
        """A person of the Badan Usaha; gives his card number."""
        self._urut += 1
        noka = f"{self._urut:013d}"
        kunci = self.kepesertaan.kunci[noka] = new_key()
        hubungan = {"PEKERJA": "PEKERJA", "INTI": "ANAK", "TAMBAHAN": "IBU", "KERABAT": "KERABAT"}[kategori]
        await self.h.bus.publish(
            f"peserta:{noka}",
            k.PesertaDidaftarkan(
                nomor_kartu=noka, virtual_account=va, badan_usaha_id=f"BU{int(va[5:])}", segmen="PPU", sub_segmen="SWASTA",
                hubungan=hubungan, nomor_kartu_pekerja=pekerja, kategori=kategori, hak_kelas=kelas,
                kelas_dipilih=kelas if kategori == "KERABAT" else None, iuran_mulai=mulai, berlaku_dari=date(2016, 12, 1),
                kabupaten_kota_kerja=kota if kategori == "PEKERJA" else None, rahasia=seal(kunci, {"nama": "x"}),
                upah_tersandi=None if upah is None else seal(kunci, {"upah_pokok": upah, "tunjangan_tetap": tunjangan}),
            ),
            at=saat("2016-11-15T09:00:00"),
        )  # fmt: skip
        return noka

    async def pks(self, akt_id: str, *bentuk: str, nomor: str = "PKS/1", sampai: date = date(2017, 10, 31)) -> None:
        """What BPJS and an AKT agree to do together."""
        await self.h.bus.publish(
            f"akt:{akt_id}",
            k.PksDisepakati(
                akt_id=akt_id, nomor=nomor, versi_naskah="2016.1", berlaku_dari=date(2016, 11, 1), berlaku_sampai=sampai,
                bentuk_kerja_sama=bentuk, manfaat=("RITL",),
            ),
            at=saat("2016-11-01T09:00:00"),
        )  # fmt: skip

    async def pks_berakhir(self, akt_id: str, hari: date, nomor: str = "PKS/1") -> None:
        berakhir = k.PksBerakhir(akt_id=akt_id, nomor=nomor, berakhir_pada=hari)
        await self.h.bus.publish(f"akt:{akt_id}", berakhir, at=saat("2016-12-01T09:00:00"))

    async def umk(self, nilai: int = 3_100_000, tahun: int = 2016, kota: str = KOTA) -> None:
        await self.h.bus.publish(
            f"umk:{tahun}:{kota}",
            k.UmkDitetapkan(tahun=tahun, kabupaten_kota=kota, nilai=nilai, sumber="CONTOH"),
            at=saat("2016-11-01T09:00:00"),
        )

    async def tutup_kepesertaan(self, hari: date) -> None:
        """kepesertaan has told everything of that day, and iuran has read it."""
        await self.h.bus.close_day("kepesertaan", hari, at=saat(f"{hari + timedelta(days=1)}T00:05:00"))

        async def terbaca() -> bool:
            # not by the mark: one of a later day, from an earlier test, may have been read long ago
            for sumber in self.h.process.worker.sources.values():
                try:
                    ujung = {tp: n for tp, n in (await sumber.ends()).items() if n}
                except (RuntimeError, AttributeError) as galat:
                    raise AssertionError("a consumer is still starting") from galat
                rows = await self.h.fetch(
                    "select topic, part, min(next_offset) as n from consumer_offsets group by 1, 2 having count(*) = $1", KONSUMEN
                )
                sampai = {(r["topic"], r["part"]): r["n"] for r in rows}
                assert all(sampai.get(tp, 0) >= n for tp, n in ujung.items())
            return True

        await self.h.until(terbaca)

    # what iuran does
    async def terbitkan(self, periode: str = "2016-12", pada: str = "2016-11-21T08:00:00") -> Any:
        jawab = await self.h.call("POST", "/v1/tagihan:terbitkan", who=self.operasi, json={"periode": periode}, at=saat(pada))
        return await self.h.job(jawab, self.operasi)

    async def tagihan(self, va: str, periode: str = "2016-12") -> Any:
        jawab = await self.h.call("GET", f"/v1/tagihan?virtual_account={va}&periode={periode}", who=self.operasi)
        assert jawab.status == 200, jawab.body
        data = jawab.json()["data"]
        return data[0] if data else None

    async def bayar(
        self, va: str, nominal: int, pada: str, ref: str, *, dicatat: str | None = None, key: str | None = None, **ubah: Any
    ) -> Answer:
        isi = {
            "virtual_account": va, "nominal": nominal, "waktu_bayar": saat(pada).isoformat(), "bank": "BNI", "kanal": "TELLER",
            "referensi_bank": ref, **ubah,
        }  # fmt: skip
        return await self.h.call("POST", "/v1/pembayaran", who=self.bni, json=isi, at=saat(dicatat or pada), key=key or f"k-{ref}")

    async def tutup(self, hari: date) -> Any:
        """Close a day of iuran, after kepesertaan has closed it."""
        await self.tutup_kepesertaan(hari)
        jawab = await self.h.call(
            "POST", "/v1/tutup-hari", who=self.operasi, json={"tanggal": str(hari)}, at=saat(f"{hari + timedelta(days=1)}T00:05:00")
        )
        return await self.h.job(jawab, self.operasi)

    async def peristiwa(self, va: str) -> list[tuple[str, Any]]:
        """What was published about an account, in order: (name, event); waits for the relay to have caught up."""

        async def kosong() -> bool:
            rows = await self.h.fetch("select count(*) as n from outbox")
            return bool(rows[0]["n"] == 0)

        await self.h.until(kosong)
        return [(type(e).__name__, e) for env, e in await self.h.bus.read("iuran") if env.subject == f"rekening:{va}"]

    async def seimbang(self) -> dict[str, int]:
        jawab = await self.h.call("GET", "/v1/neraca", who=self.operasi)
        neraca = jawab.json()
        assert neraca["seimbang"] is True, neraca
        return {a["akun"]: a["saldo"] for a in neraca["akun"]}


@asynccontextmanager
async def dunia_baru(servers: ServerUji) -> AsyncIterator[Dunia]:
    kepesertaan = Kepesertaan()
    app = web.Application()
    app.add_routes([web.post("/token", kepesertaan.token), web.post("/v1/kunci:ambil", kepesertaan.ambil)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    alamat = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with running(
            SPEC, pg_url=servers.postgres.url, kafka=servers.kafka.bootstrap, url_kepesertaan=alamat, token_url=f"{alamat}/token"
        ) as h:
            yield Dunia(h, kepesertaan)
    finally:
        await runner.cleanup()


@pytest.fixture(scope="module")
async def dunia(servers: ServerUji) -> AsyncIterator[Dunia]:
    async with dunia_baru(servers) as d:
        yield d
