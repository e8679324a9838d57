"""Builders of the domain's inputs (a good case each, to be spoilt by the test that asks), and a running service with its neighbours.

The neighbours answer over real HTTP in the words of contracts.md; a service may not import another, so they are played here.
"""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import aiohttp
import pytest
from chassis.crypto import new_key
from chassis.testing import Answer, Harness, running
from chassis.testing_http import serve as layani
from dasar.tanggal import WIB
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from klaim.domain.dokumen import Dokumen
from klaim.domain.eklaim import KOLOM
from klaim.domain.faskes import FaskesPada, Kontrak
from klaim.domain.harga import Kasus
from klaim.domain.klaim_peristiwa import Nilai, SepUntukKlaim, SiapkanKlaim
from klaim.domain.penjaminan import Kib, Permintaan, Rujukan, StatusPada
from klaim.domain.tarif import Tarif
from klaim.main import SPEC
from shared_events import faskes as f
from shared_events import kepesertaan as kp

AKT = "akt-sentosa"
NOKA = "0001944358911"
MASUK = date(2016, 12, 6)
PULANG = date(2016, 12, 10)
SEP = "0301R0011216V000001"

Pembuat = Callable[..., Any]


def _faskes(**ubah: Any) -> FaskesPada:
    bpjs = (Kontrak(date(2016, 1, 1), date(2017, 12, 31)),)
    return replace(FaskesPada("0301R001", "RSUD Contoh", "FKRTL", "B", date(2014, 3, 3), "PEMERINTAH", 3, bpjs, ()), **ubah)


def _fktp(*, bpjs: bool = True, akt: str | None = None) -> FaskesPada:
    dari = date(2016, 1, 1)
    return FaskesPada(
        "0301P001",
        "FKTP",
        "FKTP",
        None,
        None,
        "SWASTA",
        3,
        (Kontrak(dari),) if bpjs else (),
        (Kontrak(dari, None, akt),) if akt else (),
    )


def _rujukan(**ubah: Any) -> Rujukan:
    return replace(Rujukan("FKTP_BPJS", "0301P001", "0301P0011216P000001", date(2016, 12, 5), _fktp()), **ubah)


def _permintaan(**ubah: Any) -> Permintaan:
    dasar = Permintaan(
        nomor_kartu=NOKA,
        faskes=_faskes(),
        tanggal_masuk=MASUK,
        jenis_pelayanan="RITL",
        diagnosa_awal="E11.6",
        rujukan=_rujukan(),
        kib_ditunjukkan=True,
        kib=Kib("KIB-1", NOKA, AKT, True),
        pks_aktif=frozenset({AKT, "akt-melati"}),
    )
    return replace(dasar, **ubah)


def _status(**ubah: Any) -> StatusPada:
    return replace(StatusPada(True, "AKTIF", "Iuran lunas.", 2, AKT, True), **ubah)


def _kasus(**ubah: Any) -> Kasus:
    return replace(Kasus(MASUK, "K-4-17-I", 2, _faskes(), False, 12_000_000, 9_000_000, 6_000_000), **ubah)


def _tarif(jumlah: int = 5_000_000, **ubah: Any) -> Tarif:
    return replace(Tarif("K-4-17-I", "uji", 3, "C", "PEMERINTAH", 2, jumlah, date(2016, 10, 26), "Permenkes 52/2016"), **ubah)


LENGKAP = tuple(Dokumen(k, PULANG, True) for k in ("KIB", "SEP", "RUJUKAN", "SPRI", "RESUME_MEDIS", "BUKTI_PELAYANAN"))


def _sep(**ubah: Any) -> SepUntukKlaim:
    dasar = SepUntukKlaim(SEP, NOKA, "0301R001", MASUK, PULANG, "RITL", "PULANG", True, AKT, AKT, 2, False, True)
    return replace(dasar, **ubah)


def _siapkan(**ubah: Any) -> SiapkanKlaim:
    dasar = SiapkanKlaim(
        klaim_id="k-1",
        akt_id=AKT,
        sep=_sep(),
        nomor_kartu=NOKA,
        rawat_inap=True,
        tanggal_masuk=MASUK,
        tanggal_pulang=PULANG,
        kode_inacbg="K-4-17-I",
        versi_inacbg="5.1",
        tagihan_rs=12_000_000,
        nilai=Nilai(9_000_000, 6_000_000, 12_000_000, date(2016, 12, 20)),
        dokumen=LENGKAP,
        rahasia="tersandi",
        sidik="sidik-1",
        pada=date(2017, 1, 9),
    )
    return replace(dasar, **ubah)


@pytest.fixture
def faskes() -> Pembuat:
    return _faskes


@pytest.fixture
def fktp() -> Pembuat:
    return _fktp


@pytest.fixture
def rujukan() -> Pembuat:
    return _rujukan


@pytest.fixture
def permintaan() -> Pembuat:
    return _permintaan


@pytest.fixture
def status() -> Pembuat:
    return _status


@pytest.fixture
def kasus() -> Pembuat:
    return _kasus


@pytest.fixture
def tarif() -> Pembuat:
    return _tarif


@pytest.fixture
def sep() -> Pembuat:
    return _sep


@pytest.fixture
def siapkan() -> Pembuat:
    return _siapkan


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


def _rs(kode: str, kelas: str, *, bpjs: bool = True, sk: bool = True, regional: int = 3, milik: str = "PEMERINTAH") -> f.FaskesDidaftarkan:
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


def _klinik(kode: str, akt: str | None) -> f.FaskesDidaftarkan:
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


def _eklaim(baris: Sequence[Mapping[str, Any]]) -> bytes:
    polos = dict.fromkeys(KOLOM, "-") | {
        "PTD": "1",
        "VERSI_INACBG": "5.1",
        "DIAGLIST": "E11.6",
        "DPJP": "dr. Uji",
        "NAMA_PASIEN": "Siti Rahasia",
    }
    semua = [polos | dict(b) for b in baris]
    return "".join("\t".join(str(b[k]) for k in KOLOM) + "\r\n" for b in ({k: k for k in KOLOM}, *semua)).encode()


def _csv(kolom: Sequence[str], baris: Sequence[Mapping[str, Any]]) -> bytes:
    aliran = io.StringIO(newline="")
    tulis = csv.DictWriter(aliran, kolom)
    tulis.writeheader()
    tulis.writerows(baris)
    return aliran.getvalue().encode()


@pytest.fixture
def eklaim() -> Pembuat:
    return _eklaim


@pytest.fixture
def csv_teks() -> Pembuat:
    return _csv


TARIF = [
    # (kode, regional, kelas, kepemilikan, kelas rawat, tarif, berlaku)
    ("E-4-10-I", 3, "C", "PEMERINTAH", 2, 4_459_300, "2016-10-26"),
    ("E-4-10-I", 3, "C", "PEMERINTAH", 1, 5_202_500, "2016-10-26"),
    ("E-4-10-I", 3, "C", "SWASTA", 2, 4_100_000, "2016-10-26"),
    ("E-4-10-I", 1, "D", "SWASTA", 2, 3_900_000, "2016-10-26"),
    ("K-4-17-I", 3, "C", "PEMERINTAH", 2, 1_904_900, "2023-01-09"),
]


@pytest.fixture(scope="session")
async def panggung(pg_server: Any, kafka_server: Any) -> AsyncIterator[Panggung]:
    """One running klaim for the integration tests: hospitals, clinics, AKT with PKS, tariffs."""
    tetangga = Tetangga()
    async with (
        layani(tetangga.app()) as url,
        running(
            SPEC, pg_url=pg_server.url, kafka=kafka_server.bootstrap, url_status=url, url_kepesertaan=url, token_url=f"{url}/token"
        ) as h,
    ):
        p = Panggung(h, tetangga)
        for e in (
            _rs(RS_A, "B"),
            _rs(RS_B, "C"),
            _rs(RS_D, "B", sk=False, regional=1, milik="SWASTA"),
            _rs(RS_E, "C", bpjs=False, milik="SWASTA"),
        ):
            await h.bus.publish(f"faskes:{e.kode_ppk}", e, at=AWAL)
        for k in (_klinik(FKTP, None), _klinik(KLINIK, AKT)):
            await h.bus.publish(f"faskes:{k.kode_ppk}", k, at=AWAL)
        for akt in (AKT, MELATI):
            rekening = kp.Rekening(bank="BNI", nomor="0123", nama=f"PT {akt}")
            daftar = kp.AktDidaftarkan(akt_id=akt, nama=f"Asuransi {akt}", jenis_produk=("INDEMNITY",), rekening=rekening)
            await h.bus.publish(f"akt:{akt}", daftar, at=AWAL)
            pks = kp.PksDisepakati(
                akt_id=akt, nomor=f"PKS-{akt}", versi_naskah="2016.1", berlaku_dari=date(2016, 11, 1), berlaku_sampai=date(2017, 10, 31),
                bentuk_kerja_sama=("MANFAAT",), manfaat=("RITL",),
            )  # fmt: skip
            await h.bus.publish(f"akt:{akt}", pks, at=AWAL)
        kolom = ("kode_inacbg", "deskripsi", "regional", "kelas_rs", "kepemilikan", "kelas_rawat", "tarif", "berlaku_dari", "sumber")
        isi = [dict(zip(kolom, (t[0], "uji", *t[1:], "CONTOH"), strict=True)) for t in TARIF]
        hasil = await p.kerjakan("pusat", "/v1/tarif:impor", {"berkas": _csv(kolom, isi)}, pada=AWAL)
        assert (hasil["selesai"], hasil["gagal"]) == (len(TARIF), 0), hasil
        await h.until(lambda: h.fetch("select 1 from p_faskes having count(*) = 6"))
        await h.until(lambda: h.fetch("select 1 from p_pks having count(*) = 2"))
        yield p
