"""Sign-in by OIDC authorization code with PKCE, and sign-out."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from urllib.parse import urlencode

from chassis.http import ProblemError
from chassis.service import Runtime
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from dasbor.sesi import KUE, KUE_MASUK, Penjaga

UMUR_MASUK = 600
UMUR_SESI = 8 * 3600


def _gagal(alasan: str) -> ProblemError:
    return ProblemError(400, "masuk-gagal", "Masuk gagal", f"{alasan} Silakan mulai lagi dari halaman depan.")


def router(rt: Runtime, penjaga: Penjaga) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    kembali = f"{rt.settings.url_dasbor}/masuk/kembali"

    @routes.get("/masuk")
    async def masuk(ke: str = "/") -> Response:
        status, nonce, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        tantangan = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        alamat = (await _penerbit(rt))["authorization_endpoint"] + "?" + urlencode(
            {
                "response_type": "code", "client_id": rt.settings.client_id, "redirect_uri": kembali, "scope": "openid", "state": status,
                "nonce": nonce, "code_challenge": tantangan, "code_challenge_method": "S256",
            }
        )  # fmt: skip
        response = RedirectResponse(alamat, 303)
        # only a path of ours: an open redirect would lend our name to anyone; and short, for it travels in a cookie
        tujuan = ke if re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}", ke) else "/"
        penjaga.tulis(response, KUE_MASUK, {"state": status, "nonce": nonce, "verifier": verifier, "ke": tujuan}, UMUR_MASUK)
        return response

    @routes.get("/masuk/kembali")
    async def setelah_masuk(request: Request, code: str = "", state: str = "") -> Response:
        diharap = penjaga.baca(request, KUE_MASUK)
        if diharap is None or not code or not secrets.compare_digest(str(diharap["state"]).encode(), state.encode()):
            raise _gagal("Jawaban penerbit tidak cocok dengan permintaan masuk ini.")
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": kembali, "code_verifier": str(diharap["verifier"]),
            "client_id": rt.settings.client_id or "",
            "client_secret": rt.settings.client_secret.get_secret_value() if rt.settings.client_secret else "",
        }  # fmt: skip
        async with rt.session.post(rt.settings.token_url, data=form) as answer:
            if answer.status != 200:
                raise _gagal("Kode masuk tidak diterima penerbit.")
            token = (await answer.json())["access_token"]
        await request.app.state.authenticator.principal(f"Bearer {token}")
        response = RedirectResponse(str(diharap["ke"]), 303)
        penjaga.tulis(response, KUE, {"token": token}, UMUR_SESI)
        response.delete_cookie(KUE_MASUK, path="/")
        return response

    @routes.post("/keluar")
    async def keluar(request: Request) -> Response:
        penjaga.dari_sini(request)
        response = RedirectResponse("/masuk", 303)
        response.delete_cookie(KUE, path="/")
        return response

    return routes


async def _penerbit(rt: Runtime) -> dict[str, str]:
    """The issuer's own description of itself."""
    async with rt.session.get(f"{rt.settings.issuer}/.well-known/openid-configuration") as answer:
        if answer.status != 200:
            raise ProblemError(
                503, "penerbit-tidak-terjangkau", "Penerbit tidak terjangkau", "Halaman masuk belum dapat dibuka; coba lagi."
            )
        found: dict[str, str] = await answer.json()
    return found
