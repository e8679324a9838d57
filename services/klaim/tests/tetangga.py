"""The neighbours of klaim and its clients.

The neighbours answer over real HTTP in the words of the published contracts; a service may not import another, so they are played here.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import aiohttp
from chassis.crypto import new_key
from chassis.testing import Answer, Harness
from dasar.tanggal import WIB
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from klaim.domain.eklaim import KOLOM
from shared_events import faskes as f
from shared_events import kepesertaan as kp

from .bangun import AKT, MASUK

RS_A, RS_B, RS_D, RS_E = "0301R001", "0301R002", "0301R004", "0301R005"
FKTP, KLINIK = "0301P001", "0301P002"
MELATI = "akt-melati"
AWAL = datetime(2016, 11, 1, 9, tzinfo=WIB)


@dataclass
class Tetangga:
    """status and kepesertaan as klaim sees them; ``mati``: names of services that do not answer."""

    kunci: dict[str, bytes] = field(default_factory=dict)
    orang: dict[str, dict[str, Any]] = field(default_factory=dict)
    mati: set[str] = field(default_factory=set)

    def peserta(self, noka: str, akt: str | None = AKT, *, kelas: int = 2, **ubah: Any) -> None:
        self.kunci.setdefault(noka, new_key())
        tanda = {"aktif": True, "akt_id": akt, "sejak": "2016-12-05"} if akt else {"aktif": False, "akt_id": None, "sejak": None}
        self.orang[noka] = {
            "nomor_kartu": noka,
            "aktif": True,
            "keadaan": "AKTIF",
            "alasan": "Iuran Desember 2016 lunas.",
            "hak_kelas": kelas,
            "koordinasi_manfaat": tanda,
            "dasar": [{"aturan": "R-STA-03", "sumber": "Perdir 47/2016", "penjelasan": "Iuran lunas.", "peristiwa_id": None}],
        } | ubah

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/token")
        async def token() -> dict[str, Any]:
            return {"access_token": "uji", "expires_in": 3600}

        @app.get("/v1/status/{noka}")
        async def status(noka: str, pada: str) -> JSONResponse:
            if "status" in self.mati:
                return JSONResponse({}, 503)
            if noka not in self.orang:
                return JSONResponse({"type": "https://selaras.id/masalah/tidak-ditemukan"}, 404)
            return JSONResponse(self.orang[noka] | {"pada": pada})

        @app.post("/v1/kunci:ambil")
        async def kunci(request: Request) -> JSONResponse:
            if "kepesertaan" in self.mati:
                return JSONResponse({}, 503)
            diminta = (await request.json())["nomor_kartu"]
            return JSONResponse({"kunci": {n: base64.b64encode(self.kunci[n]).decode() for n in diminta if n in self.kunci}})

        return app


def buat_rs(
    kode: str, kelas: str, *, bpjs: bool = True, sk: bool = True, regional: int = 3, milik: str = "PEMERINTAH"
) -> f.FaskesDidaftarkan:
    return f.FaskesDidaftarkan.model_validate(
        {
            "kode_ppk": kode,
            "nama": f"RS {kode}",
            "jenis": "FKRTL",
            "kelas_rs": kelas,
            "sk_kelas": {"nomor": "SK", "tanggal": "2014-03-03"} if sk else None,
            "kepemilikan": milik,
            "kabupaten_kota": "Kota Medan",
            "regional": regional,
            "kontrak_bpjs": [{"dari": "2016-01-01", "sampai": "2017-12-31"}] if bpjs else [],
            "kontrak_akt": [{"akt_id": AKT, "dari": "2016-01-01", "sampai": "2017-12-31"}],
        }
    )


def buat_klinik(kode: str, akt: str | None) -> f.FaskesDidaftarkan:
    kontrak = [{"dari": "2016-01-01"}]
    return f.FaskesDidaftarkan.model_validate(
        {
            "kode_ppk": kode,
            "nama": f"Klinik {kode}",
            "jenis": "FKTP",
            "kepemilikan": "SWASTA",
            "kabupaten_kota": "Kota Medan",
            "regional": 3,
            "kontrak_bpjs": [] if akt else kontrak,
            "kontrak_akt": [{"akt_id": akt, "dari": "2016-01-01"}] if akt else [],
        }
    )


@dataclass
class Panggung:
    """The running service with what every test needs on its stage."""

    h: Harness
    tetangga: Tetangga
    urut: int = 0

    def sebagai(self, siapa: str) -> str:
        baca = "klaim:baca"
        peran: dict[str, tuple[str, dict[str, str]]] = {
            AKT: (f"{baca} klaim:tulis", {"akt_id": AKT}),
            MELATI: (f"{baca} klaim:tulis", {"akt_id": MELATI}),
            "rs-a": ("sep:tulis", {"kode_ppk": RS_A}),
            "rs-b": ("sep:tulis", {"kode_ppk": RS_B}),
            "rs-e": ("sep:tulis", {"kode_ppk": RS_E}),
            "kc-prima": (f"{baca} sep:tulis verifikasi:tulis persetujuan:tulis", {"kantor": "KC-PRIMA-JKT", "jenis_kantor": "KC_PRIMA"}),
            "kc-prima-sby": (f"{baca} verifikasi:tulis", {"kantor": "KC-PRIMA-SBY", "jenis_kantor": "KC_PRIMA"}),
            "kc-prima-persetujuan": (f"{baca} persetujuan:tulis", {"kantor": "KC-PRIMA-JKT", "jenis_kantor": "KC_PRIMA"}),
            "kc-biasa": (f"{baca} verifikasi:tulis", {"kantor": "KC-BANDUNG", "jenis_kantor": "KC"}),
            "pusat": (f"{baca} referensi:tulis persetujuan:tulis", {"kantor": "PUSAT", "jenis_kantor": "PUSAT"}),
            "operasi": (f"{baca} operasi", {"kantor": "PUSAT", "jenis_kantor": "PUSAT"}),
        }
        scope, klaim = peran[siapa]
        return self.h.token(siapa, scope, **klaim)

    async def post(self, siapa: str, jalur: str, isi: Any = None, *, pada: datetime, kunci: str | None = None, **lain: Any) -> Answer:
        self.urut += 1
        return await self.h.call(
            "POST", jalur, who=self.sebagai(siapa), json=isi, at=pada, key=kunci or f"uji-{id(self)}-{self.urut}", **lain
        )

    async def get(self, siapa: str, jalur: str) -> Answer:
        return await self.h.call("GET", jalur, who=self.sebagai(siapa))

    async def unggah(self, siapa: str, jalur: str, berkas: Mapping[str, bytes], *, pada: datetime, kunci: str | None = None) -> Answer:
        formulir = aiohttp.FormData()
        for nama, isi in berkas.items():
            formulir.add_field(nama, isi, filename=f"{nama}.csv")
        return await self.post(siapa, jalur, None, pada=pada, kunci=kunci, data=formulir)

    async def kerjakan(self, siapa: str, jalur: str, berkas: Mapping[str, bytes], *, pada: datetime) -> Any:
        diterima = await self.unggah(siapa, jalur, berkas, pada=pada)
        assert diterima.status == 202, diterima.body
        return await self.h.job(diterima, self.sebagai(siapa))

    def noka(self, n: int, akt: str | None = AKT, **ubah: Any) -> str:
        nomor = f"{n:013d}"
        self.tetangga.peserta(nomor, akt, **ubah)
        return nomor

    async def kib(self, noka: str, akt: str = AKT) -> str:
        nomor = f"KIB-{noka}"
        terbit = kp.KartuIdentitasBersamaDiterbitkan(
            nomor_kib=nomor, nomor_kartu=noka, akt_id=akt, versi_desain="1", diterbitkan_pada=date(2016, 12, 5)
        )
        await self.h.bus.publish(f"kib:{nomor}", terbit, at=datetime(2016, 12, 5, 10, tzinfo=WIB))
        await self.h.until(lambda: self.h.fetch("select 1 from p_kib where nomor_kib = $1", nomor))
        return nomor

    def isi_sep(self, noka: str, kode_ppk: str = RS_A, masuk: date = MASUK, **ubah: Any) -> dict[str, Any]:
        return {
            "nomor_kartu": noka,
            "kode_ppk": kode_ppk,
            "tanggal_masuk": masuk.isoformat(),
            "jenis_pelayanan": "RITL",
            "diagnosa_awal": "E11.6",
            "gawat_darurat": False,
            "rujukan": {"asal": "FKTP_BPJS", "kode_faskes": FKTP, "nomor": "R-1", "tanggal": "2016-12-05"},
            "nomor_kib": None,
        } | ubah

    async def rawat(self, siapa: str, noka: str, kode_ppk: str, masuk: date, pulang: date, **ubah: Any) -> str:
        """A stay with SEP and discharge; its nomor SEP."""
        isi = self.isi_sep(noka, kode_ppk, masuk, **ubah)
        terbit = await self.post(siapa, "/v1/sep", isi, pada=datetime(masuk.year, masuk.month, masuk.day, 10, tzinfo=WIB))
        assert terbit.status == 201, terbit.body
        nomor: str = terbit.json()["nomor_sep"]
        saat = datetime(pulang.year, pulang.month, pulang.day, 15, tzinfo=WIB)
        jawaban = await self.post(siapa, f"/v1/sep/{nomor}/pulang", {"tanggal_pulang": pulang.isoformat()}, pada=saat)
        assert jawaban.status == 200, jawaban.body
        return nomor


def buat_eklaim(baris: Sequence[Mapping[str, Any]]) -> bytes:
    polos = dict.fromkeys(KOLOM, "-") | {
        "PTD": "1",
        "VERSI_INACBG": "5.1",
        "DIAGLIST": "E11.6",
        "DPJP": "dr. Uji",
        "NAMA_PASIEN": "Siti Rahasia",
    }
    semua = [polos | dict(b) for b in baris]
    return "".join("\t".join(str(b[k]) for k in KOLOM) + "\r\n" for b in ({k: k for k in KOLOM}, *semua)).encode()


def buat_csv(kolom: Sequence[str], baris: Sequence[Mapping[str, Any]]) -> bytes:
    aliran = io.StringIO(newline="")
    tulis = csv.DictWriter(aliran, kolom)
    tulis.writeheader()
    tulis.writerows(baris)
    return aliran.getvalue().encode()
