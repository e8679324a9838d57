"""Authorization code flow of the dev issuer: a page on which one chooses whom to be, and codes that work once (PKCE S256)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

from selaras.lokal.klien import Klien

UMUR_KODE = 120.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class PermintaanSalah(Exception):
    """Cannot even be sent back to the redirect URI; shown on our own page."""


@dataclass(frozen=True, slots=True)
class Kode:
    klien: Klien
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str | None
    tantangan: str | None
    klaim: tuple[tuple[str, str], ...]
    kedaluwarsa: float


class Kodes:
    """Codes handed out and not yet used, in memory."""

    def __init__(self) -> None:
        self._kode: dict[str, Kode] = {}

    def buat(self, q: Mapping[str, str], klien: Klien) -> str:
        kini = time.monotonic()
        self._kode = {n: k for n, k in self._kode.items() if k.kedaluwarsa > kini}
        nama = secrets.token_urlsafe(24)
        klaim = tuple((n, q[n]) for n in klien.boleh_memilih if q.get(n))
        self._kode[nama] = Kode(
            klien, q["client_id"], q["redirect_uri"], q.get("scope", ""), q.get("nonce"), q.get("code_challenge"), klaim, kini + UMUR_KODE
        )
        return nama

    def tukar(self, form: Mapping[str, str], client_id: str) -> Kode | None:
        kode = self._kode.pop(form.get("code", ""), None)
        if kode is None or kode.kedaluwarsa < time.monotonic():
            return None
        if kode.client_id != client_id or kode.redirect_uri != form.get("redirect_uri"):
            return None
        if kode.tantangan is not None:
            sidik = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
            if not hmac.compare_digest(sidik, kode.tantangan):
                return None
        return kode


def periksa(q: Mapping[str, str], klien: Mapping[str, Klien]) -> None:
    if q.get("client_id") not in klien:
        raise PermintaanSalah("client_id tidak dikenal")
    alamat = urlsplit(q.get("redirect_uri", ""))
    if alamat.scheme not in ("http", "https") or alamat.hostname not in LOOPBACK:
        raise PermintaanSalah("redirect_uri harus beralamat loopback")
    if q.get("response_type") != "code":
        raise PermintaanSalah("response_type harus code")
    if q.get("code_challenge") and q.get("code_challenge_method") != "S256":
        raise PermintaanSalah("code_challenge_method harus S256")


def kembali(q: Mapping[str, str], **isi: str) -> str:
    """The redirect URI with the answer."""
    if q.get("state"):
        isi["state"] = q["state"]
    pemisah = "&" if urlsplit(q["redirect_uri"]).query else "?"
    return q["redirect_uri"] + pemisah + urlencode(isi)


GAYA = """
:root{color-scheme:light dark;--ink:#14201c;--ink2:#51625b;--line:#dfe6e2;--ground:#f6f8f7;--card:#fff;--accent:#0b6b4f}
@media(prefers-color-scheme:dark){:root{--ink:#e8efec;--ink2:#a9b8b2;--line:#2c3a35;--ground:#101715;--card:#18211e;--accent:#6fd0ae}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 Inter,system-ui,sans-serif}
main{max-width:720px;margin:0 auto;padding:32px 16px}h1{font-size:24px;margin:0 0 4px}p{color:var(--ink2);margin:0 0 20px}
ul{list-style:none;margin:0;padding:0;display:grid;gap:8px;grid-template-columns:repeat(auto-fill,minmax(280px,1fr))}
button{width:100%;text-align:left;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line)}
button{border-radius:12px;padding:12px 16px;cursor:pointer}
button:hover{border-color:var(--accent)}button:focus-visible,input:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
b{font-weight:600;display:block}small{color:var(--ink2);font-size:13px}
input{width:100%;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:8px}
input{padding:8px;margin-top:8px}
"""


def halaman(q: Mapping[str, str], klien: Mapping[str, Klien]) -> str:
    tersembunyi = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in q.items())
    pilihan = "".join(_pilihan(k, tersembunyi) for k in klien.values() if k.masuk)
    ajakan = "Penerbit token tumpukan lokal: pilih satu klien contoh. Tidak ada kata sandi."
    return _kerangka("Masuk ke Selaras", f"<h1>Masuk sebagai siapa?</h1><p>{ajakan}</p><ul>{pilihan}</ul>")


def halaman_salah(pesan: str) -> str:
    return _kerangka("Permintaan masuk tidak sah", f"<h1>Permintaan masuk tidak sah</h1><p>{escape(pesan)}.</p>")


def _pilihan(k: Klien, tersembunyi: str) -> str:
    tentang = " · ".join(v for _, v in k.klaim) or "tanpa kantor"
    masukan = "".join(f'<input name="{n}" placeholder="{n}" aria-label="{n} untuk {escape(k.nama)}">' for n in k.boleh_memilih)
    return (
        f'<li><form method="post" action="/authorize">{tersembunyi}<button name="klien" value="{escape(k.id)}">'
        f"<b>{escape(k.nama)}</b><small>{escape(k.id)} · {escape(tentang)}</small></button>{masukan}</form></li>"
    )


def _kerangka(judul: str, isi: str) -> str:
    return (
        f'<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{judul}</title><style>{GAYA}</style><main>{isi}</main></html>"
    )
