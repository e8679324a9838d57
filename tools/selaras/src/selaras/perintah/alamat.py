"""Where the commands find the services: the environment of a deployment, else the local stack that runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from selaras.lokal import catatan
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.jalur import folder_keadaan
from selaras.lokal.klien import baca_klien
from selaras.lokal.susunan import LAYANAN


@dataclass(frozen=True, slots=True)
class Alamat:
    url: dict[str, str]
    token_url: str
    lokal: bool
    """The local stack runs under simulation: a command may choose the business time."""

    def rahasia(self, klien: str) -> str:
        """Of the deployment's client (``SELARAS_CLIENT_SECRET``), or of a client of contoh/klien.toml."""
        if not self.lokal:
            rahasia = os.environ.get("SELARAS_CLIENT_SECRET")
            if not rahasia:
                raise GalatTumpukan("SELARAS_CLIENT_SECRET belum diisi.")
            return rahasia
        daftar = baca_klien()
        if klien not in daftar:
            raise GalatTumpukan(f"Klien {klien} tidak ada di contoh/klien.toml; yang ada: {', '.join(daftar)}.")
        return daftar[klien].rahasia


def temukan(folder: Path | None = None) -> Alamat:
    token_url = os.environ.get("SELARAS_TOKEN_URL")
    if token_url:
        url = {nama: os.environ[kunci] for nama in LAYANAN if (kunci := f"SELARAS_URL_{nama.upper()}") in os.environ}
        return Alamat(url, token_url, lokal=False)
    berjalan = catatan.baca(folder or folder_keadaan())
    if berjalan is None:
        raise GalatTumpukan("Tumpukan lokal tidak sedang berjalan (nyalakan dengan `make up`), dan SELARAS_TOKEN_URL tidak diisi.")
    return Alamat(berjalan.url, f"{berjalan.url['penerbit']}/token", lokal=True)
