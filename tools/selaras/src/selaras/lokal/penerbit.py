"""The dev issuer: a small OIDC server for the local stack (client credentials, authorization code, JWKS, discovery).

Its secrets stand in the repository, so it refuses to start unless ``SELARAS_LINGKUNGAN=lokal``.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote_plus

from aiohttp import web

from selaras.lokal import masuk
from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.jalur import folder_keadaan
from selaras.lokal.klien import Klien, baca_klien
from selaras.lokal.token import UMUR, Penandatangan

PORT = 8106


class GalatOAuth(Exception):
    """RFC 6749 section 5.2."""

    def __init__(self, kode: str, keterangan: str, status: int = 400) -> None:
        super().__init__(keterangan)
        self.kode, self.keterangan, self.status = kode, keterangan, status


class Penerbit:
    def __init__(self, klien: Mapping[str, Klien], penandatangan: Penandatangan) -> None:
        self._klien = klien
        self._tanda = penandatangan
        self._kode = masuk.Kodes()

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.post("/token", self.token),
                web.get("/jwks.json", self.jwks),
                web.get("/.well-known/openid-configuration", self.discovery),
                web.get("/authorize", self.authorize),
                web.post("/authorize", self.pilih),
                web.get("/healthz", _sehat),
                web.get("/readyz", _sehat),
            ]
        )
        return app

    async def token(self, request: web.Request) -> web.Response:
        form = {n: v for n, v in (await request.post()).items() if isinstance(v, str)}
        try:
            klien = self._klien_dari(request, form)
            match form.get("grant_type"):
                case "client_credentials":
                    scope = _sempitkan(klien, form.get("scope", ""))
                    pilihan = {n: form[n] for n in klien.boleh_memilih if form.get(n)}
                    return _jawab(self._isi(klien, scope, pilihan))
                case "authorization_code":
                    kode = self._kode.tukar(form, klien.id)
                    if kode is None:
                        raise GalatOAuth("invalid_grant", "kode tidak dikenal, sudah dipakai, kedaluwarsa, atau PKCE tidak cocok")
                    isi = self._isi(kode.klien, kode.klien.scope, dict(kode.klaim))
                    return _jawab(isi | {"id_token": self._tanda.id_token(kode.klien, klien.id, kode.nonce)})
                case _:
                    raise GalatOAuth("unsupported_grant_type", "grant_type: client_credentials atau authorization_code")
        except GalatOAuth as e:
            header = {"WWW-Authenticate": 'Basic realm="selaras"'} if e.status == 401 else {}
            return web.json_response({"error": e.kode, "error_description": e.keterangan}, status=e.status, headers=header)

    async def jwks(self, _: web.Request) -> web.Response:
        return web.json_response(self._tanda.jwks)

    async def discovery(self, _: web.Request) -> web.Response:
        alamat = self._tanda.issuer
        return web.json_response(
            {
                "issuer": alamat,
                "token_endpoint": f"{alamat}/token",
                "authorization_endpoint": f"{alamat}/authorize",
                "jwks_uri": f"{alamat}/jwks.json",
                "response_types_supported": ["code"],
                "grant_types_supported": ["client_credentials", "authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": sorted({s for k in self._klien.values() for s in k.scope} | {"openid"}),
            }
        )

    async def authorize(self, request: web.Request) -> web.Response:
        q = dict(request.query)
        try:
            masuk.periksa(q, self._klien)
        except masuk.PermintaanSalah as e:
            return web.Response(text=masuk.halaman_salah(str(e)), content_type="text/html", status=400)
        return web.Response(text=masuk.halaman(q, self._klien), content_type="text/html")

    async def pilih(self, request: web.Request) -> web.Response:
        q = {n: v for n, v in (await request.post()).items() if isinstance(v, str)}
        try:
            masuk.periksa(q, self._klien)
            klien = self._klien.get(q.get("klien", ""))
            if klien is None or not klien.masuk:
                raise masuk.PermintaanSalah("klien tidak dapat dipilih")
        except masuk.PermintaanSalah as e:
            return web.Response(text=masuk.halaman_salah(str(e)), content_type="text/html", status=400)
        return web.Response(status=302, headers={"Location": masuk.kembali(q, code=self._kode.buat(q, klien))})

    def _klien_dari(self, request: web.Request, form: Mapping[str, str]) -> Klien:
        nama, rahasia = form.get("client_id", ""), form.get("client_secret", "")
        jenis, _, isi = request.headers.get("Authorization", "").partition(" ")
        if jenis.lower() == "basic":
            try:
                nama, _, rahasia = base64.b64decode(isi, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                raise GalatOAuth("invalid_client", "Authorization Basic tidak terbaca", 401) from None
            nama, rahasia = unquote_plus(nama), unquote_plus(rahasia)
        klien = self._klien.get(nama)
        if klien is None or not hmac.compare_digest(klien.rahasia.encode(), rahasia.encode()):
            raise GalatOAuth("invalid_client", "client_id atau client_secret salah", 401)
        return klien

    def _isi(self, klien: Klien, scope: frozenset[str], klaim: Mapping[str, str]) -> dict[str, str | int]:
        token = self._tanda.access_token(klien, scope, klaim)
        return {"access_token": token, "token_type": "Bearer", "expires_in": UMUR, "scope": " ".join(sorted(scope))}


def _sempitkan(klien: Klien, diminta: str) -> frozenset[str]:
    scope = frozenset(diminta.split()) - {"openid"}
    if not scope <= klien.scope:
        raise GalatOAuth("invalid_scope", f"{klien.id} tidak memiliki: {' '.join(sorted(scope - klien.scope))}")
    return scope or klien.scope


def _jawab(isi: Mapping[str, str | int]) -> web.Response:
    return web.json_response(isi, headers={"Cache-Control": "no-store"})


async def _sehat(_: web.Request) -> web.Response:
    return web.json_response({"keadaan": "SIAP"})


def main() -> None:
    if os.environ.get("SELARAS_LINGKUNGAN") != "lokal":
        sys.exit("Penerbit token ini hanya untuk tumpukan lokal: rahasia kliennya tertulis di repositori (SELARAS_LINGKUNGAN harus lokal).")
    port = int(os.environ.get("SELARAS_PORT") or PORT)
    issuer = os.environ.get("SELARAS_ISSUER") or f"http://127.0.0.1:{port}"
    berkas = os.environ.get("SELARAS_KLIEN")
    try:
        klien = baca_klien(Path(berkas) if berkas else None)
    except GalatTumpukan as e:
        sys.exit(str(e))
    penerbit = Penerbit(klien, Penandatangan(issuer, folder_keadaan() / "penerbit.pem"))
    web.run_app(penerbit.app(), host=os.environ.get("SELARAS_HOST") or "127.0.0.1", port=port, print=None)


if __name__ == "__main__":
    main()
