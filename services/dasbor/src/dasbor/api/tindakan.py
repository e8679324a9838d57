"""Actions: a form of ours becomes one call to the service that decides, with the token of whoever pressed.

A form is posted to the address of its own page, so that a return from sign-in, a reload or a link leads to that page. Done: 303 to
where the result stands. Refused: the same page again with the service's sentence, its rule, and what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from dasbor.api.alamat import Petunjuk
from dasbor.api.halaman import tampil
from dasbor.api.pandangan import Pandangan
from dasbor.sesi import Penjaga, Sesi
from dasbor.tampilan import Pesan

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TERPANJANG = 500
Ke = str | Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Perintah:
    """One call to kepesertaan. ``ke``: where to look at what came of it, by itself or by the answer."""

    jalur: str
    ke: Ke
    kabar: str
    isi: Mapping[str, Any] | None = None
    berkas: aiohttp.FormData | None = None


@dataclass(frozen=True)
class Tindakan:
    penjaga: Penjaga
    p: Pandangan
    petunjuk: Petunjuk

    async def masuk(self, request: Request) -> Sesi:
        self.penjaga.dari_sini(request)
        return await self.penjaga.sesi(request)

    async def jalankan(self, request: Request, sesi: Sesi, isian: Mapping[str, str], perintah: Perintah) -> Response:
        # two different pressings of one page are two commands, though they carry its one key
        kunci = isian.get("kunci", "")
        kode, jawab = await self.p.layanan.tanya(
            sesi, "POST", "kepesertaan", perintah.jalur, await self.p.kini(), isi=perintah.isi, berkas=perintah.berkas,
            kunci=kunci if UUID.fullmatch(kunci) else None,
        )  # fmt: skip
        if 200 <= kode < 300:
            ke = perintah.ke if isinstance(perintah.ke, str) else perintah.ke(jawab)
            return RedirectResponse(f"{ke}?kabar={perintah.kabar}", 303)
        return await self.kembali(request, isian, dari_masalah(jawab), status=kode if 400 <= kode < 500 else 503)

    async def kembali(self, request: Request, isian: Mapping[str, str], pesan: Pesan, status: int = 422) -> Response:
        """The page of the form again."""
        alamat = request.url.path
        return await tampil(self.p, self.penjaga, request, lambda s: self.petunjuk.isi(s, alamat), pesan=pesan, isian=isian, status=status)


def isian_dari(form: FormData) -> dict[str, str]:
    """The text fields, as they were typed but for what nobody means to type."""
    return {n: v.replace("\x00", "").strip() for n, v in form.items() if isinstance(v, str)}


def dari_masalah(masalah: Mapping[str, Any]) -> Pesan:
    galat = [
        (str(g.get("pointer", "")).strip("/").replace("_", " ").capitalize(), str(g.get("detail", ""))) for g in masalah.get("errors") or ()
    ]
    teks = masalah.get("detail") or masalah.get("title") or "Permintaan ini tidak dapat dijalankan."
    return Pesan(str(teks), "awas", masalah.get("aturan"), galat[:20])
