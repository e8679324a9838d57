"""The local stack's stand-in for Dukcapil's population registry, over the same HTTP the real adapter uses.

It serves every CSV under ``$SELARAS_DATA/dukcapil/`` (columns ``nik,nama,tanggal_lahir,jenis_kelamin``) and sees new, changed
and removed files at the next request. Identity data is never logged.
"""

from __future__ import annotations

import csv
import hmac
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from selaras.lokal.jalur import folder_data

PORT = 8108
KUNCI_LOKAL = "lokal-dukcapil"
"""Known to everyone who reads this file: the local stack only."""
BATAS = 1000
KOLOM = ("nik", "nama", "tanggal_lahir", "jenis_kelamin")

log = logging.getLogger("dukcapil")


@dataclass(frozen=True, slots=True)
class _Berkas:
    sidik: tuple[int, int]
    penduduk: dict[str, dict[str, str]]
    salah: str | None


class Registri:
    """The files of the folder, each read again only when it changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._berkas: dict[Path, _Berkas] = {}

    def cari(self, nik: list[str]) -> tuple[list[dict[str, str]], list[str]]:
        self.segarkan()
        data: list[dict[str, str]] = []
        tidak: list[str] = []
        for n in nik:
            # a NIK in two files: the file later by name wins, so that a correction can be laid beside the old one
            penduduk = next((b.penduduk[n] for _, b in sorted(self._berkas.items(), reverse=True) if n in b.penduduk), None)
            if penduduk is None:
                tidak.append(n)
            else:
                data.append(penduduk)
        return data, tidak

    def segarkan(self) -> None:
        ada: dict[Path, tuple[int, int]] = {}
        for jalur in self.folder.glob("**/*.csv") if self.folder.is_dir() else ():
            keadaan = jalur.stat()
            ada[jalur] = (keadaan.st_mtime_ns, keadaan.st_size)
        for jalur in self._berkas.keys() - ada.keys():
            del self._berkas[jalur]
        for jalur, sidik in ada.items():
            lama = self._berkas.get(jalur)
            if lama is None or lama.sidik != sidik:
                self._berkas[jalur] = _baca(jalur, sidik)

    def ringkas(self) -> dict[str, object]:
        self.segarkan()
        return {
            "keadaan": "SIAP",
            "berkas": len(self._berkas),
            "penduduk": sum(len(b.penduduk) for b in self._berkas.values()),
            "berkas_salah": {j.name: b.salah for j, b in self._berkas.items() if b.salah},
        }


def _baca(jalur: Path, sidik: tuple[int, int]) -> _Berkas:
    teks = jalur.read_text(encoding="utf-8-sig")
    kepala = teks.partition("\n")[0]
    pembaca = csv.DictReader(teks.splitlines(), delimiter=";" if kepala.count(";") > kepala.count(",") else ",")
    kurang = [k for k in KOLOM if k not in (pembaca.fieldnames or ())]
    if kurang:
        salah = f"kolom tidak ada: {', '.join(kurang)}"
        log.error("%s tidak dipakai: %s", jalur, salah)
        return _Berkas(sidik, {}, salah)
    return _Berkas(sidik, {b["nik"].strip(): {k: (b[k] or "").strip() for k in KOLOM} for b in pembaca if b["nik"]}, None)


def buat_app(registri: Registri, kunci: str) -> web.Application:
    async def cari(request: web.Request) -> web.Response:
        pembawa = request.headers.get("Authorization", "")
        if not hmac.compare_digest(pembawa.encode(), f"Bearer {kunci}".encode()):
            return _galat(401, "Kunci akses registri tidak sah.", {"WWW-Authenticate": "Bearer"})
        try:
            isi = await request.json()
        except ValueError:
            return _galat(400, "Isi permintaan bukan JSON.")
        nik = isi.get("nik") if isinstance(isi, dict) else None
        if not isinstance(nik, list) or not all(isinstance(n, str) for n in nik):
            return _galat(422, "nik: daftar teks diperlukan.")
        if len(nik) > BATAS:
            return _galat(422, f"nik: paling banyak {BATAS} sekali tanya.")
        data, tidak = registri.cari(nik)
        return web.json_response({"data": data, "tidak_ditemukan": tidak})

    async def siap(_: web.Request) -> web.Response:
        return web.json_response(registri.ringkas())

    app = web.Application()
    app.add_routes([web.post("/v1/penduduk:cari", cari), web.get("/healthz", siap), web.get("/readyz", siap)])
    return app


def _galat(status: int, pesan: str, header: dict[str, str] | None = None) -> web.Response:
    return web.json_response(
        {"type": "about:blank", "status": status, "detail": pesan}, status=status, headers=header, content_type="application/problem+json"
    )


def main() -> None:
    if os.environ.get("SELARAS_LINGKUNGAN") != "lokal":
        sys.exit("Registri Dukcapil ini hanya untuk tumpukan lokal (SELARAS_LINGKUNGAN harus lokal).")
    logging.basicConfig(level=logging.INFO)
    folder = folder_data() / "dukcapil"
    folder.mkdir(parents=True, exist_ok=True)
    kunci = os.environ.get("SELARAS_DUKCAPIL_KUNCI") or KUNCI_LOKAL
    port = int(os.environ.get("SELARAS_PORT") or PORT)
    web.run_app(
        buat_app(Registri(folder), kunci), host=os.environ.get("SELARAS_HOST") or "127.0.0.1", port=port, print=None, access_log=None
    )


if __name__ == "__main__":
    main()
