"""Migrations as kepesertaan answers them, and webhooks as notifikasi does, by their own models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from aiohttp import web
from kepesertaan.api.migrasi import MigrasiJawaban, ValidasiIsi
from notifikasi.api.webhook_model import KirimUlangIsi, KirimUlangJawaban, PengirimanJawaban, UjiJawaban, WebhookJawaban
from pydantic import BaseModel

from .nama import BU1, IMPOR1, JAKARTA, MIGRASI1, PESAN1, SENTOSA, WEBHOOK1

Terima = Callable[[Any, Callable[[Any], web.Response]], Any]
Sah = Callable[[type[BaseModel], dict[str, Any]], dict[str, Any]]
MIGRASI: dict[str, Any] = {
    "migrasi_id": MIGRASI1, "badan_usaha_id": BU1, "kantor_cabang": JAKARTA, "keadaan": "MENUNGGU_VALIDASI_KC", "jumlah": 1200,
    "baik": 1199, "gagal": 1, "terdaftar": 0, "surat_pengesahan": "sha256:aa", "pekerjaan_periksa": IMPOR1, "pekerjaan_daftar": None,
    "validasi_kc": None, "validasi_divre": None, "alasan": None, "diajukan_pada": date(2017, 2, 13),
}  # fmt: skip
WEBHOOK: dict[str, Any] = {
    "webhook_id": WEBHOOK1, "akt_id": SENTOSA, "url": "https://akt.example/selaras", "jenis": ["*"], "keadaan": "AKTIF", "alasan": None,
    "rahasia_lama_berlaku_sampai": None, "gagal_sejak": "2017-02-14T08:00:00+07:00", "berhasil_terakhir": "2017-02-13T08:00:00+07:00",
    "dibuat_pada": "2016-11-01T09:00:00+07:00",
}  # fmt: skip
PENGIRIMAN: dict[str, Any] = {
    "pesan_id": PESAN1, "jenis": "iuran.diterima", "subjek": "rekening:8888800000012345", "urutan": 7, "nomor_peristiwa": 1234,
    "waktu": "2017-02-14T07:59:00+07:00", "keadaan": "MENUNGGU", "berikutnya_pada": "2017-02-14T09:20:00+07:00",
    "dibuat_pada": "2017-02-14T08:00:00+07:00", "selesai_pada": None, "percobaan": [
        {"ke": 1, "pada": "2017-02-14T08:00:00+07:00", "kode": 503, "milidetik": 120, "galat": None},
        {"ke": 2, "pada": "2017-02-14T08:05:00+07:00", "kode": None, "milidetik": 15000, "galat": "WAKTU_HABIS"},
    ],
}  # fmt: skip


def pasang(app: web.Application, keadaan: Any, terima: Terima, sah: Sah) -> None:
    """``keadaan``: whose ``migrasi`` and ``webhook`` a test changes."""

    def ambil(jalur: str, isi: Callable[[web.Request], Any]) -> None:
        async def jawab(request: web.Request) -> web.Response:
            return web.json_response(isi(request))

        app.router.add_get(jalur, jawab)

    def semua(model: type[BaseModel], baris: list[dict[str, Any]]) -> dict[str, Any]:
        return {"data": [sah(model, b) for b in baris], "berikutnya": None}

    def daftar(request: web.Request) -> Any:
        cocok = request.query.get("keadaan", keadaan.migrasi["keadaan"]) == keadaan.migrasi["keadaan"]
        return semua(MigrasiJawaban, [keadaan.migrasi] if cocok else [])

    ambil("/v1/migrasi", daftar)
    ambil(f"/v1/migrasi/{MIGRASI1}", lambda _: sah(MigrasiJawaban, keadaan.migrasi))
    for tingkat in ("kc", "divre"):
        app.router.add_post(
            f"/v1/migrasi/{MIGRASI1}/validasi-{tingkat}",
            terima(ValidasiIsi, lambda _: web.json_response(sah(MigrasiJawaban, keadaan.migrasi))),
        )
    sini = f"/v1/webhook/{WEBHOOK1}"
    ambil("/v1/webhook", lambda _: semua(WebhookJawaban, [keadaan.webhook]))
    ambil(sini, lambda _: sah(WebhookJawaban, keadaan.webhook))
    ambil(f"{sini}/pengiriman", lambda _: semua(PengirimanJawaban, [PENGIRIMAN]))
    ulang = {"webhook_id": WEBHOOK1, "keadaan": "AKTIF", "jumlah": 1}
    app.router.add_post(
        f"{sini}/kirim-ulang", terima(KirimUlangIsi, lambda _: web.json_response(sah(KirimUlangJawaban, ulang), status=202))
    )
    uji = {"webhook_id": WEBHOOK1, "pesan_id": PESAN1}
    app.router.add_post(f"{sini}/uji", terima(Kosong, lambda _: web.json_response(sah(UjiJawaban, uji), status=202)))


class Kosong(BaseModel):
    """A command that says nothing."""
