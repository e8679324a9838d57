"""Webhooks as notifikasi knows them: where they go, what became of each message, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from dasar.penolakan import Ditolak
from markupsafe import Markup

from dasbor.api.pandangan import Pandangan
from dasbor.api.pandangan_kerja_sama import terjawab
from dasbor.sesi import Sesi
from dasbor.tampilan import Isi

KEADAAN = (("", "Semua"), ("MENUNGGU", "Menunggu"), ("TERKIRIM", "Terkirim"), ("GAGAL", "Gagal"))


async def webhook(p: Pandangan, sesi: Sesi) -> Isi | None:
    await _boleh(p, sesi)
    kode, isi = await p.layanan.tanya(sesi, "GET", "notifikasi", "/v1/webhook", await p.kini(), params={"batas": "500"})
    if not terjawab(kode, isi):
        return None
    async with p.rt.db.connection() as conn:
        nama = {a["akt_id"]: a["nama"] for a in await conn.fetch("select akt_id, nama from akt where nama is not null")}
    kosong = p.kosong(4, "Belum ada webhook. AKT mendaftarkannya lewat POST /v1/webhook; rahasianya hanya ditampilkan sekali.")
    sel = {"webhook": p.baris("webhook_bagian.html", "baris", "w", isi["data"], kosong, nama=nama)}
    return Isi("webhook.html", "Webhook", "webhook", {}, sel)


async def satu_webhook(p: Pandangan, sesi: Sesi, id: str, q: Mapping[str, str]) -> Isi | None:
    await _boleh(p, sesi)
    kini = await p.kini()
    saring = q.get("keadaan", "") if q.get("keadaan", "") in dict(KEADAAN) else ""
    params = {k: v for k, v in {"keadaan": saring, "setelah": q.get("setelah", "")}.items() if v}
    (kode, w), (kode_kirim, kirim) = await asyncio.gather(
        p.layanan.tanya(sesi, "GET", "notifikasi", f"/v1/webhook/{id}", kini),
        p.layanan.tanya(sesi, "GET", "notifikasi", f"/v1/webhook/{id}/pengiriman", kini, params=params),
    )
    if not (terjawab(kode, w) and terjawab(kode_kirim, kirim)):
        return None
    lanjut = None
    if kirim["berikutnya"]:
        lanjut = f"/webhook/{id}?" + urlencode({k: v for k, v in {"keadaan": saring, "setelah": kirim["berikutnya"]}.items() if v})
    kosong = p.kosong(5, "Belum ada pesan. Yang dikirim ke alamat ini muncul di sini dengan setiap percobaannya.")
    potong = p.tampilan.potong
    sel: dict[str, Markup | Sequence[Markup]] = {
        "keadaan": potong("webhook_bagian.html", "keadaan", w=w),
        "rinci": potong("webhook_bagian.html", "rinci", w=w),
        "kirim": p.baris("webhook_bagian.html", "pesan", "m", kirim["data"], kosong),
    }
    data = {"w": w, "saring": saring, "pilihan": KEADAAN, "lanjut": lanjut, "boleh": sesi.akt_id is not None}
    return Isi("webhook_satu.html", f"Webhook {w['url']}", "webhook", data, sel)


async def _boleh(p: Pandangan, sesi: Sesi) -> None:
    await p.milik(sesi)
    if not sesi.melihat_webhook:
        raise Ditolak("BUKAN_UNTUK_PERAN_INI", "Webhook diurus AKT yang memilikinya, dan dilihat petugas operasi.", status=403)
