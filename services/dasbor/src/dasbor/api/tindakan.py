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
from chassis.problems import SINGKATAN
from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from dasbor.api.alamat import UUID, Petunjuk
from dasbor.api.halaman import tampil
from dasbor.api.pandangan import Pandangan
from dasbor.sesi import Penjaga, Sesi
from dasbor.tampilan import Pesan

JALUR = re.compile(r"/v1(/(?!\.{1,2}(/|$))[A-Za-z0-9._:-]{1,80})+")
"""An id of an address is one part of a path, never a way up to another route."""
Ke = str | Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Perintah:
    """One call to a service. ``ke``: where to look at what came of it, by itself or by the answer."""

    jalur: str
    ke: Ke
    kabar: str
    isi: Mapping[str, Any] | None = None
    berkas: aiohttp.FormData | None = None
    layanan: str = "kepesertaan"


@dataclass(frozen=True)
class Tindakan:
    penjaga: Penjaga
    p: Pandangan
    petunjuk: Petunjuk

    async def masuk(self, request: Request) -> Sesi:
        self.penjaga.dari_sini(request)
        return await self.penjaga.sesi(request)

    async def jalankan(self, request: Request, sesi: Sesi, isian: Mapping[str, str], perintah: Perintah) -> Response:
        if not JALUR.fullmatch(perintah.jalur):
            return await tampil(self.p, self.penjaga, request, self.petunjuk.tidak_ada)
        # two different pressings of one page are two commands, though they carry its one key
        kunci = isian.get("kunci", "")
        kode, jawab = await self.p.layanan.tanya(
            sesi, "POST", perintah.layanan, perintah.jalur, await self.p.kini(), isi=perintah.isi, berkas=perintah.berkas,
            kunci=kunci if re.fullmatch(UUID, kunci) else None,
        )  # fmt: skip
        if 200 <= kode < 300:
            ke = perintah.ke if isinstance(perintah.ke, str) else perintah.ke(jawab)
            return RedirectResponse(f"{ke}{'&' if '?' in ke else '?'}kabar={perintah.kabar}", 303)
        return await self.kembali(request, isian, dari_masalah(jawab), status=kode if 400 <= kode < 500 else 503)

    async def kembali(self, request: Request, isian: Mapping[str, str], pesan: Pesan | None, status: int = 422) -> Response:
        """The page of the form again, with what was typed."""
        alamat = request.url.path
        return await tampil(self.p, self.penjaga, request, lambda s: self.petunjuk.isi(s, alamat), pesan=pesan, isian=isian, status=status)


def isian_dari(form: FormData) -> dict[str, str]:
    """The text fields, as they were typed but for what nobody means to type."""
    return {n: v.replace("\x00", "").strip() for n, v in form.items() if isinstance(v, str)}


def tanpa_kosong(isi: Mapping[str, str | None]) -> dict[str, Any]:
    """A field left empty is one not said."""
    return {k: v for k, v in isi.items() if v}


def rupiah_dari(teks: str) -> int | str:
    """``Rp 4.500.000`` as it is typed; what is no amount goes on as it stands, to be refused with its field."""
    angka = re.sub(r"^[Rr]p|[.\s]", "", teks)
    return int(angka) if re.fullmatch(r"[0-9]{1,15}", angka) else teks


def dari_masalah(masalah: Mapping[str, Any]) -> Pesan:
    teks = str(masalah.get("detail") or masalah.get("title") or "Permintaan ini tidak dapat dijalankan.")
    galat = [(_letak(str(g.get("pointer", ""))), str(g.get("detail", ""))) for g in masalah.get("errors") or ()]
    return Pesan(teks, "awas", masalah.get("aturan"), galat[:20])


def _letak(pointer: str) -> str:
    """``/surat_kuasa/berlaku_dari`` -> ``Surat kuasa: berlaku dari``, ``/anggota/0/nik`` -> ``Anggota 1: NIK``."""
    bagian: list[str] = []
    for b in pointer.strip("/").split("/"):
        if bagian and b.isascii() and b.isdigit():
            bagian[-1] += f" {int(b) + 1}"
        else:
            bagian.append(" ".join(k.upper() if k.upper() in SINGKATAN else k for k in b.split("_")))
    teks = ": ".join(bagian)
    return teks[:1].upper() + teks[1:]
