"""status and kepesertaan as dasbor sees them: answers in the shapes their own models declare, requests read by their own models."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from aiohttp import web
from kepesertaan.api.model import PesertaJawaban
from status.api.model import RiwayatJawaban, StatusJawaban

from .kepesertaan_palsu import Kepesertaan, jawab, tolak
from .nama import AKHIR, ANAK1, BARU1, BU1, KELUARGA1, KEPALA1, NOKA1, NOKA2, PASANGAN1, SENTOSA, VA1

_D = {"aturan": "R-STA-07", "sumber": "Perdir 47/2016", "peristiwa_id": None, "penjelasan": "Iuran lunas, aktif sejak dibayar."}
_KM = {"aktif": True, "akt_id": SENTOSA, "sejak": date(2016, 12, 5)}
IBU1 = "0001000000044"
_UPAH = {"aturan": "R-KEP-40", "penjelasan": "Upah di atas Rp 4.000.000 sebulan."}
_IKUT = {"aturan": "R-KEP-42", "penjelasan": f"Mengikuti kelas peserta {NOKA1}."}


def _masa(dari: date, sampai: date | None, keadaan: str) -> dict[str, Any]:
    return {
        "dari": dari, "sampai": sampai, "aktif": keadaan != "TIDAK_AKTIF", "keadaan": keadaan, "alasan": f"Alasan {keadaan}.",
        "hak_kelas": 1, "virtual_account": VA1, "badan_usaha_id": BU1, "koordinasi_manfaat": _KM,
        "penanggung_biaya": "BPJS_KESEHATAN", "dasar": [_D],
    }  # fmt: skip


_ORANG: dict[str, dict[str, Any]] = {
    NOKA1: {"hubungan": "PEKERJA", "kategori": "PEKERJA", "hak_kelas": 1, "keadaan": "TERDAFTAR", "dasar_kelas": _UPAH},
    ANAK1: {"hubungan": "ANAK", "kategori": "INTI", "hak_kelas": 1, "keadaan": "TERDAFTAR", "dasar_kelas": _IKUT},
    IBU1: {"hubungan": "IBU", "kategori": "TAMBAHAN", "hak_kelas": 1, "keadaan": "MENINGGAL", "dasar_kelas": _IKUT},
}
_MANDIRI: dict[str, dict[str, Any]] = {
    KEPALA1: {"hubungan": "KEPALA_KELUARGA", "dasar_kelas": {"aturan": "R-KEP-41", "penjelasan": "Kelas iuran yang dipilih."}},
    PASANGAN1: {"hubungan": "ISTRI", "dasar_kelas": {"aturan": "R-KEP-42", "penjelasan": f"Mengikuti kelas peserta {KEPALA1}."}},
}
for _o in _MANDIRI.values():
    _o |= {"kategori": "INTI", "hak_kelas": 2, "keadaan": "TERDAFTAR"}


def _peserta(noka: str, pada: str | None, baru: bool) -> dict[str, Any]:
    """A family of three; the mother belongs to it from January on. ``baru``: a fourth was registered a moment ago."""
    if noka in _MANDIRI:
        keluarga = [{"nomor_kartu": n, **o} for n, o in _MANDIRI.items() if n != noka]
        kepala = None if noka == KEPALA1 else KEPALA1
        return _peserta(NOKA1, pada, baru) | _MANDIRI[noka] | {
            "nomor_kartu": noka, "badan_usaha_id": "", "keluarga_id": KELUARGA1, "segmen": "PBPU", "nomor_kartu_pekerja": kepala,
            "keluarga": keluarga,
        }  # fmt: skip
    semua = {n: o for n, o in _ORANG.items() if n != IBU1 or pada is None or pada >= "2017-01-01"}
    semua |= {BARU1: _ORANG[ANAK1]} if baru else {}
    return {
        **_ORANG[noka], "nomor_kartu": noka, "badan_usaha_id": BU1, "virtual_account": VA1, "segmen": "PPU",
        "nomor_kartu_pekerja": None if noka == NOKA1 else NOKA1, "iuran_mulai": "2016-12", "iuran_terakhir": None,
        "berlaku_dari": date(2016, 11, 15), "berakhir_pada": None, "koordinasi_manfaat": {"tanda": True}, "pada": pada or AKHIR.date(),
        "sub_segmen": "SWASTA", "kelas_dipilih": None, "dijamin_sampai": None, "kabupaten_kota_kerja": None, "kode_fktp": None,
        "riwayat_tanda": [], "keluarga": [{"nomor_kartu": n, **o} for n, o in semua.items() if n != noka],
    }  # fmt: skip


class LayananLain:
    """``url`` of both. ``ditanya``: what was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.ditanya: list[web.Request] = []
        self.kepesertaan = Kepesertaan()
        self.mati: set[str] = set()
        """Parts of paths that answer 503."""
        self.dilupakan: set[str] = set()

    def ulang(self) -> None:
        self.ditanya.clear()
        self.kepesertaan.ulang()
        self.mati.clear()

    def aplikasi(self) -> web.Application:
        app = web.Application(middlewares=[self._catat], client_max_size=16 * 1024**2)
        app.router.add_get("/v1/status/{noka}", self._status)
        app.router.add_get("/v1/status/{noka}/riwayat", self._riwayat)
        app.router.add_post("/v1/peserta:identitas", self._identitas)
        app.router.add_post("/v1/peserta:cari", self._cari)
        app.router.add_get("/v1/peserta/{noka}", self._orang)
        self.kepesertaan.pasang(app)
        return app

    @web.middleware
    async def _catat(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
        self.ditanya.append(request)
        if any(bagian in request.path for bagian in self.mati):
            return web.json_response({"title": "Mati", "status": 503, "detail": "Sedang tidak dapat dijawab."}, status=503)
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return tolak(404, "Tidak ditemukan.")

    async def _status(self, request: web.Request) -> web.Response:
        hari = date.fromisoformat(request.query["pada"])
        isi = _masa(hari, None, "AKTIF") | {
            "nomor_kartu": request.match_info["noka"], "pada": hari, "diketahui": AKHIR, "lunas_sampai": "2017-01", "keluarga_id": None,
            "segar_pada": date(2017, 2, 13),
        }  # fmt: skip
        return jawab(StatusJawaban, {k: v for k, v in isi.items() if k not in ("dari", "sampai")})

    async def _riwayat(self, request: web.Request) -> web.Response:
        masa = [
            _masa(date(2016, 12, 5), date(2017, 1, 10), "AKTIF"), _masa(date(2017, 1, 11), date(2017, 2, 10), "MENUNGGAK"),
            _masa(date(2017, 2, 11), date(2017, 2, 13), "TIDAK_AKTIF"), _masa(date(2017, 2, 14), None, "AKTIF"),
        ]  # fmt: skip
        isi = {"nomor_kartu": request.match_info["noka"], "diketahui": AKHIR, "segar_pada": None, "masa": masa, "saat_diketahui": [AKHIR]}
        return jawab(RiwayatJawaban, isi)

    async def _identitas(self, request: web.Request) -> web.Response:
        nomor = (await request.json())["nomor_kartu"]
        satu_orang = {"nama": "Siti <b>Aminah</b>", "nik": "3273••••••••0001", "tanggal_lahir": "1990-02-03", "jenis_kelamin": "P"}
        ada = [n for n in nomor if n not in self.dilupakan]
        return web.json_response({"data": [{"nomor_kartu": n, **satu_orang} for n in ada], "dilupakan": [*self.dilupakan & set(nomor)]})

    async def _cari(self, request: web.Request) -> web.Response:
        """More than the viewer may see, to find out that dasbor looks too."""
        return web.json_response({"data": [{"nomor_kartu": n} for n in (NOKA1, ANAK1, NOKA2)], "berikutnya": None})

    async def _orang(self, request: web.Request) -> web.Response:
        noka = request.match_info["noka"]
        if noka not in _ORANG | _MANDIRI:
            return web.json_response({"title": "Tidak ditemukan", "status": 404, "detail": "Peserta tidak ditemukan."}, status=404)
        baru = any(jalur == "/v1/peserta" for jalur, _ in self.kepesertaan.diterima)
        return jawab(PesertaJawaban, _peserta(noka, request.query.get("pada"), baru) | self.kepesertaan.orang)


@asynccontextmanager
async def layanan_lain() -> AsyncIterator[LayananLain]:
    lain = LayananLain()
    runner = web.AppRunner(lain.aplikasi(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    lain.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield lain
    finally:
        await runner.cleanup()
