"""kepesertaan for the pages that act: requests are read and answers written by its own models, so that neither can drift apart."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from aiohttp import web
from chassis.jobs_api import AcceptedJob, JobView
from kepesertaan.api.kartu import DesainIsi, DesainJawaban, KeputusanIsi
from kepesertaan.api.kepatuhan import KepatuhanBaris
from kepesertaan.api.kesenjangan import KesenjanganJawaban
from kepesertaan.api.model import BadanUsahaJawaban
from kepesertaan.api.proses_model import DaftarIsi, DelegasiIsi, HentikanIsi, LanjutkanIsi, PenyerahanIsi, PeralihanIsi, ProsesJawaban
from kepesertaan.api.sanksi import PencabutanIsi, SanksiIsi, SanksiJawaban
from kepesertaan.api.tugas import PenyelesaianIsi, TugasJawaban
from pydantic import BaseModel, TypeAdapter

from . import keluarga_palsu, migrasi_palsu
from .migrasi_palsu import MIGRASI, WEBHOOK, Kosong
from .nama import BU1, IMPOR1, JAKARTA, MELATI, NOKA1, PROSES1, SENTOSA, VA1

Jawab = Callable[[web.Request], Any]


def sah(model: type[BaseModel], isi: Mapping[str, Any]) -> dict[str, Any]:
    """What the model declares of it, as it would be sent. A field that is gone or reads otherwise fails; one that was added does not."""
    jenis: dict[str, TypeAdapter[Any]] = {n: TypeAdapter(model.model_fields[n].annotation or Any) for n in isi}
    return {n: jenis[n].dump_python(jenis[n].validate_python(nilai), mode="json") for n, nilai in isi.items()}


def jawab(model: type[BaseModel], isi: Mapping[str, Any], status: int = 200) -> web.Response:
    return web.json_response(sah(model, isi), status=status)


def tolak(status: int, detail: str, aturan: str | None = None, **lain: Any) -> web.Response:
    isi = {"type": "https://selaras.id/masalah/x", "title": "Ditolak", "status": status, "detail": detail, "aturan": aturan, **lain}
    return web.json_response(isi, status=status, content_type="application/problem+json")


BADAN_USAHA = {
    "badan_usaha_id": BU1, "keadaan": "TERDAFTAR", "kurang": [], "virtual_account": VA1, "keadaan_va": "AKTIF",
    "relationship_officer": "RO-1", "nama": "PT Cahaya Mandiri Tekstil", "jenis": "PT", "kode_bu": "00012345", "kantor_cabang": JAKARTA,
    "kabupaten_kota": "Kota Contoh", "sub_segmen": "f", "akt_id": SENTOSA, "cakupan": "SEBAGIAN", "rute_pembayaran": "LANGSUNG",
    "jumlah_pekerja": 40, "pekerja_terdaftar": 37,
    "delegasi": [{
        "akt_id": SENTOSA, "cakupan": "SEBAGIAN", "surat_kuasa_nomor": "SK-1", "berlaku_dari": date(2016, 11, 7),
        "berlaku_sampai": date(2017, 10, 31), "berakhir_pada": None,
    }],
}  # fmt: skip
PROSES: dict[str, Any] = {
    "proses_id": PROSES1, "jenis": "PERALIHAN", "badan_usaha_id": BU1, "akt_lama": SENTOSA, "akt_baru": MELATI,
    "berakhir_pada": date(2017, 2, 10), "mulai": date(2017, 2, 11), "keadaan": "TERTAHAN", "menunggu": "MENUNGGU_KONFIRMASI",
    "langkah_selesai": ["A", "B"], "pembaruan": [], "jumlah_daftar_lama": 3, "jumlah_daftar_baru": 2, "tanda_dicabut": 4,
    "tidak_dalam_daftar": [NOKA1], "tidak_bertanda": [], "tanda_diberikan": None, "jumlah_ditahan": None, "ditahan": [],
}  # fmt: skip
IMPOR = {
    "pekerjaan_id": IMPOR1, "jenis": "IMPOR_PESERTA", "keadaan": "BERJALAN", "jumlah": 500, "selesai": 120, "gagal": 1, "galat": None,
    "baris_gagal": [{"baris": 7, "kolom": "nik", "kode": "NIK_TIDAK_SAH", "alasan": "NIK terdiri dari 16 angka."}],
}  # fmt: skip


TUGAS: dict[str, Any] = {
    "tugas_id": "tu-1", "jenis": "NIK_TIDAK_DITEMUKAN", "peran": "RO", "petugas": None, "kantor": JAKARTA, "badan_usaha_id": BU1,
    "pekerjaan_id": IMPOR1, "baris": 7, "jatuh_tempo": date(2016, 11, 21), "keadaan": "TERBUKA", "hasil": None,
}  # fmt: skip


class Kepesertaan:
    """What stands there now; a test changes it. ``diterima``: the commands that came in, as their models read them."""

    def __init__(self) -> None:
        self.ulang()

    def ulang(self) -> None:
        self.diterima: list[tuple[str, Any]] = []
        self.kunci: list[str | None] = []
        self.penolakan: web.Response | None = None
        self.badan_usaha: dict[str, Any] = dict(BADAN_USAHA)
        self.proses: dict[str, Any] = dict(PROSES)
        self.impor: dict[str, Any] = dict(IMPOR)
        self.tugas: dict[str, Any] = dict(TUGAS)
        self.sanksi: list[dict[str, Any]] = []
        self.desain: list[dict[str, Any]] = [
            {"akt_id": SENTOSA, "versi": "v2", "keadaan": "DIAJUKAN", "keterangan": "Biru, tanda tangan digital", "berkas": None},
            {"akt_id": SENTOSA, "versi": "v1", "keadaan": "DISETUJUI", "keterangan": "", "berkas": None},
        ]  # fmt: skip
        self.berkas = b""
        self.migrasi: dict[str, Any] = dict(MIGRASI)
        self.webhook: dict[str, Any] = dict(WEBHOOK)
        self.kepatuhan: list[list[dict[str, Any]]] = []
        """Pages of the report about all; none: the one Badan Usaha."""
        self.orang: dict[str, Any] = {}
        """What is otherwise of whomever is asked for."""

    def pasang(self, app: web.Application) -> None:
        bu, proses = f"/v1/badan-usaha/{BU1}", f"/v1/badan-usaha/{BU1}/peralihan-akt"
        sini, kib = f"{proses}/{PROSES1}", "/v1/kartu-identitas-bersama/desain"
        ambil: dict[str, Jawab] = {
            bu: lambda _: jawab(BadanUsahaJawaban, self.badan_usaha),
            f"{bu}/kesenjangan": lambda _: jawab(KesenjanganJawaban, self._celah()),
            proses: lambda r: web.json_response([sah(ProsesJawaban, self._sisi(r))]),
            sini: lambda r: jawab(ProsesJawaban, self._sisi(r)),
            "/v1/kepatuhan": self._kepatuhan,
            "/v1/sanksi": lambda _: web.json_response({"data": [sah(SanksiJawaban, s) for s in self.sanksi], "berikutnya": None}),
            f"/v1/sanksi/BU-{BU1}/ekspor": self._ekspor,
            f"/v1/pekerjaan/{IMPOR1}": lambda _: jawab(JobView, self.impor),
            f"/v1/pekerjaan/{IMPOR1}/gagal.csv": lambda _: web.Response(text="nik,kode\n1,NIK_TIDAK_SAH\n", content_type="text/csv"),
            "/v1/tugas/tu-1": lambda _: jawab(TugasJawaban, self.tugas),
            "/v1/tugas/tu-2": lambda _: jawab(TugasJawaban, self.tugas | {"tugas_id": "tu-2", "peran": "MPKR"}),
            kib: lambda _: web.json_response([sah(DesainJawaban, d) for d in self.desain]),
        }  # fmt: skip
        for jalur, f in ambil.items():
            app.router.add_get(jalur, _tunggu(f))
        baru = {"proses_id": PROSES1}
        kirim: list[tuple[str, type[BaseModel], Callable[[], web.Response]]] = [
            (f"{bu}/delegasi", DelegasiIsi, lambda: web.json_response(baru, status=201)),
            (proses, PeralihanIsi, lambda: web.json_response(baru, status=201)),
            (f"{sini}/daftar-peserta", DaftarIsi, lambda: jawab(ProsesJawaban, self.proses)),
            (f"{sini}/penyerahan", PenyerahanIsi, lambda: jawab(ProsesJawaban, self.proses)),
            (f"{sini}/lanjutan", LanjutkanIsi, lambda: jawab(ProsesJawaban, self.proses)),
            (f"{sini}/penghentian", HentikanIsi, lambda: jawab(ProsesJawaban, self.proses)),
            ("/v1/sanksi", SanksiIsi, lambda: web.json_response({}, status=201)),
            (f"/v1/sanksi/BU-{BU1}/pencabutan", PencabutanIsi, lambda: web.json_response({})),
            ("/v1/tugas/tu-1/penyelesaian", PenyelesaianIsi, lambda: web.json_response({})),
            ("/v1/tugas/tu-1/pengambilan", Kosong, lambda: web.json_response({})),
            (kib, DesainIsi, lambda: web.json_response({}, status=201)),
            (f"{kib}/{SENTOSA}/v2/persetujuan", KeputusanIsi, lambda: web.json_response({})),
        ]
        for jalur, model, hasil in kirim:
            app.router.add_post(jalur, self._terima(model, _tanpa_isi(hasil)))
        keluarga_palsu.pasang(app, self._terima, jawab)
        migrasi_palsu.pasang(app, self, self._terima, sah)
        for apa in ("peserta", "mutasi"):
            app.router.add_post(f"{bu}/{apa}:impor", self._impor)
            app.router.add_get(f"/v1/impor-{apa}/templat", self._templat)

    def _terima(self, model: Any, hasil: Callable[[Any], web.Response]) -> Any:
        async def terima(request: web.Request) -> web.Response:
            self.kunci.append(request.headers.get("Idempotency-Key"))
            isi = TypeAdapter(model).validate_json(await request.read() or b"{}")
            self.diterima.append((request.path, isi))
            return self.penolakan or hasil(isi)

        return terima

    async def _impor(self, request: web.Request) -> web.Response:
        form = await request.post()
        berkas = form["berkas"]
        assert isinstance(berkas, web.FileField)
        self.berkas = berkas.file.read()
        self.diterima.append((request.path, berkas.content_type))
        return self.penolakan or jawab(AcceptedJob, {"pekerjaan_id": IMPOR1, "jenis": "IMPOR_PESERTA"}, 202)

    def _sisi(self, request: web.Request) -> dict[str, Any]:
        """Each AKT reads its own side."""
        isi = request.headers["Authorization"].split(".")[1]
        akt = json.loads(base64.urlsafe_b64decode(isi + "=" * (-len(isi) % 4))).get("akt_id")
        lama: dict[str, Any] = {
            "akt_lama": None,
            "berakhir_pada": None,
            "jumlah_daftar_lama": 0,
            "tanda_dicabut": None,
            "tidak_dalam_daftar": [],
        }
        baru: dict[str, Any] = {"akt_baru": None, "mulai": None, "jumlah_daftar_baru": 0, "tanda_diberikan": None}
        return self.proses | (baru if akt == SENTOSA else lama if akt == MELATI else {})

    @staticmethod
    def _celah() -> dict[str, Any]:
        return {
            "badan_usaha_id": BU1, "pada": date(2017, 2, 14), "cakupan": "SEBAGIAN", "jumlah_pekerja": 40, "terdaftar_koordinasi": 30,
            "terdaftar_lain": 7, "kesenjangan": 3, "terakhir": {"periode": "2017-01", "kesenjangan": 5, "tugas_id": "tu-1"},
            "pemberitahuan": "3 dari 40 pekerja belum terdaftar.",
        }  # fmt: skip

    def _kepatuhan(self, request: web.Request) -> web.Response:
        satu = {
            "badan_usaha_id": BU1, "golongan": "BESAR", "batas": date(2015, 1, 1), "jumlah_pekerja": 40, "terdaftar": 37,
            "belum_terdaftar": 3, "belum_jkn": 3, "keadaan": "BELUM_PATUH",
        }  # fmt: skip
        if "badan_usaha_id" in request.query:
            return web.json_response({"data": [sah(KepatuhanBaris, satu)] if request.query["badan_usaha_id"] == BU1 else []})
        halaman = int(request.query.get("setelah", "0"))
        isi = self.kepatuhan[halaman] if self.kepatuhan else [satu]
        lanjut = str(halaman + 1) if halaman + 1 < len(self.kepatuhan) else None
        return web.json_response({"data": [sah(KepatuhanBaris, satu | b) for b in isi], "berikutnya": lanjut})

    @staticmethod
    async def _templat(request: web.Request) -> web.Response:
        apa, bentuk = request.path.split("/")[2].removeprefix("impor-"), request.query["bentuk"]
        return web.Response(text=bentuk, headers={"Content-Disposition": f'attachment; filename="templat-{apa}.{bentuk}"'})

    @staticmethod
    def _ekspor(_: web.Request) -> web.Response:
        headers = {"Content-Disposition": f'attachment; filename="sanksi-BU-{BU1}.csv"'}
        return web.Response(text=f"subjek,kode_layanan\nBU-{BU1},IMB\n", content_type="text/csv", headers=headers)


def _tanpa_isi(hasil: Callable[[], web.Response]) -> Callable[[Any], web.Response]:
    return lambda _: hasil()


def _tunggu(f: Jawab) -> Any:
    async def ambil(request: web.Request) -> web.Response:
        hasil: web.Response = f(request)
        return hasil

    return ambil
